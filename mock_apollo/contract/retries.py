"""Does a client do as it was told: wait after a 429, and give up after a 401 or a 422?"""

from collections import OrderedDict

from mock_apollo.contract.document import Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.protocol.timestamps import SECOND

MOST = 1_000  # things that are remembered; a client that is told more has moved on
SPENT = 429
UNAUTHORISED = 401
HOPELESS = {UNAUTHORISED, 422}

Told = tuple[int, int]  # of a 429: since when and until when to wait; of a 401 or 422: the status and which call it was


Key = tuple[int, int]  # of the client, and of what it was told about


class Manners:
    """What clients were told and have not obeyed yet, by hashes, so that no secret is kept; empty while all is well."""

    def __init__(self) -> None:
        self.told: OrderedDict[Key, Told] = OrderedDict()

    def judge(self, exchange: Exchange, operation: Operation) -> Findings:
        """Whether the call should have been made, after what its client was told before."""
        return (*self._waited(exchange, operation), *self._gave_up(exchange))

    def forget(self, client: str) -> None:
        """Its client begins anew."""
        for key in [key for key in self.told if key[0] == hash(client)]:
            del self.told[key]

    def _waited(self, exchange: Exchange, operation: Operation) -> Findings:
        """A call that was under way when its client was told is no offence, as far as that is known."""
        if exchange.at is None:
            return ()
        key = hash(exchange.client), hash(operation.action)
        since, until = self._remember(key, _wait(exchange)) or (0, 0)
        if not since <= exchange.at < until:
            return ()
        early = -(-(until - exchange.at) // SECOND)
        return (
            Finding("ignored-retry-after", "header.retry-after", f"The call came {early} s before the wait was over."),
        )

    def _gave_up(self, exchange: Exchange) -> Findings:
        call, status = exchange.call, exchange.reply.status
        if exchange.client is None and status == UNAUTHORISED:
            return ()  # it may be another client, with another wrong key
        same = status, hash((call.query, call.body, call.header(b"content-type")))
        key = hash(exchange.client), hash((call.method, call.path))
        if self._remember(key, same if status in HOPELESS else None) != same:
            return ()
        message = f"The same call got the same {status} before, and nothing else was tried on this path in between."
        return (Finding("hopeless-retry", "$", message),)

    def _remember(self, key: Key, told: Told | None) -> Told | None:
        """Put down what a client is told now, if anything, and give back what it was told last."""
        before = self.told.pop(key, None)
        if told is not None:
            self.told[key] = told
        if len(self.told) > MOST:
            self.told.popitem(last=False)
        return before


def _wait(exchange: Exchange) -> Told | None:
    """From when until when a refused client has to wait, if it was told in whole seconds."""
    if exchange.reply.status != SPENT or exchange.at is None:
        return None
    seconds = dict(exchange.reply.headers).get(b"retry-after", b"")
    told_at = exchange.until or exchange.at
    return (told_at, told_at + int(seconds) * SECOND) if seconds.isdigit() else None
