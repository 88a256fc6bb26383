"""What broke the contract, on either side? Every call and every reply is held against it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Literal, NamedTuple

from mock_apollo.contract.document import Operation
from mock_apollo.contract.fields import Fields
from mock_apollo.messages import Call, Reply
from mock_apollo.refusals import Content

Severity = Literal["error", "warning", "note"]

OUR_OWN = {404, 405, 413}  # statuses in which the fake may speak for itself, beside the documented ones


class Finding(NamedTuple):
    """Something that breaks the contract, or that Apollo silently passes over.

    `code` is stable; `path` says where, as a JSON path.
    """

    code: str
    severity: Severity
    path: str
    message: str


Findings = tuple[Finding, ...]


def judge_call(operation: Operation, call: Call, fields: Fields) -> Findings:
    """What is wrong with a call: fields of the wrong type, names that Apollo does not know."""
    if operation.members.issuperset(fields) and not call.query and operation.body.is_valid(fields):
        return ()
    return (*_wrong_values(operation, fields), *_unknown_names(operation, call, fields))


def judge_reply(operation: Operation, reply: Reply, content: Content) -> Findings:
    """What is wrong with our own reply; anything found here is a bug of the fake.

    `content` is what the bytes of the body were made of.
    """
    validator = operation.replies.get((reply.status, reply.media_type))
    if validator is None:
        return () if reply.status in OUR_OWN else (_undeclared(reply),)
    if validator.is_valid(content):
        return ()
    return (Finding("invalid-reply", "error", "$", f"The body of this {reply.status} breaks its schema."),)


def _undeclared(reply: Reply) -> Finding:
    media_type = reply.media_type.decode()
    return Finding("undeclared-reply", "error", "$", f"The contract knows no {reply.status} as {media_type} here.")


def _wrong_values(operation: Operation, fields: Fields) -> Iterator[Finding]:
    for error in operation.body.iter_errors(fields):
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
        yield Finding("invalid-value", "error", f"${path}", f"{error.message}.")


def _unknown_names(operation: Operation, call: Call, fields: Fields) -> Iterator[Finding]:
    for name in fields.keys() - operation.members:
        yield Finding("unknown-field", "warning", f"$.{name}", _unknown_field(operation, name))
    if operation.query:
        return
    for name in dict(call.query_pairs()):
        message = f"Apollo takes no query here, so {name} is ignored; send it in the JSON body."
        yield Finding("unknown-parameter", "warning", f"query.{name}", message)


def _unknown_field(operation: Operation, name: str) -> str:
    nearest = get_close_matches(name, operation.members, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else "see the contract for the fields that it takes."
    return f"Apollo ignores {name}: {hint}"
