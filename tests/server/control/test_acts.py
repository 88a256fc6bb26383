"""Tests of the HTTP request for each method of Control: paths, queries, bodies and defaults."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from mock_apollo.apollo.control.control import Control
from mock_apollo.server.control.acts import ACTS

MOMENT = datetime(2030, 1, 1, tzinfo=UTC)
STATE: dict[str, Any] = {"records": {}, "ids": 1, "clock": {"ahead": 0, "frozen_at": None}}
STANDING = {"freeze": False, "set": None, "advance": 0, "run": False}


@pytest.mark.parametrize(
    ("do", "arguments", "request_made"),
    [
        (Control.worlds, (), ("GET", "/worlds", None)),
        (Control.create_world, (), ("POST", "/worlds", None)),
        (Control.remove_world, (), ("DELETE", "/worlds", None)),
        (Control.reset, (), ("POST", "/reset", None)),
        (Control.clear, (), ("POST", "/clear", None)),
        (Control.limit, ("hour=1",), ("PUT", "/limits", {"rate_limit": "hour=1"})),
        (Control.export, (), ("GET", "/state", None)),
        (Control.load, (STATE,), ("PUT", "/state", STATE)),
        (Control.records, ("users",), ("GET", "/records/users", None)),
        (Control.record, ("users", "1"), ("GET", "/records/users/1", None)),
        (Control.put, ({"users": []},), ("POST", "/records", {"users": []})),
        (Control.replace, ({"users": []},), ("PUT", "/records", {"users": []})),
        (Control.remove, ("users", "1"), ("DELETE", "/records/users/1", None)),
        (Control.delete_contact, ("1",), ("POST", "/contacts/1/delete", None)),
        (Control.hide_contact, ("1",), ("POST", "/contacts/1/hide", None)),
        (Control.snapshot, (), ("PUT", "/snapshots/default", None)),
        (Control.restore, ("mine",), ("POST", "/snapshots/mine/restore", None)),
        (Control.clock, (), ("GET", "/clock", None)),
        (Control.faults, (), ("GET", "/faults", None)),
        (Control.remove_fault, ("1",), ("DELETE", "/faults/1", None)),
        (Control.clear_faults, (), ("DELETE", "/faults", None)),
        (Control.clear_journal, (), ("DELETE", "/journal", None)),
        (Control.counts, (), ("GET", "/journal/counts", None)),
        (Control.expect, ({"status": 200},), ("POST", "/journal/expect", {"call": {"status": 200}, "times": None})),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_method_has_its_request(
    do: Callable[..., Any], arguments: tuple[Any, ...], request_made: tuple[str, str, Any]
) -> None:
    """Assumed: an argument stands in the path or in the body; a call without members has no body."""
    assert ACTS[do].request(*arguments) == request_made


@pytest.mark.parametrize(
    "name", ["a b", "a/b", "../reset", "a?b=c", "a#b", "100%", "{name}", "\u00e9\u4e2d", ""], ids=ascii
)
def test_a_name_in_a_path_is_quoted(name: str) -> None:
    """Assumed: it stays one segment, whatever its characters."""
    method, path, body = ACTS[Control.restore].request(name)
    before, quoted, after = path.rsplit("/", 2)
    assert (method, before, unquote(quoted), after, body) == ("POST", "/snapshots", name, "restore", None)
    assert quoted.isascii()
    assert not set(quoted) & set("/ ?#{}")


def test_each_id_of_a_path_is_quoted_by_itself() -> None:
    """Assumed: braces of one are not filled in by the other."""
    assert ACTS[Control.record].request("{record_id}", "a/b") == ("GET", "/records/%7Brecord_id%7D/a%2Fb", None)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"freeze": True}, {"freeze": True}),
        ({"set": MOMENT, "advance": 1.5}, {"set": MOMENT, "advance": 1.5}),
        ({"run": True}, {"run": True}),
        ({}, {}),
    ],
    ids=str,
)
def test_arguments_that_are_left_out_are_sent_with_their_defaults(given: dict[str, Any], sent: dict[str, Any]) -> None:
    """Assumed: so that a fake with other defaults does the same."""
    assert ACTS[Control.move_clock].request(**given) == ("POST", "/clock", {**STANDING, **sent})


@pytest.mark.parametrize(
    "rule",
    [{}, {"times": 1, "operation": "update-a-contact"}, {"delay_ms": (1, 2)}, {"probability": 0.5, "seed": None}],
    ids=str,
)
def test_keywords_stand_beside_the_other_members_of_a_body(rule: dict[str, Any]) -> None:
    """Assumed: the fake checks them; only those that are given are sent."""
    assert ACTS[Control.add_fault].request("500", **rule) == ("POST", "/faults", {"fault": "500", **rule})
    assert ACTS[Control.add_fault].request(fault="500", **rule)[2] == {"fault": "500", **rule}


@pytest.mark.parametrize(
    ("wanted", "query"),
    [
        ({}, {"after": ["0"]}),
        ({"after": 7, "team": "a&b=c d"}, {"after": ["7"], "team": ["a&b=c d"]}),
        ({"status": 422, "finding": None}, {"after": ["0"], "status": ["422"]}),
        ({"operation": "\u00e9"}, {"after": ["0"], "operation": ["\u00e9"]}),
    ],
    ids=str,
)
def test_arguments_of_a_get_are_its_query(wanted: dict[str, Any], query: dict[str, Any]) -> None:
    """Assumed: quoted, and without those that are null."""
    method, url, body = ACTS[Control.journal].request(**wanted)
    parts = urlsplit(url)
    assert (method, parts.path, parse_qs(parts.query), body) == ("GET", "/journal", query, None)


@pytest.mark.parametrize("content", [{}, {"contacts": [{"id": "1"}], "records": 1, "seed": 2}], ids=str)
@pytest.mark.parametrize("do", [Control.put, Control.replace, Control.load], ids=lambda do: do.__name__)
def test_a_whole_body_is_sent_as_it_is(do: Callable[..., Any], content: dict[str, Any]) -> None:
    """Assumed: also when it is empty; by position or by name."""
    act = ACTS[do]
    assert act.request(content)[2] == act.request(**{act.whole: content})[2] == content


@pytest.mark.parametrize(
    ("do", "arguments", "keywords"),
    [
        (Control.reset, ("extra",), {}),
        (Control.record, ("users",), {}),
        (Control.limit, (), {"rate_limits": "hour=1"}),
        (Control.move_clock, (True,), {}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_arguments_that_the_method_does_not_have_are_an_error(
    do: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> None:
    """Assumed: as if the method itself were called."""
    with pytest.raises(TypeError):
        ACTS[do].request(*arguments, **keywords)
