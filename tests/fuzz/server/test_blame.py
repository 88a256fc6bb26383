"""Findings on the vendor's document as published are explained by its defects."""

import re
from io import StringIO

import pytest

from mock_apollo.contract.defects import actions
from mock_apollo.fuzz.server.rounds import Wish, fuzz_published


@pytest.fixture(autouse=True)
def unmeasured(unmeasured_children: None) -> None:
    """Do not measure the coverage of schemathesis."""


def test_every_finding_on_the_published_document_names_its_defect() -> None:
    """Documented: the three that every client meets, and the nulls that the vendor's own examples show."""
    out = StringIO()
    assert fuzz_published(Wish(5, 1), out), out.getvalue()
    found = re.findall(r"^PATCH \S+ (.*) \(\d+ x\)\n(?:  .*\n)*?  mended   by (.*)$", out.getvalue(), re.MULTILINE)
    assert ("Response violates schema", "one-of-422") in found
    assert ("API accepts invalid authentication", "bearer-first") in found
    rejected = {name for title, names in found if "rejected" in title for name in names.split(", ")}
    assert rejected >= {"free-contact-id", "free-reference-ids"}
    defects = {name for _, names in found for name in names.split(", ")}
    assert defects <= {action["x-defect"] for action in actions()} | {"neighbours.yaml"}
