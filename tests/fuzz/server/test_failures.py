"""The report of a failure: its place in the document, its group, its lines."""

from typing import Any

import pytest

from mock_apollo.check.recording import Recorded
from mock_apollo.fuzz.server.failures import MAX_BODY, clause, group_lines, grouped, place
from mock_apollo.fuzz.server.schemathesis_run import Failure
from mock_apollo.protocol.messages import JSON, TEXT, Call, Reply

LABEL = "PATCH /contacts/{contact_id}"
POINTER = "7 is not a string\n\nSchema at /properties/contact/properties/title:\n\n    {}"


def failure(check: str, message: str = "", body: bytes = b"{}", reply: Reply | None = Reply(200, b"{}")) -> Failure:  # noqa: B008 - frozen
    """A failed check on an update."""
    call = Call("PATCH", "/api/v1/contacts/1", "", ((b"x-api-key", b"secret"), (b"content-type", JSON)), body)
    return Failure(LABEL, check, f"Title of {check}", message, recorded(call, reply))


def recorded(call: Call, reply: Reply | None) -> Recorded:
    """An exchange of a recording."""
    fields: dict[str, Any] = dict.fromkeys(Recorded._fields)
    return Recorded(**{**fields, "call": call, "reply": reply})


@pytest.mark.parametrize(
    ("check", "message", "expected"),
    [
        ("status_code_conformance", "", ("responses",)),
        ("response_headers_conformance", "", ("responses", "200", "headers")),
        ("response_schema_conformance", "", ("responses", "200", "content", "application/json", "schema")),
        (
            "response_schema_conformance",
            POINTER,
            (
                "responses",
                "200",
                "content",
                "application/json",
                "schema",
                "properties",
                "contact",
                "properties",
                "title",
            ),
        ),
        ("negative_data_rejection", "", ("requestBody",)),
        ("ignored_auth", "", ("security",)),
    ],
)
def test_the_place_of_a_failure_is_a_path_in_the_document(check: str, message: str, expected: tuple[str, ...]) -> None:
    """Assumed: from the root, down to the schema that schemathesis names."""
    assert place(failure(check, message)) == ("paths", "/contacts/{contact_id}", "patch", *expected)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("not_a_server_error", "no request may cause a 5xx"),
        ("expected_status", "in this round every call must be refused"),
        ("a_check_of_tomorrow", "a_check_of_tomorrow"),
    ],
)
def test_a_rule_outside_of_the_document_is_named_in_words(check: str, words: str) -> None:
    """Assumed: a check that is not known is named by itself."""
    assert place(failure(check)) == ()
    assert clause(failure(check)) == words


def test_failures_with_one_cause_are_one_group() -> None:
    """Assumed: of one operation and one title."""
    failures = [failure("not_a_server_error"), failure("ignored_auth"), failure("not_a_server_error")]
    assert [len(group.failures) for group in grouped(failures, clause)] == [2, 1]


def test_a_report_shows_the_shortest_call_without_its_key() -> None:
    """Assumed: as a curl line to paste, with the clause, the reason and the reply."""
    reply = Reply(422, b"x" * (MAX_BODY + 1), TEXT)
    failures = [
        failure("response_schema_conformance", POINTER, b'{"title": "a long one"}', reply),
        failure("response_schema_conformance", POINTER, b'{"title": 7}', reply),
    ]
    (group,) = grouped(failures, lambda _: "")
    lines = [*group_lines(group, "http://localhost:1", "$APOLLO_KEY")]
    assert lines[0] == f"{LABEL}: Title of response_schema_conformance (2 x)"
    assert lines[1].startswith(
        "  breaks   paths > /contacts/{contact_id} > patch > responses > 422 > content > text/plain"
    )
    assert lines[2] == "  because  7 is not a string"
    assert "$APOLLO_KEY" in lines[3]
    assert """'{"title": 7}'""" in lines[3]
    assert "secret" not in "".join(lines)
    assert lines[4] == f"  reply    422 text/plain {'x' * MAX_BODY}..."


def test_other_broken_clauses_of_a_group_are_counted() -> None:
    """Assumed: only the one of the shortest call is shown."""
    failures = [failure("ignored_auth"), failure("negative_data_rejection")]
    group = grouped(failures, lambda _: "")[0]._replace(failures=failures)
    assert ", and 1 other clauses" in [*group_lines(group, "http://localhost:1", "k")][1]


def test_a_call_without_a_reply_is_reported_too() -> None:
    """Assumed: the connection broke, so there is no line for the reply."""
    (group,) = grouped([failure("not_a_server_error", "no reply", reply=None)], clause)
    assert [line.split()[0] for line in group_lines(group, "http://localhost:1", "k")][1:] == [
        "breaks",
        "because",
        "call",
    ]
