"""Fields."""

import pytest

from mock_apollo.contract.document import Contract, Operation
from mock_apollo.contract.request_fields import (
    MAX_BODY,
    body_fields,
    check_fields,
    query_fields,
    read_fields,
    without_nulls,
)
from mock_apollo.protocol.messages import Call
from mock_apollo.protocol.refusals import InvalidId, InvalidValue
from tests.calls import JSON_TYPE


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", {}),
        ("title=a&title=b", {"title": "b"}),
        ("title=", {"title": ""}),
        ("title=a+b%20c%2B", {"title": "a b c+"}),
        ("label_names[]=a&label_names[]=b", {"label_names": ["a", "b"]}),
        ("label_names%5B%5D=a", {"label_names": ["a"]}),
        ("typed_custom_fields[x]=1&typed_custom_fields[y]=2", {"typed_custom_fields": {"x": "1", "y": "2"}}),
        ("title=a&title[]=b", {"title": ["b"]}),
        ("a[]=1&a[x]=2", {"a": ["1", {"x": "2"}]}),
        ("a[=1&=2&[b]=3", {"a": [{"": "1"}], "": "2", "[b]": "3"}),
        ("title=%FF", {"title": "\ufffd"}),
        ("typed_custom_fields[%C2%B5 1]=x", {"typed_custom_fields": {"\u00b5 1": "x"}}),
        ("typed_custom_fields[a][b]=x", {"typed_custom_fields": [{"a][b]": "x"}]}),
        ("typed_custom_fields[a[b]=x", {"typed_custom_fields": [{"a[b]": "x"}]}),
        ("typed_custom_fields[][b]=x", {"typed_custom_fields": [{"][b]": "x"}]}),
        ("typed_custom_fields[a]=x&typed_custom_fields[]=y", {"typed_custom_fields": [{"a": "x"}, "y"]}),
        ("typed_custom_fields[]=y&typed_custom_fields[a]=x", {"typed_custom_fields": ["y", {"a": "x"}]}),
    ],
)
def test_a_query_is_read_as_rails_reads_it(query: str, fields: object) -> None:
    """Observed: old clients write lists as label_names[]; the rest is assumed."""
    put = Contract.load().operations["update-a-contact-by-put"]
    assert query_fields(put, Call("PUT", "/", query)) == fields


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("page=2&sort_ascending=true", {"page": 2, "sort_ascending": True}),
        ("page=-1&sort_ascending=false", {"page": -1, "sort_ascending": False}),
        ("page=two&sort_ascending=yes", {"page": "two", "sort_ascending": "yes"}),
        ("page=&page=1e3", {"page": "1e3"}),
    ],
)
def test_numbers_and_truths_of_a_query_are_read_as_such(query: str, fields: object) -> None:
    """Documented: page and per_page are numbers, sort_ascending is a truth."""
    search = Contract.load().operations["search-for-contacts"]
    assert query_fields(search, Call("POST", "/", query)) == fields


def test_the_body_goes_before_the_query() -> None:
    """Assumed: where both have a field."""
    put = Contract.load().operations["update-a-contact-by-put"]
    call = Call("PUT", "/", "title=query&first_name=Leo", (JSON_TYPE,), b'{"title": "body"}')
    assert read_fields(put, call) == {"title": "body", "first_name": "Leo"}


def test_what_the_query_says_must_be_lawful_even_behind_a_body() -> None:
    """Assumed: the contract declares both."""
    put = Contract.load().operations["update-a-contact-by-put"]
    with pytest.raises(InvalidId):
        read_fields(put, Call("PUT", "/", "account_id=5234234", (JSON_TYPE,), b'{"account_id": "x"}'))


def test_patch_takes_nothing_from_the_query() -> None:
    """Documented: the operation declares no parameters there."""
    patch = Contract.load().operations["update-a-contact"]
    assert read_fields(patch, Call("PATCH", "/", "title=query", (JSON_TYPE,), b"{}")) == {}


def test_a_body_of_a_mebibyte_is_read() -> None:
    """Assumed: only larger ones are refused."""
    assert body_fields(Call("PATCH", "/", "", (JSON_TYPE,), b"{}".ljust(MAX_BODY))) == {}


def test_an_item_that_is_no_object_stays_where_null_clears() -> None:
    """Assumed: with the policy null_value=clear; the check that follows refuses it."""
    create = Contract.load().operations["bulk-create-contacts"]
    fields = without_nulls(create, {"contacts": [1, {"title": None}]})
    assert fields == {"contacts": [1, {"title": ""}]}
    with pytest.raises(InvalidValue, match=r"contacts\[0\] must be an object, not a number"):
        check_fields(create, fields)


def test_whatever_else_a_schema_forbids_is_refused_by_name() -> None:
    """Assumed: the contract may come to say more than types and patterns."""
    schema = {"properties": {"per_page": {"minimum": 1}}}
    declared = {
        "operationId": "search",
        "x-apollo-action": "contacts/search",
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {},
    }
    operation = Operation.of("post", "/contacts/search", declared)
    with pytest.raises(InvalidValue, match="per_page is not allowed: the value is less than the minimum of 1"):
        check_fields(operation, {"per_page": 0})
