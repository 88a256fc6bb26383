"""The commands `fuzz`: what they refuse before any work is done."""

import pytest

from tests.cli.commands import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["server", "--report", "pdf=x"], "--report pdf=x is not like junit=PATH"),
        (["server", "--url", "https://api.apollo.io"], "api.apollo.io is Apollo itself"),
        (["server", "--url", "http://apollo", "--not-loopback-i-own-it", "other"], "apollo is another machine"),
        (["server", "--url", "http://apollo", "--as", "published"], "apollo is another machine"),
        (["client", "--report", "pdf=x", "--", "true"], "--report pdf=x is not like text=PATH"),
        (["client", "--refusal", "(", "--", "true"], "--refusal ( is no"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], said: str) -> None:
    """Assumed: exit code 2."""
    code, output = run("fuzz", *arguments)
    assert (code, output.count("\n")) == (2, 1)
    assert output.startswith(f"mock-apollo: {said}")
