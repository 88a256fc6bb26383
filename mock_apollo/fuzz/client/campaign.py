"""What is tried on a client, in which order? What is documented, every single edit, then edits together."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol, TypeVar

from mock_apollo.fuzz.client.attempt import Attempt
from mock_apollo.fuzz.client.case_server import Stage
from mock_apollo.fuzz.client.cases.combinations import chosen, combinations, smallest
from mock_apollo.fuzz.client.cases.replies import ReplyCase
from mock_apollo.fuzz.client.oracle import Broken, misconduct
from mock_apollo.fuzz.client.retry_scenarios import SCENARIOS, Behaviour, Scenario, judged
from mock_apollo.journal.journal import Entry

Item = TypeVar("Item")
Done = TypeVar("Done")

TIMEOUT = 10.0  # seconds
LONG = 60.0  # seconds for a client that is refused again and again
FEWEST = 20  # harmless edits of which several are made
MAX_EXAMPLES = 100


class Client(Protocol):
    """What is tried. `jobs` is how many cases it can be given at once."""

    jobs: int

    def play(self, attempt: Attempt, timeout: float) -> Broken | None:
        """Let the client do its work in one case, within so many seconds; how it broke, if it did."""

    def stop(self) -> None:
        """Let no case go on."""


class Plan(NamedTuple):
    """How much is tried: so many edits together, chosen by a seed, or only the cases of some names."""

    max_examples: int = MAX_EXAMPLES
    seed: int = 1
    timeout: float = TIMEOUT
    only: Sequence[str] = ()


class Found(NamedTuple):
    """A case that breaks the client, how it does, and what was said before it did."""

    case: ReplyCase
    broken: Broken
    entries: Sequence[Entry]


@dataclass
class Result:
    """All that is known of a client: the cases that were tried, those that broke it, how it behaves when refused.

    `known` are the documented replies and all single edits; edits together are beside them.

    `unfit` when it breaks on what is documented, so that nothing else was tried.
    """

    operation_id: str
    plan: Plan
    known: Sequence[ReplyCase] = ()
    tried: list[ReplyCase] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)
    unfit: bool = False
    interrupted: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether nothing broke it, and it behaves."""
        return not self.found and not any(behaviour.grade == "bad" for behaviour in self.behaviours)


Progress = Callable[[int, int], None]  # cases that are done, and all that are known of


class Trial:
    """One client on one stage. `url` is that of the stage, where the client needs one."""

    def __init__(
        self, stage: Stage, client: Client, plan: Plan, url: str = "", progress: Progress | None = None
    ) -> None:
        self.replies = stage.replies
        self.result = Result(stage.replies.operation_id, plan, stage.replies.singles)
        self._stage = stage
        self._client = client
        self._url = url
        self._progress: Progress = progress or (lambda _, __: None)
        self.secrets: set[str] = set()

    def run(self, try_all: Callable[["Trial"], object]) -> Result:
        """Try all of it; after Ctrl-C, tell what is known. Raises what trying raises."""
        try:
            try_all(self)
        except KeyboardInterrupt:
            self.result.interrupted = True
        finally:
            self._client.stop()
        return self.result

    def play(self, case: ReplyCase) -> Found | None:
        """How a case breaks the client, if it does."""
        with self._stage.attempt(case, self._url) as attempt:
            broken = self._client.play(attempt, self.result.plan.timeout) or misconduct(attempt.entries)
            if broken is None and not attempt.operation_calls:
                broken = Broken("no-call", _no_call(attempt, self._stage.stray))
            if broken is None:
                return None
            self.secrets |= attempt.secrets
            return Found(case, broken.told(attempt.secrets), attempt.entries)

    def try_cases(self, cases: Sequence[ReplyCase], more: int = 0) -> list[Found]:
        """Those of the cases that break the client; so many more are to come."""
        before, total = len(self.result.found), len(self.result.tried) + len(cases) + more
        for case, found in zip(cases, self._each(self.play, cases), strict=True):
            self.result.tried.append(case)
            self.result.found += [found] if found else []
            self._progress(len(self.result.tried), total)
        return self.result.found[before:]

    def shrink(self, found: Sequence[Found]) -> None:
        """Put the smallest cases that still break the client in the same way in the place of some, one for each way."""
        ways = {one.broken.kind: one for one in reversed(found)}
        names = {one.case.name for one in found}
        others = [one for one in self.result.found if one.case.name not in names]
        self.result.found = others + [self._smallest(one) for one in ways.values()]

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

    def see_behaviours(self) -> None:
        """Refuse, and look what the client does."""
        self.result.behaviours += self._each(self._see, SCENARIOS)

    def _see(self, scenario: Scenario) -> Behaviour:
        script = scenario.script(self.replies)
        case = replace(self.replies.granted, name=scenario.name, reply=script[0])
        with self._stage.attempt(case, self._url, script) as attempt:
            broken = self._client.play(attempt, max(self.result.plan.timeout, LONG)) or _breach(attempt)
            return judged(scenario, attempt, broken.told(attempt.secrets) if broken else None)

    def _each(self, try_one: Callable[[Item], Done], items: Sequence[Item]) -> Iterator[Done]:
        """In the order of the items, whichever is done first."""
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
    """What is wrong with the calls of a client that is refused again and again, beside that they are made."""
    broken = misconduct(attempt.entries)
    return broken if broken and broken.code == "contract-breach" else None


def by_edits(trial: Trial) -> None:
    """What is documented first, every single edit, then several; or what the plan names. Raises EditError."""
    plan, singles = trial.result.plan, trial.replies.singles
    if plan.only:
        trial.try_cases([trial.replies.named(name) for name in plan.only])
        return
    if trial.try_cases(singles[:1], more=len(singles) - 1):
        trial.result.unfit = True
        return
    broken = {found.case.name for found in trial.try_cases(singles[1:])}
    harmless = [case for case in singles if case.name not in broken]
    if plan.max_examples and len(harmless) >= FEWEST:
        several = chosen(combinations(trial.replies, harmless, least=2), plan.seed, plan.max_examples)
        trial.shrink(trial.try_cases(several))
    trial.see_behaviours()


def _no_call(attempt: Attempt, stray: str) -> str:
    """What it called instead."""
    others = sorted({entry.operation_id or " ".join(entry.line[:2]) for entry in attempt.entries})
    called = f"it called {', '.join(others)}" if others else "it called nothing of the base URL that it is given"
    if stray and not others:
        called = f"it called {stray}, without the path of the base URL, which ends in /case and a number; append to it"
    return f"{attempt.operation_id} was not called: {called}"
