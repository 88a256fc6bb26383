"""How do a call and its reply violate the contract?"""

import re
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

from jsonschema_rs import ValidationError

from mock_apollo.contract.document import BASES, Contract, Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Finding, Findings, reported
from mock_apollo.contract.request_fields import Fields, body_fields, explained, has_body, query_fields
from mock_apollo.contract.retries import Retries
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
from mock_apollo.protocol.statuses import OK

ID = re.compile(r"\{\w+\}|[0-9a-f]{24}")  # in a path of the contract, or of a call
SMALL = 1 << 14  # bytes; schema violations in a larger query or body are one finding, without a place
KEY, BEARER = CREDENTIALS
MEDIA_TYPE = b"content-type"
DOUBLED = re.compile(rb'[^"]*,')  # more than one media type; a quoted parameter may have a comma
WHOLE = {"$": "The body", "query": "The query"}
OF_THE_FAKE = {404, 405, 413, 503}  # statuses that mock-apollo uses though they are not declared


class Judge:
    """Judges exchanges in their order, and remembers refusals to find needless retries."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._retries = Retries()

    def judge(self, exchange: Exchange) -> Findings:
        """Return the findings of the call, of its reply, and of its being a retry."""
        call, reply, _, _, operation, content, fields, _, ids = exchange
        if operation is None:
            return judge_call(self._contract, call)
        findings: Findings = ()
        if content is not None:
            findings = judge_reply(operation, reply, content)
        if fields is None or not plainly_lawful(operation, call, fields):
            findings = judge_found(self._contract, operation, ids, call) + findings
        if self._retries.refused or reply.status != OK:
            findings += self._retries.judge(exchange, operation)
        return findings

    def forget(self, client: str) -> None:
        """Forget the refusals of a client."""
        self._retries.forget(client)


def plainly_lawful(operation: Operation, call: Call, fields: Fields) -> bool:
    """Tell whether a granted call with valid fields needs no further judgement; cheap, and true for most calls.

    Only valid for the `fields` of an `Exchange`: a call with a bad credential or path would not have been granted.
    """
    headers = call.first_headers
    if len(headers) < len(call.headers) or (KEY in headers) is (BEARER in headers):
        return False  # there may not be exactly one credential
    if (
        b"," in headers.get(MEDIA_TYPE, b"")
        or call.query
        or operation.items
        or not operation.members.issuperset(fields)
    ):
        return False
    return operation.reads_body or not call.body


def judge_call(contract: Contract, call: Call) -> Findings:
    """Return the findings of a call alone, whatever its reply."""
    try:
        operation, ids = contract.find(call.method, call.path)
    except NotEmulated:
        return (_undeclared_path(contract, call),)
    except MethodNotAllowed as refusal:
        return (_undeclared_method(call, refusal.allow),)
    return judge_found(contract, operation, ids, call)


def judge_found(contract: Contract, operation: Operation, ids: Sequence[str], call: Call) -> Findings:
    """Return the findings of a call alone, given the operation and the ids that `contract.find` returned for it."""
    return (*_credentials(call), *_malformed_ids(operation, ids), *_query_and_body(contract, operation, call))


def judge_rejected(contract: Contract, call: Call, sentence: str) -> Findings:
    """Return the finding of a request that could not be read to its end: of its method, or else this sentence."""
    try:
        contract.find(call.method, call.path)
    except MethodNotAllowed as refusal:
        return (_undeclared_method(call, refusal.allow),)
    except NotEmulated:
        pass
    return (Finding("unreadable-request", "$", sentence),)


def judge_reply(operation: Operation, reply: Reply, content: Content) -> Findings:
    """Return the findings of a reply, whose parsed body is `content`; in a reply of mock-apollo each one is a bug."""
    validator = operation.replies.get((reply.status, reply.media_type))
    if validator is None:
        return () if reply.status in OF_THE_FAKE else (_undeclared_reply(reply),)
    if validator.is_valid(content):
        return ()
    return (Finding("invalid-reply", "$", f"The body of this {reply.status} violates its schema."),)


def _undeclared_reply(reply: Reply) -> Finding:
    """Report a status, or a media type of a status, that the contract does not declare."""
    media_type = reply.media_type.decode("latin-1")
    return Finding("undeclared-reply", "$", f"The contract declares no {reply.status} of type {media_type} here.")


def _undeclared_method(call: Call, allow: str) -> Finding:
    """Report a method that the path does not have; methods are in capitals, which not every client adds."""
    meant = call.method.upper()
    hint = f"; did you mean {meant}?" if meant != call.method and meant in allow.split(", ") else "."
    return Finding("undeclared-method", "method", f"{call.method} is not declared here, but {allow}{hint}")


def _undeclared_path(contract: Contract, call: Call) -> Finding:
    """Report a path that is not in the contract, with the most similar one that is."""
    declared = {ID.sub("{}", path): path for path in contract.document["paths"]}
    asked = ID.sub("{}", shortened(call.path)).removeprefix(BASES[0][:-1])
    nearest = get_close_matches(asked, declared, n=1, cutoff=0.5)
    hint = f"; did you mean {BASES[0][:-1]}{declared[nearest[0]]}?" if nearest else "."
    return Finding("undeclared-path", "path", f"The contract has no path like this{hint}")


def _credentials(call: Call) -> Iterator[Finding]:
    """Yield the findings of missing, misplaced and repeated credentials."""
    given = credentials(call)
    if misplaced_key(call):
        yield Finding("misplaced-key", API_KEY, "There is a key in the query or the body, where others can read it.")
    elif not given:
        yield Finding("missing-credentials", "header.x-api-key", "There is neither an X-Api-Key nor a Bearer token.")
    if len(given) > 1:
        yield Finding("doubled-credentials", "header.x-api-key", f"There are {len(given)} credentials.")


def _malformed_ids(operation: Operation, ids: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for each malformed id in the path."""
    for (name, schema), value in zip(operation.ids.items(), ids, strict=True):
        if not schema.is_valid(value):
            yield Finding("malformed-id", f"path.{name}", f"The {name} in the path is not an id.")


def _query_and_body(contract: Contract, operation: Operation, call: Call) -> Iterator[Finding]:
    """Yield the findings of the query and of the body."""
    query = query_fields(operation, call) if operation.query else {}
    reads_body = has_body(operation, call, query)
    if not operation.query:
        yield from reported(_unread_parameter, [name for name, _ in call.query_pairs() if name != API_KEY])
    elif query or not reads_body:
        yield from _wrong_fields(contract, operation, query, "query", len(call.query))
    if reads_body:
        yield from _body(contract, operation, call)


def _body(contract: Contract, operation: Operation, call: Call) -> Iterator[Finding]:
    """Yield the findings of the body."""
    if DOUBLED.match(call.header(MEDIA_TYPE) or b""):
        yield Finding("doubled-media-type", "header.content-type", "Only the first of several media types is read.")
    try:
        fields = body_fields(call)
    except UndeclaredMediaType as refusal:
        yield Finding("undeclared-media-type", "header.content-type", refusal.why)
    except (BodyTooLarge, UnreadableBody) as refusal:
        yield Finding("unreadable-body", "$", refusal.why)
    else:
        yield from _wrong_fields(contract, operation, fields, "$", len(call.body))


def _wrong_fields(contract: Contract, operation: Operation, fields: Fields, root: str, size: int) -> Iterator[Finding]:
    """Yield the findings of the fields in the query or the body, of `size` bytes; `root` is `query` or `$`."""
    if size <= SMALL:
        yield from reported(partial(_wrong_value, root), [*operation.body.iter_errors(fields)])
    elif not operation.body.is_valid(fields):
        yield Finding("invalid-value", root, "Some value is not allowed; the reply names the first.")
    unknown = [
        (name, value, place, members)
        for place, given, members in _objects(operation, fields, root)
        for name, value in given.items()
        if name not in members and name != API_KEY
    ]
    yield from reported(partial(_unknown_field, contract, operation), unknown)


def _wrong_value(root: str, error: ValidationError) -> Finding:
    """Report a schema violation."""
    path = json_path(error.instance_path)
    code = "malformed-id" if error.kind.name == "pattern" else "invalid-value"
    place = f"{root}.{path}" if path else root
    return Finding(code, place, f"{path or WHOLE[root]} {explained(error)}")


def _objects(operation: Operation, fields: Fields, root: str) -> Iterator[tuple[str, Fields, Collection[str]]]:
    """Yield the objects whose members are fields, each with its path and the names that are read there."""
    yield root, fields, operation.members
    for name, members in operation.items.items():
        given = fields.get(name)
        for place, item in enumerate(given if isinstance(given, list) else ()):
            if isinstance(item, dict):
                yield f"{root}.{name}[{place}]", item, members


def _unknown_field(contract: Contract, operation: Operation, unknown: tuple[str, Any, str, Collection[str]]) -> Finding:
    """Report a field that the operation does not know, with the name that was probably meant."""
    name, value, root, members = unknown
    name = shortened(name)
    operations = contract.accepted_by.get(name)
    if operations and members is operation.members:
        return Finding(
            "foreign-field", f"{root}.{name}", f"{name} is not taken here, but by {' and '.join(operations)}."
        )
    nearest = get_close_matches(name, members, n=1)
    hint = f"did you mean {nearest[0]}?" if nearest else "see the contract for the fields that it takes."
    if isinstance(value, dict) and not value.keys().isdisjoint(members):
        hint = "its members are fields; send them without it."
    return Finding("unknown-field", f"{root}.{name}", f"Apollo ignores {name}: {hint}")


def _unread_parameter(name: str) -> Finding:
    """Report a query parameter of an operation that reads none."""
    name = shortened(name)
    return Finding("unknown-parameter", f"query.{name}", f"Apollo reads no query here, so {name} is ignored.")
