"""What are the peers given to answer from? One stub with our reply, the contract, or the contact itself."""

from pathlib import Path
from typing import Any

import orjson

from benchmarks.workload import CONTACT, sample_reply

OPENAPI = Path(__file__).parents[2] / "openapi"


def wiremock_stub() -> bytes:
    """Return a mapping that answers the update with our reply."""
    reply = sample_reply()
    return orjson.dumps(
        {
            "request": {"method": "PATCH", "urlPathPattern": "/api/v1/contacts/[^/]+"},
            "response": {
                "status": reply.status,
                "headers": {"content-type": "application/json; charset=utf-8"},
                "body": reply.body.decode(),
            },
        }
    )


def mockoon_stub(*, templating: bool = True) -> bytes:
    """Return an environment with one route that answers the update with our reply, a template as all replies are."""
    response = {
        "uuid": "00000000-0000-4000-8000-000000000003",
        "body": sample_reply().body.decode(),
        "statusCode": 200,
        "headers": [{"key": "content-type", "value": "application/json; charset=utf-8"}],
        "disableTemplating": not templating,
        "default": True,
    }
    route = {
        "uuid": "00000000-0000-4000-8000-000000000002",
        "type": "http",
        "method": "patch",
        "endpoint": "api/v1/contacts/:id",
        "responses": [response],
    }
    environment = {
        "uuid": "00000000-0000-4000-8000-000000000001",
        "lastMigration": 33,
        "name": "Apollo",
        "routes": [route],
        "rootChildren": [{"type": "route", "uuid": route["uuid"]}],
    }
    return orjson.dumps(environment)


def mockoon_stub_without_templating() -> bytes:
    """Return the same, its reply taken as it is."""
    return mockoon_stub(templating=False)


def json_server_data() -> bytes:
    """Return one resource, contacts, with the contact of our reply as it was before the update."""
    return orjson.dumps({"contacts": [_contact()]})


def json_server_routes() -> bytes:
    """Return the prefix of Apollo's paths."""
    return orjson.dumps({"/api/v1/*": "/$1"})


def dynamodb_item() -> dict[str, dict[str, str]]:
    """Return an item as large as our reply: the contact as text, and its title."""
    return {"id": {"S": CONTACT}, "title": {"S": "Chief Writer"}, "contact": {"S": orjson.dumps(_contact()).decode()}}


def published() -> bytes:
    """Return the document that Apollo publishes."""
    return (OPENAPI / "update-a-contact.json").read_bytes()


def contract() -> bytes:
    """Return our contract, made from it."""
    return (OPENAPI / "contract.json").read_bytes()


def _contact() -> dict[str, Any]:
    contact: dict[str, Any] = orjson.loads(sample_reply().body)["contact"]
    return {**contact, "title": "Chief Writer"}
