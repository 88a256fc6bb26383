"""What does `mock-apollo fuzz` do? It tests the fake, or a client, with generated calls and replies."""

import sys

import typer

from mock_apollo.cli.exits import FINDINGS, KILLED, NO_CALL, fail, interruptible
from mock_apollo.cli.fuzz_options import (
    ClientReports,
    Combinations,
    Document,
    Engine,
    Jobs,
    Key,
    MaxCalls,
    Only,
    Operation,
    Owned,
    Refusal,
    Seed,
    ServerReports,
    Timeout,
    Tries,
    Url,
    Words,
    Worker,
)
from mock_apollo.cli.help import GroupedCommand
from mock_apollo.cli.reports import ReportError, read_reports
from mock_apollo.server.settings import SettingsError

app = typer.Typer(no_args_is_help=True, help="Test the fake, or a client, with generated calls and replies.")


@app.command("server", cls=GroupedCommand)
def fuzz_server_command(
    url: Url = None,
    not_loopback_i_own_it: Owned = None,
    key: Key = None,
    max_examples: Tries = 100,
    seed: Seed = 1,
    report: ServerReports = None,
    as_: Document = "contract",
) -> None:
    """Test the fake with schemathesis: all checks, all phases.

    With --as published, failures that the document itself causes do not count; they are listed with the correction.
    Exit code 0: the fake kept the contract; 1: it did not, and the output says where; 2: the test could not run;
    130, 143, 129: ended by Ctrl-C, SIGTERM or SIGHUP.
    """
    from mock_apollo.fuzz.server.rounds import (  # noqa: PLC0415 - slow, and only this command needs it
        REPORTS,
        Wish,
        fuzz_published,
        fuzz_server,
    )
    from mock_apollo.fuzz.server.schemathesis_run import FuzzError  # noqa: PLC0415 - likewise

    try:
        wish = Wish(max_examples, seed, url, key, read_reports(report or (), REPORTS), owned=not_loopback_i_own_it)
        with interruptible():
            kept = (fuzz_server if as_ == "contract" else fuzz_published)(wish, sys.stdout)
    except (FuzzError, ReportError) as error:
        fail(str(error))
    raise typer.Exit(0 if kept else FINDINGS)


@app.command("client", cls=GroupedCommand)
def fuzz_client_command(
    command: Words,
    operation: Operation = "update-a-contact",
    worker: Worker = False,
    refusal: Refusal = None,
    jobs: Jobs = 8,
    timeout: Timeout = 10,
    max_calls: MaxCalls = 10,
    max_examples: Combinations = 100,
    seed: Seed = 1,
    case: Only = None,
    engine: Engine = "edits",
    report: ClientReports = None,
) -> None:
    """Test a client with every reply that the contract allows.

    For example: mock-apollo fuzz client -- node client.mjs. The client gets APOLLO_API_BASE_URL and MOCK_APOLLO_KEY in
    its environment. Exit code 0: no reply broke it; 1: one did, and the output says which; 2: the test could not run;
    130, 143, 129: ended by Ctrl-C, SIGTERM or SIGHUP before anything was found.
    """
    from mock_apollo.apollo.seeds import SeedError  # noqa: PLC0415 - slow, and only this command needs it

    try:
        from mock_apollo.cli.fuzz_client import REPORTS, Program, fuzz_client  # noqa: PLC0415 - needs the extra `fuzz`
        from mock_apollo.fuzz.client.campaign import Plan  # noqa: PLC0415 - likewise
        from mock_apollo.fuzz.client.cases.edits import EditError  # noqa: PLC0415 - likewise
        from mock_apollo.fuzz.client.drivers.command import ProgramError  # noqa: PLC0415 - likewise
        from mock_apollo.fuzz.server.schemathesis_run import FuzzError  # noqa: PLC0415 - likewise
    except ImportError as error:
        fail(f"this command needs {error.name}, of the extra `fuzz`: pip install '.[fuzz]' in a checkout")
    try:
        program = Program(command, operation, worker, refusal, jobs, max_calls)
        plan = Plan(max_examples, seed, timeout, tuple(case or ()))
        with interruptible() as signals:
            result = fuzz_client(program, plan, engine, read_reports(report or ["text=-"], REPORTS))
    except (EditError, FuzzError, ProgramError, ReportError, SettingsError, SeedError) as error:
        fail(str(error))
    if result.reached_nothing:
        fail(NO_CALL)
    if not result.is_sound:
        raise typer.Exit(FINDINGS)
    raise typer.Exit(KILLED + signals[0] if signals else 0)
