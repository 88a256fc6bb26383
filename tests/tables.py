"""Which tables of the README come from the program? `python -m tests.tables` writes them."""

from pathlib import Path

from mock_apollo.apollo.behaviours import Behaviour, behaviours
from mock_apollo.contract.document import Contract
from mock_apollo.contract.findings import RULES
from mock_apollo.fuzz.client.oracle import MEANINGS
from tests.apollo.api.test_documented import NOT_SAID, NOT_SHOWN

README = Path(__file__).parents[1] / "README.md"


def known_behaviours() -> str:
    """What the fake does, and how it is known."""
    rows = [f"| {behaviour.rule} | {behaviour.known_from}{_setting(behaviour)} |" for behaviour in behaviours()]
    return "\n".join(("| behaviour | known from |", "|---|---|", *rows))


def _setting(behaviour: Behaviour) -> str:
    return f", `--{behaviour.setting.replace('_', '-')}`" if behaviour.setting else ""


def findings() -> str:
    """What the judge can find."""
    rows = [f"| `{code}` | {rule.severity} | {rule.meaning} | {rule.advice} |" for code, rule in RULES.items()]
    return "\n".join(("| code | severity | what it is | what to do |", "|---|---|---|---|", *rows))


def operations() -> str:
    """What the fake answers."""
    rows = [
        f"| `{operation.method} {operation.path}` | {operation.operation_id} | {operation.action} |"
        for operation in Contract.load().operations.values()
    ]
    return "\n".join(("| call, under `/api/v1` or `/v1` | operation | counted as |", "|---|---|---|", *rows))


def broken() -> str:
    """When a client is broken."""
    rows = [f"| `{code}` | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(("| broken | when |", "|---|---|", *rows))


def not_said() -> str:
    """What Apollo is documented to say, and the fake does not."""
    rows = [f"| {words} | {why} |" for words, why in NOT_SAID.items()]
    rows += [f"| more members of `{where[:-1]}` in {of} | {why} |" for (of, where), (why, _) in NOT_SHOWN.items()]
    return "\n".join(("| documented | not said, because |", "|---|---|", *rows))


TABLES = {
    "operations": operations,
    "behaviours": known_behaviours,
    "findings": findings,
    "broken": broken,
    "not said": not_said,
}


def rewritten(page: str) -> str:
    """The page with each table as it should be; it stands between two comments with its name."""
    for name, table in TABLES.items():
        before, begin, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- end of {name} -->")
        page = f"{before}{begin}{table()}\n{end}{after}"
    return page


if __name__ == "__main__":
    README.write_text(rewritten(README.read_text("utf-8")), "utf-8")
