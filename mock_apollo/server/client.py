"""How is a running fake steered from another process? Over HTTP, by the table of acts."""

import json
import os
import time
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    UnknownHandler,
)

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.errors import ControlError
from mock_apollo.journal.journal import read_entries
from mock_apollo.protocol.printable import cut
from mock_apollo.server.control.acts import ACTS, Do

TIMEOUT = 30  # seconds
SOON = 2  # seconds
PAUSE = 0.05  # seconds between two looks at a fake that is not ready
LINES = {Control.journal}  # acts whose answer is one JSON document a line
ADVICE = "Start it, or give its URL by --url, MOCK_APOLLO_URL or pytest --apollo-url."


DIRECTLY = OpenerDirector()  # keys go to no proxy, to no other address, and nothing but HTTP is read
for handler in (HTTPHandler, HTTPSHandler, UnknownHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler):
    DIRECTLY.add_handler(handler())


class RemoteError(ControlError):
    """A running fake refused an act, or does not answer; the message says why and what to do."""


class Remote(NamedTuple):
    """A running fake: its URL, the key of the world that is steered, and the admin token, if it has one."""

    url: str
    key: str
    token: str | None = None

    def act(self, do: Do, /, *args: Any, **kwargs: Any) -> Any:
        """Do an act of steering, given as a method of Control; return its JSON. Raises RemoteError."""
        try:
            request = ACTS[do].request(*args, **kwargs)
        except UnicodeEncodeError as error:
            raise RemoteError(f"{error.object!r} cannot be sent: it is not UTF-8.") from error
        answer = self.ask(*request)
        return read_entries(answer) if do in LINES else json.loads(answer)

    def ask(self, method: str, path: str, body: Any = None) -> str:
        """Make a call under `/__admin`; return its answer. Raises RemoteError."""
        headers = {"x-api-key": _header(self.key)}
        if self.token:
            headers["authorization"] = _header(f"Bearer {self.token.strip()}")
        sent = None if body is None else _json(body)
        if sent is not None:
            headers["content-type"] = "application/json"
        url = f"{self.url.rstrip('/')}/__admin{path}"
        try:
            request = Request(url, sent, headers, method=method)  # noqa: S310 - as given
            with DIRECTLY.open(request, timeout=TIMEOUT) as reply:
                return str(reply.read().decode())
        except HTTPError as error:
            with error:
                raise RemoteError(_reason(error), status=error.code) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise RemoteError(f"nothing answers at {self.url}: {_why(error)}. {ADVICE}") from error

    def is_ready(self, wait: float) -> bool:
        """Tell whether it answers, now or within so many seconds."""
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
        except HTTPError as error:
            error.close()
            return False
        except (URLError, HTTPException, OSError, ValueError):
            return False


def surroundings(url: str, key: str, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment variables for a client, which reaches the fake without the proxies of an environment."""
    names = {"APOLLO_API_BASE_URL": url, "MOCK_APOLLO_URL": url, "MOCK_APOLLO_KEY": key}
    return names | _without_proxy(urlsplit(url).hostname or "", environment)


def _without_proxy(host: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the hosts that are reached without a proxy, and this one; a client reads either spelling."""
    upper, lower = (environment.get(name) for name in ("NO_PROXY", "no_proxy"))
    known = {"NO_PROXY": upper or lower or "", "no_proxy": lower or upper or ""}
    return {name: _with(host, hosts) for name, hosts in known.items()}


def _with(host: str, hosts: str) -> str:
    """Add a host to a list of hosts, unless it is there, or the list has all of them."""
    there = {one.strip() for one in hosts.split(",")}
    return hosts if there & {host, "*"} else ",".join(filter(None, (hosts, host)))


def _header(value: str) -> str:
    """Encode the value of a header. Raises RemoteError, without the value."""
    given = value.strip()
    if not given.isprintable():
        raise RemoteError("the key and the token are a line of printable characters each; one of them is not.")
    return given.encode().decode("latin-1")


def _why(error: Exception) -> str:
    """Return why a request failed, without the names of Python's errors."""
    reason = error.reason if isinstance(error, URLError) else error
    return str(getattr(reason, "strerror", None) or reason)


def _json(body: Any) -> bytes:
    """Serialise a body. Raises RemoteError."""
    try:
        return json.dumps(body, default=_written).encode()
    except (TypeError, ValueError) as error:
        raise RemoteError(f"this cannot be sent as JSON: {error}") from error


def _written(value: Any) -> str:
    """Serialise a datetime."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON")


def _reason(error: HTTPError) -> str:
    elsewhere = error.headers.get("location")
    if elsewhere:
        return f"the fake answered {error.code}: go to {cut(elsewhere, 200)}. If the fake is there, give its URL."
    said = error.read().decode("utf-8", "replace")
    try:
        reason = json.loads(said)["error"]
    except (ValueError, KeyError, TypeError):
        return f"the fake answered {error.code}: {said[:200]}"
    return "; ".join(reason) if isinstance(reason, list) else str(reason)
