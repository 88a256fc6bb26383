"""Does a client do as it was told: wait after a 429, and give up after a 401 or a 422?"""

from collections import OrderedDict
from collections.abc import Hashable

from mock_apollo.clock import SECOND
from mock_apollo.contract.document import Operation
from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.messages import Call, Reply

MOST = 1_000  # things that are remembered; a client that is told more has moved on
SPENT = 429
HOPELESS = {401, 422}

Told = tuple[int, int]  # of a 429: until when to wait; of a 401 or 422: the status and which call it was


class Manners:
    """What clients were told and have not obeyed yet; empty while all is well."""

    def __init__(self) -> None:
        self.told: OrderedDict[Hashable, Told] = OrderedDict()

    def judge(self, client: Hashable, operation: Operation, call: Call, reply: Reply, at: int) -> Findings:
        """Whether the call should have been made, after what its client was told before; `at` is in ms."""
        return (*self._waited(client, operation, reply, at), *self._gave_up(client, call, reply))

    def _waited(self, client: Hashable, operation: Operation, reply: Reply, at: int) -> Findings:
        told = self._remember((client, operation.action), _end_of_wait(reply, at))
        if told is None or at >= told[0]:
            return ()
        early = -(-(told[0] - at) // SECOND)
        return (
            Finding("ignored-retry-after", "header.retry-after", f"The call came {early} s before the wait was over."),
        )

    def _gave_up(self, client: Hashable, call: Call, reply: Reply) -> Findings:
        same = reply.status, hash((call.query, call.body))
        told = self._remember((client, call.method, call.path), same if reply.status in HOPELESS else None)
        if told is None or told != same:
            return ()
        message = f"The same call got the same {reply.status} before, and nothing else was tried in between."
        return (Finding("hopeless-retry", "$", message),)

    def _remember(self, key: Hashable, told: Told | None) -> Told | None:
        """Put down what a client is told now, if anything, and give back what it was told last."""
        before = self.told.pop(key, None)
        if told is not None:
            self.told[key] = told
        if len(self.told) > MOST:
            self.told.popitem(last=False)
        return before


def _end_of_wait(reply: Reply, at: int) -> Told | None:
    """When a refused client may come again, if it was told in whole seconds."""
    if reply.status != SPENT:
        return None
    seconds = dict(reply.headers).get(b"retry-after", b"")
    return (at + int(seconds) * SECOND, 0) if seconds.isdigit() else None
