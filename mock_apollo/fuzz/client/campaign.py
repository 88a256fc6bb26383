"""What is a client tried with, in which order? Documented replies, every single edit of them, then several edits."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple, Protocol, TypeVar

from mock_apollo.fuzz.client.attempt import Attempt, AttemptLostError
from mock_apollo.fuzz.client.case_server import CaseServer
from mock_apollo.fuzz.client.cases.combinations import chosen, combinations, smallest
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.fuzz.client.oracle import Broken, misconduct
from mock_apollo.fuzz.client.retry_scenarios import SCENARIOS, Behaviour, Scenario, graded
from mock_apollo.journal.journal import Entry

Item = TypeVar("Item")
Done = TypeVar("Done")

TIMEOUT = 10.0  # seconds
SCENARIO_TIMEOUT = 60.0  # seconds for a client that is refused again and again
MIN_HARMLESS = 20  # single edits that do not break the client, below which they are not combined
MAX_EXAMPLES = 100
NO_CALL: Final = "no-call"


class Client(Protocol):
    """A client under test; it takes `jobs` cases at once. `protocol_errors` are findings that belong to no case."""

    jobs: int

    @property
    def protocol_errors(self) -> Sequence[Broken]:
        """Findings about how the client speaks to us, which belong to no case."""

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Run the client once, for at most `timeout` seconds; return how it broke, if so. Raises AttemptLostError."""

    def finish(self) -> None:
        """End idle processes gently, and collect what they still write."""

    def stop(self) -> None:
        """Kill all processes at once."""


class Plan(NamedTuple):
    """How much is tried: the number of combinations and their seed, seconds per case; or only the cases named."""

    max_examples: int = MAX_EXAMPLES
    seed: int = 1
    timeout: float = TIMEOUT
    only: Sequence[str] = ()


class Found(NamedTuple):
    """A case that breaks the client, how, and the calls made before."""

    case: ReplyCase
    broken: Broken
    entries: Sequence[Entry]


@dataclass
class Result:
    """The outcome of a campaign.

    `known` are the documented replies and all single edits, `tried` the cases in their order, `found` those that broke
    the client, `behaviours` its grades when refused. `unfit`: it broke on the documented success, so nothing
    else was tried. `protocol_errors` are findings about the program that belong to no case.
    """

    operation_id: str
    plan: Plan
    known: Sequence[ReplyCase] = ()
    tried: list[ReplyCase] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)
    protocol_errors: list[Broken] = field(default_factory=list)
    unfit: bool = False
    interrupted: bool = False

    @property
    def reached_nothing(self) -> bool:
        """Whether not even the first case was called, nor anything else, so that nothing is known about the client."""
        return self.unfit and self.found[0].broken.code == NO_CALL and not self.found[0].entries

    @property
    def is_sound(self) -> bool:
        """Whether nothing broke the client, and no behaviour is bad."""
        bad = any(behaviour.grade == "bad" for behaviour in self.behaviours)
        return not (self.found or self.protocol_errors or bad)


Progress = Callable[[int, int], None]  # the number of cases done, and of all known so far


class Campaign:
    """One client against one case server. `url` is the server's, for clients that need a port."""

    def __init__(
        self, server: CaseServer, client: Client, plan: Plan, url: str = "", progress: Progress | None = None
    ) -> None:
        self.replies = server.replies
        self.result = Result(server.replies.operation_id, plan, server.replies.singles)
        self.secrets: set[str] = set()
        self._server = server
        self._client = client
        self._url = url
        self._progress: Progress = progress or (lambda _, __: None)

    def run(self, engine: Callable[["Campaign"], object]) -> Result:
        """Let an engine try its cases; after Ctrl-C, return what is known by then. Raises what the engine raises."""
        try:
            engine(self)
            self._client.finish()
        except KeyboardInterrupt:
            self.result.interrupted = True
        finally:
            self._client.stop()
            self.result.protocol_errors = [error.redacted(self.secrets) for error in self._client.protocol_errors]
        return self.result

    def play(self, case: ReplyCase) -> Found | None:
        """Try one case; return how it breaks the client, if it does."""
        while True:
            with self._server.attempt(case, self._url) as attempt:
                try:
                    return self._judged(attempt)
                except AttemptLostError:
                    continue

    def _judged(self, attempt: Attempt) -> Found | None:
        """Run the client in an attempt. Raises AttemptLostError."""
        broken = self._client.play(attempt, self.result.plan.timeout) or misconduct(attempt.entries)
        if broken is None and not attempt.operation_calls:
            broken = Broken(NO_CALL, _no_call(attempt, self._server.stray_path))
        if broken is None:
            return None
        self.secrets |= attempt.secrets
        return Found(attempt.case, broken.redacted(attempt.secrets), attempt.entries)

    def try_cases(self, cases: Sequence[ReplyCase], more: int = 0) -> list[Found]:
        """Try cases, and return those that break the client; `more` are known to follow, for the progress."""
        before, total = len(self.result.found), len(self.result.tried) + len(cases) + more
        for case, found in zip(cases, self._each(self.play, cases), strict=True):
            self.result.tried.append(case)
            self.result.found += [found] if found else []
            self._progress(len(self.result.tried), total)
        return self.result.found[before:]

    def shrink(self, found: Sequence[Found]) -> None:
        """Replace these findings by one for each kind, with as few edits as still break the client in this way."""
        kinds = {one.broken.kind: one for one in reversed(found)}
        names = {one.case.name for one in found}
        others = [one for one in self.result.found if one.case.name not in names]
        self.result.found = others + [self._smallest(one) for one in kinds.values()]

    def _smallest(self, found: Found) -> Found:
        last = found

        def breaks(case: ReplyCase) -> bool:
            nonlocal last
            again = self.play(case)
            if again is None or again.broken.kind != found.broken.kind:
                return False
            last = again
            return True

        smallest(self.replies, found.case, breaks)
        return last

    def grade_behaviours(self) -> None:
        """Refuse the client again and again, in each of the scenarios, and grade what it does."""
        self.result.behaviours += self._each(self._grade, SCENARIOS)

    def _grade(self, scenario: Scenario) -> Behaviour:
        script = scenario.script(self.replies)
        case = replace(self.replies.granted, name=scenario.name, reply=script[0])
        timeout = max(self.result.plan.timeout, SCENARIO_TIMEOUT)
        while True:
            with self._server.attempt(case, self._url, script) as attempt:
                try:
                    broken = self._client.play(attempt, timeout) or _breach(attempt)
                except AttemptLostError:
                    continue
                return graded(scenario, attempt, broken.redacted(attempt.secrets) if broken else None)

    def _each(self, try_one: Callable[[Item], Done], items: Sequence[Item]) -> Iterator[Done]:
        """Yield the outcomes in the order of the items, `jobs` of which are tried at once."""
        if self._client.jobs == 1 or len(items) == 1:
            yield from map(try_one, items)
            return
        pool = ThreadPoolExecutor(self._client.jobs)
        try:
            yield from pool.map(try_one, items)
        except BaseException:
            self._client.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _breach(attempt: Attempt) -> Broken | None:
    """Return a breach of the contract; repeated calls are the scenario's business."""
    broken = misconduct(attempt.entries)
    return broken if broken and broken.code == "contract-breach" else None


def by_edits(campaign: Campaign) -> None:
    """Try documented replies, single edits, then combinations; or the cases that the plan names. Raises EditError."""
    plan, singles = campaign.result.plan, campaign.replies.singles
    if plan.only:
        campaign.try_cases([campaign.replies.named(name) for name in plan.only])
        return
    if campaign.try_cases(singles[:1], more=len(singles) - 1):
        campaign.result.unfit = True
        return
    broken = {found.case.name for found in campaign.try_cases(singles[1:])}
    harmless = [case for case in singles if case.name not in broken]
    if plan.max_examples and len(harmless) >= MIN_HARMLESS:
        several = chosen(combinations(campaign.replies, harmless, least=2), plan.seed, plan.max_examples)
        campaign.shrink(campaign.try_cases(several))
    campaign.grade_behaviours()


def _no_call(attempt: Attempt, stray_path: str) -> str:
    """Say what the client called instead of the operation."""
    others = sorted({entry.operation_id or " ".join(entry.line[:2]) for entry in attempt.entries})
    called = f"it called {', '.join(others)}" if others else "it called nothing at the base URL that it was given"
    if stray_path and not others:
        called = (
            f"it called {stray_path}, without the path of the base URL, which ends in /case and a number; append to it"
        )
    return f"{attempt.operation_id} was not called: {called}"
