"""Tests of the commands that control a running fake: what they print, what they read, and their exit codes."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mock_apollo.cli.app import app
from mock_apollo.server.background import Running, running
from mock_apollo.server.client import surroundings
from mock_apollo.server.listen import HOST, listen
from tests.calls import ACCOUNT, ADA, FYODOR, new_apollo, patch

NOON = "2026-01-02T12:00:00.000Z"
SUMMARY = {"contacts": 7, "now": NOON, "calls": 0, "faults": 0, "snapshots": []}
RULE = {"id": "1", "fault": "500", "times": None, "operation": None, "after": 0, "seen": 0, "struck": 0}
Steer = Callable[..., Result]


@pytest.fixture(scope="module")
def fake() -> Iterator[Running]:
    """A running fake, which all tests of this module share."""
    with running(new_apollo()) as running_fake:
        yield running_fake


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A key of each test's own, and so a world."""
    return ascii(request.node.name)


@pytest.fixture
def steer(fake: Running, key: str) -> Steer:
    """Run a command against the world of the test; URL and key stand in the environment."""

    def run(*arguments: str, **options: Any) -> Result:
        environment = {"MOCK_APOLLO_URL": fake.url, "MOCK_APOLLO_KEY": key, **options.pop("env", {})}
        return CliRunner().invoke(app, arguments, env=environment, **options)

    return run


@pytest.fixture
def ask(steer: Steer) -> Callable[..., Any]:
    """Run commands that must succeed, and return the JSON that the last of them prints."""

    def run(*commands: str, **options: Any) -> Any:
        for command in commands:
            result = steer(*command.split(), "--json", **options)
            assert (result.exit_code, result.stderr) == (0, ""), command
        return json.loads(result.stdout)

    return run


@pytest.fixture
def call(fake: Running, key: str) -> Callable[..., int]:
    """Update the documented contact in the world of the test; return the status."""
    return lambda **fields: fake.do(lambda: fake.apollo.answer(patch(fields, key=key)).status)


@pytest.mark.parametrize(
    ("commands", "printed"),
    [
        (["reset"], SUMMARY),
        (["clear"], {**SUMMARY, "contacts": 0}),
        (["clear", "reset"], SUMMARY),
        (["limit hour=1"], SUMMARY),
        (["forget"], {"removed": 0}),
        (["worlds create"], SUMMARY),
        (["worlds create", "worlds remove", "worlds create"], SUMMARY),
        ([f"records show contacts {FYODOR}"], {"id": FYODOR, "name": "Fyodor Dostoevsky"}),
        ([f"records remove contacts {FYODOR}"], {**SUMMARY, "contacts": 6}),
        ([f"contacts delete {FYODOR}", f"records show deleted_contacts {FYODOR}"], {"id": FYODOR}),
        ([f"contacts hide {ADA}", f"records show hidden_contacts {ADA}"], {"id": ADA}),
        (["snapshot save"], {**SUMMARY, "snapshots": ["default"]}),
        (["snapshot save a", "snapshot save b"], {**SUMMARY, "snapshots": ["a", "b"]}),
        (["snapshot save", "clear", "snapshot restore"], {**SUMMARY, "snapshots": ["default"]}),
        (["snapshot save a", "clear", "snapshot restore a"], {**SUMMARY, "snapshots": ["a"]}),
        (["faults add 500"], RULE),
        (["faults add 500 times=2 operation=update-a-contact"], {**RULE, "times": 2, "operation": "update-a-contact"}),
        (["faults add delay delay_ms=[1,2]"], {"fault": "delay", "delay_ms": [1, 2]}),
        (["faults add 500", "faults remove 1"], {"removed": 1}),
        (["faults add 500", "faults add 502", "faults clear"], {"removed": 2}),
        (["clock"], {"now": NOON, "frozen": True}),
        (["clock --advance 60.5"], {"now": "2026-01-02T12:01:00.500Z", "frozen": True}),
        (["clock --advance -60"], {"now": "2026-01-02T11:59:00.000Z", "frozen": True}),
        (["clock --set 2030-01-01T00:00:00Z"], {"now": "2030-01-01T00:00:00.000Z", "frozen": True}),
        (["clock --set 2030-01-01T02:00:00+02:00 --advance 1"], {"now": "2030-01-01T00:00:01.000Z", "frozen": True}),
        (["clock --run"], {"frozen": False}),
        (["clock --run", "clock --freeze"], {"frozen": True}),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, list) else "",
)
def test_a_command_does_its_act_and_prints_what_it_returns(
    ask: Callable[..., Any], commands: list[str], printed: dict[str, Any]
) -> None:
    """Assumed: as the control API answers."""
    returned = ask(*commands)
    assert {name: returned[name] for name in printed} == printed


def test_records_are_listed_by_kind(ask: Callable[..., Any]) -> None:
    """Assumed: all members of each."""
    assert len(ask("records list contact_stages")) == 25
    assert ask("records list accounts")[0]["id"] == ACCOUNT
    assert ask("records list hidden_contacts")[0]["email"] is not None


def test_worlds_are_listed_by_the_public_names_of_their_teams(ask: Callable[..., Any], key: str) -> None:
    """Assumed: never by a key."""
    team = ask("worlds create")["team"]
    assert team in [world["team"] for world in ask("worlds list")]
    assert key not in json.dumps(ask("worlds list"))


def test_calls_are_counted_shown_and_forgotten(ask: Callable[..., Any], call: Callable[..., int], steer: Steer) -> None:
    """Assumed: the journal is printed as the log is, with --json as lines of JSON, or in another form."""
    assert ask("counts") == {}
    assert steer("journal").stdout == "none\n"
    assert [call(title="A"), call(account_id="17")] == [200, 422]
    assert ask("counts") == {"update-a-contact": {"200": 1, "422": 1}}
    (first, second) = steer("journal", "status=422").stdout.splitlines()
    assert (first.split()[0], first.split()[2]) == ("PATCH", "422")
    assert second.startswith("  error malformed-id: ")
    lines = [json.loads(line) for line in steer("journal", "--json").stdout.splitlines()]
    assert [line["reply"]["status"] for line in lines] == [200, 422]
    assert json.loads(steer("journal", "status=422", "--json").stdout)["number"] == lines[1]["number"]
    assert json.loads(steer("journal", f"after={lines[0]['number']}", "--json").stdout) == lines[1]
    assert len(json.loads(steer("journal", "form=har", "status=200").stdout)["log"]["entries"]) == 1
    assert steer("journal", "form=curl").stdout.count("curl -gi -X PATCH") == 2
    assert ask("forget") == {"removed": 2}
    assert ask("counts") == {}


def test_a_fault_added_by_a_command_strikes(ask: Callable[..., Any], call: Callable[..., int], steer: Steer) -> None:
    """Assumed: a list shows how many calls it has struck."""
    ask("faults add 502 times=1", "limit hour=1")
    assert [call(), call(), call()] == [502, 200, 429]
    assert [(rule["fault"], rule["struck"]) for rule in ask("faults list")] == [("502", 1)]
    assert [line.split()[:2] for line in steer("faults", "list").stdout.splitlines()] == [["id", "fault"], ["1", "502"]]


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        ("clock", [f"now     {NOON}", "frozen  true"]),
        ("forget", ["removed  0"]),
        ("faults list", ["none"]),
        ("counts", ["none"]),
    ],
)
def test_data_is_printed_for_people_without_json(steer: Steer, command: str, lines: list[str]) -> None:
    """Assumed: a line for each member, or a table."""
    result = steer(*command.split())
    assert (result.exit_code, result.stdout.splitlines()) == (0, lines)


def test_a_world_is_exported_and_imported(ask: Callable[..., Any], steer: Steer, tmp_path: Path) -> None:
    """Assumed: an export is JSON with or without --json, since another command reads it; - is standard input."""
    exported = steer("state", "export")
    assert json.loads(exported.stdout) == ask("state export")
    file = tmp_path / "state.json"
    file.write_text(exported.stdout)
    assert ask("clear", f"state import {file}")["contacts"] == 7
    assert ask("clear")["contacts"] == 0
    assert ask("state import -", input=exported.stdout)["contacts"] == 7
    assert steer("state", "export").stdout == exported.stdout


def test_records_are_put_and_replaced_from_a_file(ask: Callable[..., Any], tmp_path: Path) -> None:
    """Assumed: in the form of a seed."""
    file = tmp_path / "seed.json"
    file.write_text(json.dumps({"contacts": [{"id": FYODOR, "title": "Put"}]}))
    assert ask(f"records put {file}")["contacts"] == 7
    assert ask(f"records show contacts {FYODOR}")["title"] == "Put"
    assert ask(f"records replace {file}")["contacts"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["times=0", "status=500"], 0),
        ([], 0),
        (["operation=update-a-contact"], 0),
        (["operation=update-a-contact", "status=200", "times=2"], 0),
        (["body={}", 'body={"title":"Poet"}'], 2),
        (['body={"title":"Poet"}', "times=1"], 0),
        (["finding=unknown-field"], 0),
        (["times=3"], 1),
        (["operation=view-a-contact"], 1),
        (['body={"title":"Novelist"}'], 1),
        (["stauts=200"], 2),
        (["status=many"], 2),
        (["times=-1"], 2),
        (["body={"], 2),
        (["status"], 2),
    ],
    ids=str,
)
def test_expect_tells_by_its_exit_code(steer: Steer, call: Callable[..., int], words: list[str], code: int) -> None:
    """Assumed: 0 when such a call was made, 1 when not, 2 when the question makes no sense; it prints no data."""
    assert [call(title="Poet"), call(frist_name="Leo")] == [200, 200]
    result = steer("expect", *words)
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert bool(result.stderr) == (code != 0)


def test_a_call_that_was_expected_and_not_made_is_told_with_its_near_misses(
    steer: Steer, call: Callable[..., int]
) -> None:
    """Assumed: with the member that is different."""
    missed = steer("expect", "status=200")
    assert (missed.exit_code, "expected at least once, seen 0 times" in missed.stderr) == (1, True)
    call(title="Poet")
    missed = steer("expect", "operation=update-a-contact", 'body={"title": "Novelist"}')
    assert missed.exit_code == 1
    assert f'near miss: PATCH /api/v1/contacts/{FYODOR} 200: $.title is "Poet", not "Novelist"' in missed.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["limit", "often"], "is neither a plan"),
        (["records", "list", "contact"], "'contact' is not a kind of record; the kinds are contact_stages"),
        (["records", "show", "contacts", "f" * 24], f"There is no {'f' * 24} among the contacts."),
        (["records", "remove", "users", "x y?"], "There is no x y? among the users."),
        (["contacts", "delete", "f" * 24], "among the contacts."),
        (["snapshot", "restore", "after"], "There is no snapshot after; there are: none yet."),
        (["faults", "add", "500", "operation=x"], "x is no operation; they are"),
        (["faults", "add", "500", "times=0"], "times: Input should be greater than or equal to 1"),
        (["faults", "add", "500", "tmies=1"], "tmies: Extra inputs are not permitted"),
        (["faults", "add", "418"], "'429', '500', '502'"),
        (["faults", "add", "500", "twice"], "twice has no value; write it like status=422."),
        (["faults", "remove", "9"], "There is no fault rule 9; list the rules to see their ids."),
        (["clock", "--set", "soon"], "set: "),
        (["clock", "--freeze", "--run"], "run cannot be combined with freeze or set"),
        (["clock", "--advance", "x"], "--advance"),
        (["journal", "form=xml"], "form: "),
        (["journal", "wait=61"], "wait: "),
        (["reset", "--key", "invalid"], "This key is not accepted."),
        (["reset", "--key", ""], "Send the key of the world in the X-Api-Key header."),
        (["reset", "--key", "a\nb"], "one of them is not."),
        (["state", "import", "no-such-file.json"], "no-such-file.json"),
        (["worlds"], "List, create and remove worlds."),
        (["reset", "now"], "unexpected extra argument"),
    ],
    ids=lambda value: ascii(" ".join(value)) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_told_on_standard_error(steer: Steer, arguments: list[str], message: str) -> None:
    """Assumed: exit code 2, and nothing on standard output."""
    result = steer(*arguments)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert message in result.stderr


@pytest.mark.parametrize("command", ["state import", "records put", "records replace"])
@pytest.mark.parametrize("text", ["{", "", "{'contacts': []}"])
def test_a_file_that_is_no_json_is_refused_and_named(steer: Steer, tmp_path: Path, command: str, text: str) -> None:
    """Assumed: before the fake is asked."""
    file = tmp_path / "broken.json"
    file.write_text(text)
    result = steer(*command.split(), str(file), env={"MOCK_APOLLO_URL": "http://127.0.0.1:1"})
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"mock-apollo: {file} is not JSON: ")


def test_each_problem_of_a_seed_is_told(steer: Steer, tmp_path: Path) -> None:
    """Assumed: and nothing is changed."""
    file = tmp_path / "seed.json"
    file.write_text('{"contacts": [{"frist_name": "Leo"}], "users": 3}')
    before = steer("state", "export").stdout
    result = steer("records", "put", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "users: Input should be a valid list" in result.stderr
    assert "contacts[0].frist_name: Extra inputs are not permitted" in result.stderr
    assert steer("state", "export").stdout == before


def test_nothing_that_answers_is_exit_code_2() -> None:
    """Assumed: with what to do; `ready` has 1 for it."""
    with listen(HOST, 0) as closed:
        url = f"http://{HOST}:{closed.getsockname()[1]}"
    result = CliRunner().invoke(app, ["reset", "--url", url])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(". Start it, or give its URL by --url, MOCK_APOLLO_URL or pytest --apollo-url.\n")
    unready = CliRunner().invoke(app, ["ready", "--url", url])
    assert (unready.exit_code, unready.stderr) == (1, f"mock-apollo: nothing answers at {url}.\n")


def test_a_fake_that_answers_is_ready(steer: Steer) -> None:
    """Assumed: silently."""
    result = steer("ready", "--wait", "5")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("seconds", ["nan", "inf", "86401"])
def test_nobody_waits_for_ever(steer: Steer, seconds: str) -> None:
    """Assumed: not even for a fake that answers."""
    result = steer("ready", "--wait", seconds)
    assert (result.exit_code, result.stderr) == (2, "mock-apollo: --wait takes from 0 to 86400 seconds.\n")


def test_the_environment_of_a_client_is_printed_for_a_shell(steer: Steer, fake: Running) -> None:
    """Assumed: quoted where a shell needs it, or as JSON."""
    proxies = {"NO_PROXY": "a", "no_proxy": "b c"}
    printed = steer("env", "--key", "my key", env=proxies).stdout.splitlines()
    assert printed == [
        f"export APOLLO_API_BASE_URL={fake.url}",
        f"export MOCK_APOLLO_URL={fake.url}",
        "export MOCK_APOLLO_KEY='my key'",
        "export NO_PROXY=a,127.0.0.1",
        "export no_proxy='b c,127.0.0.1'",
    ]
    as_json = json.loads(steer("env", "--key", "my key", "--json", env=proxies).stdout)
    assert as_json == surroundings(fake.url, "my key", proxies)


def test_a_flag_wins_over_the_environment(steer: Steer, fake: Running) -> None:
    """Assumed: for the key as for all settings."""
    steer("faults", "add", "500", "--key", "by flag")
    assert [rule.rule.fault for rule in fake.apollo.open("by flag").faults] == ["500"]


@pytest.mark.parametrize(
    ("options", "environment", "code"),
    [
        ([], {}, 2),
        (["--admin-token", "wrong"], {}, 2),
        (["--admin-token", "t0p"], {}, 0),
        ([], {"MOCK_APOLLO_ADMIN_TOKEN": "t0p\n"}, 0),
    ],
    ids=str,
)
def test_a_fake_with_a_token_asks_for_it(options: list[str], environment: dict[str, str], code: int) -> None:
    """Assumed: by an option or the environment."""
    with running(new_apollo(), "t0p") as server:
        result = CliRunner().invoke(app, ["reset", "--url", server.url, *options], env=environment)
    assert result.exit_code == code
    assert ("Send the admin token" in result.stderr) == (code == 2)
