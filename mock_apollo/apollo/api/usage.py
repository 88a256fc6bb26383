"""What is left of the limits?"""

from mock_apollo.apollo.world.world import World
from mock_apollo.contract.findings import Findings
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Json


def post_apiusage(world: World, _: Fields) -> tuple[Json, Findings]:
    """POST /usage_stats/api_usage_stats: documented, with the counters of now.

    A key is the text of a list of two: the controller and the action.
    """
    usage = world.limits.usage(world.clock.now())
    return {_key(*action.rsplit("/", 1)): windows for action, windows in usage.items()}, ()


def _key(controller: str, action: str) -> str:
    return f'["api/v1/{controller}", "{action}"]'
