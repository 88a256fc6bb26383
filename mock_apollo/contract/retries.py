"""Does a client wait after a 429, and not repeat a call after a 401 or a 422?"""

from collections import OrderedDict

from mock_apollo.contract.document import Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.protocol.statuses import TOO_MANY_REQUESTS, UNAUTHORIZED, UNPROCESSABLE
from mock_apollo.protocol.timestamps import SECOND

MAX_REFUSALS = 1_000  # remembered; the oldest are forgotten
HOPELESS = {UNAUTHORIZED, UNPROCESSABLE}

Key = tuple[int, int]  # hashes: of the client, and of the action (429) or of the method and path (401, 422)
Refused = tuple[int, int]  # of a 429: when the wait begins and ends, in ms; of a 401 or 422: status, hash of the call


class Retries:
    """The latest refusals of each client in `refused`. Only hashes are kept, so no secret is."""

    def __init__(self) -> None:
        self.refused: OrderedDict[Key, Refused] = OrderedDict()

    def judge(self, exchange: Exchange, operation: Operation) -> Findings:
        """Return the findings of a call that its client should not have made, and remember its refusal."""
        return (*self._too_early(exchange, operation), *self._unchanged(exchange))

    def forget(self, client: str) -> None:
        """Forget the refusals of a client."""
        for key in [key for key in self.refused if key[0] == hash(client)]:
            del self.refused[key]

    def _too_early(self, exchange: Exchange, operation: Operation) -> Findings:
        """Find a call before the Retry-After of a 429 has passed, unless it was sent before that reply arrived."""
        if exchange.at is None:
            return ()
        key = hash(exchange.client), hash(operation.action)
        since, until = self._remember(key, _wait(exchange)) or (0, 0)
        if not since <= exchange.at < until:
            return ()
        early = _seconds(until - exchange.at)
        return (
            Finding("ignored-retry-after", "header.retry-after", f"The call came {early} before the wait was over."),
        )

    def _unchanged(self, exchange: Exchange) -> Findings:
        """Find a call that is repeated unchanged after a 401 or a 422."""
        call, status = exchange.call, exchange.reply.status
        if exchange.client is None and status == UNAUTHORIZED:
            return ()  # without the key, two clients with wrong keys look like one
        same = status, hash((call.query, call.body, call.header(b"content-type")))
        key = hash(exchange.client), hash((call.method, call.path))
        if self._remember(key, same if status in HOPELESS else None) != same:
            return ()
        message = f"The same call got the same {status} before, and nothing else was tried on this path in between."
        return (Finding("hopeless-retry", "$", message),)

    def _remember(self, key: Key, refused: Refused | None) -> Refused | None:
        """Replace the refusal under a key, or delete it, and return the former one."""
        before = self.refused.pop(key, None)
        if refused is not None:
            self.refused[key] = refused
        if len(self.refused) > MAX_REFUSALS:
            self.refused.popitem(last=False)
        return before


def _seconds(milliseconds: int) -> str:
    """Format a duration in seconds, with one decimal where there is one."""
    return (
        f"{milliseconds / SECOND:.1f}".removesuffix(".0") + " s" if milliseconds >= SECOND // 10 else "less than 0.1 s"
    )


def _wait(exchange: Exchange) -> Refused | None:
    """Return from when until when the client of a 429 has to wait, if Retry-After is in whole seconds."""
    if exchange.reply.status != TOO_MANY_REQUESTS or exchange.at is None:
        return None
    seconds = dict(exchange.reply.headers).get(b"retry-after", b"")
    since = exchange.until or exchange.at
    return (since, since + int(seconds) * SECOND) if seconds.isdigit() else None
