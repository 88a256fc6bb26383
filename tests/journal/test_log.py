"""The log."""

import logging
from io import StringIO

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.journal.log import Log, ServerLog
from mock_apollo.protocol.messages import Call
from tests.calls import FYODOR, patch


@pytest.fixture
def stream() -> StringIO:
    """Where the log goes."""
    return StringIO()


def logged(apollo: Apollo, stream: StringIO, log_format: str, *calls: Call) -> str:
    """Make calls; return what was logged of them."""
    log = Log(stream, log_format)
    apollo.journal.listen(log.hear)
    for call in calls:
        apollo.answer(call)
    log.close()
    return stream.getvalue()


def test_a_call_is_one_line_and_each_finding_another(apollo: Apollo, stream: StringIO) -> None:
    """Assumed: our own format."""
    text = logged(apollo, stream, "text", patch({"frist_name": "Leo"}), patch(key="invalid"))
    first, finding, second = text.splitlines()
    assert first.startswith(f"PATCH /api/v1/contacts/{FYODOR} 200 ")
    assert first.endswith(f" ms {apollo.keys.open('demo').team}")
    assert finding == "  warning unknown-field: Apollo ignores frist_name: did you mean first_name?"
    assert second.startswith(f"PATCH /api/v1/contacts/{FYODOR} 401 ")
    assert second.endswith(" ms -")


def test_a_line_of_json_has_the_same_content(apollo: Apollo, stream: StringIO) -> None:
    """Assumed: our own format."""
    line = orjson.loads(logged(apollo, stream, "json", patch({"frist_name": "Leo"})))
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
                "advice": "Correct the name, or do not send it.",
            }
        ],
    }


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_the_log_has_no_bodies_and_no_keys(apollo: Apollo, stream: StringIO, log_format: str) -> None:
    """Assumed: a log may be shared."""
    text = logged(apollo, stream, log_format, patch({"title": ["private"], "api_key": "s3cr3t"}, key="s3cr3t"))
    assert text
    assert "private" not in text
    assert "s3cr3t" not in text


def test_a_client_cannot_write_lines_of_its_own_into_the_log(apollo: Apollo, stream: StringIO) -> None:
    """Assumed: line breaks and escape sequences in names are escaped."""
    lines = logged(
        apollo, stream, "text", patch({"x\nPATCH /forged 200\x1b[31m\u2028": 1, "y" * 10_000: 1})
    ).splitlines()
    assert len(lines) == 3
    assert "\\x0aPATCH /forged 200\\x1b[31m" in lines[1]
    assert len(lines[2]) < 300


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_path_cannot_steer_the_terminal_of_who_reads_the_log(
    apollo: Apollo, stream: StringIO, log_format: str
) -> None:
    """Assumed: in JSON with the same value."""
    path = "/api/v1/\x1b[2J\x9b31m\u202e"
    text = logged(apollo, stream, log_format, Call("GET", path))
    assert text.rstrip("\n").replace("\n", "").isprintable()
    if log_format == "json":
        assert orjson.loads(text)["path"] == path


def test_a_log_whose_reader_has_gone_does_not_disturb_replies(apollo: Apollo) -> None:
    """Assumed: our own feature."""

    class Closed(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(text)

    assert logged(apollo, Closed(), "text", patch(), patch()) == ""
    assert [entry.line[2] for entry in apollo.journal.all_entries()] == [200, 200]


@pytest.mark.parametrize(
    ("log_format", "expected"),
    [("text", ["careful", "broken"]), ("json", ["warning careful", "error broken"]), ("off", ["broken"])],
)
def test_the_http_server_logs_in_the_same_format(stream: StringIO, log_format: str, expected: list[str]) -> None:
    """Assumed: so that a program can read the whole log."""
    log = Log(stream, log_format)
    handler = ServerLog(log, log_format)
    for level, text in ((logging.INFO, "started"), (logging.WARNING, "careful\n"), (logging.ERROR, "broken")):
        record = logging.LogRecord("uvicorn.error", level, "", 0, text, None, None)
        if level >= handler.level:
            handler.handle(record)
    log.close()
    lines = stream.getvalue().splitlines()
    if log_format == "json":
        lines = [f"{line['level']} {line['message']}" for line in map(orjson.loads, lines)]
    assert lines == expected
