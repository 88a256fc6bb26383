"""How is a call answered whose key was accepted? Its quota is spent, its fields are checked, its handler runs."""

from collections.abc import Sequence

import orjson

from mock_apollo.apollo.api import HANDLERS
from mock_apollo.apollo.world.world import World
from mock_apollo.contract.document import Operation
from mock_apollo.contract.exchange import Exchange
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields, check_fields, declared_fields, read_fields, without_nulls
from mock_apollo.protocol.messages import JSON, Call, Reply
from mock_apollo.protocol.refusals import Content, Refusal
from mock_apollo.protocol.statuses import OK

Answer = tuple[Exchange, Findings]  # the exchange, and the findings about what Apollo ignores


def answer_admitted(world: World, operation: Operation, ids: Sequence[str], call: Call, at: int) -> Answer:
    """Answer a call of an operation in a world, with the ids of its path, made `at` ms since 1970."""
    quota, ids_given = world.limits.quotas[operation.action], world.new_id.count
    lawful: Fields | None = None
    ignored: Findings = ()
    content: Content
    try:
        quota.spend(operation.limited_as, at)
        fields = read_fields(operation, call)
        wanted = without_nulls(operation, fields) if world.policy.null_value == "clear" else fields
        check_fields(operation, wanted)
        content, ignored = HANDLERS[operation.operation_id](world, declared_fields(operation, wanted), *ids)
        lawful = fields if wanted is fields else None
        reply = Reply(OK, orjson.dumps(content), JSON, quota.lines())
    except Refusal as refusal:
        world.give_back(ids_given)
        content = refusal.content()
        reply = refusal.reply(quota.lines())
    return Exchange(call, reply, world.team, at, operation, content, lawful, None, ids), ignored
