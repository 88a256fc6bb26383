"""Which existing contact a new one duplicates."""

from typing import Any, cast

import pytest

from mock_apollo.apollo.records import NEW_CONTACT, Contact
from mock_apollo.apollo.values.names_and_emails import numbered_emails
from mock_apollo.apollo.world.duplicates import IDS, Duplicates
from mock_apollo.apollo.world.indexes import Indexes

ORGANIZATION = "5e66b6381e05b4008c8331b9"


def person(**members: Any) -> Contact:
    """A contact with a company and an email, named Leo Tolstoy."""
    leo: dict[str, Any] = {
        "id": "1",
        "name": "Leo Tolstoy",
        "email": "leo@estate.example",
        "organization_id": ORGANIZATION,
        "organization_name": "Yasnaya Polyana",
    }
    return cast("Contact", {**NEW_CONTACT, **leo, **members})


LEO = person()
NAMED = {"first_name": "Leo", "last_name": "Tolstoy"}


def among(*contacts: Contact) -> Duplicates:
    """Return what finds duplicates among contacts."""
    return Indexes({contact["id"]: contact for contact in contacts}).up_to_date().duplicates


def reason(fields: dict[str, Any], *contacts: Contact, organization_id: str | None = None) -> str:
    """The reason of the match, empty if none of the contacts matches."""
    return among(*contacts).of(fields, organization_id)[0]


@pytest.mark.parametrize("member", IDS)
def test_each_id_is_compared_as_it_is_written(member: str) -> None:
    """Documented for the ids; that their case counts is assumed."""
    contact = person(**{member: "AbC"})
    assert reason({member: "AbC"}, contact) == f"{member}_match"
    assert reason({member: "abc"}, contact) == ""


def test_criteria_are_tried_in_order_and_the_first_match_wins() -> None:
    """Documented: ids, then email, then name and company, whichever contact comes first."""
    by_name = person(id="2", email="other@estate.example")
    by_further = person(id="3", email=None, name="", contact_emails=numbered_emails(["count@estate.example"]))
    by_email = person(id="4", name="", email="new@estate.example")
    by_ids = [person(id=str(number), email=None, name="", **{member: "x"}) for number, member in enumerate(IDS[1:], 5)]
    contacts = [by_name, by_further, by_email, *reversed(by_ids)]
    fields = {
        **NAMED,
        "organization_name": "Yasnaya Polyana",
        "email": "new@estate.example",
        "contact_emails": [{"email": "count@estate.example"}],
        **dict.fromkeys(IDS[1:], "x"),
        "id": "none of them",
    }
    expected = [*by_ids, by_email, by_further, by_name]
    criteria = [*IDS[1:], "email", "contact_emails", "first_name"]
    for number, contact in enumerate(expected):
        left = {name: value for name, value in fields.items() if name not in criteria[:number]}
        found = among(*contacts).of(left, None)[1]
        assert found is contact


@pytest.mark.parametrize(
    ("given", "matches"),
    [
        ({"email": "leo@estate.example"}, True),
        ({"email": " LEO@Estate.Example "}, True),
        ({"email": "count@estate.example"}, True),
        ({"contact_emails": [{"email": "none@x.example"}, {"email": "COUNT@estate.example"}]}, True),
        ({"contact_emails": [{"email": "leo@estate.example"}]}, True),
        ({"email": "eo@estate.example"}, False),
        ({"email": ""}, False),
        ({"email": None}, False),
        ({"contact_emails": [{}, {"email": None}, {"email": " "}]}, False),
        ({}, False),
    ],
    ids=str,
)
def test_emails_are_compared_with_all_emails_of_a_contact(
    given: dict[str, Any],
    matches: bool,  # noqa: FBT001 - a case
) -> None:
    """Documented: primary and additional emails; that case and white space do not count is assumed."""
    contact = person(contact_emails=numbered_emails(["leo@estate.example", "count@estate.example"]))
    without = person(id="0", email=None, name="", contact_emails=[])
    assert reason(given, without, contact) == ("email_match" if matches else "")


@pytest.mark.parametrize(
    ("given", "organization_id", "matches"),
    [
        ({**NAMED, "email": "anna@ESTATE.example"}, None, True),
        ({**NAMED, "organization_name": " yasnaya polyana"}, None, True),
        (NAMED, ORGANIZATION, True),
        ({"first_name": "LEO", "last_name": "tolstoy"}, ORGANIZATION, True),
        (NAMED, None, False),
        (NAMED, "5e66b6381e05b4008c8331b8", False),
        ({**NAMED, "email": "anna@other.example", "organization_name": "Elsewhere"}, None, False),
        ({**NAMED, "email": "no address"}, None, False),
        ({"first_name": "Leo"}, ORGANIZATION, False),
        ({"first_name": "", "last_name": " "}, ORGANIZATION, False),
        ({}, ORGANIZATION, False),
    ],
    ids=str,
)
def test_a_name_matches_only_in_the_same_company(
    given: dict[str, Any],
    organization_id: str | None,
    matches: bool,  # noqa: FBT001 - a case
) -> None:
    """Documented: name and company; that the domain of the email is a company is assumed."""
    found = reason(given, LEO, organization_id=organization_id)
    assert found == ("name_and_company_match" if matches else "")


def test_contacts_without_a_company_are_not_of_the_same_company() -> None:
    """Assumed: nothing is not the same as nothing, and neither is a free mail service."""
    alone = person(email=None, organization_id=None, organization_name=None)
    assert reason({**NAMED, "email": None, "organization_name": ""}, alone) == ""
    free = person(email="leo@gmail.com", organization_id=None, organization_name=None)
    assert reason({**NAMED, "email": "anna@gmail.com"}, free) == ""


def test_a_namesake_elsewhere_does_not_hide_the_duplicate() -> None:
    """Assumed: all contacts of the name are compared."""
    namesake = person(id="2", email=None, organization_id=None, organization_name="Elsewhere")
    _, found = among(namesake, LEO).of(NAMED, ORGANIZATION)
    assert found is LEO


def test_an_added_contact_is_found_after_those_before_it() -> None:
    """Assumed: two of one bulk creation are one contact."""
    contacts: dict[str, Contact] = {}
    indexes = Indexes(contacts)
    assert indexes.up_to_date().duplicates.of({"email": "leo@estate.example"}, None) == ("", None)
    for contact in (LEO, person(id="2")):
        indexes.noted[contact["id"]] = None
        contacts[contact["id"]] = contact
    assert indexes.up_to_date().duplicates.of({"email": "leo@estate.example"}, None) == ("email_match", LEO)
    assert indexes.up_to_date().duplicates.of(NAMED, ORGANIZATION) == ("name_and_company_match", LEO)
