"""What broke the contract, on either side? Every call and every reply is held against it."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Literal, NamedTuple

from mock_apollo.contract.document import Operation
from mock_apollo.contract.fields import Fields, json_path, shortened
from mock_apollo.credentials import API_KEY
from mock_apollo.messages import Call, Reply
from mock_apollo.refusals import Content

Severity = Literal["error", "warning", "note"]

MOST = 20  # findings of one kind for a call; who makes more mistakes has enough to read
SMALL = 1 << 14  # bytes of a body in which all errors are looked for
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
    return (*_wrong_values(operation, call, fields), *_unknown_names(operation, call, fields))


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


def _wrong_values(operation: Operation, call: Call, fields: Fields) -> Iterator[Finding]:
    if len(call.body) > SMALL:
        if not operation.body.is_valid(fields):
            yield Finding("invalid-value", "error", "$", "The reply names the first of the wrong values.")
        return
    for error in islice(operation.body.iter_errors(fields), MOST):
        yield Finding("invalid-value", "error", f"$.{json_path(error.instance_path)}", f"{error.message}.")


def _unknown_names(operation: Operation, call: Call, fields: Fields) -> Iterator[Finding]:
    for name in islice((name for name in fields if name not in operation.members), MOST):
        yield _misplaced_key() if name == API_KEY else _unknown_field(operation, shortened(name))
    if not operation.query:
        yield from map(_unread_parameter, islice(dict(call.query_pairs()), MOST))


def _misplaced_key() -> Finding:
    message = "A key in the query or the body can be read by others; send it in the X-Api-Key header."
    return Finding("misplaced-key", "warning", f"$.{API_KEY}", message)


def _unknown_field(operation: Operation, name: str) -> Finding:
    nearest = get_close_matches(name, operation.members, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else "see the contract for the fields that it takes."
    return Finding("unknown-field", "warning", f"$.{name}", f"Apollo ignores {name}: {hint}")


def _unread_parameter(name: str) -> Finding:
    if name == API_KEY:
        return _misplaced_key()
    message = f"Apollo takes no query here, so {shortened(name)} is ignored; send it in the JSON body."
    return Finding("unknown-parameter", "warning", f"query.{shortened(name)}", message)
