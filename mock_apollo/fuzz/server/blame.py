"""Which findings are the vendor's document's own? Each is named by the action of the overlay that mends it."""

from collections.abc import Iterator

import jsonpath

from mock_apollo.contract.build import published
from mock_apollo.contract.defects import Json, actions
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.judge import judge_call, judge_reply
from mock_apollo.fuzz.server.failures import Place, place
from mock_apollo.fuzz.server.schemathesis_run import Failure

NEIGHBOURS = "neighbours.yaml"
METHODS = {"unsupported_method", "allow_header_conformance"}
BODY = ("requestBody", "content", "application/json", "schema", "properties")


class Defects:
    """The places of the vendor's document that the overlay mends, and the contract that comes of it."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._document: Json = published()
        self._mended: list[tuple[Place, str]] = [
            (tuple(map(str, match.parts)), action["x-defect"])
            for action in actions()
            for match in jsonpath.finditer(action["target"], self._document)
        ]

    def behind(self, failure: Failure) -> list[str]:
        """The defects that made schemathesis report a failure; none when the document is not to blame."""
        if failure.check in METHODS:
            return [NEIGHBOURS] if self._is_neighbour(failure) else []
        return sorted({defect for at in self._places(failure) for defect in self._menders(at)})

    def _menders(self, at: Place) -> set[str]:
        """The actions that change the very place, or else something in it."""
        inside = [(path, defect) for path, defect in self._mended if path[: len(at)] == at]
        return {defect for path, defect in inside if path == at} or {defect for _, defect in inside}

    def _operation(self, failure: Failure) -> Operation:
        """The operation that was tried, wherever the server has it."""
        method, path = failure.label.split(" ", 1)
        return next(o for o in self._contract.operations.values() if (o.method, o.path) == (method, path))

    def _is_neighbour(self, failure: Failure) -> bool:
        """Whether the method that surprised schemathesis is one that the contract has beside the vendor's."""
        path = failure.label.split(" ", 1)[1]
        ours = self._contract.document["paths"][path].keys() - self._document["paths"][path].keys()
        return any(method.upper() in failure.message for method in ours)

    def _places(self, failure: Failure) -> Iterator[Place]:
        """Where the document says otherwise than the contract, by which the exchange is in order."""
        call, operation = failure.recorded.call, self._operation(failure)
        if failure.check == "response_schema_conformance" and _is_lawful(operation, failure):
            yield place(failure)
        elif failure.check == "positive_data_acceptance":
            for finding in judge_call(self._contract, call):
                yield from _declared(operation, finding.path)
        elif failure.check == "ignored_auth" and call.header(b"x-api-key"):
            yield ("security",)


def _is_lawful(operation: Operation, failure: Failure) -> bool:
    """Whether a reply keeps the corrected contract."""
    reply, content = failure.recorded.reply, failure.recorded.content
    return reply is not None and content is not None and not judge_reply(operation, reply, content)


def _declared(operation: Operation, path: str) -> Iterator[Place]:
    """Where the operation declares what a finding names: `path.contact_id`, `$.account_id`."""
    root, _, name = path.partition(".")
    at = ("paths", operation.path, operation.method.lower())
    if root == "path":
        yield (*at, "parameters", str([*operation.ids].index(name)))
    elif root == "$":
        yield (*at, *BODY, name)
