"""Parts of a recording that do not depend on its format."""

from pathlib import Path

from mock_apollo.apollo.answer import Apollo
from mock_apollo.check.verdict import check
from mock_apollo.protocol.messages import Call
from tests.calls import JSON_TYPE, new_apollo, patch
from tests.check.recorded import entry, found, har, traffic


def test_a_lone_surrogate_in_a_url_is_a_wrong_url(tmp_path: Path) -> None:
    """Assumed: JSON can say it, no wire can carry it."""
    call = Call("PATCH", "/api/v1/contacts/\ud800", "", ((b"x-api-key", b"k"), JSON_TYPE), b"{}")
    assert found(check(har(tmp_path, [entry(call, None)]))) == [("entry 1", "undeclared-method")]


def test_clients_whose_keys_were_removed_are_not_taken_for_one(tmp_path: Path) -> None:
    """Assumed: two wrong keys look the same when both are removed, and are no retry."""
    apollo = new_apollo()
    entries = traffic(apollo, patch(key="invalid-a"), patch(key="invalid-b"))
    for recorded in entries:
        recorded["request"]["headers"][0]["value"] = "[redacted]"
    assert found(check(har(tmp_path, entries))) == []


def test_without_times_no_call_is_too_early(tmp_path: Path) -> None:
    """Assumed: a recording may leave them out."""
    entries = traffic(new_apollo(rate_limit="minute=1"), patch(), patch(), patch())
    for recorded in entries:
        recorded["startedDateTime"] = "yesterday"
    assert found(check(har(tmp_path, entries))) == []


def test_credentials_that_were_removed_are_not_missed(tmp_path: Path, apollo: Apollo) -> None:
    """Assumed: tools remove them; a call that was not answered with 401 had some."""
    recorded = traffic(apollo, patch())
    recorded[0]["request"]["headers"] = []
    verdict = check(har(tmp_path, recorded))
    assert found(verdict) == []
    assert (verdict.calls, verdict.without_credentials) == (1, 1)
