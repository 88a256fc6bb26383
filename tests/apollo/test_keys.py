"""Which team a key names, and which keys are refused."""

import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.keys import LONGEST_HEADER, MOST_HEADERS, Keys
from mock_apollo.apollo.policy import Policy
from mock_apollo.protocol.messages import Call
from mock_apollo.protocol.refusals import InvalidCredentials
from tests.calls import FYODOR, JSON_TYPE, content, error, new_apollo, patch, with_key

BLANKS = bytes.maketrans(b"01", b" \t")
PATH = f"/api/v1/contacts/{FYODOR}"


@pytest.mark.parametrize(
    "header",
    [(b"x-api-key", b"demo"), (b"authorization", b"Bearer demo"), (b"authorization", b"bearer  demo")],
    ids=str,
)
def test_a_key_or_a_bearer_token_opens_the_world(apollo: Apollo, header: tuple[bytes, bytes]) -> None:
    """Documented: both schemes. That any token opens a world is assumed."""
    reply = apollo.answer(Call("PATCH", PATH, "", (header, JSON_TYPE), b"{}"))
    assert reply.status == 200


def test_a_bearer_token_can_be_refused() -> None:
    """Observed: Apollo refuses an API key that is sent as a bearer token."""
    call = Call("PATCH", PATH, "", ((b"authorization", b"Bearer demo"), JSON_TYPE), b"{}")
    assert new_apollo(bearer_token="refuse").answer(call).status == 401


def test_of_two_keys_the_first_counts(apollo: Apollo) -> None:
    """Assumed: as with most repeated headers."""
    keys = [(b"x-api-key", b"demo"), (b"x-api-key", b"invalid")]
    statuses = [
        apollo.answer(Call("PATCH", PATH, "", (*order, JSON_TYPE), b"{}")).status for order in (keys, keys[::-1])
    ]
    assert statuses == [200, 401]


@pytest.mark.parametrize("key", ["clé", "ключ"])
def test_a_key_may_have_any_letters(key: str) -> None:
    """Assumed: in UTF-8, like the settings."""
    assert new_apollo(keys=f"{key}=sales").answer(patch(key=key)).status == 200


def test_a_key_of_any_bytes_is_a_key(apollo: Apollo) -> None:
    """Assumed: it opens a world, like any other."""
    reply = apollo.answer(Call("PATCH", PATH, "", ((b"x-api-key", b"\xff\xfe"), JSON_TYPE), b"{}"))
    assert reply.status == 200


def test_keys_without_teams_have_teams_of_their_own() -> None:
    """Assumed: one key, one world."""
    apollo = new_apollo(keys="a=sales,b,c=sales")
    teams = [apollo.keys.open(key).team for key in "abc"]
    assert teams[0] == teams[2] == "sales"
    assert teams[1].startswith("team-")


def test_an_empty_key_beside_a_full_one_hides_nothing() -> None:
    """Assumed: an empty api_key does not hide one that is refused."""
    call = Call("PATCH", PATH, "api_key=demo&api_key=", (JSON_TYPE,), b"{}")
    assert new_apollo().answer(call).status == 422


def test_a_key_that_is_accepted_in_the_wrong_place_is_noted() -> None:
    """Assumed: the call works, and the key is reported as misplaced."""
    apollo = new_apollo(legacy_api_key="accept")
    apollo.answer(Call("PATCH", PATH, "api_key=demo", (JSON_TYPE,), b'{"api_key": "demo"}'))
    findings = apollo.journal.entries(apollo.keys.open("demo").team)[0].findings
    assert [finding.code for finding in findings] == ["misplaced-key"]


def test_a_closed_list_of_keys_refuses_others() -> None:
    """Assumed: an unknown key is refused like a missing one."""
    apollo = new_apollo(keys="good=sales")
    assert apollo.answer(patch(key="good")).status == 200
    assert apollo.answer(patch(key="other")).status == 401
    assert apollo.keys.open("good").team == "sales"


@pytest.mark.parametrize(
    "call",
    [
        Call("PATCH", PATH, "api_key=demo", (JSON_TYPE,), b"{}"),
        Call("PATCH", PATH, "", (JSON_TYPE,), b'{"api_key": "demo"}'),
    ],
    ids=["query", "body"],
)
def test_a_key_outside_the_headers_is_refused_unless_the_policy_accepts_it(call: Call) -> None:
    """Observed: accepted until 2024, and refused with these words since."""
    refused = new_apollo().answer(call)
    assert error(refused) == "API key must be passed in the X-Api-Key header for security reasons"
    assert content(refused)["error_code"] == "INVALID_API_KEY_LOCATION"
    assert new_apollo(legacy_api_key="accept").answer(call).status == 200


@pytest.mark.parametrize("body", [b'{"api_key": 3}', b'["api_key"]', b'{"api_key"'], ids=repr)
def test_what_only_looks_like_a_key_is_none(apollo: Apollo, body: bytes) -> None:
    """Assumed: a key is a string."""
    assert apollo.answer(Call("PATCH", PATH, "", (JSON_TYPE,), body)).status == 401


def test_each_key_has_a_world_of_its_own(apollo: Apollo) -> None:
    """Assumed: one key, one team; made from the seed at first use."""
    apollo.answer(patch({"title": "Novelist"}, key="one"))
    assert content(apollo.answer(patch({}, key="two")))["contact"]["title"] == "Chief Writer"
    assert content(apollo.answer(patch({}, key="one")))["contact"]["title"] == "Novelist"


def test_a_key_is_refused_outside_its_scope() -> None:
    """Documented: words, code, no rate-limit headers; the call is not counted, and other keys are not limited."""
    apollo = new_apollo(scopes="limited=contacts/show+contacts/search", keys="limited=us,free=us")
    view = Call("GET", PATH, "", with_key("limited"))
    refused = apollo.answer(patch({"title": "x"}, key="limited"))
    assert refused.status == 403
    assert content(refused) == {
        "error": "This API key is not authorized to access api/v1/contacts/update. Request an API key from your "
        "administrator that includes this endpoint in its configured scope.",
        "error_code": "API_INACCESSIBLE",
    }
    assert refused.headers == ()
    assert apollo.answer(view).status == 200
    token = ((b"authorization", b"Bearer limited"), JSON_TYPE)
    assert apollo.answer(Call("PATCH", PATH, "", token, b"{}")).status == 403
    allowed = apollo.answer(patch({"title": "x"}, key="free"))
    assert dict(allowed.headers)[b"x-hourly-usage"] == b"1"


@pytest.mark.parametrize("header", [b" demo", b"demo ", b"\tdemo\t"], ids=repr)
def test_white_space_around_a_key_does_not_count(apollo: Apollo, header: bytes) -> None:
    """Assumed: as most servers read header values."""
    apollo.answer(patch({"title": "Novelist"}))
    reply = apollo.answer(Call("PATCH", PATH, "", ((b"x-api-key", header), JSON_TYPE), b"{}"))
    assert content(reply)["contact"]["title"] == "Novelist"


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("invalid", 401),
        ("invalidated", 401),
        ("INVALID_API_KEY", 401),
        ("SCHEMATHESIS-INVALID-VALUE", 401),
        ("not-invalid", 200),
    ],
)
def test_a_key_that_begins_with_invalid_is_refused(key: str, status: int) -> None:
    """Assumed: so that a test can get a 401 without setting anything, also beside a closed list of keys.

    What schemathesis sends as a wrong credential is one.
    """
    assert new_apollo().answer(patch(key=key)).status == status
    assert new_apollo(keys="not-invalid=sales").answer(patch(key=key)).status == status


def test_a_header_without_a_key_is_not_replaced_by_a_token(apollo: Apollo) -> None:
    """Assumed: X-Api-Key counts as soon as it is there."""
    headers = ((b"x-api-key", b""), (b"authorization", b"Bearer demo"), JSON_TYPE)
    assert apollo.answer(Call("PATCH", PATH, "", headers, b"{}")).status == 401


@pytest.mark.parametrize(
    ("bearer_token", "legacy_api_key", "status", "team"),
    [("accept", "accept", 200, "token"), ("accept", "refuse", 200, "token"), ("refuse", "accept", 200, "query")],
)
def test_a_token_goes_before_a_key_in_the_query(bearer_token: str, legacy_api_key: str, status: int, team: str) -> None:
    """Assumed: a token that is refused is as good as none."""
    keys = "token=token,query=query"
    apollo = new_apollo(bearer_token=bearer_token, legacy_api_key=legacy_api_key, keys=keys)
    headers = ((b"authorization", b"Bearer token"), JSON_TYPE)
    assert apollo.answer(Call("PATCH", PATH, "api_key=query", headers, b"{}")).status == status
    assert [world.team for world in apollo.keys.worlds()] == [team]


def test_a_refused_token_does_not_make_a_key_in_the_query_good() -> None:
    """Assumed: both are refused, the key in the words for its place."""
    headers = ((b"authorization", b"Bearer token"), JSON_TYPE)
    reply = new_apollo(bearer_token="refuse").answer(Call("PATCH", PATH, "api_key=query", headers, b"{}"))
    assert content(reply)["error_code"] == "INVALID_API_KEY_LOCATION"


def test_as_many_worlds_are_opened_as_are_allowed() -> None:
    """Assumed: 503 for one more; those that are open go on, and room is made by removing one."""
    apollo = new_apollo(max_worlds=2)
    assert [apollo.answer(patch(key=key)).status for key in ("a", "b", "c", "a", "b")] == [200, 200, 503, 200, 200]
    apollo.keys.remove(apollo.keys.open("a"))
    assert [apollo.answer(patch(key=key)).status for key in ("c", "b", "a")] == [200, 200, 503]


def test_a_removed_world_is_made_again_and_others_stay(apollo: Apollo) -> None:
    """Assumed: our own feature; the world that is removed twice does not take its successor with it."""
    for key in ("one", "two"):
        apollo.answer(patch({"title": "Novelist"}, key=key))
    removed = apollo.keys.open("one")
    apollo.keys.remove(removed)
    assert content(apollo.answer(patch(key="one")))["contact"]["title"] == "Chief Writer"
    assert content(apollo.answer(patch(key="two")))["contact"]["title"] == "Novelist"
    apollo.answer(patch({"title": "Poet"}, key="one"))
    apollo.keys.remove(removed)
    assert content(apollo.answer(patch(key="one")))["contact"]["title"] == "Poet"
    assert len(apollo.keys.worlds()) == 2


def test_keys_of_one_team_share_a_world() -> None:
    """Assumed: a team has one account."""
    apollo = new_apollo(keys="a=sales,b=sales")
    apollo.answer(patch({"title": "Novelist"}, key="a"))
    assert content(apollo.answer(patch(key="b")))["contact"]["title"] == "Novelist"
    assert len(apollo.keys.worlds()) == 1


def test_the_team_of_a_key_does_not_show_the_key(apollo: Apollo) -> None:
    """Assumed: teams are shown in logs and on pages; the same key gives the same team in every run."""
    team = apollo.keys.open("my-secret-key").team
    assert "secret" not in team
    assert team == new_apollo().keys.open("my-secret-key").team != apollo.keys.open("another").team


def test_a_key_with_an_empty_scope_may_call_nothing() -> None:
    """Documented for the 403; that a key without a scope may call everything is our own setting."""
    apollo = new_apollo(scopes={"limited": []}, keys="limited=us,free=us")
    assert apollo.answer(patch(key="limited")).status == 403
    assert apollo.answer(patch(key="free")).status == 200


def test_an_empty_list_of_keys_accepts_none() -> None:
    """Assumed: only a list that is left out accepts any key."""
    keys = new_apollo().keys
    world = keys.open("demo")
    with pytest.raises(InvalidCredentials):
        Keys(lambda _: world, Policy(), {}).open("demo")
    assert Keys(lambda _: world, Policy()).open("demo") is world


def test_spellings_of_a_key_are_not_remembered_for_ever(apollo: Apollo) -> None:
    """Assumed: the memory of the keys is bounded, however many ways there are to write one."""
    worlds = {
        apollo.keys.world(Call("GET", PATH, "", ((b"x-api-key", b"demo" + b" " * spaces),)))
        for spaces in (*range(150), *(500 for _ in range(3)))
    }
    for number in range(2 * MOST_HEADERS):
        spelling = b"demo" + f"{number:015b}".encode().translate(BLANKS)
        apollo.keys.world(Call("GET", PATH, "", ((b"x-api-key", spelling),)))
    assert len(worlds) == len(apollo.keys.worlds()) == 1
    assert len(apollo.keys.remembered) <= MOST_HEADERS
    assert max(len(header or b"") for header in apollo.keys.remembered) <= LONGEST_HEADER
