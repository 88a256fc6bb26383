"""Tests of the organizations that names stand for."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.control.control import Control
from tests.calls import new_apollo, updated

ACME = {"id": "a" * 24, "name": "Acme", "organization_id": "b" * 24}
Fill = Callable[[Path], Apollo]


def from_the_start(folder: Path) -> Apollo:
    """A world with the account in its seed."""
    (folder / "seed.json").write_bytes(orjson.dumps({"accounts": [ACME], "contacts": [{"id": "c" * 24}]}))
    return new_apollo(seed=folder / "seed.json")


def replaced(_: Path) -> Apollo:
    """A world whose records were replaced."""
    apollo = new_apollo()
    Control(apollo, "demo").replace({"accounts": [ACME], "contacts": [{"id": "c" * 24}]})
    return apollo


def put(_: Path) -> Apollo:
    """A world that was asked for an organization before the account came."""
    apollo = new_apollo()
    Control(apollo, "demo").put({"contacts": [{"id": "c" * 24}]})
    assert updated(apollo, {"organization_name": "Acme"}, "c" * 24)["organization_id"] is None
    Control(apollo, "demo").put({"accounts": [ACME]})
    return apollo


def imported(folder: Path) -> Apollo:
    """A world that was imported."""
    apollo = new_apollo()
    Control(apollo, "demo").load(Control(from_the_start(folder), "demo").export())
    return apollo


@pytest.mark.parametrize("fill", [from_the_start, replaced, put, imported], ids=lambda fill: fill.__name__)
def test_an_account_names_its_organization_however_it_came(fill: Fill, folder: Path) -> None:
    """Assumed: records mean the same by a seed and by a control call."""
    assert updated(fill(folder), {"organization_name": " acme"}, "c" * 24)["organization_id"] == ACME["organization_id"]


def test_an_organization_follows_its_accounts(folder: Path) -> None:
    """Assumed: by their names, as they are; of several of one name, the least id counts."""
    apollo = from_the_start(folder)
    control = Control(apollo, "demo")

    def known(name: str) -> str | None:
        organization_id: str | None = updated(apollo, {"organization_name": name}, "c" * 24)["organization_id"]
        return organization_id

    assert known("Acme") == "b" * 24
    control.put({"accounts": [{"id": "d" * 24, "name": "ACME", "organization_id": "0" * 24}, {"name": "Acme"}]})
    assert known("Acme") == "0" * 24
    control.put({"accounts": [{"id": "d" * 24, "name": "Ajax"}]})
    assert (known("Acme"), known("Ajax")) == ("b" * 24, "0" * 24)
    control.remove("accounts", ACME["id"])
    assert known("Acme") is None
