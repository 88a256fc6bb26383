"""Refusals, one by one."""

from collections.abc import Iterator

import orjson
import pytest

from mock_apollo.apollo.behaviours import behaviours
from mock_apollo.contract.files import openapi_file
from mock_apollo.protocol import refusals
from mock_apollo.protocol.refusals import Refusal
from tests.calls import FYODOR

OF_ONE = "/contacts/{contact_id}"
DOCUMENTED: dict[type[Refusal], tuple[Refusal, str, str, str]] = {
    refusals.InvalidCredentials: (refusals.InvalidCredentials(), OF_ONE, "patch", "401"),
    refusals.InvalidId: (refusals.InvalidId("5234234"), OF_ONE, "patch", "422"),
    refusals.ContactDeleted: (refusals.ContactDeleted([FYODOR]), OF_ONE, "patch", "422"),
    refusals.RateLimited: (
        refusals.RateLimited("api/v1/contacts/{contact_id}", 600, "hour", 1),
        OF_ONE,
        "patch",
        "429",
    ),
    refusals.UnknownContact: (refusals.UnknownContact(FYODOR), OF_ONE, "get", "422"),
    refusals.ContactGone: (refusals.ContactGone(), OF_ONE, "get", "422"),
    refusals.ContactHidden: (refusals.ContactHidden(), OF_ONE, "get", "422"),
    refusals.ValidationFailed: (
        refusals.ValidationFailed(FYODOR, "email", "Invalid email format"),
        "/contacts/bulk_update",
        "post",
        "422",
    ),
    refusals.FieldRefused: (
        refusals.FieldRefused("Cannot change field type after creation"),
        "/fields",
        "patch",
        "422",
    ),
    refusals.ServerError: (refusals.ServerError(), "/contacts/bulk_create", "post", "500"),
    refusals.CrmMappingRefused: (refusals.CrmMappingRefused(), "/fields", "patch", "403"),
    refusals.DeclaredRefusal: (
        refusals.DeclaredRefusal({"error": "Please enter a non-empty name!"}),
        "/labels",
        "post",
        "422",
    ),
    refusals.NotInScope: (refusals.NotInScope("contacts/update"), OF_ONE, "patch", "403"),
    refusals.RecordNotFound: (
        refusals.RecordNotFound("label", "66e361494acd1307386d4073"),
        "/labels/{id}",
        "patch",
        "404",
    ),
    refusals.NameTaken: (refusals.NameTaken("Poets"), "/labels", "post", "422"),
    refusals.MissingParameter: (refusals.MissingParameter("contact_ids"), "/contacts/update_stages", "post", "422"),
}


def subclasses(of: type[Refusal]) -> Iterator[type[Refusal]]:
    """The whole tree below a refusal."""
    for below in of.__subclasses__():
        yield below
        yield from subclasses(below)


def test_what_is_documented_is_held_against_its_example() -> None:
    """Documented: each refusal with that word in the table of behaviours."""
    documented = {
        name for behaviour in behaviours() if behaviour.known_from == "documented" for name in behaviour.refusals
    }
    assert documented == {refusal.__name__ for refusal in DOCUMENTED}


def test_the_tree_at_the_head_of_the_file_is_whole() -> None:
    """Assumed: the docstring is the overview of all refusals."""
    assert refusals.__doc__ is not None
    assert [below.__name__ for below in subclasses(Refusal) if below.__name__ not in refusals.__doc__] == []


@pytest.mark.parametrize(
    ("refusal", "path", "method", "status"), DOCUMENTED.values(), ids=lambda value: type(value).__name__
)
def test_a_documented_refusal_has_the_words_of_its_example(
    refusal: Refusal, path: str, method: str, status: str
) -> None:
    """Documented: the examples of 401, 422 and 429."""
    contract = orjson.loads(openapi_file("contract.json").read_bytes())
    reply = contract["paths"][path][method]["responses"][status]
    examples = reply["content"][refusal.media_type.decode()]["examples"].values()
    assert refusal.content() in [example["value"] for example in examples]
    assert refusal.reply().status == int(status)
