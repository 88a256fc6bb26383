"""A small sync engine: it pushes changes of contacts to Apollo, and tries again where that makes sense."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

ATTEMPTS = 4


class RejectedError(Exception):
    """Apollo will never take this; to try again is of no use."""


class GaveUpError(Exception):
    """Apollo could not be reached often enough."""


class SyncEngine:
    """Pushes changes with an `httpx.Client` that knows where Apollo is, and the key."""

    def __init__(self, client: httpx.Client, sleep: Callable[[float], object] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep

    def push(self, contact_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The contact as it is afterwards. Raises RejectedError, GaveUpError."""
        for attempt in range(ATTEMPTS):
            try:
                reply = self._client.patch(f"/api/v1/contacts/{contact_id}", json=dict(changes))
            except httpx.TransportError:
                self._sleep(2**attempt)
                continue
            if reply.status_code == httpx.codes.TOO_MANY_REQUESTS:
                self._sleep(int(reply.headers["retry-after"]))
            elif reply.is_server_error:
                self._sleep(2**attempt)
            elif reply.is_client_error:
                raise RejectedError(reply.text)
            else:
                contact: dict[str, Any] = reply.json()["contact"]
                return contact
        raise GaveUpError(f"{ATTEMPTS} attempts")
