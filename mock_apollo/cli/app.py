"""What can be typed? The command `mock-apollo`."""

import errno
import inspect
import logging
import socket
import sys
from collections.abc import Callable
from typing import Annotated, Any, Literal, NoReturn

import typer

from mock_apollo import __version__
from mock_apollo.apollo.seeds import SeedError
from mock_apollo.cli.control import app as steering
from mock_apollo.cli.reports import ReportError, read_reports, write_report
from mock_apollo.contract.findings import Severity
from mock_apollo.journal.log import ServerLog, log_to, write_line
from mock_apollo.server.build import build_apollo, build_app, build_greeting, load_records
from mock_apollo.server.listen import Doors, address_of, take
from mock_apollo.server.serve import serve
from mock_apollo.server.settings import Settings, SettingsError, load_settings

Document = Literal["contract", "published"]

FINDINGS = 1
USAGE = 2
INTERRUPTED = 130

app = typer.Typer(add_completion=True, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
fuzz = typer.Typer(no_args_is_help=True, help="Hold the fake against its contract, and try clients.")
app.add_typer(fuzz, name="fuzz")
app.add_typer(steering)


def flags_of_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one flag for each setting beside its own parameters, so that there is one list of them."""
    own = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(command, eval_str=True).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    flags = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, typer.Option(help=field.description, show_default=False)],
        )
        for name, field in Settings.model_fields.items()
    ]
    command.__signature__ = inspect.Signature([*own, *flags])  # type: ignore[attr-defined]
    return command


@app.callback(invoke_without_command=True)
def mock_apollo(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """A local Apollo.io for tests, CI and demos."""
    if version:
        typer.echo(f"mock-apollo {__version__}")
        raise typer.Exit


@app.command("serve")
@flags_of_settings
def serve_command(context: typer.Context, **flags: Any) -> None:
    """Answer as Apollo until a signal comes.

    Each flag is also MOCK_APOLLO_<NAME> in the environment, and <name> in mock-apollo.toml.
    """
    try:
        settings = load_settings(flags)
        records = load_records(settings)
    except (SettingsError, SeedError) as error:
        fail(str(error))
    listener = open_door(context.obj or {}, settings)
    apollo = build_apollo(settings, records)
    if settings.log_format != "off":
        apollo.journal.listen(log_to(sys.stderr, settings.log_format))
    logging.getLogger("uvicorn").addHandler(ServerLog(sys.stderr, settings.log_format))
    greeting = build_greeting(settings, records)
    write_line(sys.stdout, greeting.text(address_of(listener.getsockname())).rstrip("\n") + "\n")
    serve(build_app(apollo, greeting, settings.admin_token), listener)


@app.command("exec")
@flags_of_settings
def exec_command(
    command: Annotated[list[str], typer.Argument(help="The command and its arguments, behind --.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 when there were violations.")] = False,
    **flags: Any,
) -> None:
    """Run a command beside a fake of its own, on a free port: mock-apollo exec -- pytest.

    It finds APOLLO_API_BASE_URL, MOCK_APOLLO_URL and MOCK_APOLLO_KEY in its environment; its exit code is ours.
    """
    from mock_apollo.cli.exec import NOT_EXECUTABLE, NOT_FOUND, execute  # noqa: PLC0415 - only for this

    try:
        settings = load_settings(flags)
        apollo = build_apollo(settings, load_records(settings))
    except (SettingsError, SeedError) as error:
        fail(str(error))
    code, summary = execute(apollo, command, next(iter(settings.keys or ()), "demo"), settings.admin_token)
    if code in (NOT_FOUND, NOT_EXECUTABLE) and not summary.calls:
        typer.echo(f"mock-apollo: {command[0]} ended with {code}; is it there, and can it be run?", err=True)
    typer.echo(summary.text(), err=True)
    raise typer.Exit(code or (FINDINGS if strict and summary.violations else 0))


def open_door(doors: Doors, settings: Settings) -> socket.socket:
    """The listening socket; who cannot have it is told why."""
    try:
        return take(doors, settings.host, settings.port)
    except OSError as error:
        advice = "Choose another --port, or 0." if error.errno == errno.EADDRINUSE else "See --host and --port."
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}. {advice}")


@app.command("check")
def check_command(
    files: Annotated[list[str], typer.Argument(help="Files, - for standard input, or a curl line in quotes.")],
    host: Annotated[list[str] | None, typer.Option(help="Another host that is Apollo; * stands for anything.")] = None,
    report: Annotated[
        list[str] | None, typer.Option(help="KIND=PATH: text, json, junit or sarif; - prints it.")
    ] = None,
    fail_on: Annotated[Severity, typer.Option(help="What makes the exit code 1, or what is worse.")] = "warning",
) -> None:
    """Judge recorded traffic: HAR, VCR cassettes, schemathesis' ndjson, our journal, or curl lines.

    Exit code 0: nothing was found; 1: something was; 2: a file could not be read, or nothing in it could be judged.
    """
    from mock_apollo.check.recording import RecordingError  # noqa: PLC0415 - a server that starts has no use for it
    from mock_apollo.check.report import REPORTS  # noqa: PLC0415 - likewise
    from mock_apollo.check.verdict import check  # noqa: PLC0415 - likewise

    verdicts, unreadable = [], []
    for file in files:
        try:
            verdicts.append(check(file, tuple(host or ())))
        except RecordingError as error:
            unreadable.append(str(error))
    try:
        for kind, path in read_reports(report or ["text=-"], tuple(REPORTS)):
            write_report(path, REPORTS[kind](verdicts))
    except ReportError as error:
        unreadable.append(str(error))
    if unreadable:
        fail("\nmock-apollo: ".join(unreadable))
    raise typer.Exit(FINDINGS if any(verdict.fails(fail_on) for verdict in verdicts) else 0)


@fuzz.command("server")
def fuzz_server_command(
    url: Annotated[str | None, typer.Option(help="A server that runs already; without it one is started.")] = None,
    key: Annotated[str | None, typer.Option(help="A key that the server at --url accepts, and no other key.")] = None,
    max_examples: Annotated[int, typer.Option(min=1, help="Tries for each operation and phase.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="The same seed sends the same requests.")] = 1,
    report: Annotated[list[str] | None, typer.Option(help="KIND=PATH: junit, har, ndjson, html, json or vcr.")] = None,
    as_: Annotated[
        Document, typer.Option("--as", help="The document: ours, or the vendor's with all its defects.")
    ] = "contract",
) -> None:
    """Try everything on the fake: schemathesis, with every check in every phase.

    Exit code 0: it kept the contract; 1: it did not, and the output says where; 2: it could not be tried.
    With --as published, findings that are the document's own fault do not count, and are told with the cure.
    """
    from mock_apollo.fuzz.server.rounds import REPORTS, Wish, fuzz_published, fuzz_server  # noqa: PLC0415 - as above
    from mock_apollo.fuzz.server.schemathesis_run import FuzzError  # noqa: PLC0415 - as above

    try:
        wish = Wish(max_examples, seed, url, key, read_reports(report or (), REPORTS))
        kept = (fuzz_server if as_ == "contract" else fuzz_published)(wish, sys.stdout)
    except (FuzzError, ReportError) as error:
        fail(str(error))
    raise typer.Exit(0 if kept else FINDINGS)


@fuzz.command("client")
def fuzz_client_command(
    command: Annotated[
        list[str], typer.Argument(help="The client and its arguments, behind --; {url} is its base URL.")
    ],
    operation: Annotated[str, typer.Option(help="Whose replies are tried.")] = "update-a-contact",
    worker: Annotated[
        bool, typer.Option("--worker", help="The command stays, reads a base URL a line and writes a verdict a line.")
    ] = False,
    refusal: Annotated[
        str | None, typer.Option(help="What the client says when it knows that Apollo refused; a regular expression.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Clients at once.")] = 8,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for a case, beside those it is told to wait.")] = 10,
    max_calls: Annotated[int, typer.Option(min=1, help="Times for one call in a case; once more is a storm.")] = 10,
    max_examples: Annotated[int, typer.Option(min=0, help="Cases of several edits, behind all single ones.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="The same seed tries the same cases.")] = 1,
    case: Annotated[list[str] | None, typer.Option(help="Only this case; may be repeated.")] = None,
    engine: Annotated[
        Literal["edits", "schemathesis"], typer.Option(help="Who makes up replies: we, or schemathesis.")
    ] = "edits",
    report: Annotated[
        list[str] | None,
        typer.Option(help="KIND=PATH: text, json, junit, html; har, ndjson, vcr of schemathesis; - prints it."),
    ] = None,
) -> None:
    """Try a client with every reply that the contract allows: mock-apollo fuzz client -- node client.mjs.

    It finds APOLLO_API_BASE_URL and MOCK_APOLLO_KEY in its environment. Exit code 0: nothing broke it; 1: something
    did, and the output says what; 2: it could not be tried; 130: interrupted before anything was found.
    """
    try:
        from mock_apollo.cli.fuzz_client import REPORTS, Program, fuzz_client  # noqa: PLC0415 - as above
        from mock_apollo.fuzz.client.campaign import Plan  # noqa: PLC0415 - as above
        from mock_apollo.fuzz.client.cases.edits import EditError  # noqa: PLC0415 - as above
        from mock_apollo.fuzz.client.drivers.command import ProgramError  # noqa: PLC0415 - as above
        from mock_apollo.fuzz.server.schemathesis_run import FuzzError  # noqa: PLC0415 - as above
    except ImportError as error:
        fail(f"this needs {error.name}: pip install 'mock-apollo[fuzz]'")
    try:
        program = Program(command, operation, worker, refusal, jobs, max_calls)
        plan = Plan(max_examples, seed, timeout, tuple(case or ()))
        result = fuzz_client(program, plan, engine, read_reports(report or ["text=-"], REPORTS))
    except (EditError, FuzzError, ProgramError, ReportError, SettingsError, SeedError) as error:
        fail(str(error))
    if not result.is_sound:
        raise typer.Exit(FINDINGS)
    raise typer.Exit(INTERRUPTED if result.interrupted else 0)


def fail(message: str) -> NoReturn:
    """Say what is wrong and stop with exit code 2."""
    typer.echo(f"mock-apollo: {message}", err=True)
    raise typer.Exit(USAGE)
