"""What does a fault do to an answer? It replaces it by a refusal, changes it, or breaks the connection."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from mock_apollo.apollo.admitted import Answer, answer_admitted
from mock_apollo.apollo.faults import USUAL_WAIT, Fault, FaultError, FaultRule, Kind
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.protocol.messages import Call, Reply, Wire, lines_of
from mock_apollo.protocol.refusals import (
    ContactDeleted,
    GatewayTimeoutError,
    InvalidCredentials,
    InvalidId,
    NotInScope,
    ProxyError,
    RateLimited,
    Refusal,
    ServerError,
    UnavailableError,
    UnknownContact,
)
from mock_apollo.protocol.statuses import OK

NO_ID = "5234234"
PER_HOUR = 600

# The refusal of a fault, made from the operation, the ids in the path, and the rule.
REFUSALS: dict[Kind, Callable[[Operation, Sequence[str], FaultRule], Refusal]] = {
    "401": lambda _, __, ___: InvalidCredentials(),
    "403": lambda operation, _, __: NotInScope(operation.action),
    "422-invalid-id": lambda _, ids, __: InvalidId(ids[0] if ids else NO_ID),
    "422-unknown": lambda _, ids, __: UnknownContact(ids[0]),
    "422-deleted": lambda _, ids, __: ContactDeleted(ids),
    "429": lambda operation, _, rule: RateLimited(operation.limited_as, PER_HOUR, "hour", _wait(rule)),
    "500": lambda _, __, ___: ServerError(),
    "502": lambda _, __, ___: ProxyError(),
    "503": lambda _, __, rule: UnavailableError(rule.retry_after),
    "504": lambda _, __, ___: GatewayTimeoutError(),
}


def _wait(rule: FaultRule) -> int:
    """Return the seconds that a 429 asks to wait."""
    return USUAL_WAIT if rule.retry_after is None else rule.retry_after


def check_rule(contract: Contract, rule: FaultRule) -> None:
    """Refuse a rule that can never strike. Raises FaultError."""
    if rule.operation is None:
        return
    operation = contract.operations.get(rule.operation)
    if operation is None:
        raise FaultError(f"{rule.operation} is no operation; they are {', '.join(sorted(contract.operations))}")
    if not applies(rule.fault, operation):
        raise FaultError(f"{rule.fault} cannot happen to {rule.operation}: {WHERE[rule.fault]}")


def applies(kind: Kind, operation: Operation) -> bool:
    """Tell whether a kind of fault can happen to an operation."""
    if kind in ("422-unknown", "422-deleted"):
        return "contact_id" in operation.ids
    if kind == "403":
        return operation.scoped
    if kind in ("lost-write", "stale-read"):
        return reads(operation) == (kind == "stale-read")
    return True


WHERE = {
    "403": "it needs no scope, so it never gets 403",
    "422-unknown": "only operations with a contact_id in their path can get it",
    "422-deleted": "only operations with a contact_id in their path can get it",
    "lost-write": "only operations that write can get it",
    "stale-read": "only operations that read can get it",
}


def reads(operation: Operation) -> bool:
    """Tell whether an operation changes nothing."""
    return operation.method == "GET" or operation.action.endswith(("/search", "/api_usage_stats"))


class Admitted(NamedTuple):
    """A call whose key was accepted, as `answer_admitted` takes it."""

    world: World
    operation: Operation
    ids: Sequence[str]
    call: Call
    at: int


def answer_with_faults(world: World, operation: Operation, ids: Sequence[str], call: Call, at: int) -> Answer:
    """Answer a call in a world that has fault rules: normally, or as the first matching rule says."""
    admitted = Admitted(world, operation, ids, call, at)
    fault = world.faults.strike(operation.operation_id, lambda kind: applies(kind, operation))
    before = world.contents() if world.faults.read_stale() and not reads(operation) else None
    answered = answer_admitted(*admitted) if fault is None else _faulty(admitted, fault)
    if before is not None and answered[0].reply.status == OK:
        world.faults.before = before
    return answered


def _faulty(admitted: Admitted, fault: Fault) -> Answer:
    """Answer as a fault wants; the judge looks at the call alone, so the exchange has no content."""
    make = REFUSALS.get(fault.rule.fault)
    if make is not None:
        refusal = make(admitted.operation, admitted.ids, fault.rule)
        reply, team, at = bent(refusal.reply(), fault), admitted.world.team, admitted.at
        return Exchange(admitted.call, reply, team, at, admitted.operation, None, ids=admitted.ids), ()
    with _world_seen_by(fault, admitted.world):
        exchange, ignored = answer_admitted(*admitted)
    return exchange._replace(reply=bent(exchange.reply, fault), content=None), ignored


@contextmanager
def _world_seen_by(fault: Fault, world: World) -> Iterator[None]:
    """For a lost write, undo what the call writes; for a stale read, show the world before its last write."""
    if fault.rule.fault not in ("lost-write", "stale-read"):
        yield
        return
    now, before = world.contents(), world.faults.before
    if fault.rule.fault == "stale-read":
        world.take(before.copy())
    yield
    world.take(now)
    world.faults.before = before


def bent(reply: Reply, fault: Fault) -> Reply:
    """Return the reply changed by the fault, with the header `X-Mock-Apollo-Fault`."""
    rule, body, wire = fault.rule, reply.body, None
    if rule.fault == "truncated":
        body = body[: len(body) // 2]
    elif rule.fault == "malformed":
        body = b"{" + body
    elif rule.fault == "delay":
        wire = Wire(delay=rule.delay(fault.dice))
    elif rule.fault == "drip":
        wire = Wire(drip=rule.delay(fault.dice))
    elif rule.fault in ("reset", "cut"):
        wire = Wire(reset="nothing" if rule.fault == "reset" else "half")
    mark = lines_of([(b"x-mock-apollo-fault", f"{fault.id} {rule.fault}".encode())])
    return Reply(reply.status, body, reply.media_type, reply.lines + mark, wire)
