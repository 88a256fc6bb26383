"""The journal, which keeps no credentials."""

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.journal.journal import MAX_KEPT, Entry, Journal
from mock_apollo.protocol.messages import Call, Reply
from tests.calls import ACCOUNT, FYODOR, JSON_TYPE, patch, with_key

SECRET = "s3cr3t-k3y"


@pytest.mark.parametrize(
    "call",
    [
        Call("PATCH", "/x", "", ((b"x-api-key", SECRET.encode()),)),
        Call("PATCH", "/x", "", ((b"authorization", f"Bearer {SECRET}".encode()), JSON_TYPE)),
        Call("PATCH", "/x", "", ((b"cookie", f"session={SECRET}".encode()),)),
        Call("PATCH", "/x", f"a=1&api_key={SECRET}&b=2"),
        Call("PATCH", "/x", f"API%5fKEY={SECRET}"),
        Call("PATCH", "/x", f"access_token={SECRET}"),
        Call("PATCH", "/x", f"%61pi_key={SECRET}"),
        Call("PATCH", "/x", f"X-API-KEY={SECRET}"),
        Call("PATCH", "/x", f"user[api_key]={SECRET}&api_key[]={SECRET}"),
        Call("PATCH", "/x", "", ((b"api-key", SECRET.encode()), (b"x-auth-token", SECRET.encode()))),
        Call("PATCH", "/x", "", (), f'{{"auth": [{{"apiKey": "{SECRET}"}}]}}'.encode()),
        Call("PATCH", "/x", "", (), f'{{"api_key": "{SECRET}"}}'.encode("utf-16")),
        Call("PATCH", "/x", "", (), f'{{"access_token": "{SECRET}"}}'.encode()),
        Call("PATCH", "/x", "", (), f'{{"title": "x", "api_key": "{SECRET}"}}'.encode()),
        Call("PATCH", "/x", "", (), f'{{"api\\u005fkey": "{SECRET}"}}'.encode()),
        Call("PATCH", "/x", "", (), f'{{"api_key": "{SECRET}'.encode()),
        Call("PATCH", "/x", "", (), f'{{"api_key": "{SECRET}", "api_key": "[redacted]"}}'.encode()),
        Call("PATCH", "/x", "", (), b'{"a":' * 300 + f'{{"api_key": "{SECRET}"}}'.encode() + b"}" * 300),
        Call("PATCH", "/x", f"a=1;refresh_token={SECRET}"),
        Call("PATCH", f"/x;token={SECRET}/api_key={SECRET}"),
        Call("PATCH", "/x", "", ((b"x-apollo-api-key", SECRET.encode()), (b"x-csrf-token", SECRET.encode()))),
    ],
    ids=str,
)
def test_no_credential_can_be_read_in_the_journal(call: Call) -> None:
    """Assumed: our own feature; in path, query, headers and body."""
    journal = Journal()
    journal.record(Entry(0, "", "", call, Reply(401, b""), (), 0))
    (entry,) = journal.entries()
    assert SECRET not in str(entry.call)


def test_the_rest_of_a_call_is_kept_as_it_was() -> None:
    """Assumed: our own feature."""
    headers = ((b"x-api-key", b"k"), (b"accept", b"*/*"), (b"accept", b"text/plain"))
    call = Call("PUT", "/v1/contacts/1", "a=1&api_key=k&b=2", headers, b'{"title": "turnkey"}')
    reply = Reply(200, b"{}", b"application/json", b"x-hourly-usage: 1\r\nx-rate-limit-minute: \r\n")
    journal = Journal()
    journal.record(Entry(5, "team", "op", call, reply, (), 7))
    (entry,) = journal.entries("team")
    assert entry.call == Call(
        "PUT",
        "/v1/contacts/1",
        "a=1&api_key=[redacted]&b=2",
        ((b"x-api-key", b"[redacted]"), (b"accept", b"*/*"), (b"accept", b"text/plain")),
        b'{"title": "turnkey"}',
    )
    assert entry.reply == reply
    assert (entry.at, entry.team, entry.operation_id, entry.took) == (5, "team", "op", 7)


def test_a_body_with_a_key_in_an_array_is_kept() -> None:
    """Assumed: an api_key is a member of the object that is sent."""
    journal = Journal()
    journal.record(Entry(0, "", "", Call("PATCH", "/x", body=b'["key"]'), Reply(200, b""), (), 0))
    assert journal.entries()[0].call.body == b'["key"]'


def test_the_journal_remembers_the_last_calls_of_each_team() -> None:
    """Assumed: a thousand of them."""
    journal = Journal(capacity=2)
    for at in range(3):
        journal.record(Entry(at, "one", "", Call("PATCH", "/x"), Reply(200, b""), (), 0))
    journal.record(Entry(9, "two", "", Call("PATCH", "/x"), Reply(200, b""), (), 0))
    assert [entry.at for entry in journal.entries("one")] == [1, 2]
    assert [entry.at for entry in journal.entries("two")] == [9]
    assert journal.entries("nobody") == ()


def test_of_a_huge_body_only_the_beginning_is_remembered() -> None:
    """Assumed: the memory of a journal is bounded."""
    call = Call("PATCH", "/" + "x" * 1_000_000, "x" * 1_000_000, ((b"accept", b"x" * 1_000_000),), b"x" * 1_000_000)
    entry = Entry(0, "", "", call, Reply(413, b"x" * 1_000_000), (), 0)
    assert len(entry.call.body) == len(entry.call.query) == len(entry.call.path) == len(entry.reply.body) == MAX_KEPT
    assert sum(len(name) + len(value) for name, value in entry.call.headers) < MAX_KEPT


def test_listeners_hear_of_every_call_at_once(apollo: Apollo) -> None:
    """Assumed: our own feature."""
    heard: list[int] = []
    apollo.journal.listen(lambda entry: heard.append(entry.reply.status))
    apollo.answer(patch())
    apollo.answer(patch(key="invalid"))
    assert heard == [200, 401]


@pytest.mark.parametrize(
    "path", [f"PATCH contacts/{FYODOR}", "POST contacts", "POST contacts/bulk_create", f"PATCH accounts/{ACCOUNT}"]
)
def test_of_eighty_thousand_ignored_values_twenty_are_remembered(apollo: Apollo, path: str) -> None:
    """Assumed: the memory of a journal is bounded; one more finding says how many there are."""
    fields = {"typed_custom_fields": {str(number): "x" for number in range(80_000)}}
    body = orjson.dumps({"contacts": [fields]} if path.endswith("bulk_create") else fields)
    method, _, rest = path.partition(" ")
    apollo.answer(Call(method, f"/api/v1/{rest}", "", with_key("demo", JSON_TYPE), body))
    (entry,) = apollo.journal.all_entries()
    assert entry.line[2] == 200
    assert len(entry.findings) == 21
    assert entry.findings[-1].message == "And 79,980 more findings of this call."


def recorded(journal: Journal, team: str, status: int) -> None:
    """Record an entry."""
    journal.record(Entry(0, team, "", Call("PATCH", "/x"), Reply(status, b""), (), 0))


def test_numbers_go_on_when_entries_are_deleted() -> None:
    """Assumed: who asks for what comes after a number misses nothing; a team that is removed begins again."""
    journal = Journal()
    for team in ("mine", "mine", "other"):
        recorded(journal, team, 200)
    journal.forget("mine")
    journal.forget("mine")
    recorded(journal, "mine", 200)
    recorded(journal, "mine", 200)
    assert [entry.number for entry in journal.entries("mine")] == [3, 4]
    journal.remove("mine")
    recorded(journal, "mine", 200)
    recorded(journal, "other", 200)
    assert [(entry.team, entry.number) for entry in journal.all_entries()] == [("other", 1), ("other", 2), ("mine", 1)]


def test_a_coming_entry_is_the_first_that_matches() -> None:
    """Assumed: entries of other teams are not even looked at, nor is anything after it."""
    journal, looked_at = Journal(), []

    def is_refusal(entry: Entry) -> bool:
        looked_at.append(entry.team)
        return entry.line[2] == 422

    recorded(journal, "mine", 422)
    coming = journal.coming(is_refusal, "mine")
    recorded(journal, "other", 422)
    recorded(journal, "mine", 200)
    assert not coming.done()
    recorded(journal, "mine", 422)
    recorded(journal, "mine", 422)
    assert (coming.result().team, coming.result().number) == ("mine", 3)
    assert looked_at == ["mine", "mine"]
    assert journal.listeners_by_team == {}


def test_an_entry_of_any_team_can_be_waited_for() -> None:
    """Assumed: several who wait hear of the same entry, although each stops listening as it does."""
    journal = Journal()
    everyone = [journal.coming(lambda entry: entry.line[2] == 422, team) for team in (None, None, "mine", "mine")]
    recorded(journal, "other", 422)
    assert [coming.done() for coming in everyone] == [True, True, False, False]
    recorded(journal, "mine", 422)
    assert [coming.result().team for coming in everyone] == ["other", "other", "mine", "mine"]


def test_who_waits_no_longer_hears_nothing() -> None:
    """Assumed: and the others go on."""
    journal = Journal()
    everyone = [journal.coming(lambda _: True, team) for team in (None, "mine", "mine")]
    assert [coming.cancel() for coming in everyone[:2]] == [True, True]
    assert (len(journal.listeners), {team: len(who) for team, who in journal.listeners_by_team.items()}) == (
        0,
        {"mine": 1},
    )
    recorded(journal, "mine", 200)
    assert everyone[2].result().number == 1


def test_the_name_of_a_team_does_not_tell_its_key(apollo: Apollo) -> None:
    """Assumed: journals and logs show names, so a name must not be a key."""
    team = apollo.keys.open(SECRET).team
    assert team.startswith("team-")
    assert SECRET not in team
