"""How is a program tried, from its command line to the result and the reports of it?"""

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, TextIO

from mock_apollo.fuzz.client import schemathesis_engine
from mock_apollo.fuzz.client.campaign import TIMEOUT, Campaign, Client, Plan, Progress, Result, by_edits
from mock_apollo.fuzz.client.case_server import MAX_CALLS, CaseServer
from mock_apollo.fuzz.client.drivers.command import Command
from mock_apollo.fuzz.client.drivers.processes import ProgramError
from mock_apollo.fuzz.client.drivers.worker import Workers
from mock_apollo.fuzz.client.reports.documents import as_json, as_junit
from mock_apollo.fuzz.client.reports.html import as_html
from mock_apollo.fuzz.client.reports.summary import Replay
from mock_apollo.fuzz.client.reports.text import as_text
from mock_apollo.protocol.known_keys import KnownKeys
from mock_apollo.protocol.redaction import Redactor

Engine = Literal["edits", "schemathesis"]
Report = tuple[str, str]  # kind and path

FORMATS: Mapping[str, Callable[[Result, Replay], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "html": as_html,
}
REPORTS = (*FORMATS, *schemathesis_engine.REPORTS)


class Program(NamedTuple):
    """A program to try: its words, the operation, whether it is a worker, and limits.

    `refusal` is a regular expression for exceptions that report a refusal, `jobs` the number of processes at once,
    `max_calls` how often it may make the same call in a case.
    """

    words: Sequence[str]
    operation: str
    worker: bool
    refusal: str | None
    jobs: int
    max_calls: int

    def client(self) -> Client:
        """Return the driver that runs the program. Raises ProgramError."""
        if self.worker:
            return Workers(self.words, self.jobs)
        try:
            return Command(self.words, self.jobs, re.compile(self.refusal) if self.refusal else None)
        except re.error as error:
            raise ProgramError(f"--refusal {self.refusal} is no regular expression: {error}") from error

    def replay(self, name: str, plan: Plan) -> str:
        """Return the command that tries one case alone, with the same options."""
        flags = ["--operation", self.operation, "--case", name]
        flags += ["--worker"] if self.worker else []
        flags += ["--refusal", self.refusal] if self.refusal else []
        flags += ["--timeout", f"{plan.timeout:g}"] if plan.timeout != TIMEOUT else []
        flags += ["--max-calls", str(self.max_calls)] if self.max_calls != MAX_CALLS else []
        return shlex.join(["mock-apollo", "fuzz", "client", *flags, "--", *self.words])


class Outcome(NamedTuple):
    """The result of trying a program, and how it is reported: with the secrets that its calls contained redacted."""

    result: Result
    program: Program
    secrets: frozenset[str]

    def report(self, kind: str) -> str:
        """Return the report of a kind of FORMATS, without the secrets, which the command may contain, too."""
        text = FORMATS[kind](self.result, lambda name: self.program.replay(name, self.result.plan))
        return Redactor(KnownKeys(self.secrets)).without_keys(text)


def written_by_schemathesis(reports: Sequence[Report]) -> list[Report]:
    """Return the reports that schemathesis writes itself, which only its engine can."""
    return [(kind, path) for kind, path in reports if kind in schemathesis_engine.REPORTS]


def try_program(
    program: Program,
    plan: Plan,
    engine: Engine,
    reports: Sequence[Report],
    out: TextIO,
    progress: Progress | None = None,
) -> Outcome:
    """Try a program; `reports` are those of schemathesis, whose summary goes to `out`. Ctrl-C ends it early.

    Raises EditError, FuzzError, ProgramError, SettingsError, SeedError.
    """
    server = CaseServer.of(program.operation, program.max_calls)
    with server.open() as url:
        campaign = Campaign(server, program.client(), plan, url, progress)
        if engine == "schemathesis" and not plan.only:
            result = campaign.run(lambda one: schemathesis_engine.by_schemathesis(one, reports, out))
        else:
            result = campaign.run(by_edits)
    return Outcome(result, program, frozenset(campaign.secrets))
