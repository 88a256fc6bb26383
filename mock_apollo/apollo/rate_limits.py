"""How many calls are left? Fixed windows of a minute, an hour and a day, all at once.

A window opens with the first call in it, not with the clock; each operation has its own.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from mock_apollo.protocol.messages import Headers
from mock_apollo.protocol.refusals import RateLimited
from mock_apollo.protocol.timestamps import DAY, HOUR, MINUTE, SECOND


class RateLimit(NamedTuple):
    """Calls allowed per window, for each operation; None means without limit."""

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


def parse_rate_limit(text: str) -> RateLimit:
    """A plan's name, or `minute=200,hour=600,day=6000`; a window left out has no limit.

    Raises ValueError, with a sentence that says what to write instead.
    """
    if text in PLANS:
        return PLANS[text]
    windows = dict(_window(part) for part in text.split(","))
    return PLANS["off"]._replace(**windows)


def _window(text: str) -> tuple[str, int]:
    name, _, count = (part.strip() for part in text.partition("="))
    if name not in RateLimit._fields or not count.isascii() or not count.isdigit():
        raise ValueError(f"{text!r} is neither a plan ({', '.join(PLANS)}) nor like hour=600 (minute, hour or day)")
    return name, int(count)


class _Window(NamedTuple):
    """What never changes about one window: its length and its words on the wire."""

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
    """What one operation has used of one window."""

    __slots__ = ("left_header", "length", "limit", "limit_line", "opened_at", "unit", "usage_header", "used")

    def __init__(self, window: _Window, limit: int | None) -> None:
        self.length, self.unit, limit_header, self.usage_header, self.left_header = window
        self.limit = limit
        self.limit_line = (limit_header, b"" if limit is None else b"%d" % limit)
        self.opened_at = 0
        self.used = 0

    def usage(self, now: int) -> dict[str, int | None]:
        """What is allowed, used and left in the window that is open now."""
        used = self.used if now - self.opened_at < self.length else 0
        return {"limit": self.limit, "consumed": used, "left_over": None if self.limit is None else self.limit - used}

    def wait(self, now: int) -> int:
        """Whole seconds until the window opens anew."""
        return -(-(self.opened_at + self.length - now) // SECOND)


class Quota:
    """The windows of one operation."""

    def __init__(self, rate_limit: RateLimit) -> None:
        self._counters = [_Counter(window, limit) for window, limit in zip(WINDOWS, rate_limit, strict=True)]

    def spend(self, name: str, now: int) -> None:
        """Count one call, or refuse it by its name with RateLimited; a refused call is not counted (assumed)."""
        refused = False
        for counter in self._counters:
            if not counter.used or now - counter.opened_at >= counter.length:
                counter.opened_at, counter.used = now, 0
            refused |= counter.limit is not None and counter.used >= counter.limit
        if refused:
            raise self._refusal(name, now)
        for counter in self._counters:
            counter.used += 1

    def headers(self) -> Headers:
        """The windows as Apollo writes them on every answer to an accepted key, as of the last call."""
        lines: list[tuple[bytes, bytes]] = []
        for counter in self._counters:
            if counter.limit is None:
                lines.append(counter.limit_line)
            else:
                lines += (
                    counter.limit_line,
                    (counter.usage_header, b"%d" % counter.used),
                    (counter.left_header, b"%d" % (counter.limit - counter.used)),
                )
        return lines

    def usage(self, now: int) -> dict[str, Any]:
        """The windows by name, the longest first: what is allowed, used and left; None where there is no limit."""
        return {counter.unit: counter.usage(now) for counter in reversed(self._counters)}

    def _refusal(self, name: str, now: int) -> RateLimited:
        """Of several spent windows it names the one that stays shut the longest, so that Retry-After is the truth."""
        waits = [(c.wait(now), c.limit, c.unit) for c in self._counters if c.limit is not None and c.used >= c.limit]
        wait, limit, unit = max(waits)
        return RateLimited(name, limit, unit, wait)


class Limits:
    """The quotas of one team, by action."""

    def __init__(self, rate_limit: RateLimit, actions: Iterable[str] = ()) -> None:
        self._begins = self.rate_limit = rate_limit
        self._quotas = {action: Quota(rate_limit) for action in actions}

    def reset(self) -> None:
        """As in the beginning; nothing is used of any window."""
        self.allow(self._begins)

    def allow(self, rate_limit: RateLimit) -> None:
        """Other limits from now on, of which nothing is used."""
        self.rate_limit = rate_limit
        self._quotas = {action: Quota(rate_limit) for action in self._quotas}

    def usage(self, now: int) -> dict[str, Any]:
        """What every action has used of its windows, by their names."""
        return {action: quota.usage(now) for action, quota in self._quotas.items()}

    def quota(self, action: str) -> Quota:
        """The quota of an action."""
        quota = self._quotas.get(action)
        if quota is None:
            quota = self._quotas[action] = Quota(self.rate_limit)
        return quota
