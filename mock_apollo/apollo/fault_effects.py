"""What does a fault make of an answer? It stands instead of it, or bends it, or breaks it off on the wire."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from mock_apollo.apollo.faults import Fault, FaultError, FaultRule, Kind
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.protocol.messages import Reply, Wire
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

NO_ID = "5234234"
PER_HOUR = 600

# What stands instead of an answer, made from the operation, the ids in the path, and the rule.
REFUSALS: dict[Kind, Callable[[Operation, Sequence[str], FaultRule], Refusal]] = {
    "401": lambda _, __, ___: InvalidCredentials(),
    "403": lambda operation, _, __: NotInScope(operation.action),
    "422-invalid-id": lambda _, ids, __: InvalidId(ids[0] if ids else NO_ID),
    "422-unknown": lambda _, ids, __: UnknownContact(ids[0]),
    "422-deleted": lambda _, ids, __: ContactDeleted(ids),
    "429": lambda operation, _, rule: RateLimited(operation.limited_as, PER_HOUR, "hour", rule.retry_after),
    "500": lambda _, __, ___: ServerError(),
    "502": lambda _, __, ___: ProxyError(),
    "503": lambda _, __, ___: UnavailableError(),
    "504": lambda _, __, ___: GatewayTimeoutError(),
}


def check_rule(contract: Contract, rule: FaultRule) -> None:
    """Whether a rule can ever strike. Raises FaultError."""
    if rule.operation is None:
        return
    operation = contract.operations.get(rule.operation)
    if operation is None:
        raise FaultError(f"{rule.operation} is no operation; they are {', '.join(sorted(contract.operations))}")
    if not applies(rule.fault, operation):
        raise FaultError(f"{rule.fault} cannot happen to {rule.operation}: {WHERE[rule.fault]}")


def applies(kind: Kind, operation: Operation) -> bool:
    """Whether such a thing can happen to an operation."""
    if kind in ("422-unknown", "422-deleted"):
        return "contact_id" in operation.ids
    if kind == "403":
        return operation.scoped
    if kind in ("lost-write", "stale-read"):
        return reads(operation) == (kind == "stale-read")
    return True


WHERE = {
    "403": "every key may call it",
    "422-unknown": "it belongs to operations with a contact_id in their path",
    "422-deleted": "it belongs to operations with a contact_id in their path",
    "lost-write": "it belongs to operations that write",
    "stale-read": "it belongs to operations that read",
}


def reads(operation: Operation) -> bool:
    """Whether the operation leaves the world as it is."""
    return operation.method == "GET" or operation.action.endswith(("/search", "/api_usage_stats"))


def refusal_of(fault: Fault, operation: Operation, ids: Sequence[str]) -> Refusal | None:
    """What stands instead of an answer, if something does."""
    make = REFUSALS.get(fault.rule.fault)
    return None if make is None else make(operation, ids, fault.rule)


@contextmanager
def around(world: World, fault: Fault) -> Iterator[None]:
    """An answer from a world that forgets what is written, or does not know yet what was written last."""
    if fault.rule.fault not in ("lost-write", "stale-read"):
        yield
        return
    now, before = world.snapshot(), world.faults.before
    if fault.rule.fault == "stale-read":
        world.keep(before)
    yield
    world.keep(now)
    world.faults.before = before


def bent(reply: Reply, fault: Fault) -> Reply:
    """The reply as the fault lets it through, marked."""
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
    mark = (b"x-mock-apollo-fault", f"{fault.id} {rule.fault}".encode())
    return Reply(reply.status, body, reply.media_type, (*reply.headers, mark), wire)
