"""How does Apollo write a time?"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def timestamp(milliseconds: int) -> str:
    """Format a time, in ms since 1970, as Apollo does: `2024-09-12T20:14:53.134Z`."""
    whole, part = divmod(milliseconds, SECOND)
    return f"{_to_the_second(whole)}.{part:03d}Z"


def milliseconds_of(time: str) -> int:
    """Parse a time in ISO 8601, as ms since 1970. Raises ValueError."""
    return since_epoch(datetime.fromisoformat(time))


def since_epoch(moment: datetime) -> int:
    """Return the whole ms since 1970, without the rounding of floats; a naive moment is in local time."""
    aware = moment if moment.tzinfo else moment.astimezone()
    return (aware - EPOCH) // MILLISECOND


@lru_cache(maxsize=16)
def _to_the_second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"
