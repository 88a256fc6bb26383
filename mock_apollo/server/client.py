"""How does the command line speak to a fake that runs?"""

import json
import time
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

TIMEOUT = 30  # seconds
SOON = 2  # seconds
DIRECTLY = build_opener(ProxyHandler({}))  # keys are nothing for a proxy
PAUSE = 0.05  # seconds between two looks at a fake that is not ready


class RemoteError(Exception):
    """The fake did not do it; the message says why, and what to do."""


class Remote(NamedTuple):
    """Where the fake is, the key of the world that is meant, and the token, if it wants one."""

    url: str
    key: str
    token: str | None = None

    def ask(self, method: str, path: str, body: Any = None) -> str:
        """What a control call answers. Raises RemoteError."""
        headers = {"x-api-key": _header(self.key)}
        if self.token:
            headers["authorization"] = _header(f"Bearer {self.token.strip()}")
        sent = None if body is None else json.dumps(body).encode()
        if sent is not None:
            headers["content-type"] = "application/json"
        request = Request(f"{self.url.rstrip('/')}/__admin/{path}", sent, headers, method=method)  # noqa: S310 - as given
        try:
            with DIRECTLY.open(request, timeout=TIMEOUT) as reply:
                return str(reply.read().decode())
        except HTTPError as error:
            raise RemoteError(_reason(error)) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise RemoteError(
                f"nothing answers at {self.url}: {error}. Start it, or say where it is by --url."
            ) from error

    def is_ready(self, wait: float) -> bool:
        """Whether it answers, now or within so many seconds."""
        until = time.monotonic() + wait
        while not self._answers():
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)
        return True

    def _answers(self) -> bool:
        try:
            with DIRECTLY.open(f"{self.url.rstrip('/')}/readyz", timeout=SOON):
                return True
        except (URLError, HTTPException, OSError, ValueError):
            return False


def surroundings(url: str, key: str) -> dict[str, str]:
    """What a client finds in its environment."""
    return {"APOLLO_API_BASE_URL": url, "MOCK_APOLLO_URL": url, "MOCK_APOLLO_KEY": key}


def _header(value: str) -> str:
    """As it goes over the wire. Raises RemoteError, without the value."""
    given = value.strip()
    if not given.isprintable():
        raise RemoteError("the key and the token are a line of printable characters each; one of them is not.")
    return given.encode().decode("latin-1")


def _reason(error: HTTPError) -> str:
    said = error.read().decode("utf-8", "replace")
    try:
        reason = json.loads(said)["error"]
    except (ValueError, KeyError, TypeError):
        return f"the fake answered {error.code}: {said[:200]}"
    return "; ".join(reason) if isinstance(reason, list) else str(reason)
