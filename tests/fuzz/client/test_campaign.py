"""The order of a campaign, and what is done with its findings."""

from collections.abc import Callable, Sequence
from threading import Barrier

import pytest

from mock_apollo.fuzz.client.attempt import Attempt, AttemptLostError
from mock_apollo.fuzz.client.campaign import Campaign, Plan, by_edits
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.oracle import Broken
from tests.fuzz.client.clients import UPDATE, campaign_of, contact_of, update

SERVER = CaseServer.of(UPDATE)
NAMES = ("200: as documented", "200: null /contact/title", "200: drop /contact/email")


class Fake:
    """A client whose outcome is that of a function, and which logs what is done to it."""

    def __init__(self, play: Callable[[Attempt], Broken | None], jobs: int = 1, errors: Sequence[Broken] = ()) -> None:
        self.jobs = jobs
        self.protocol_errors = errors
        self.log: list[str] = []
        self._play = play

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Call the operation, and do what the test wants."""
        self.log.append(f"{attempt.case.name} {timeout:g}")
        update(attempt)
        return self._play(attempt)

    def finish(self) -> None:
        """Note it."""
        self.log.append("finish")

    def stop(self) -> None:
        """Note it."""
        self.log.append("stop")


def campaign(client: Fake, *names: str, timeout: float = 3) -> Campaign:
    """A campaign of some cases."""
    return Campaign(SERVER, client, Plan(only=names, timeout=timeout))


def test_the_cases_of_a_plan_are_tried_in_its_order_and_nothing_else() -> None:
    """Assumed: each with the seconds of the plan; then the client is ended gently, and for sure."""
    client = Fake(lambda _: None)
    result = campaign(client, *NAMES).run(by_edits)
    assert client.log == [*(f"{name} 3" for name in NAMES), "finish", "stop"]
    assert [case.name for case in result.tried] == [*NAMES]
    assert (result.is_sound, result.behaviours) == (True, [])


def test_documented_success_comes_first_then_all_single_edits_then_several() -> None:
    """Assumed: and at last the behaviour when refused."""
    tried = campaign_of(lambda attempt: contact_of(update(attempt)))
    tried.result.plan = Plan(max_examples=30)
    result = tried.run(by_edits)
    singles = SERVER.replies.singles
    assert [case.name for case in result.tried[: len(singles)]] == [case.name for case in singles]
    assert min(len(case.edits) for case in result.tried[len(singles) :]) == 2
    assert len(result.behaviours) == 5


def test_findings_come_in_the_order_of_the_cases_whichever_ends_first() -> None:
    """Assumed: three cases run at once."""
    together = Barrier(3)

    def breaks(attempt: Attempt) -> Broken:
        together.wait(30)
        return Broken("exception", attempt.case.name)

    result = campaign(Fake(breaks, jobs=3), *NAMES).run(by_edits)
    assert [found.broken.why for found in result.found] == [*NAMES]


def test_a_lost_attempt_is_repeated_in_a_new_one() -> None:
    """Assumed: calls of the lost one do not count."""
    attempts: list[Attempt] = []

    def loses_the_first(attempt: Attempt) -> None:
        attempts.append(attempt)
        if len(attempts) == 1:
            raise AttemptLostError

    result = campaign(Fake(loses_the_first), NAMES[0]).run(by_edits)
    assert [attempt.operation_calls for attempt in attempts] == [1, 1]
    assert attempts[0].number != attempts[1].number
    assert (result.is_sound, len(result.tried)) == (True, 1)


def test_an_error_of_the_protocol_makes_a_client_unsound() -> None:
    """Assumed: although no case broke it; what its output says is redacted."""
    result = campaign(Fake(lambda _: None, errors=[Broken("worker-protocol", "twice\nanswered")]), NAMES[0]).run(
        by_edits
    )
    assert result.found == []
    assert [error.why for error in result.protocol_errors] == ["twice answered"]
    assert not result.is_sound


def test_after_ctrl_c_the_client_is_stopped_and_not_waited_for() -> None:
    """Assumed: what is known by then is the result."""

    def interrupts(attempt: Attempt) -> None:
        if attempt.case.name == NAMES[1]:
            raise KeyboardInterrupt

    client = Fake(interrupts)
    result = campaign(client, *NAMES).run(by_edits)
    assert (result.interrupted, [case.name for case in result.tried]) == (True, [NAMES[0]])
    assert client.log[-1] == "stop"
    assert "finish" not in client.log


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_trying_stops_the_client(jobs: int) -> None:
    """Assumed: it is raised, with all processes ended."""

    def fails(_: Attempt) -> None:
        raise ZeroDivisionError

    client = Fake(fails, jobs)
    with pytest.raises(ZeroDivisionError):
        campaign(client, *NAMES).run(by_edits)
    assert client.log[-1] == "stop"


def test_the_progress_counts_the_cases() -> None:
    """Assumed: of all that are known."""
    seen: list[tuple[int, int]] = []
    plan = Plan(only=NAMES)
    Campaign(SERVER, Fake(lambda _: None), plan, progress=lambda done, known: seen.append((done, known))).run(by_edits)
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_findings_are_shrunk_to_one_of_each_kind() -> None:
    """Assumed: with the fewest edits that break the client in the same way."""
    tried = campaign_of(lambda attempt: contact_of(update(attempt))["phone_numbers"][0])
    found = tried.try_cases(
        [
            tried.replies.named("200: empty /contact/phone_numbers + null /contact/title"),
            tried.replies.named("200: drop /contact/city + empty /contact/phone_numbers"),
        ]
    )
    tried.shrink(found)
    assert [one.case.name for one in tried.result.found] == ["200: empty /contact/phone_numbers"]
