"""Redaction: nothing under the name of a credential is shown, and nothing else is lost."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_apollo.protocol.credentials import may_hold_secret
from mock_apollo.protocol.json_depth import MAX_DEPTH
from mock_apollo.protocol.messages import Call
from mock_apollo.protocol.redaction import MAX_PARSED, REDACTED, redacted

SECRET = "s3cr3t"
PARTS = ("key", "token", "auth", "pass", "pwd", "secret", "cookie", "session", "jwt", "bearer", "credential", "csrf")
FOUND_IN_A_BODY = re.compile(("|".join(PARTS) + r"|\\u00|\x00").encode(), re.IGNORECASE)
NAME_OF_A_SECRET = re.compile(
    r"^key$|(api|access|private|client|apollo|auth)key|token|secret|passw|^pwd$|^auth|auth$|authoriz|authent|cookie"
    r"|session|jwt|bearer|credential|csrf"
)

pieces = st.sampled_from(
    [*PARTS, "api", "client", "author", "word", "orize", "_", "-", ".", "7", "K", "İ", "é", '"', "\n"]
)
names = st.lists(pieces | st.text(max_size=2), max_size=5).map("".join).filter(lambda name: "]" not in name)
cased = st.builds(lambda name, upper: name.upper() if upper else name, names, st.booleans())
plain = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3)
secrets = st.builds(
    "{}{}{}".format, names, st.sampled_from(["Api-Key", "t.o.k.e.n", "toKEN", "pass word", "jwt"]), names
)
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(cased, inner, max_size=3))


def body_after(body: bytes) -> bytes:
    """What is shown of a body."""
    return redacted(Call("PATCH", "/x", "", (), body)).body


def is_secret(name: str) -> bool:
    """Whether the letters of a name are those of a credential."""
    return NAME_OF_A_SECRET.search(re.sub("[^a-z]", "", name.lower())) is not None


def hidden(value: Any) -> Any:
    """A value whose members with the name of a credential are hidden."""
    if isinstance(value, list):
        return [hidden(item) for item in value]
    if isinstance(value, dict):
        return {name: REDACTED if is_secret(name) else hidden(item) for name, item in value.items()}
    return value


@settings(deadline=None)
@given(st.lists(st.binary(max_size=3) | st.sampled_from([*(part.encode() for part in PARTS), b"\\u00"])).map(b"".join))
def test_a_body_may_hold_a_secret_when_a_part_of_its_name_is_in_it(body: bytes) -> None:
    """Assumed: in any bytes, whatever their case."""
    for written in (body, body.upper()):
        assert may_hold_secret(written) is (FOUND_IN_A_BODY.search(written) is not None)


@settings(deadline=None)
@given(values)
def test_members_with_the_name_of_a_credential_are_hidden_and_no_others(value: Any) -> None:
    """Assumed: at any depth, whatever the case and the separators of the name."""
    body = orjson.dumps({"key": SECRET, "sent": value})
    assert orjson.loads(body_after(body)) == hidden(orjson.loads(body))


@settings(deadline=None)
@given(secrets)
def test_the_name_of_a_credential_is_known_in_a_query(name: str) -> None:
    """Assumed: as it is in a body."""
    query = "&".join(f"{''.join(f'%{byte:02x}' for byte in name.encode())}={SECRET}" for _ in range(2))
    assert SECRET not in redacted(Call("PATCH", "/x", query)).query


@pytest.mark.parametrize(
    "body",
    [
        '{"a": {"api_key": "%s"}, "a": 1}',
        '{"api_key": "%s", "api_key": "[redacted]"}',
        '{"a": {"token": "%s"}, "a": "\\u0022\\u0022\\u0022\\u0022"}',
    ],
    ids=["an object", "redacted", "escapes"],
)
def test_a_secret_is_hidden_in_a_member_that_another_of_its_name_replaces(body: str) -> None:
    """Assumed: parsers keep the last one, but a person reads all of them."""
    assert SECRET.encode() not in body_after((body % SECRET).encode())


@pytest.mark.parametrize("body", [b'{"title": "turnkey"}', b'["key"]', b'{"title":\n"\\"keys\\""}', b"no JSON"])
def test_a_body_without_a_secret_is_shown_as_it_was_sent(body: bytes) -> None:
    """Assumed: with its white space."""
    assert body_after(body) == body


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "%s", "token": 1}' % (b"x" * MAX_PARSED),
        b'{"a":' * MAX_DEPTH + b'{"token": 1}' + b"}" * MAX_DEPTH,
        b'{"token": 1',
        b"token=1",
        "token".encode("utf-16"),
    ],
    ids=["large", "deep", "cut off", "form", "binary"],
)
def test_a_body_that_may_hold_a_secret_and_cannot_be_looked_at_is_hidden(body: bytes) -> None:
    """Assumed: a large one as well, since nobody is shown more of it than that."""
    assert body_after(body) == REDACTED.encode()


def test_a_body_at_the_limits_is_looked_at() -> None:
    """Assumed: its members are hidden one by one."""
    deep = b'{"a":' * (MAX_DEPTH - 1) + b'{"token":1}' + b"}" * (MAX_DEPTH - 1)
    assert body_after(deep) == deep.replace(b"1", b'"[redacted]"')
    large = b'{"token":1,"title":"%s"}'
    large %= b"x" * (MAX_PARSED - len(large) + 2)
    assert body_after(large) == large.replace(b"1", b'"[redacted]"')
