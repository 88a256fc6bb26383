"""How much of the rate limits is used?"""

from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json


def post_apiusage(world: World, _: Fields) -> tuple[Json, Findings]:
    """Return the current usage of every action (POST /usage_stats/api_usage_stats, documented).

    The keys are JSON lists as text: `["api/v1/contacts", "update"]`.
    """
    usage = world.limits.usage(world.clock.now())
    return {_key(*action.rsplit("/", 1)): windows for action, windows in usage.items()}, ()


def _key(controller: str, action: str) -> str:
    return f'["api/v1/{controller}", "{action}"]'
