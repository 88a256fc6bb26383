"""The log."""

from io import StringIO

import orjson
import pytest

from mock_apollo.apollo import Apollo
from mock_apollo.calls_log import log_to
from tests.calls import FYODOR, patch


@pytest.fixture
def stream() -> StringIO:
    """Where the log goes."""
    return StringIO()


def test_a_call_is_one_line_and_each_finding_another(apollo: Apollo, stream: StringIO) -> None:
    """Assumed: our own format."""
    apollo.journal.listen(log_to(stream, "text"))
    apollo.answer(patch({"frist_name": "Leo"}))
    apollo.answer(patch(key="invalid"))
    first, finding, second = stream.getvalue().splitlines()
    assert first.startswith(f"PATCH /api/v1/contacts/{FYODOR} 200 ")
    assert first.endswith(f" ms {apollo.keys.open('demo').team}")
    assert finding == "  warning unknown-field: Apollo ignores frist_name: did you mean first_name?"
    assert second.startswith(f"PATCH /api/v1/contacts/{FYODOR} 401 ")
    assert second.endswith(" ms -")


def test_a_line_of_json_says_the_same(apollo: Apollo, stream: StringIO) -> None:
    """Assumed: our own format."""
    apollo.journal.listen(log_to(stream, "json"))
    apollo.answer(patch({"frist_name": "Leo"}))
    line = orjson.loads(stream.getvalue())
    assert line.pop("took_us") >= 0
    assert line == {
        "at": "2026-01-02T12:00:00.000Z",
        "method": "PATCH",
        "path": f"/api/v1/contacts/{FYODOR}",
        "status": 200,
        "team": apollo.keys.open("demo").team,
        "operation": "update-a-contact",
        "findings": [
            {
                "code": "unknown-field",
                "severity": "warning",
                "path": "$.frist_name",
                "message": "Apollo ignores frist_name: did you mean first_name?",
            }
        ],
    }


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_the_log_has_no_bodies_and_no_keys(apollo: Apollo, stream: StringIO, log_format: str) -> None:
    """Assumed: a log may be shared."""
    apollo.journal.listen(log_to(stream, log_format))
    apollo.answer(patch({"title": ["private"], "api_key": "s3cr3t"}, key="s3cr3t"))
    assert "private" not in stream.getvalue()
    assert "s3cr3t" not in stream.getvalue()
