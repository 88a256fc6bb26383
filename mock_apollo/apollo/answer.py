"""In which order is a call checked? Apollo answers a call: the whole story on one screen."""

from collections.abc import Sequence
from contextlib import suppress
from time import perf_counter_ns

from mock_apollo.apollo.admitted import answer_admitted
from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.fault_effects import answer_with_faults, check_rule
from mock_apollo.apollo.faults import Fault, FaultRule
from mock_apollo.apollo.keys import Keys
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.document import Contract
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Findings, bounded
from mock_apollo.contract.judge import Judge, judge_rejected
from mock_apollo.journal.journal import NO_OPERATION, NO_TEAM, Entry, Journal
from mock_apollo.protocol.credentials import credentials
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.redaction import Redactor
from mock_apollo.protocol.refusals import Refusal


class Apollo:
    """The fake without transport: a call goes in, a reply comes out, and the worlds change.

    `redactor` removes credentials from whatever is shown, which replies are not.
    """

    def __init__(
        self, contract: Contract, keys: Keys, judge: Judge, journal: Journal, clock: Clock, redactor: Redactor
    ) -> None:
        self.contract = contract
        self.keys = keys
        self.judge = judge
        self.journal = journal
        self.clock = clock
        self.redactor = redactor

    def answer(self, call: Call) -> Reply:
        """Return the reply to a call. A client's mistake is answered with a refusal, never raised."""
        return self.exchange(call)[0]

    def exchange(self, call: Call) -> tuple[Reply, Entry]:
        """Answer a call; return the reply and its entry in the journal, which keeps 64 KiB of a body."""
        started = perf_counter_ns()
        team, operation, clock = NO_TEAM, None, self.clock
        ids: Sequence[str] = ()
        ignored: Findings = ()
        try:
            operation, ids = self.contract.find(call.method, call.path)
            world = self.keys.world(call)
            team, clock = world.team, world.clock
            at = clock.now()
            if self.keys.scopes and operation.scoped:
                self.keys.check_scope(call, operation.action)
            answer = answer_with_faults if world.faults.rules else answer_admitted
            exchange, ignored = answer(world, operation, ids, call, at)
        except Refusal as refusal:
            at, client = clock.now(), credentials(call)
            exchange = Exchange(call, refusal.reply(), client, at, operation, refusal.content(), ids=ids)
        findings = ignored + self.judge.judge(exchange)
        if findings:
            findings = bounded(findings)
        took = (perf_counter_ns() - started) // 1_000
        operation_id = operation.operation_id if operation else NO_OPERATION
        entry = Entry(at, team, operation_id, call, exchange.reply, findings, took, self.redactor)
        self.journal.record(entry)
        return exchange.reply, entry

    def reject(self, call: Call, reply: Reply) -> None:
        """Record a request that the server could not read to its end, as far as it is known, with its reply."""
        team, clock = NO_TEAM, self.clock
        with suppress(Refusal):
            world = self.keys.world(call)
            team, clock = world.team, world.clock
        findings = judge_rejected(self.contract, call, reply.body.decode())
        entry = Entry(clock.now(), team, NO_OPERATION, call, reply, bounded(findings), 0, self.redactor)
        self.journal.record(entry)

    def open(self, key: str) -> World:
        """Return the world of a key, created at first use. Raises InvalidCredentials, WorldFull."""
        return self.keys.open(key)

    def reset(self, world: World) -> None:
        """Return a world to its seed, with an empty journal."""
        world.reset()
        self.journal.forget(world.team)
        self.judge.forget(world.team)

    def remove(self, world: World) -> None:
        """Delete a world and its journal."""
        self.keys.remove(world)
        self.journal.remove(world.team)
        self.judge.forget(world.team)

    def add_fault(self, world: World, rule: FaultRule) -> Fault:
        """Add a fault rule to a world. Raises FaultError."""
        check_rule(self.contract, rule)
        return world.faults.add(rule)
