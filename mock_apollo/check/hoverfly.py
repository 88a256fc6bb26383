"""Which calls do the simulations of Hoverfly stand for? In all versions: values, one matcher for each, or several."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from mock_apollo.check.recording import Recorded, Recording, Skipped, flat, read_one, reply_of
from mock_apollo.check.stubs import SEVERAL, body_of, listed, parsed, stub, url_of
from mock_apollo.protocol.body_text import BASE64, body_from_text

OLD = {"exactMatch": "exact", "jsonMatch": "json"}  # names of matchers before version 5
ONE_VALUE = ("exact", "json")  # the matchers that only one value meets


def read_hoverfly(file: BinaryIO) -> Recording:
    """Read the pairs of a simulation. Raises RecordingError."""
    for number, pair in enumerate(listed(parsed(file), "data", "pairs"), 1):
        yield read_one(_call, number, pair)


def _call(number: int, pair: dict[str, Any]) -> Recorded | Skipped:
    request, response = pair["request"], pair.get("response") or {}
    path, method = _one_value(request.get("path")), _one_value(request.get("method"))
    if path is None or method is None:
        return SEVERAL
    base = f"{_one_value(request.get('scheme')) or 'http'}://{_one_value(request.get('destination')) or 'localhost'}"
    replied = body_from_text(response.get("body") or "", BASE64 if response.get("encodedBody") else None)
    reply = reply_of(response.get("status", 200), flat(response.get("headers") or {}), replied)
    headers = [*_pairs(request.get("headers") or {})]
    body = body_of(_one_value(request.get("body")))
    return stub(f"pair {number}", (method, url_of(base, path, _query(request)), headers, body), reply)


def _query(request: Mapping[str, Any]) -> list[tuple[str, str]] | str:
    """Return the query: matchers by name, or in older versions of the whole."""
    given = request.get("query")
    if isinstance(given, dict) and not given.keys() & OLD.keys():
        return [*_pairs(given)]
    return _one_value(request.get("deprecatedQuery") or given) or ""


def _pairs(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((name, str(value)) for name, each in given.items() if (value := _one_value(each)) is not None)


def _one_value(given: Any) -> Any:
    """Return the value that alone meets a value, an object or a list of matchers; None when there is none."""
    if isinstance(given, dict):
        given = [{"matcher": OLD.get(name, name), "value": value} for name, value in given.items()]
    if not isinstance(given, list):
        return given
    return next((value for value in map(_value, given) if value is not None), None)


def _value(matcher: Any) -> Any:
    """Return the only value that meets a matcher, or None; before version 5, values of headers stand for themselves."""
    if not isinstance(matcher, dict):
        return matcher
    return matcher["value"] if matcher.get("matcher", "exact") in ONE_VALUE else None
