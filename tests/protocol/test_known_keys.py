"""Known keys: found wherever they stand, however many they are."""

from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_apollo.protocol.known_keys import LONGEST, KnownKeys

letters = st.sampled_from("ab01-")
keys = st.text(letters, min_size=8, max_size=40)


def hidden(known: KnownKeys, text: str) -> str:
    """A text without known keys."""
    return known.hidden(text.encode(), b"*").decode()


@given(st.lists(keys, min_size=1, max_size=5), st.text(letters, max_size=20), st.text(letters, max_size=20), st.data())
def test_a_key_is_found_at_any_place(several: list[str], before: str, behind: str, data: st.DataObject) -> None:
    """Assumed: whatever stands around it, and whatever other keys there are."""
    key = data.draw(st.sampled_from(several))
    shown = hidden(KnownKeys(several), f"{before}{key}{behind}")
    assert "*" in shown
    assert [one for one in several if one in shown] == []


@given(st.lists(keys, max_size=5), st.text(letters, max_size=60))
def test_a_text_without_keys_stays_as_it_is(several: list[str], text: str) -> None:
    """Assumed: also where parts of keys stand in it."""
    if not any(key in text for key in several):
        assert hidden(KnownKeys(several), text) == text


@pytest.mark.parametrize(
    "form",
    ['Kl0$tér/"<a>', "Kl0%24t%C3%A9r%2F%22%3Ca%3E", 'Kl0$t\\u00e9r/\\"<a>', "Kl0$tér/&quot;&lt;a&gt;"],
    ids=["as sent", "in a URL", "in JSON", "in HTML"],
)
def test_a_key_is_found_as_documents_have_it(form: str) -> None:
    """Documented: RFC 3986, RFC 8259 and HTML escape what means something to them."""
    assert hidden(KnownKeys(['Kl0$tér/"<a>']), f"a {form} b") == "a * b"


def test_of_a_long_key_all_is_hidden() -> None:
    """Assumed: up to a space or a quotation mark; only its beginning is remembered."""
    key = "k3y-" + ascii_letters * 20
    assert len(key) > LONGEST
    assert hidden(KnownKeys([key]), f'"{key}" and {key}') == '"*" and *'


def test_short_keys_and_words_of_the_contract_stay_readable() -> None:
    """Assumed: else `demo` or `contacts` as a key would hide half of a log."""
    known = KnownKeys(["demo"], "/api/v1/contacts/{contact_id}")
    known.add("contacts", accepted=True)
    assert hidden(known, "demo contacts") == "demo contacts"


def test_what_is_remembered_is_bounded_and_refused_keys_push_no_others_out() -> None:
    """Assumed: keys of the settings stay for ever, and so do the last accepted ones."""
    known = KnownKeys(["of-the-settings"], most=10)
    for number in range(100):
        known.add(f"accepted-{number}", accepted=True)
    for number in range(1_000):
        known.add(f"refused--{number}", accepted=False)
    assert hidden(known, "of-the-settings accepted-99 accepted-90 refused--999") == "* * * *"
    assert hidden(known, "accepted-8 refused--8") == "accepted-8 refused--8"
