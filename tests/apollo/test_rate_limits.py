"""Rate limits in fixed windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_apollo.apollo.rate_limits import PLANS, Limits, RateLimit, parse_rate_limit, rate_limit_text
from mock_apollo.protocol.messages import headers_in
from mock_apollo.protocol.refusals import RateLimited
from mock_apollo.protocol.timestamps import DAY, HOUR, MINUTE

NAME = "api/v1/contacts/{contact_id}"


def spend(limits: Limits, now: int, times: int = 1, action: str = "contacts/update") -> None:
    """Spend calls at one time."""
    for _ in range(times):
        limits.quotas[action].spend(NAME, now)


def test_a_window_opens_with_the_first_call_and_not_with_the_clock() -> None:
    """Observed: the windows are fixed, not clock-aligned, and do not slide."""
    limits = Limits(RateLimit(2, None, None))
    spend(limits, 1_000, 1)
    spend(limits, 50_000, 1)
    with pytest.raises(RateLimited):
        spend(limits, 60_999)
    spend(limits, 61_000, 2)
    with pytest.raises(RateLimited):
        spend(limits, 61_000)


def test_a_refused_call_is_not_counted() -> None:
    """Assumed: Apollo does not document it."""
    limits = Limits(RateLimit(1, 2, None))
    spend(limits, 0)
    before = limits.usage(0)
    for _ in range(5):
        with pytest.raises(RateLimited):
            spend(limits, 0)
    assert limits.usage(0) == before
    spend(limits, MINUTE)


@pytest.mark.parametrize(
    ("rate_limit", "now", "retry_after", "words"),
    [
        (RateLimit(1, None, None), 1, 60, "1 times per minute"),
        (RateLimit(1, None, None), 1_500, 59, "1 times per minute"),
        (RateLimit(1, None, None), 59_999, 1, "1 times per minute"),
        (RateLimit(1, 2, 2), 1, 60, "1 times per minute"),
        (RateLimit(None, 1, 2), MINUTE, 3_540, "1 times per hour"),
        (RateLimit(1, 1, None), 0, 3_600, "1 times per hour"),
        (RateLimit(1, 1, 1), HOUR - 1, 82_801, "1 times per day"),
    ],
    ids=str,
)
def test_the_full_window_with_the_longest_wait_is_named(
    rate_limit: RateLimit, now: int, retry_after: int, words: str
) -> None:
    """Documented for the words; Retry-After is in whole seconds, rounded up, so that waiting that long is enough."""
    limits = Limits(rate_limit)
    spend(limits, 0)
    with pytest.raises(RateLimited, match=words) as refused:
        spend(limits, now)
    assert refused.value.retry_after == retry_after
    spend(limits, now + retry_after * 1_000)


def test_operations_are_counted_apart() -> None:
    """Observed: limits are for each action."""
    limits = Limits(RateLimit(1, None, None))
    spend(limits, 0)
    spend(limits, 0, action="contacts/show")
    with pytest.raises(RateLimited):
        spend(limits, 0)


def test_a_window_without_a_limit_has_an_empty_header_and_no_others() -> None:
    """Observed."""
    limits = Limits(RateLimit(None, 5, None))
    spend(limits, 0, 2)
    assert headers_in(limits.quotas["contacts/update"].lines()) == (
        (b"x-rate-limit-minute", b""),
        (b"x-rate-limit-hourly", b"5"),
        (b"x-hourly-usage", b"2"),
        (b"x-hourly-requests-left", b"3"),
        (b"x-rate-limit-24-hour", b""),
    )


@pytest.mark.parametrize(
    ("now", "consumed"), [(0, 2), (MINUTE - 1, 2), (MINUTE, 0), (HOUR, 0)], ids=["start", "last", "next", "later"]
)
def test_the_usage_is_that_of_the_current_window(now: int, consumed: int) -> None:
    """Documented: limit, consumed and left_over of the windows, the longest first; a window that is over is empty."""
    limits = Limits(RateLimit(5, None, 9))
    spend(limits, 0, 2)
    usage = limits.usage(now)["contacts/update"]
    assert list(usage) == ["day", "hour", "minute"]
    assert usage["minute"] == {"limit": 5, "consumed": consumed, "left_over": 5 - consumed}
    assert usage["day"] == {"limit": 9, "consumed": 2, "left_over": 7}
    assert usage["hour"]["limit"] is usage["hour"]["left_over"] is None


def test_other_limits_hold_for_all_actions_until_a_reset() -> None:
    """Assumed: our own feature; both begin with nothing used, also for actions that are called for the first time."""
    limits = Limits(RateLimit(2, 5, 9), ["contacts/update"])
    spend(limits, 0, 2)
    limits.allow(RateLimit(1, None, None))
    for action in ("contacts/update", "contacts/show"):
        spend(limits, 0, action=action)
        with pytest.raises(RateLimited, match="1 times per minute"):
            spend(limits, 0, action=action)
    limits.reset()
    assert limits.rate_limit == RateLimit(2, 5, 9)
    spend(limits, 0, 2)
    with pytest.raises(RateLimited, match="2 times per minute"):
        spend(limits, 0)
    spend(limits, 0, 2, "contacts/create")


def test_a_limit_of_zero_refuses_the_first_call() -> None:
    """Assumed: so that the first call of a client can get a 429."""
    with pytest.raises(RateLimited) as refused:
        spend(Limits(RateLimit(0, None, None)), DAY)
    assert refused.value.retry_after == 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minute=200,hour=600,day=6000", RateLimit(200, 600, 6000)),
        ("hour=600", RateLimit(None, 600, None)),
        (" day = 1 , minute=0", RateLimit(0, None, 1)),
        *PLANS.items(),
    ],
)
def test_rate_limits_are_parsed(text: str, expected: RateLimit) -> None:
    """Documented for the plans: Free, Basic, Professional, Organization."""
    assert parse_rate_limit(text) == expected


@pytest.mark.parametrize(
    "text", ["", "gold", "hour", "hour=", "hour=-1", "hour=1.5", "hour=\u0663", "week=1", "hour=1,"]
)
def test_an_invalid_rate_limit_is_refused_with_the_valid_forms(text: str) -> None:
    """Assumed: our own setting."""
    with pytest.raises(ValueError, match=r"is neither a plan .* nor like hour=600"):
        parse_rate_limit(text)


def refusal_of(limits: Limits, now: int) -> RateLimited | None:
    """Spend a call; return why it was refused."""
    try:
        spend(limits, now)
    except RateLimited as refused:
        return refused
    return None


@given(st.lists(st.integers(-2 * DAY, 2 * DAY), max_size=12))
def test_no_wait_is_longer_than_its_window_however_the_clock_is_set(moves: list[int]) -> None:
    """Assumed: a window that would open in the future opens anew; waiting as long as told is enough."""
    limits, now = Limits(RateLimit(2, 3, 4)), 10 * DAY
    longest = {"minute": 60, "hour": 3_600, "day": 86_400}
    for move in moves:
        now += move
        refusal = refusal_of(limits, now)
        if refusal is not None:
            unit = str(refusal).partition(" times per ")[2].partition(".")[0]
            assert 0 < refusal.retry_after <= longest[unit]
            now += refusal.retry_after * 1_000
            spend(limits, now)
        for window in limits.usage(now)["contacts/update"].values():
            assert 0 <= window["left_over"] <= window["limit"]


def test_a_clock_that_is_set_back_opens_the_windows_anew() -> None:
    """Assumed: what was used after the time that the clock shows does not count."""
    limits = Limits(RateLimit(None, 1, None))
    spend(limits, 5 * HOUR)
    spend(limits, 4 * HOUR)
    with pytest.raises(RateLimited) as refused:
        spend(limits, 4 * HOUR)
    assert refused.value.retry_after == 3_600


@pytest.mark.parametrize("text", ["off", "hour=0", "minute=200,hour=600,day=6000", "day=999999999"])
def test_a_rate_limit_is_written_as_it_is_read(text: str) -> None:
    """Assumed: our own feature."""
    assert rate_limit_text(parse_rate_limit(text)) == text


@pytest.mark.parametrize("text", ["hour=99999999999999999999", "hour=1000000000", "hour=-1", "hour=\u0661", "hour="])
def test_a_count_that_no_window_can_have_is_refused_in_a_sentence(text: str) -> None:
    """Assumed: a count has at most nine digits."""
    with pytest.raises(ValueError, match=r"is neither a plan .* with at most nine digits"):
        parse_rate_limit(text)
