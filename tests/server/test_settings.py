"""The settings: where they come from, and which values are refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mock_apollo.apollo.rate_limits import PLANS, RateLimit
from mock_apollo.server.listen import PORT
from mock_apollo.server.settings import Settings, SettingsError, ignored_variables, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, without mock-apollo.toml."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_flags_win_over_the_environment_and_that_over_the_file(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Assumed: the usual order of command-line tools."""
    (elsewhere / "mock-apollo.toml").write_text('port = 1\nhost = "::1"\nrate_limit = "free"\n')
    monkeypatch.setenv("MOCK_APOLLO_PORT", "2")
    monkeypatch.setenv("MOCK_APOLLO_HOST", "0.0.0.0")  # noqa: S104 - not bound
    settings = load_settings({"port": "3", "host": None})
    assert (settings.port, settings.host, settings.rate_limit) == (3, "0.0.0.0", PLANS["free"])  # noqa: S104


def test_a_file_can_have_tables_and_the_environment_text(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: keys are a table in TOML, and key=team elsewhere."""
    (elsewhere / "mock-apollo.toml").write_text('[keys]\nabc = "sales"\n')
    assert load_settings({}).keys == {"abc": "sales"}
    monkeypatch.setenv("MOCK_APOLLO_KEYS", "a=sales, b")
    monkeypatch.setenv("MOCK_APOLLO_FROZEN_AT", "2024-09-12T20:14:53Z")
    settings = load_settings({"rate_limit": "hour=5"})
    assert settings.keys == {"a": "sales", "b": ""}
    assert settings.rate_limit == RateLimit(None, 5, None)
    assert settings.frozen_at == datetime(2024, 9, 12, 20, 14, 53, tzinfo=UTC)


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"port": "x"}, "--port (MOCK_APOLLO_PORT, or port in mock-apollo.toml): Input should be a valid integer"),
        ({"port": "65536"}, "less than or equal to 65535"),
        ({"rate_limit": "gold"}, "'gold' is neither a plan (free, basic, professional, organization, off) nor like"),
        ({"null_value": "x"}, "--null-value (MOCK_APOLLO_NULL_VALUE, or null_value in mock-apollo.toml): Input should"),
        ({"frozen_at": "noon"}, "--frozen-at"),
        ({"frozen_at": "2024-09-12T20:14:53"}, "timezone"),
        ({"frozen_at": "0001-01-01T00:00:00+14:00"}, "greater than or equal to"),
        ({"keys": " , "}, "contains no key"),
        ({"keys": "=sales"}, "a key must not be empty or begin with 'invalid'"),
        ({"keys": "invalid1=sales"}, "a key must not be empty or begin with 'invalid'"),
        ({"host": ""}, "--host"),
        ({"host": "a\0b"}, "--host"),
        ({"frozen_at": "9999-12-31T23:59:59-14:00"}, "less than"),
        ({"keys": "a=line\x1bbreak"}, "must consist of printable characters"),
    ],
    ids=str,
)
def test_a_bad_setting_is_named_in_one_sentence(flags: dict[str, str], sentence: str) -> None:
    """Assumed: with the three places where it can be set."""
    with pytest.raises(SettingsError) as refused:
        load_settings(flags)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prot = 1", "prot in mock-apollo.toml is not a setting"),
        ("port =", "mock-apollo.toml cannot be read"),
        ("keys = {hunter2hunter2 = 1, hunter2hunter2 = 2}", "it is not TOML at line 1, column [0-9]+; correct it.$"),
        ("[keys]", "contains no key"),
        ("keys = 5", "--keys"),
        ("keys = [1]", "--keys"),
        ("rate_limit = 5", "'5' is neither a plan"),
    ],
)
def test_a_bad_file_is_named_in_one_sentence(elsewhere: Path, text: str, sentence: str) -> None:
    """Assumed: a typing mistake must not be ignored."""
    (elsewhere / "mock-apollo.toml").write_text(text)
    with pytest.raises(SettingsError, match=sentence):
        load_settings({})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MOCK_APOLLO_PROT", "1", ["MOCK_APOLLO_PROT is ignored: it is no setting; did you mean MOCK_APOLLO_PORT?"]),
        ("MOCK_APOLLO_IMAGE", "x", ["MOCK_APOLLO_IMAGE is ignored: it is no setting."]),
        ("mock_apollo_image", "x", ["mock_apollo_image is ignored: it is no setting."]),
        ("MOCK_APOLLO_PORT", "tcp://10.96.0.7:27655", ["MOCK_APOLLO_PORT is ignored: it is the address of a service"]),
        ("MOCK_APOLLO_SERVICE_HOST", "10.96.0.7", []),
        ("MOCK_APOLLO_SERVICE_PORT_HTTP", "27655", []),
        ("MOCK_APOLLO_PORT_27655_TCP_ADDR", "10.96.0.7", []),
        ("MOCK_APOLLO_NAME", "/web/mock-apollo", []),
        ("MOCK_APOLLO_ENV_LANG", "C", []),
        ("MOCK_APOLLO_URL", "http://127.0.0.1:27655", []),
        ("MOCK_APOLLO_SEED", "contacts.json", []),
        ("APOLLO_API_KEY", "abc", []),
    ],
    ids=str,
)
def test_variables_of_others_are_ignored_with_a_note(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: list[str]
) -> None:
    """Assumed: a service, a link or a variable of CI of this name must not stop the fake; a typing mistake is said."""
    sentences = ignored_variables({name: value})
    assert len(sentences) == len(said)
    assert all(sentence.startswith(words) for sentence, words in zip(sentences, said, strict=True))
    if name != "MOCK_APOLLO_SEED":
        monkeypatch.setenv(name, value)
        assert load_settings({}) == Settings()


def test_a_status_may_be_a_number_in_the_file(elsewhere: Path) -> None:
    """Assumed: TOML has numbers."""
    (elsewhere / "mock-apollo.toml").write_text("unknown_contact = 404\n")
    assert load_settings({}).unknown_contact == "404"


def test_spaces_around_a_key_are_removed(elsewhere: Path) -> None:
    """Assumed: as HTTP does in the value of a header."""
    (elsewhere / "mock-apollo.toml").write_text('[keys]\n" a " = " sales "\n')
    assert load_settings({}).keys == {"a": "sales"}


def test_a_file_that_is_not_text_is_one_sentence(elsewhere: Path) -> None:
    """Assumed: like any other file that cannot be read."""
    (elsewhere / "mock-apollo.toml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match=r"mock-apollo.toml cannot be read"):
        load_settings({})


def test_variables_may_be_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: as other tools read them."""
    monkeypatch.setenv("mock_apollo_port", "5")
    assert load_settings({}).port == 5


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Assumed: as compose files set what is not given."""
    monkeypatch.setenv("MOCK_APOLLO_PORT", "")
    assert load_settings({}).port == PORT


def test_a_scope_with_an_unknown_action_is_refused() -> None:
    """Assumed: a typing mistake would make every call of the key 403."""
    with pytest.raises(SettingsError, match=r"--scopes .*: contacts/veiw is not an action; the actions are account_s"):
        load_settings({"scopes": "limited=contacts/veiw"})
    assert load_settings({"scopes": "limited=contacts/show"}).scopes == {"limited": ["contacts/show"]}
