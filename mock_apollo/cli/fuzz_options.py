"""Which options do the commands `mock-apollo fuzz` have?"""

from typing import Annotated, Literal

import typer

from mock_apollo.cli.reports import option

TARGET, CASES = "Target", "Cases"

# Of both
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same tests.", rich_help_panel=CASES)]

# Of `fuzz server`
Url = Annotated[
    str | None,
    typer.Option(metavar="<url>", help="A running fake. Default: start one for each round.", rich_help_panel=TARGET),
]
Key = Annotated[
    str | None,
    typer.Option(
        metavar="<key>", help="API key that the fake at --url accepts. Default: fuzz.", rich_help_panel=TARGET
    ),
]
Owned = Annotated[
    str | None,
    typer.Option(
        "--not-loopback-i-own-it",
        metavar="<host>",
        help="Host of --url, if it is another machine: thousands of records are written there.",
        rich_help_panel=TARGET,
    ),
]
Document = Annotated[
    Literal["contract", "published"],
    typer.Option(
        "--as",
        help="Document to test against: the contract, or Apollo's document with its defects.",
        rich_help_panel=TARGET,
    ),
]
Tries = Annotated[int, typer.Option(min=1, help="Tests for each operation and phase.", rich_help_panel=CASES)]
ServerReports = Annotated[list[str] | None, option("junit, har, ndjson, html, json or vcr")]

# Of `fuzz client`
Words = Annotated[
    list[str],
    typer.Argument(
        metavar="COMMAND", help="The client and its arguments, after --; {url} is replaced by the base URL."
    ),
]
Operation = Annotated[
    str, typer.Option(metavar="<operation>", help="Operation whose replies are tested.", rich_help_panel=TARGET)
]
Worker = Annotated[
    bool,
    typer.Option(
        "--worker",
        help="Start the client once; it reads one base URL per line and writes one verdict per line.",
        rich_help_panel=TARGET,
    ),
]
Refusal = Annotated[
    str | None,
    typer.Option(
        metavar="<regex>",
        help="Pattern in the client's error when it reports that Apollo refused, which is not a failure.",
        rich_help_panel=TARGET,
    ),
]
Jobs = Annotated[int, typer.Option(min=1, help="Clients that run at the same time.", rich_help_panel=TARGET)]
Timeout = Annotated[
    float,
    typer.Option(
        min=0.1, help="Seconds allowed for a case, without the waits that its replies ask for.", rich_help_panel=CASES
    ),
]
MaxCalls = Annotated[
    int,
    typer.Option(min=1, help="How often a case may repeat one call; more is a retry storm.", rich_help_panel=CASES),
]
Combinations = Annotated[
    int, typer.Option(min=0, help="Cases with several edits, after all with one edit.", rich_help_panel=CASES)
]
Only = Annotated[
    list[str] | None,
    typer.Option(metavar="<case>", help="Test only this case. May be repeated.", rich_help_panel=CASES),
]
Engine = Annotated[
    Literal["edits", "schemathesis"],
    typer.Option(help="Source of the replies: edited examples, or schemathesis.", rich_help_panel=CASES),
]
ClientReports = Annotated[
    list[str] | None,
    option("text, json, junit or html; with --engine schemathesis also har, ndjson or vcr", default="text=-"),
]
