"""requests without a port: whatever requests may send arrives as it would over a socket."""

from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
import requests
from urllib3 import Timeout

from mock_apollo.apollo.faults import FaultRule
from mock_apollo.testing.transports.requests_adapter import Adapter
from tests.calls import FYODOR, new_apollo

URL = "http://apollo.test"
BODY = '{"title": "Poëte"}'
HEADERS = {"x-api-key": "k", "content-type": "application/json"}
BODIES: dict[str, Callable[[], Any]] = {
    "text": lambda: BODY,
    "bytes": BODY.encode,
    "bytearray": lambda: bytearray(BODY.encode()),
    "file of text": lambda: StringIO(BODY),
    "file of bytes": lambda: BytesIO(BODY.encode()),
    "pieces of text": lambda: iter(BODY),
    "pieces of bytes": lambda: iter([BODY[:5].encode(), BODY[5:].encode()]),
}


@pytest.fixture
def session() -> requests.Session:
    """A session with an adapter to a fresh Apollo."""
    session = requests.Session()
    session.mount(URL, Adapter(new_apollo()))
    return session


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_of_any_kind_arrives(session: requests.Session, kind: str) -> None:
    """Assumed: text as UTF-8, as urllib3 sends it."""
    reply = session.patch(f"{URL}/api/v1/contacts/{FYODOR}", data=BODIES[kind](), headers=HEADERS)
    assert reply.json()["contact"]["title"] == "Poëte"


@pytest.mark.parametrize("timeout", [0.5, (9, 0.5), Timeout(read=0.5), Timeout(total=0.5)], ids=repr)
def test_a_time_out_of_any_kind_counts(timeout: Any) -> None:
    """Assumed: nobody waits for a reply that comes too late."""
    apollo = new_apollo()
    apollo.add_fault(apollo.open("k"), FaultRule(fault="delay", delay_ms=60_000))
    session = requests.Session()
    session.mount(URL, Adapter(apollo))
    with pytest.raises(requests.ReadTimeout, match="Nothing comes for 60"):
        session.get(f"{URL}/api/v1/contacts/{FYODOR}", headers=HEADERS, timeout=timeout)


@pytest.mark.parametrize("probe", ["/livez", "/readyz"])
def test_probes_answer_without_a_port(session: requests.Session, probe: str) -> None:
    """Assumed: so that a client that waits for a service finds it."""
    assert session.get(URL + probe).text == "ok"
