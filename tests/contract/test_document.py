"""The contract, and how operations are found in it."""

import pytest

from mock_apollo.apollo.api import HANDLERS
from mock_apollo.contract.document import Contract
from mock_apollo.protocol.refusals import MethodNotAllowed, NotEmulated
from tests.calls import FYODOR

REPLIES: dict[str, object] = {"200": {"content": {"application/json": {}}}}


def operation(operation_id: str) -> dict[str, object]:
    """The least that an operation declares."""
    return {"operationId": operation_id, "x-apollo-action": "contacts/x", "responses": REPLIES}


@pytest.fixture(scope="module")
def contract() -> Contract:
    """The one that is bundled."""
    return Contract.load()


def test_every_operation_has_a_handler_and_every_handler_an_operation(contract: Contract) -> None:
    """Assumed: the contract decides which operations exist."""
    assert contract.operations.keys() == HANDLERS.keys()


@pytest.mark.parametrize("base", ["/api/v1", "/v1"])
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_an_operation_is_found_under_both_bases(contract: Contract, base: str, method: str) -> None:
    """Observed: clients use both."""
    found, ids = contract.find(method, f"{base}/contacts/{FYODOR}")
    assert (found.method, found.path, tuple(ids)) == (method, "/contacts/{contact_id}", (FYODOR,))


def test_literal_paths_beat_templates_and_ids_keep_their_places() -> None:
    """Assumed: as OpenAPI has it."""
    contract = Contract(
        {
            "paths": {
                "/contacts/{contact_id}": {"get": operation("view")},
                "/contacts/search": {"post": operation("search")},
                "/a/{x}/b/{y}": {"get": operation("two")},
            }
        }
    )
    assert contract.find("POST", "/v1/contacts/search")[0].operation_id == "search"
    with pytest.raises(MethodNotAllowed):
        contract.find("GET", "/v1/contacts/search")
    assert contract.find("GET", "/v1/contacts/searching")[0].operation_id == "view"
    assert contract.find("GET", "/api/v1/a/1%2F2/b/3")[1] == ("1/2", "3")
    with pytest.raises(NotEmulated):
        contract.find("GET", "/api/v1/a/1/b/")
