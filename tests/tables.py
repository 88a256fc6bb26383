"""Which tables of README.md and docs/ come from the program? `python -m tests.tables` writes them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
from fastapi import FastAPI
from pydantic.fields import FieldInfo

from mock_apollo.apollo.behaviours import Behaviour, behaviours
from mock_apollo.apollo.policy import Policy
from mock_apollo.cli.app import app
from mock_apollo.cli.options import default_of
from mock_apollo.contract.document import Contract
from mock_apollo.contract.findings import RULES
from mock_apollo.fuzz.client.oracle import MEANINGS
from mock_apollo.server.control.router import router
from mock_apollo.server.settings import Settings
from tests.apollo.api.test_documented import NOT_SAID, NOT_SHOWN

ROOT = Path(__file__).parents[1]
BAR = r"\|"  # a bar inside a cell
SITE = tuple(sorted((ROOT / "docs").glob("*.md")))
PAGES = (ROOT / "README.md", *SITE)


def known_behaviours() -> str:
    """Return the rules of the fake, each with how it is known."""
    rows = ((behaviour.rule, f"{behaviour.known_from}{_setting(behaviour)}") for behaviour in behaviours())
    return table(("behaviour", "known from"), rows)


def _setting(behaviour: Behaviour) -> str:
    return f", `--{behaviour.setting.replace('_', '-')}`" if behaviour.setting else ""


def findings() -> str:
    """Return the codes of findings, with severity, meaning and advice."""
    rows = ((f"`{code}`", rule.severity, rule.meaning, rule.advice) for code, rule in RULES.items())
    return table(("code", "severity", "what it is", "what to do"), rows)


def operations() -> str:
    """Return the operations of the contract, each with its action."""
    rows = (
        (f"`{operation.method} {operation.path}`", operation.operation_id, operation.action)
        for operation in Contract.load().operations.values()
    )
    return table(("call, under `/api/v1` or `/v1`", "operation", "counted as"), rows)


def broken() -> str:
    """Return the ways in which a client can break."""
    return table(("broken", "when"), ((f"`{code}`", meaning) for code, meaning in MEANINGS.items()))


def not_said() -> str:
    """Return what Apollo documents and the fake leaves out, each with the reason."""
    members = ((f"more members of `{where[:-1]}` in {of}", why) for (of, where), (why, _) in NOT_SHOWN.items())
    return table(("documented", "not said, because"), [*NOT_SAID.items(), *members])


def settings() -> str:
    """Return all settings, each with its default; the choices between behaviours come last."""
    rows = (
        (f"`--{name.replace('_', '-')}`", _default(field), field.description or "")
        for name, field in sorted(Settings.model_fields.items(), key=lambda named: named[0] in Policy.model_fields)
    )
    return table(("flag", "default", "what it does"), rows)


def _default(field: FieldInfo) -> str:
    return f"`{default}`" if (default := default_of(field)) else "none"


def commands() -> str:
    """Return all commands, each with the first line of its help."""
    rows = ((f"`{name}`", _first_line(command.help)) for name, command in all_commands())
    return table(("command", "what it does"), rows)


def all_commands() -> Iterator[tuple[str, Any]]:
    """Yield every command that can be typed, with its full name, as click knows it."""
    yield from _below("mock-apollo", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield name, command
        return
    for part, below in command.commands.items():
        yield from _below(f"{name} {part}", below)


def control_routes() -> str:
    """Return the routes of the control API, each with what it takes."""
    control = FastAPI()
    control.include_router(router)
    document = control.openapi()
    rows = (
        (f"`{method.upper()} {path}`", ", ".join(_takes(route, document)), _first_line(route.get("description")))
        for path, routes in document["paths"].items()
        for method, route in routes.items()
    )
    return table(("call", "takes", "what it does"), rows)


def _takes(route: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    """Yield the names in the query and in the body of a route."""
    for one in route.get("parameters", ()):
        if one["in"] == "query" and one["schema"].get("type") != "null":
            yield f"`?{one['name']}`"
    for content in route.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"].get("$ref", "").rpartition("/")[2]
        properties = document["components"]["schemas"].get(schema, {}).get("properties", ())
        yield from (f"`{name}`" for name in properties) if properties else ["a JSON object"]


def _first_line(text: str | None) -> str:
    return " ".join((text or "").partition("\n\n")[0].split())


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = (f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |" for row in rows)
    return "\n".join((f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *lines))


TABLES: dict[str, Callable[[], str]] = {
    "operations": operations,
    "behaviours": known_behaviours,
    "findings": findings,
    "broken": broken,
    "not said": not_said,
    "settings": settings,
    "commands": commands,
    "control routes": control_routes,
}
MARKED = re.compile(r"(<!-- (?P<name>[a-z ]+) -->\n).*?(<!-- end of (?P=name) -->)", re.DOTALL)


def rewritten(page: str) -> str:
    """Return the page with each table renewed; a table stands between two comments with its name."""
    return MARKED.sub(lambda found: f"{found[1]}{TABLES[found['name']]()}\n{found[3]}", page)


if __name__ == "__main__":
    for each in PAGES:
        each.write_text(rewritten(each.read_text("utf-8")), "utf-8")
