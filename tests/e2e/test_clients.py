"""Clients that people really use, each through a 200, a 401, a 422 and a 429."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
import requests

from mock_apollo.contract.document import Contract
from mock_apollo.contract.files import openapi_file
from mock_apollo.fuzz.client import Attempt, fuzz_client
from tests.calls import FYODOR
from tests.e2e.servers import serving

Send = Callable[[str, str, dict[str, Any]], tuple[int, str]]

PATH = f"/api/v1/contacts/{FYODOR}"


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that allows three calls an hour."""
    with serving(tmp_path_factory.mktemp("hasty"), "--rate-limit", "hour=3") as server:
        yield server.url


def by_httpx(url: str, key: str, body: dict[str, Any]) -> tuple[int, str]:
    """The client of our README."""
    reply = httpx.patch(url + PATH, json=body, headers={"X-Api-Key": key})
    return reply.status_code, reply.text


def by_requests(url: str, key: str, body: dict[str, Any]) -> tuple[int, str]:
    """The client of most Python scripts, on urllib3."""
    reply = requests.patch(url + PATH, json=body, headers={"Authorization": f"Bearer {key}"}, timeout=30)
    return reply.status_code, reply.text


def by_curl(url: str, key: str, body: dict[str, Any]) -> tuple[int, str]:
    """The client of most documentation."""
    headers = ["-H", f"x-api-key: {key}", "-H", "content-type: application/json"]
    command = ["curl", "-s", "-X", "PATCH", url + PATH, *headers, "-d", json.dumps(body), "-w", "\n%{http_code}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - curl, on loopback
    text, _, status = said.rpartition("\n")
    return int(status), text


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A client that openapi-python-client generates from the contract."""
    folder = tmp_path_factory.mktemp("generated")
    command = [str(Path(sys.executable).with_name("openapi-python-client")), "generate"]
    options = ["--path", str(openapi_file("contract.json")), "--meta", "none", "--output-path", str(folder / "made")]
    done = subprocess.run([*command, *options], check=True, capture_output=True, text=True)  # noqa: S603 - a tool of ours
    assert "WARNING" not in done.stdout, done.stdout
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture
def by_generated(generated: Path) -> Send:
    """The generated client, spoken to through its own models."""
    made = importlib.import_module("made")
    update = importlib.import_module("made.api.default.update_a_contact")
    models = importlib.import_module("made.models")

    def send(url: str, key: str, body: dict[str, Any]) -> tuple[int, str]:
        base = f"{url}/api/v1"
        with made.AuthenticatedClient(base_url=base, token=key, prefix="", auth_header_name="x-api-key") as client:
            reply = update.sync_detailed(FYODOR, client=client, body=models.UpdateAContactBody.from_dict(body))
        assert isinstance(reply.status_code, HTTPStatus)
        assert reply.parsed is not None
        return reply.status_code.value, reply.content.decode()

    return send


@pytest.fixture(params=["httpx", "requests", "curl", "generated"])
def send(request: pytest.FixtureRequest) -> Send:
    """One client after the other."""
    clients: dict[str, Send] = {"httpx": by_httpx, "requests": by_requests, "curl": by_curl}
    client: Send = clients.get(request.param) or request.getfixturevalue("by_generated")
    return client


def test_a_client_meets_every_documented_status(hasty: str, key: str, send: Send) -> None:
    """Documented: 200, 401, 422, 429."""
    status, text = send(hasty, key, {"title": "Novelist", "label_names": ["Poets"]})
    assert (status, json.loads(text)["contact"]["title"]) == (200, "Novelist")
    assert send(hasty, "invalid", {}) == (401, "Invalid access credentials.")
    status, text = send(hasty, key, {"account_id": "5234234"})
    assert (status, json.loads(text)) == (422, {"error": "Parameters misconfigured. 5234234 is not a valid ID"})
    send(hasty, key, {})
    status, text = send(hasty, key, {})
    assert status == 429
    assert "is 3 times per hour." in json.loads(text)["message"]


def test_a_generated_client_sees_a_whole_contact(url: str, key: str, generated: Path) -> None:
    """Documented: in the vendor's document, arrays without items made generators drop the reply."""
    made = importlib.import_module("made")
    update = importlib.import_module("made.api.default.update_a_contact")
    models = importlib.import_module("made.models")
    changes = models.UpdateAContactBody(title="Novelist", first_name="Leo")
    with made.AuthenticatedClient(base_url=f"{url}/api/v1", token=key) as client:
        answer = update.sync(FYODOR, client=client, body=changes)
    assert answer.contact.name == "Leo Dostoevsky"
    assert answer.contact.phone_numbers[0].sanitized_number == "+15553039182"
    assert answer.labels[0].name == "2024 fiction writers of america attendees"


@fuzz_client("update-a-contact")
def test_a_generated_client_bears_every_lawful_reply(apollo: Attempt, generated: Path) -> None:
    """Assumed: which the README says of it."""
    made = importlib.import_module("made")
    update = importlib.import_module("made.api.default.update_a_contact")
    models = importlib.import_module("made.models")
    url, options = f"{apollo.url}/api/v1", {"transport": apollo.httpx()}
    with made.AuthenticatedClient(base_url=url, token=apollo.key, httpx_args=options) as client:
        answer = update.sync_detailed(FYODOR, client=client, body=models.UpdateAContactBody(title="Novelist"))
    assert answer.status_code == apollo.case.reply.status
    assert (answer.parsed is None) == (answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE)


class Flow(Protocol):
    """What a client does in the flow, whichever it is; ids and documents go in, documents come out."""

    def __call__(self, operation: str, *ids: str, query: dict[str, Any] | None = None, body: Any = None) -> Any: ...


OPERATIONS = Contract.load().operations


@pytest.fixture
def flow_by_httpx(url: str, key: str) -> Iterator[Flow]:
    """Plain HTTP, with the paths of the contract."""
    with httpx.Client(base_url=f"{url}/api/v1", headers={"x-api-key": key}) as client:

        def call(operation: str, *ids: str, query: dict[str, Any] | None = None, body: Any = None) -> Any:
            declared = OPERATIONS[operation]
            path = re.sub(r"\{\w+\}", "{}", declared.path).format(*ids)
            reply = client.request(declared.method, path, params=query, json=body)
            assert reply.status_code == 200, reply.text
            return reply.json()

        yield call


@pytest.fixture
def flow_by_generated(url: str, key: str, generated: Path) -> Iterator[Flow]:
    """The modules that were generated from the contract, each with its own models."""
    made, models = importlib.import_module("made"), importlib.import_module("made.models")
    base = f"{url}/api/v1"
    with made.AuthenticatedClient(base_url=base, token=key, prefix="", auth_header_name="x-api-key") as client:

        def call(operation: str, *ids: str, query: dict[str, Any] | None = None, body: Any = None) -> Any:
            name = operation.replace("-", "_")
            arguments: dict[str, Any] = {name.removesuffix("[]"): value for name, value in (query or {}).items()}
            if body is not None:
                model = f"{''.join(word.capitalize() for word in name.split('_'))}Body"
                arguments["body"] = getattr(models, model).from_dict(body)
            module = importlib.import_module(f"made.api.default.{name}")
            reply = module.sync_detailed(*ids, client=client, **arguments)
            assert reply.status_code == 200, reply.content
            assert reply.parsed is not None
            return json.loads(reply.content)

        yield call


@pytest.mark.parametrize("client", ["flow_by_httpx", "flow_by_generated"])
def test_a_contact_goes_its_way(request: pytest.FixtureRequest, client: str) -> None:
    """Documented: from its stages and fields to the usage, every operation tells of the same contact."""
    call: Flow = request.getfixturevalue(client)
    stages = {stage["name"]: stage["id"] for stage in call("list-contact-stages")["contact_stages"]}
    fields = call("get-a-list-of-all-custom-fields")["typed_custom_fields"]
    notes = {next(field["id"] for field in fields if field["type"] == "string"): "wrote a lot"}
    made = call("create-a-contact", body={"first_name": "Leo", "last_name": "Tolstoy", "email": "leo@example.com"})
    contact_id = made["contact"]["id"]
    found = call("search-for-contacts", body={"q_keywords": "tolstoy", "per_page": 5})
    assert [contact["id"] for contact in found["contacts"]] == [contact_id]
    change = {"title": "Count", "label_names": ["Giants"], "typed_custom_fields": notes}
    call("update-a-contact", contact_id, body=change)
    moved = {"contact_ids[]": [contact_id], "contact_stage_id": stages["Interested"]}
    call("update-contact-stage", query=moved)
    wish = {"entity_ids": [contact_id], "label_names": ["Novelists"], "modality": "contacts"}
    assert [label["name"] for label in call("add-records-to-a-list", body=wish)["labels"]] == ["Novelists"]
    viewed = call("view-a-contact", contact_id)
    assert viewed["contact"]["typed_custom_fields"] == notes
    assert (viewed["contact"]["title"], viewed["contact"]["contact_stage_id"]) == ("Count", stages["Interested"])
    assert [label["name"] for label in viewed["labels"]] == ["Giants", "Novelists"]
    sizes = {label["name"]: label["cached_count"] for label in call("get-a-list-of-all-lists")}
    assert (sizes["Giants"], sizes["Novelists"]) == (1, 1)
    usage = call("post_apiusage")
    assert usage['["api/v1/contacts", "create"]']["hour"]["consumed"] == 1
