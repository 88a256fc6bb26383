"""What may Apollo reply to an operation? The documented replies, and every edit of them that the contract allows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from mock_apollo.contract.document import Contract
from mock_apollo.fuzz.client.cases.edits import (
    JOINT,
    SET,
    Edit,
    EditError,
    edited,
    header_edits,
    read_edits,
    single_edits,
)
from mock_apollo.fuzz.client.cases.examples import CONTENT_TYPE, Documented, documented_replies
from mock_apollo.fuzz.client.cases.mutators import DROPPED
from mock_apollo.protocol.messages import Reply, lines_of
from mock_apollo.protocol.statuses import OK

AS_DOCUMENTED = "as documented"
CHARSET = "; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ReplyCase:
    """A reply that the contract allows. Its `name` lists its edits, and is all that is needed to make it again.

    `content` is the decoded JSON of the body, or a str for a text.
    """

    name: str
    documented: Documented
    edits: tuple[Edit, ...]
    content: Any
    reply: Reply

    def __repr__(self) -> str:
        return f"<{self.name}>"


class Replies:
    """The cases of one operation. Raises EditError when the contract has no such operation."""

    def __init__(self, contract: Contract, operation_id: str) -> None:
        if operation_id not in contract.operations:
            raise EditError(f"there is no operation {operation_id}; there are {', '.join(sorted(contract.operations))}")
        self.operation_id = operation_id
        self.documented = {shown.head: shown for shown in documented_replies(contract, operation_id)}

    @property
    def granted(self) -> ReplyCase:
        """The documented success."""
        return self.case(str(OK), ())

    @cached_property
    def singles(self) -> Sequence[ReplyCase]:
        """The documented replies, then every single edit that the contract allows; no two send the same bytes."""
        shown = self.documented.values()
        candidates = [(reply, ()) for reply in shown] + [(reply, (edit,)) for reply, edit in _edits(shown)]
        allowed = (self._allowed(*candidate) for candidate in candidates)
        cases: dict[Any, ReplyCase] = {}
        for case in filter(None, allowed):
            cases.setdefault(_on_the_wire(case.reply), case)
        return [*cases.values()]

    def named(self, name: str) -> ReplyCase:
        """Return the case of a name: `200: drop /contact/email + empty /labels`. Raises EditError."""
        head, colon, text = name.partition(": ")
        if not colon:
            raise EditError(f"{name!r} is no case; write it like `200: drop /contact/email`")
        return self.case(head, () if text == AS_DOCUMENTED else read_edits(text))

    def case(self, head: str, edits: Iterable[Edit]) -> ReplyCase:
        """Return a documented reply with edits. Raises EditError when they cannot be applied, or break the contract."""
        if head not in self.documented:
            raise EditError(f"{self.operation_id} has no reply {head!r}; it has {', '.join(self.documented)}")
        case = self._allowed(self.documented[head], tuple(edits))
        if case is None:
            raise EditError(f"{_name(self.documented[head], tuple(edits))!r} would break the contract")
        return case

    def _allowed(self, shown: Documented, edits: tuple[Edit, ...]) -> ReplyCase | None:
        """Return the case, or None if it breaks the contract. Raises EditError when an edit cannot be applied."""
        content = edited(shown.body, (edit for edit in edits if not edit.of_header))
        headers = edited(shown.headers, (edit for edit in edits if edit.of_header))
        if content is DROPPED or not shown.allows(content, headers):
            return None
        body = orjson.dumps(content) if shown.is_json else content.encode()
        fields = {name.encode(): str(value).encode() for name, value in headers.items()}
        reply = Reply(shown.status, body, fields.pop(CONTENT_TYPE.encode()), lines_of([*fields.items()]))
        return ReplyCase(_name(shown, edits), shown, edits, content, reply)


def _name(shown: Documented, edits: Sequence[Edit]) -> str:
    return f"{shown.head}: {JOINT.join(map(str, edits)) or AS_DOCUMENTED}"


def _on_the_wire(reply: Reply) -> Any:
    return reply.status, reply.body, reply.media_type, reply.headers


def _edits(documented: Iterable[Documented]) -> Iterator[tuple[Documented, Edit]]:
    """Yield all edits of the first body of each status, and of each header where it occurs first."""
    known = {CONTENT_TYPE}
    for shown in documented:
        if not shown.is_first:
            continue
        yield from ((shown, edit) for edit in single_edits(shown.body, shown.schema))
        yield shown, Edit(SET, (CONTENT_TYPE,), of_header=True, value=shown.headers[CONTENT_TYPE] + CHARSET)
        yield from ((shown, edit) for edit in header_edits(shown.headers) if edit.steps[0] not in known)
        known |= shown.headers.keys()
