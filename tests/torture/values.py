"""Which fields does a tortured operation get? Plausible ones by name and type, and awkward ones among them."""

from typing import Any

from hypothesis import strategies as st

from mock_apollo.contract.document import Operation
from tests.calls import APPROACHING, NEW, UNKNOWN

TEXTS = st.sampled_from(
    [
        "",
        " ",
        "Novelist",
        "Poet",
        "Zoë \u0301",
        "名前",
        "\u202eabc",
        "a" * 300,
        "null",
        "0",
        "<b>",
        "a\nb",
        "\U0001f98a",
    ]
)
EMAILS = st.sampled_from(["", "a@b.co", "A@B.co", "x@gmail.com", "no address", "ä@b.co"])
PHONES = st.sampled_from(["", "555-123-4567", "+49 30 901820", "abc"])
NAMES = st.sampled_from(["Russians", "Giants", " russians ", "List \u00e9"])
ACTS_ON_LISTS = st.sampled_from(["contacts", "accounts"])
AGE, NEWCOMER = "617ff4041e711500a401c25e", "617ff4041e711500a401c25f"
FIXED = {AGE: NEWCOMER, "5b75f1c11dc2727d43ae3bb9": "note", "60c39ed82bd02f01154c470a": "2024-02-29"}
CUSTOM = st.one_of(
    st.sampled_from([{}, FIXED, {UNKNOWN: "x"}, {AGE: "nothing"}, {AGE: None}]),
    st.dictionaries(st.sampled_from([*FIXED]), TEXTS, max_size=2),
)
AWKWARD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2**53, 1.5, "", [], {}, [None], [[]], {"a": {"b": []}}, "x", ["x"], "ffffffffffffffffffffffff"]
)


def fields_of(operation: Operation, ids: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of the fields of an operation; `ids` are those of records and of nothing."""
    known = {name: _value(operation, name, ids) for name in sorted(operation.members)}
    return st.dictionaries(st.sampled_from([*known, "nonsense"]), st.none(), max_size=5).flatmap(
        lambda chosen: st.fixed_dictionaries({name: _or_awkward(known.get(name, AWKWARD)) for name in chosen})
    )


def _or_awkward(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 9).flatmap(lambda die: AWKWARD if die == 9 else usual)


def _value(operation: Operation, name: str, ids: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Return what a field of this name usually gets."""
    named: dict[str, st.SearchStrategy[Any]] = {
        "email": EMAILS,
        "label_names": st.lists(NAMES, max_size=3),
        "append_label_names": st.lists(NAMES, max_size=2),
        "contact_stage_id": st.sampled_from([NEW, APPROACHING, UNKNOWN]),
        "typed_custom_fields": CUSTOM,
        "modality": ACTS_ON_LISTS,
        "name": st.one_of(NAMES, TEXTS),
        "page": st.integers(1, 3),
        "per_page": st.integers(1, 100),
    }
    if name in named:
        return named[name]
    if name in operation.items:
        items = {each: _item(each, ids) for each in operation.items[name]}
        return st.lists(st.fixed_dictionaries({}, optional=items), max_size=3)
    if "phone" in name:
        return PHONES
    of_type: dict[str, st.SearchStrategy[Any]] = {"array": st.lists(ids, max_size=3), "boolean": st.booleans()}
    of_type |= {"integer": st.integers(0, 3), "object": CUSTOM}
    return of_type.get(operation.types[name], ids if name.endswith("_id") else TEXTS)


def _item(name: str, ids: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    if name == "email":
        return EMAILS
    return ids if name in ("id", "account_id", "owner_id") else CUSTOM if name == "typed_custom_fields" else TEXTS
