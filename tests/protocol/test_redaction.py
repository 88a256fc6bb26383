"""Redaction: nothing under the name of a credential is shown, and nothing else is lost."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_apollo.contract.document import Contract
from mock_apollo.protocol.credential_names import is_credential, may_hold_credential
from mock_apollo.protocol.json_depth import MAX_DEPTH
from mock_apollo.protocol.messages import Call
from mock_apollo.protocol.redacted_text import REDACTED
from mock_apollo.protocol.redaction import BY_PLACE, MAX_PARSED

SECRET = "s3cr3t"
PARTS = ("key", "token", "auth", "pass", "pwd", "secret", "cookie", "session", "jwt", "bearer", "credential", "csrf")
SHORT_PARTS = ("xsrf", "sig", "otp", "sid", "psk", "hmac", "pw")
FOUND_IN_A_BODY = re.compile(("|".join((*PARTS, *SHORT_PARTS)) + r"|\\u00|%[2-7]|\x00").encode(), re.IGNORECASE)

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
    return BY_PLACE.call(Call("PATCH", "/x", "", (), body)).body


def hidden(value: Any) -> Any:
    """A value whose members with the name of a credential are hidden."""
    if isinstance(value, list):
        return [hidden(item) for item in value]
    if isinstance(value, dict):
        return {name: REDACTED if is_credential(name) else hidden(item) for name, item in value.items()}
    return value


@settings(deadline=None)
@given(
    st.lists(
        st.binary(max_size=3) | st.sampled_from([*(part.encode() for part in (*PARTS, *SHORT_PARTS)), b"\\u00", b"%7"])
    ).map(b"".join)
)
def test_a_body_may_hold_a_secret_when_a_part_of_its_name_is_in_it(body: bytes) -> None:
    """Assumed: in any bytes, whatever their case."""
    for written in (body, body.upper()):
        assert may_hold_credential(written) is (FOUND_IN_A_BODY.search(written) is not None)


CREDENTIALS = """\
X-Api-Key apikey APIKEYS api.key x-functions-key Ocp-Apim-Subscription-Key appKey masterkey x-key key keys
user[Api-Key] user[api_key][] access_token clientSecret passwd pwd pass smtpPass x-pass sig X-Sig X-Amz-Signature otp
x-otp X-Hub-Signature-256 sid session_id Cookie jwt auth oauth AuthUser x-auth authorization csrf x-xsrf bearer db_pw"""
OTHERS = """\
idempotency-key X-Idempotency-Key sort_key primaryKey partition_key cache-key Surrogate-Key publicKey
Sec-WebSocket-Key monkey turkey whiskeys keyword q_keywords keynote compass bypass passport design assign signal
consider side author authority author_id laptop cotopaxi title label_names contact_stage_id spirit"""


@pytest.mark.parametrize("name", CREDENTIALS.split())
def test_the_name_of_a_credential_is_known(name: str) -> None:
    """Assumed: by a word in it, or by the one that it ends with; and before that, that there may be one."""
    assert is_credential(name)
    assert may_hold_credential(name.encode())


@pytest.mark.parametrize("name", OTHERS.split())
def test_other_names_are_not_taken_for_those_of_credentials(name: str) -> None:
    """Assumed: keys that tell calls or records apart are needed to understand a log."""
    assert not is_credential(name)


def test_no_field_of_the_contract_is_taken_for_a_credential() -> None:
    """Assumed: what Apollo reads and writes stays readable."""
    operations = Contract.load().operations.values()
    fields = {name for operation in operations for name in (*operation.members, *operation.query, *operation.ids)}
    assert [name for name in fields if is_credential(name)] == []


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
    assert SECRET not in BY_PLACE.call(Call("PATCH", "/x", query)).query


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
