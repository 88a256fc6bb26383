"""Which findings are defects of the vendor's document? Each is named by the overlay action that corrects it."""

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
    """The places that the overlay corrects in the vendor's document, and the corrected contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._document: Json = published()
        self._corrected: list[tuple[Place, str]] = [
            (tuple(map(str, match.parts)), action["x-defect"])
            for action in actions()
            for match in jsonpath.finditer(action["target"], self._document)
        ]

    def behind(self, failure: Failure) -> list[str]:
        """Return the names of the defects that explain a failure; none when it is the server's own."""
        if failure.check in METHODS:
            return [NEIGHBOURS] if self._is_neighbour(failure) else []
        return sorted({defect for at in self._places(failure) for defect in self._defects_at(at)})

    def _defects_at(self, at: Place) -> set[str]:
        """Return the defects that are corrected at this place, or else below it."""
        inside = [(path, defect) for path, defect in self._corrected if path[: len(at)] == at]
        return {defect for path, defect in inside if path == at} or {defect for _, defect in inside}

    def _operation(self, failure: Failure) -> Operation:
        """Return the operation that was called."""
        method, path = failure.label.split(" ", 1)
        return next(o for o in self._contract.operations.values() if (o.method, o.path) == (method, path))

    def _is_neighbour(self, failure: Failure) -> bool:
        """Whether the message is about a method of ours, which the vendor's document does not have."""
        path = failure.label.split(" ", 1)[1]
        ours = self._contract.document["paths"][path].keys() - self._document["paths"][path].keys()
        return any(method.upper() in failure.message for method in ours)

    def _places(self, failure: Failure) -> Iterator[Place]:
        """Yield the places where the vendor's document forbids what the contract allows."""
        call, operation = failure.recorded.call, self._operation(failure)
        if failure.check == "response_schema_conformance" and _is_allowed(operation, failure):
            yield place(failure)
        elif failure.check == "positive_data_acceptance":
            for finding in judge_call(self._contract, call):
                yield from _declared(operation, finding.path)
        elif failure.check == "ignored_auth" and call.header(b"x-api-key"):
            yield ("security",)


def _is_allowed(operation: Operation, failure: Failure) -> bool:
    """Whether the corrected contract allows the reply."""
    reply, content = failure.recorded.reply, failure.recorded.content
    return reply is not None and content is not None and not judge_reply(operation, reply, content)


def _declared(operation: Operation, path: str) -> Iterator[Place]:
    """Yield where the operation declares the field of a finding: `path.contact_id`, `$.account_id`."""
    root, _, name = path.partition(".")
    at = ("paths", operation.path, operation.method.lower())
    if root == "path":
        yield (*at, "parameters", str([*operation.ids].index(name)))
    elif root == "$":
        yield (*at, *BODY, name)
