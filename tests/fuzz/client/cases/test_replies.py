"""What may be replied: all of it keeps the contract, and nothing that a client could trip over is left out."""

import orjson
import pytest

from mock_apollo.contract.document import Contract
from mock_apollo.contract.judge import judge_reply
from mock_apollo.fuzz.client.cases.edits import EditError
from mock_apollo.fuzz.client.cases.mutators import ACTS
from mock_apollo.fuzz.client.cases.replies import Replies
from mock_apollo.fuzz.client.retry_scenarios import SCENARIOS

CONTRACT = Contract.load()
UPDATE = "update-a-contact"


@pytest.mark.parametrize("operation_id", CONTRACT.operations)
def test_every_reply_keeps_the_contract(operation_id: str) -> None:
    """Assumed: what breaks a client is not our fault; each has a name of its own, by which it is made again."""
    replies, operation = Replies(CONTRACT, operation_id), CONTRACT.operations[operation_id]
    for case in replies.singles:
        plain = case.reply.media_type.partition(b";")[0]
        declared = type(case.reply)(case.reply.status, case.reply.body, plain, case.reply.lines)
        body = orjson.loads(case.reply.body) if plain == b"application/json" else case.reply.body.decode()
        assert judge_reply(operation, declared, body) == (), case
        assert replies.named(case.name).reply == case.reply
    assert len({case.name for case in replies.singles}) == len(replies.singles)


@pytest.mark.parametrize("operation_id", CONTRACT.operations)
def test_every_operation_can_be_tried(operation_id: str) -> None:
    """Assumed: success comes first, with edits of its own, and every scenario of a refusal can be played."""
    replies = Replies(CONTRACT, operation_id)
    assert replies.singles[0].name == replies.granted.name == "200: as documented"
    assert sum(case.reply.status == 200 for case in replies.singles) > 10
    assert all(scenario.script(replies) for scenario in SCENARIOS)


def test_the_words_of_a_401_are_edited() -> None:
    """Observed: Apollo has several words for a 401, so a client may depend on none of them."""
    replies = Replies(CONTRACT, UPDATE)
    bodies = {case.name: case.content for case in replies.singles if case.reply.status == 401}
    assert bodies["401: as documented"] == "Invalid access credentials."
    assert (bodies["401: empty ."], bodies["401: one-word ."]) == ("", "Fyodor")
    assert all(isinstance(body, str) for body in bodies.values())


def test_what_an_enum_has_beside_the_example_is_tried() -> None:
    """Documented: lists are of contacts, accounts and sequences."""
    names = {case.name for case in Replies(CONTRACT, "get-a-list-of-all-lists").singles}
    assert {'200: set /0/modality = "accounts"', '200: set /0/modality = "emailer_campaigns"'} <= names


def test_what_is_documented_comes_first() -> None:
    """Documented: one 200, one 401, one 429, three 422; 403 is observed."""
    documented = [case.name for case in Replies(CONTRACT, UPDATE).singles[:7]]
    assert documented == [
        "200: as documented",
        "401: as documented",
        "403: as documented",
        "422: as documented",
        "422 Check the account ID: as documented",
        "422 Check the contact stage ID: as documented",
        "429: as documented",
    ]


def test_every_member_of_a_contact_is_tried() -> None:
    """Documented: 71 members, each of which may be missing."""
    names = {case.name for case in Replies(CONTRACT, UPDATE).singles}
    path = CONTRACT.document["paths"]["/contacts/{contact_id}"]["patch"]["responses"]["200"]
    members = path["content"]["application/json"]["schema"]["properties"]["contact"]["properties"]
    assert [member for member in members if f"200: drop /contact/{member}" not in names] == []
    assert len(members) == 71


def test_every_act_is_of_use() -> None:
    """Assumed: in one operation or another."""
    singles = (case for operation_id in CONTRACT.operations for case in Replies(CONTRACT, operation_id).singles)
    used = {edit.act for case in singles for edit in case.edits}
    assert ACTS.keys() - used == set()


def test_a_header_may_be_missing() -> None:
    """Documented: the vendor's document promises none."""
    replies = Replies(CONTRACT, UPDATE)
    assert b"retry-after" not in dict(replies.named("429: drop header retry-after").reply.headers)
    assert dict(replies.named("429: as documented").reply.headers)[b"retry-after"] == b"1"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("200: drop /contact", "would break the contract"),
        ("200: null /contact/name", "would break the contract"),
        ("200: negative header x-minute-usage", "would break the contract"),
        ("418: as documented", "has no reply '418'"),
        ("200: drop header content-type", "would break the contract"),
        ("200: set header x-made-up = 1", "would break the contract"),
        ("drop /contact/email", "write it like"),
    ],
)
def test_what_the_contract_does_not_allow_is_no_case(name: str, why: str) -> None:
    """Assumed: it says why."""
    with pytest.raises(EditError, match=why):
        Replies(CONTRACT, UPDATE).named(name)


def test_an_operation_that_is_none_is_refused() -> None:
    """Assumed: with all that there are."""
    with pytest.raises(EditError, match="there is no operation upgrade-a-contact; there are add-records-to-a-list"):
        Replies(CONTRACT, "upgrade-a-contact")
