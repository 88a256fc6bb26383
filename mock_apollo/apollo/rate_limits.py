"""How many calls of an action are left? Fixed windows of a minute, an hour and a day apply at once.

A window opens with its first call, not with the clock (observed); each action has windows of its own. Where the clock
was set back before a window that is open, it opens anew.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from mock_apollo.protocol.printable import cut
from mock_apollo.protocol.refusals import RateLimited
from mock_apollo.protocol.timestamps import DAY, HOUR, MINUTE, SECOND


class RateLimit(NamedTuple):
    """The calls allowed per window, for each action; None means no limit."""

    minute: int | None = 600
    hour: int | None = 600
    day: int | None = 6000


PLANS = {
    "free": RateLimit(50, 200, 600),
    "basic": RateLimit(200, 400, 2000),
    "professional": RateLimit(200, 400, 2000),
    "organization": RateLimit(200, 600, 6000),
    "off": RateLimit(None, None, None),
}


COUNT = re.compile(r"[0-9]{1,9}")


def parse_rate_limit(text: str) -> RateLimit:
    """Parse the name of a plan, or `minute=200,hour=600,day=6000`; a window that is left out has no limit.

    Raises ValueError, whose message names the valid forms.
    """
    if text in PLANS:
        return PLANS[text]
    windows = dict(_window(part) for part in text.split(","))
    return PLANS["off"]._replace(**windows)


def _window(text: str) -> tuple[str, int]:
    name, _, count = (part.strip() for part in text.partition("="))
    if name not in RateLimit._fields or not COUNT.fullmatch(count):
        raise ValueError(
            f"{cut(text, 100)!r} is neither a plan ({', '.join(PLANS)}) nor like hour=600 (minute, hour or day), "
            "with at most nine digits"
        )
    return name, int(count)


def rate_limit_text(rate_limit: RateLimit) -> str:
    """Return the rate limit as `parse_rate_limit` reads it."""
    windows = [f"{name}={count}" for name, count in rate_limit._asdict().items() if count is not None]
    return ",".join(windows) or "off"


class _Window(NamedTuple):
    """The constants of one window: its length in milliseconds, its unit and its response headers."""

    length: int
    unit: str
    limit_header: bytes
    usage_header: bytes
    left_header: bytes


WINDOWS = (
    _Window(MINUTE, "minute", b"x-rate-limit-minute", b"x-minute-usage", b"x-minute-requests-left"),
    _Window(HOUR, "hour", b"x-rate-limit-hourly", b"x-hourly-usage", b"x-hourly-requests-left"),
    _Window(DAY, "day", b"x-rate-limit-24-hour", b"x-24-hour-usage", b"x-24-hour-requests-left"),
)


class _Counter:
    """The usage of one window by one action."""

    __slots__ = ("length", "limit", "lines", "opened_at", "unit", "used")

    def __init__(self, window: _Window, limit: int | None) -> None:
        self.length, self.unit, limit_header, usage_header, left_header = window
        self.limit = limit
        self.lines = b"%b: \r\n" % limit_header
        if limit is not None:
            self.lines = b"%b: %d\r\n%b: %%d\r\n%b: %%d\r\n" % (limit_header, limit, usage_header, left_header)
        self.opened_at = 0
        self.used = 0

    def usage(self, now: int) -> dict[str, int | None]:
        """Return how many calls are allowed, used and left in the current window."""
        used = self.used if 0 <= now - self.opened_at < self.length else 0
        return {"limit": self.limit, "consumed": used, "left_over": None if self.limit is None else self.limit - used}

    def wait(self, now: int) -> int:
        """Return the seconds until the next window, rounded up."""
        return -(-(self.opened_at + self.length - now) // SECOND)


class Quota:
    """The rate-limit windows of one action."""

    def __init__(self, rate_limit: RateLimit) -> None:
        self._counters = [_Counter(window, limit) for window, limit in zip(WINDOWS, rate_limit, strict=True)]
        self._lines = b"".join(counter.lines for counter in self._counters)

    def spend(self, name: str, now: int) -> None:
        """Count one call in all windows; a refused call is counted in none (assumed).

        `name` is what the refusal calls the operation. Raises RateLimited.
        """
        refused = False
        for counter in self._counters:
            if not counter.used or not 0 <= now - counter.opened_at < counter.length:
                counter.opened_at, counter.used = now, 0
            refused |= counter.limit is not None and counter.used >= counter.limit
        if refused:
            raise self._refusal(name, now)
        for counter in self._counters:
            counter.used += 1

    def lines(self) -> bytes:
        """Return the lines of the response headers for the windows, as of the last call (observed)."""
        numbers: list[int] = []
        for counter in self._counters:
            if counter.limit is not None:
                numbers += counter.used, counter.limit - counter.used
        return self._lines % (*numbers,)

    def usage(self, now: int) -> dict[str, Any]:
        """Return limit, consumed and left_over by window, the longest first; without a limit two of them are None."""
        return {counter.unit: counter.usage(now) for counter in reversed(self._counters)}

    def _refusal(self, name: str, now: int) -> RateLimited:
        """Return the refusal for the full window with the longest wait, so that Retry-After is long enough."""
        waits = [(c.wait(now), c.limit, c.unit) for c in self._counters if c.limit is not None and c.used >= c.limit]
        wait, limit, unit = max(waits)
        return RateLimited(name, limit, unit, wait)


class _Quotas(dict[str, Quota]):
    """The quotas by action, each made at first use."""

    def __init__(self, rate_limit: RateLimit) -> None:
        super().__init__()
        self._rate_limit = rate_limit

    def __missing__(self, action: str) -> Quota:
        quota = self[action] = Quota(self._rate_limit)
        return quota


class Limits:
    """The `quotas` of one team, by action; the usage of `actions` is told even when they were never called."""

    def __init__(self, rate_limit: RateLimit, actions: Sequence[str] = ()) -> None:
        self._initial = rate_limit
        self._actions = actions
        self.allow(rate_limit)

    def reset(self) -> None:
        """Restore the limits of the start, with nothing used."""
        self.allow(self._initial)

    def allow(self, rate_limit: RateLimit) -> None:
        """Set other limits for all actions, with nothing used."""
        self.rate_limit = rate_limit
        self.quotas = _Quotas(rate_limit)

    def usage(self, now: int) -> dict[str, Any]:
        """Return the usage of every action; see `Quota.usage`."""
        return {action: self.quotas[action].usage(now) for action in (*self._actions, *self.quotas)}
