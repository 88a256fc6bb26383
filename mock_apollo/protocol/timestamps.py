"""How does Apollo write a time?"""

from datetime import UTC, datetime
from functools import lru_cache

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def timestamp(milliseconds: int) -> str:
    """Format a time, in ms since 1970, as Apollo does: `2024-09-12T20:14:53.134Z`."""
    whole, part = divmod(milliseconds, SECOND)
    return f"{_to_the_second(whole)}.{part:03d}Z"


def milliseconds_of(time: str) -> int:
    """Parse a time in ISO 8601, as ms since 1970. Raises ValueError."""
    return int(datetime.fromisoformat(time).timestamp() * SECOND)


@lru_cache(maxsize=16)
def _to_the_second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"
