"""Apollo answers a call: the order of its checks, on one screen."""

from collections.abc import Sequence
from time import perf_counter_ns

import orjson

from mock_apollo.apollo.api import HANDLERS
from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.fault_effects import applies, around, bent, check_rule, reads, refusal_of
from mock_apollo.apollo.faults import Fault, FaultRule
from mock_apollo.apollo.keys import Keys
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.judge import Judge
from mock_apollo.contract.request_fields import Fields, check_fields, declared_fields, read_fields, without_nulls
from mock_apollo.journal.journal import NO_OPERATION, NO_TEAM, Entry, Journal
from mock_apollo.protocol.credentials import credentials
from mock_apollo.protocol.messages import JSON, Call, Reply
from mock_apollo.protocol.refusals import Content, Refusal

GRANTED = 200


class Apollo:
    """The fake without its transport: a call goes in, a reply comes out, the worlds remember."""

    def __init__(self, contract: Contract, keys: Keys, judge: Judge, journal: Journal, clock: Clock) -> None:
        self.contract = contract
        self.keys = keys
        self.judge = judge
        self.journal = journal
        self.clock = clock

    def open(self, key: str) -> World:
        """The world that a key opens, made when it is not there yet. Raises InvalidCredentials, WorldFull."""
        return self.keys.open(key)

    def reset(self, world: World) -> None:
        """Let a world be as in the beginning, and forget what its clients said and were told."""
        world.reset()
        self._forget(world)

    def remove(self, world: World) -> None:
        """Let a world go, and forget what its clients said and were told."""
        self.keys.remove(world)
        self._forget(world)

    def _forget(self, world: World) -> None:
        self.journal.forget(world.team)
        self.judge.forget(world.team)

    def add_fault(self, world: World, rule: FaultRule) -> Fault:
        """Let something go wrong in a world. Raises FaultError."""
        check_rule(self.contract, rule)
        return world.faults.add(rule)

    def answer(self, call: Call) -> Reply:
        """The reply to a call. What a client does wrong is a refusal, never an exception."""
        started = perf_counter_ns()
        team, operation = NO_TEAM, None
        passed_over: Findings = ()
        try:
            operation, ids = self.contract.find(call.method, call.path)
            world = self.keys.world(call)
            team, at = world.team, world.clock.now()
            if operation.scoped:
                self.keys.check_scope(call, operation.action)
            exchange, passed_over = _answer_in(world, operation, ids, call, at)
        except Refusal as refusal:
            at, client = self.clock.now(), credentials(call)
            exchange = Exchange(call, refusal.reply(), client, at, operation, refusal.content())
        findings = passed_over + self.judge.judge(exchange)
        took = (perf_counter_ns() - started) // 1_000
        operation_id = operation.operation_id if operation else NO_OPERATION
        self.journal.record(Entry(at, team, operation_id, call, exchange.reply, findings, took))
        return exchange.reply


def _answer_in(
    world: World, operation: Operation, ids: Sequence[str], call: Call, now: int
) -> tuple[Exchange, Findings]:
    """What one world answers to a call with a good key, and what it passed over."""
    if not world.faults:
        return _answer_well(world, operation, ids, call, now)
    fault = world.faults.strike(operation.operation_id, lambda kind: applies(kind, operation))
    before = None if reads(operation) else world.snapshot()
    if fault is not None:
        exchange, passed_over = _answer_badly(world, operation, ids, call, now, fault)
    else:
        exchange, passed_over = _answer_well(world, operation, ids, call, now)
    if before is not None and exchange.reply.status == GRANTED:
        world.faults.before = before
    return exchange, passed_over


def _answer_badly(
    world: World, operation: Operation, ids: Sequence[str], call: Call, now: int, fault: Fault
) -> tuple[Exchange, Findings]:
    """What a fault makes of the answer; nobody judges that, but for what the client did."""
    refusal = refusal_of(fault, operation, ids)
    if refusal is not None:
        return Exchange(call, bent(refusal.reply(), fault), world.team, now, operation, None), ()
    with around(world, fault):
        exchange, passed_over = _answer_well(world, operation, ids, call, now)
    return exchange._replace(reply=bent(exchange.reply, fault), content=None), passed_over


def _answer_well(
    world: World, operation: Operation, ids: Sequence[str], call: Call, now: int
) -> tuple[Exchange, Findings]:
    """What a world answers of which nobody wants that something goes wrong."""
    quota, ids_given = world.limits.quota(operation.action), world.new_id.count
    lawful: Fields | None = None
    passed_over: Findings = ()
    content: Content
    try:
        quota.spend(operation.limited_as, now)
        fields = read_fields(operation, call)
        wanted = without_nulls(operation, fields) if world.policy.null_value == "clear" else fields
        check_fields(operation, wanted)
        content, passed_over = HANDLERS[operation.operation_id](world, declared_fields(operation, wanted), *ids)
        lawful = fields if wanted is fields else None
        reply = Reply(200, orjson.dumps(content), JSON, quota.headers())
    except Refusal as refusal:
        world.new_id.count = ids_given
        content = refusal.content()
        reply = refusal.reply(quota.headers())
    return Exchange(call, reply, world.team, now, operation, content, lawful), passed_over
