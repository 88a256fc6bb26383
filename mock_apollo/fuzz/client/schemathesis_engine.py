"""How does schemathesis try a client? It generates request bodies, and a harness hands them on as Apollo's replies.

For this the contract is inverted: the schema of each response becomes that of the body of `POST /deliver/<status>`. The
harness that answers there gives the body to the client as Apollo's reply, and answers 500 when the client broke.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TextIO

import orjson

from mock_apollo.fuzz.client.campaign import Campaign, Plan
from mock_apollo.fuzz.client.cases.edits import EditError, difference
from mock_apollo.fuzz.client.cases.replies import Replies
from mock_apollo.fuzz.server.schemathesis_run import check_tool, run
from mock_apollo.protocol.messages import JSON, TEXT, Reply
from mock_apollo.server.asgi import ClientLeftError, Receive, Scope, Send, read_body, write
from mock_apollo.server.background import serving
from mock_apollo.server.children import Children

REPORTS = ("har", "ndjson", "vcr")  # kinds that schemathesis writes itself
PATH = "/deliver/"
LONGEST_RETRY_AFTER = 60  # seconds that a client may wait beside its own time
OK = Reply(204, b"", TEXT)

CONFIGURATION = """\
base-url = "{url}"
request-timeout = {patience}
seed = {seed}
continue-on-failure = true

[generation]
mode = "positive"
max-examples = {max_examples}
database = "none"

[phases.fuzzing]
generation.mode = "positive"

[phases.coverage]
generation.mode = "positive"

[cache]
enabled = false

[checks]
enabled = false
not_a_server_error.enabled = true
"""


def inverted(replies: Replies) -> dict[str, Any]:
    """Return the inverted contract, as an OpenAPI document; statuses whose body is a text are left out."""
    paths: dict[str, Any] = {}
    for shown in replies.documented.values():
        if shown.is_json:
            content = paths.setdefault(f"{PATH}{shown.status}", _delivery(shown.status, shown.schema))
            examples = content["post"]["requestBody"]["content"][JSON.decode()]["examples"]
            examples[shown.head] = {"value": shown.body}
    return {"openapi": "3.1.0", "info": {"title": f"Replies of {replies.operation_id}", "version": "1"}, "paths": paths}


def _delivery(status: int, schema: dict[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": {JSON.decode(): {"schema": schema, "examples": {}}}}
    responses = {"204": {"description": "The client took it."}, "500": {"description": "The client broke."}}
    return {"post": {"operationId": f"deliver-{status}", "requestBody": body, "responses": responses}}


class Harness:
    """An ASGI application that gives each body to the client, one at a time: 204, or 500 when the client broke.

    `error` is the first exception of trying itself, for example when the command cannot be started.
    """

    def __init__(self, campaign: Campaign) -> None:
        self.error: Exception | None = None
        self._campaign = campaign
        self._one_at_a_time = ThreadPoolExecutor(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(receive)
        except ClientLeftError:
            return
        loop = asyncio.get_running_loop()
        await write(await loop.run_in_executor(self._one_at_a_time, self._deliver, scope["path"], body), send)

    def _deliver(self, path: str, body: bytes) -> Reply:
        """Try one body as a case; 400 when the contract does not allow it."""
        replies = self._campaign.replies
        try:
            head, content = path.removeprefix(PATH), orjson.loads(body)
            case = replies.case(head, difference(replies.documented[head].body, content))
        except (EditError, orjson.JSONDecodeError) as error:
            return Reply(400, str(error).encode(), TEXT)
        try:
            found = self._campaign.try_cases([case])
        except Exception as error:  # noqa: BLE001 - by_schemathesis raises it again
            self.error = self.error or error
            return OK
        return Reply(500, f"{found[0].broken.code}: {found[0].broken.why}".encode(), TEXT) if found else OK


def by_schemathesis(campaign: Campaign, reports: Sequence[tuple[str, str]], out: TextIO) -> None:
    """Try the documented success, then what schemathesis generates, and shrink what it finds; a summary goes to `out`.

    Raises FuzzError, and what the client's driver raises.
    """
    check_tool()
    plan = campaign.result.plan
    if campaign.try_cases([campaign.replies.granted]):
        campaign.result.unfit = True
        return
    harness = Harness(campaign)
    with serving(harness) as (url, _), Children() as children:
        outcome = run(children, inverted(campaign.replies), _configuration(plan, url), reports=reports)
    if harness.error:
        raise harness.error
    phases = ", ".join(f"{phase} {count}" for phase, count in outcome.cases.items())
    out.write(f"schemathesis tried {sum(outcome.cases.values())} cases ({phases})\n")
    campaign.shrink(campaign.result.found)
    campaign.grade_behaviours()


def _configuration(plan: Plan, url: str) -> str:
    """Return the text of `schemathesis.toml`."""
    patience = int(plan.timeout) + LONGEST_RETRY_AFTER
    return CONFIGURATION.format(url=url, seed=plan.seed, max_examples=max(plan.max_examples, 1), patience=patience)
