"""Which peers are there, and what is each of them asked?"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson

from benchmarks.peers import documents
from benchmarks.peers.peer import Package, Peer, Right
from benchmarks.peers.questions import ID, NO_KEY, QUOTA, TYPE, VALUE
from benchmarks.servers import ours, peer
from benchmarks.workload import CONTACT, HEADERS, PATH, UPDATE, Request

AS_APOLLO = {
    NO_KEY: Right(401, "Invalid access credentials."),
    ID: Right(422, "nonsense is not a valid ID"),
    TYPE: Right(422),
    VALUE: Right(422, "2342432 is not a valid ID"),
    QUOTA: Right(429),
}
AS_STRIPE = {
    NO_KEY: Right(401),
    ID: Right(404, "nonsense"),
    TYPE: Right(400, "balance"),
    VALUE: Right(400, "tax_exempt"),
    QUOTA: Right(429),
}
AS_AWS = {
    NO_KEY: Right(400, "MissingAuthenticationToken"),
    ID: Right(400, "ResourceNotFoundException"),
    TYPE: Right(400, "ValidationException"),
    VALUE: Right(400, "ValidationException"),
    QUOTA: Right(400, "Throttl"),
}
STUB = "the update, answered by one stub"


def of_apollo(prefix: str = "/api/v1") -> dict[str, Request]:
    """Return Apollo's questions."""
    update = UPDATE._replace(path=PATH.replace("/api/v1", prefix))
    without_key = {name: value for name, value in HEADERS.items() if name != "x-api-key"}
    return {
        NO_KEY: update._replace(headers=without_key),
        ID: update._replace(path=update.path.replace(CONTACT, "nonsense")),
        TYPE: update._replace(body=orjson.dumps({"title": 5})),
        VALUE: update._replace(body=orjson.dumps({"contact_stage_id": "2342432"})),
        QUOTA: update,
    }


def _apollo(name: str, asked: str = STUB, prefix: str = "/api/v1") -> Peer:
    questions = of_apollo(prefix)
    update = questions[QUOTA]
    look = Request("GET", update.path, HEADERS)
    return Peer(name, asked, lambda _, __: [], update, look, questions, AS_APOLLO)


def _prism(name: str, document: str) -> Peer:
    command = ["node_modules/.bin/prism", "mock", "--host", "127.0.0.1"]
    return _apollo(name, "the update without /api/v1, answered by the document's example", "")._replace(
        package=Package("npm", "@stoplight/prism-cli", "5.16.0", ("npm", "node")),
        documents={document: documents.published if document == "published.json" else documents.contract},
        command=lambda _, port: [*command, "--port", str(port), document],
    )


def _mockoon(name: str, stub: Callable[[], bytes]) -> Peer:
    command = ["node_modules/.bin/mockoon-cli", "start", "--data", "apollo.json", "--disable-log-to-file"]
    return _apollo(name)._replace(
        package=Package("npm", "@mockoon/cli", "9.9.0", ("npm", "node")),
        documents={"apollo.json": stub},
        command=lambda _, port: [*command, "--hostname", "127.0.0.1", "--port", str(port)],
        reset=Request("POST", "/mockoon-admin/state/purge", {}),
    )


STRIPE_HEADERS = {"authorization": "Bearer sk_test_demo", "content-type": "application/x-www-form-urlencoded"}
CUSTOMER = Request("POST", "/v1/customers/{id}", STRIPE_HEADERS, b"description=Novelist")
LOCALSTRIPE = """
import sys
from aiohttp import web
from localstripe.server import app
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None)
"""  # as its own start(), which listens to all of the network

SIGNATURE = "AWS4-HMAC-SHA256 Credential=demo/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
ITEM = {
    "TableName": "contacts",
    "Key": {"id": {"S": CONTACT}},
    "UpdateExpression": "SET title = :title",
    "ExpressionAttributeValues": {":title": {"S": "Novelist"}},
    "ReturnValues": "ALL_NEW",
}
TABLE = {
    "TableName": "contacts",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def dynamodb(act: str, body: Mapping[str, object]) -> Request:
    """Return a call of DynamoDB."""
    target = {"x-amz-target": f"DynamoDB_20120810.{act}", "content-type": "application/x-amz-json-1.0"}
    return Request("POST", "/", {**target, "authorization": SIGNATURE}, orjson.dumps(body))


UPDATE_ITEM = dynamodb("UpdateItem", ITEM)
PEERS = (
    _apollo("mock-apollo", "the update")._replace(
        command=lambda _, port: ours(port),
        when_questioned=lambda _, port: [sys.executable, "-m", "mock_apollo", "serve", "--port", str(port)],
        reset=Request("POST", "/__admin/reset", HEADERS),
    ),
    _apollo("idiomatic FastAPI", "the update")._replace(command=lambda _, port: peer("idiomatic", port)),
    _apollo("WireMock")._replace(
        package=Package("npm", "wiremock", "3.13.2", ("npm", "java")),
        documents={"mappings/update.json": documents.wiremock_stub},
        command=lambda folder, port: [
            *("java", "-jar", str(next(Path(folder).glob("node_modules/wiremock/build/*.jar")))),
            *("--port", str(port), "--bind-address", "127.0.0.1"),
            *("--max-request-journal-entries", "1000"),  # as ours; by default it keeps all of them
        ],
        reset=Request("POST", "/__admin/reset", {}),
        warm_up=50,
    ),
    _prism("Prism, Apollo's document", "published.json"),
    _prism("Prism, our contract", "contract.json"),
    _mockoon("Mockoon", documents.mockoon_stub),
    _mockoon("Mockoon, no templates", documents.mockoon_stub_without_templating),
    _apollo("json-server", "the update of its resource contacts, which it writes to a file")._replace(
        package=Package("npm", "json-server", "0.17.4", ("npm", "node")),
        documents={"data.json": documents.json_server_data, "routes.json": documents.json_server_routes},
        command=lambda _, port: [
            *("node_modules/.bin/json-server", "data.json", "--routes", "routes.json", "--quiet"),
            *("--host", "127.0.0.1", "--port", str(port)),
        ],
    ),
    Peer(
        "localstripe",
        "Stripe's POST /v1/customers/{id}",
        lambda _, port: ["venv/bin/python", "-c", LOCALSTRIPE, str(port)],
        CUSTOMER,
        CUSTOMER._replace(method="GET", body=b""),
        {
            NO_KEY: CUSTOMER._replace(headers={"content-type": STRIPE_HEADERS["content-type"]}),
            ID: CUSTOMER._replace(path="/v1/customers/nonsense"),
            TYPE: CUSTOMER._replace(body=b"balance=abc"),
            VALUE: CUSTOMER._replace(body=b"tax_exempt=nonsense"),
            QUOTA: CUSTOMER,
        },
        AS_STRIPE,
        Package("PyPI", "localstripe", "1.15.10", ()),
        begin=(CUSTOMER._replace(path="/v1/customers", body=b"description=Chief+Writer"),),
        reset=Request("DELETE", "/_config/data", {}),
    ),
    Peer(
        "moto",
        "DynamoDB's UpdateItem of an item as large as our reply",
        lambda _, port: ["venv/bin/moto_server", "--port", str(port)],
        UPDATE_ITEM,
        dynamodb("GetItem", {"TableName": "contacts", "Key": ITEM["Key"]}),
        {
            NO_KEY: UPDATE_ITEM._replace(
                headers={name: value for name, value in UPDATE_ITEM.headers.items() if name != "authorization"}
            ),
            ID: dynamodb("UpdateItem", {**ITEM, "TableName": "nonsense"}),
            TYPE: dynamodb("UpdateItem", {**ITEM, "ExpressionAttributeValues": {":title": {"N": "abc"}}}),
            VALUE: dynamodb("UpdateItem", {**ITEM, "ReturnValues": "NONSENSE"}),
            QUOTA: UPDATE_ITEM,
        },
        AS_AWS,
        Package("PyPI", "moto", "5.2.5", ()),
        begin=(
            dynamodb("CreateTable", TABLE),
            dynamodb("PutItem", {"TableName": "contacts", "Item": documents.dynamodb_item()}),
        ),
        reset=Request("POST", "/moto-api/reset", {}),
    ),
)
