"""What broke the contract, on either side? Every call and every reply is held against it."""

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any

from mock_apollo.contract.document import BASES, Contract, Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Finding, Findings
from mock_apollo.contract.request_fields import Fields, body_fields, explained, has_body, query_fields
from mock_apollo.contract.retries import Manners
from mock_apollo.protocol.credentials import API_KEY, CREDENTIALS, credentials, misplaced_key
from mock_apollo.protocol.json_path import json_path, shortened
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.refusals import (
    BodyTooLarge,
    Content,
    MethodNotAllowed,
    NotEmulated,
    UndeclaredMediaType,
    UnreadableBody,
)

ID = re.compile(r"\{\w+\}|[0-9a-f]{24}")  # in a path of the contract, or of a call
MOST = 20  # findings of one kind for a call; who makes more mistakes has enough to read
SMALL = 1 << 14  # bytes of a body in which all errors are looked for
GRANTED = 200
OUR_OWN = {404, 405, 413, 503}  # statuses in which the fake may speak for itself, beside the documented ones


class Judge:
    """Judges exchanges one after the other, and remembers what clients were told."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._manners = Manners()

    def judge(self, exchange: Exchange) -> Findings:
        """All that is wrong with the call, with its reply, and with its coming now."""
        call, reply, _, _, operation, content, fields, _ = exchange
        if operation is None:
            return judge_call(self._contract, call)
        findings: Findings = ()
        if content is not None:
            findings = judge_reply(operation, reply, content)
        if fields is None or not plainly_lawful(operation, call, fields):
            findings = judge_call(self._contract, call) + findings
        if self._manners.told or reply.status != GRANTED:
            findings += self._manners.judge(exchange, operation)
        return findings

    def forget(self, client: str) -> None:
        """The client begins anew."""
        self._manners.forget(client)


def plainly_lawful(operation: Operation, call: Call, fields: Fields) -> bool:
    """Whether a call whose values are allowed is beyond doubt; most are, and to know that costs less than to judge."""
    given = [name for name, _ in call.headers if name in CREDENTIALS]
    return len(given) == 1 and not call.query and not operation.items and operation.members.issuperset(fields)


def judge_call(contract: Contract, call: Call) -> Findings:
    """What is wrong with a call by itself, whatever was answered."""
    try:
        operation, ids = contract.find(call.method, call.path)
    except NotEmulated:
        return (_undeclared_path(contract, call),)
    except MethodNotAllowed as refusal:
        return (Finding("undeclared-method", "method", f"{call.method} is not declared here, but {refusal.allow}."),)
    return (*_credentials(call), *_malformed_ids(operation, ids), *_sent(contract, operation, call))


def judge_reply(operation: Operation, reply: Reply, content: Content) -> Findings:
    """What is wrong with a reply; anything found in one of ours is a bug of the fake.

    `content` is what the bytes of the body were made of.
    """
    validator = operation.replies.get((reply.status, reply.media_type))
    if validator is None:
        return () if reply.status in OUR_OWN else (_undeclared_reply(reply),)
    if validator.is_valid(content):
        return ()
    return (Finding("invalid-reply", "$", f"The body of this {reply.status} breaks its schema."),)


def _undeclared_reply(reply: Reply) -> Finding:
    media_type = reply.media_type.decode("latin-1")
    return Finding("undeclared-reply", "$", f"The contract knows no {reply.status} as {media_type} here.")


def _undeclared_path(contract: Contract, call: Call) -> Finding:
    """With the declared path that is most like it, if there is one."""
    declared = {ID.sub("{}", path): path for path in contract.document["paths"]}
    asked = ID.sub("{}", shortened(call.path)).removeprefix(BASES[0][:-1])
    nearest = get_close_matches(asked, declared, n=1, cutoff=0.5)
    hint = f"; did you mean {BASES[0][:-1]}{declared[nearest[0]]}?" if nearest else "."
    return Finding("undeclared-path", "path", f"The contract has no path like this{hint}")


def _credentials(call: Call) -> Iterator[Finding]:
    given = credentials(call)
    if misplaced_key(call):
        yield Finding("misplaced-key", API_KEY, "There is a key in the query or the body, where others can read it.")
    elif not given:
        yield Finding("missing-credentials", "header.x-api-key", "There is neither an X-Api-Key nor a Bearer token.")
    if len(given) > 1:
        yield Finding("doubled-credentials", "header.x-api-key", f"There are {len(given)} credentials.")


def _malformed_ids(operation: Operation, ids: Sequence[str]) -> Iterator[Finding]:
    for (name, schema), value in zip(operation.ids.items(), ids, strict=True):
        if not schema.is_valid(value):
            yield Finding("malformed-id", f"path.{name}", f"The {name} in the path is not an id.")


def _sent(contract: Contract, operation: Operation, call: Call) -> Iterator[Finding]:
    """What is wrong with query and body."""
    query: Fields = {}
    if operation.query:
        query = query_fields(operation, call)
        yield from _wrong_fields(contract, operation, query, "query", len(call.query))
    else:
        unread = (name for name, _ in call.query_pairs() if name != API_KEY)
        yield from map(_unread_parameter, islice(unread, MOST))
    if has_body(operation, call, query):
        try:
            fields = body_fields(call)
        except UndeclaredMediaType as refusal:
            yield Finding("undeclared-media-type", "header.content-type", refusal.why)
        except (BodyTooLarge, UnreadableBody) as refusal:
            yield Finding("unreadable-body", "$", refusal.why)
        else:
            yield from _wrong_fields(contract, operation, fields, "$", len(call.body))


def _wrong_fields(contract: Contract, operation: Operation, fields: Fields, root: str, size: int) -> Iterator[Finding]:
    """What is wrong with the fields in one place of a call; `root` is its name."""
    errors = operation.body.iter_errors(fields) if size <= SMALL else ()
    if size > SMALL and not operation.body.is_valid(fields):
        yield Finding("invalid-value", root, "Some value is not allowed; the reply names the first.")
    for error in islice(errors, MOST):
        path = json_path(error.instance_path)
        code = "malformed-id" if error.kind.name == "pattern" else "invalid-value"
        yield Finding(code, f"{root}.{path}", f"{path} {explained(error)}")
    unknown = (
        _unknown_field(contract, operation, name, value, place, members)
        for place, given, members in _objects(operation, fields, root)
        for name, value in given.items()
        if name not in members and name != API_KEY
    )
    yield from islice(unknown, MOST)


def _objects(operation: Operation, fields: Fields, root: str) -> Iterator[tuple[str, Fields, Collection[str]]]:
    """The objects whose members are fields, each with its place and the names that are read there."""
    yield root, fields, operation.members
    for name, members in operation.items.items():
        given = fields.get(name)
        for place, item in enumerate(given if isinstance(given, list) else ()):
            if isinstance(item, dict):
                yield f"{root}.{name}[{place}]", item, members


def _unknown_field(
    contract: Contract, operation: Operation, name: str, value: Any, root: str, members: Collection[str]
) -> Finding:
    """A name that means nothing here, with what was probably meant."""
    name = shortened(name)
    takers = contract.takers.get(name)
    if takers and members is operation.members:
        return Finding("foreign-field", f"{root}.{name}", f"{name} is not taken here, but by {' and '.join(takers)}.")
    nearest = get_close_matches(name, members, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else "see the contract for the fields that it takes."
    if isinstance(value, dict) and not value.keys().isdisjoint(members):
        hint = "its members are fields; send them without it."
    return Finding("unknown-field", f"{root}.{name}", f"Apollo ignores {name}: {hint}")


def _unread_parameter(name: str) -> Finding:
    name = shortened(name)
    return Finding("unknown-parameter", f"query.{name}", f"Apollo reads no query here, so {name} is ignored.")
