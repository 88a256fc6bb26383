"""How do the tests speak to Apollo? Calls as a client would make them, to an Apollo whose clock stands still."""

from datetime import UTC, datetime
from typing import Any

import orjson

from mock_apollo.apollo.answer import Apollo
from mock_apollo.contract.findings import OF_REPLIES
from mock_apollo.journal.journal import Entry
from mock_apollo.protocol.messages import Call, Headers, Reply
from mock_apollo.server.build import build_apollo, load_records
from mock_apollo.server.settings import Settings

FYODOR = "66e34b81740c50074e3d1bd4"
ADA = "66e34b81740c50074e3d1bd5"
DELETED = "66e34b81740c50074e3d1bde"
HIDDEN = "66e34b81740c50074e3d1bdf"
UNKNOWN = "ffffffffffffffffffffffff"
ACCOUNT = "63f53afe4ceeca00016bdd2f"
NEW, APPROACHING = "6095a710bd01d100a506d4ae", "6095a710bd01d100a506d4af"
LABEL = "66e361494acd1307386d4073"
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
JSON_TYPE = (b"content-type", b"application/json")


def new_apollo(**settings: Any) -> Apollo:
    """A fresh Apollo over the demo world; a reply of its that breaks the contract fails the test."""
    made = Settings(**{"frozen_at": NOON, **settings})
    apollo = build_apollo(made, load_records(made))
    apollo.journal.listen(keeps_the_contract)
    return apollo


def keeps_the_contract(entry: Entry) -> None:
    """A listener that no bug of ours gets past."""
    assert [finding for finding in entry.findings if finding.code in OF_REPLIES] == []


def patch(body: Any = None, *, contact_id: str = FYODOR, key: str = "demo", method: str = "PATCH") -> Call:
    """An update as most clients send it."""
    return raw(orjson.dumps({} if body is None else body), contact_id=contact_id, key=key, method=method)


def raw(
    body: bytes, *headers: tuple[bytes, bytes], contact_id: str = FYODOR, key: str = "demo", method: str = "PATCH"
) -> Call:
    """An update with any bytes for a body; without headers it says that they are JSON."""
    return Call(method, f"/api/v1/contacts/{contact_id}", "", with_key(key, *(headers or (JSON_TYPE,))), body)


def with_key(key: str, *headers: tuple[bytes, bytes]) -> Headers:
    """Headers that carry the key."""
    return ((b"x-api-key", key.encode()), *headers)


def content(reply: Reply) -> Any:
    """What the JSON in a reply says."""
    return orjson.loads(reply.body)


def updated(apollo: Apollo, body: Any, contact_id: str = FYODOR) -> dict[str, Any]:
    """The contact after a successful update."""
    reply = apollo.answer(patch(body, contact_id=contact_id))
    assert reply.status == 200, reply.body
    contact: dict[str, Any] = content(reply)["contact"]
    return contact


def error(reply: Reply) -> str:
    """What a 422 says is wrong."""
    assert reply.status == 422
    message: str = content(reply)["error"]
    return message
