"""How does schemathesis try a client? On a document turned inside out: what Apollo replies is what is sent.

Each response becomes the body of `POST /deliver/<status>`. Whoever answers there hands the body to the client as
Apollo's reply, and answers 500 when that broke it.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, TextIO

import orjson

from mock_apollo.background import serving
from mock_apollo.fuzz.client.edits import EditError, difference
from mock_apollo.fuzz.client.replies import Replies
from mock_apollo.fuzz.client.trial import Trial
from mock_apollo.fuzz.tool import check_tool, run
from mock_apollo.messages import JSON, TEXT, Reply
from mock_apollo.web.front import ClientLeftError, Receive, Scope, Send, read_body, write

REPORTS = ("har", "ndjson", "vcr")  # of schemathesis, beside ours
PATH = "/deliver/"
OK = Reply(204, b"", TEXT)

CONFIGURATION = """\
base-url = "{url}"
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
    """The document by which replies are sent; a status whose reply can only be one text is left out."""
    paths: dict[str, Any] = {}
    for shown in replies.documented.values():
        if shown.is_json:
            content = paths.setdefault(f"{PATH}{shown.status}", _delivery(shown.status, shown.schema))
            examples = content["post"]["requestBody"]["content"][JSON.decode()]["examples"]
            examples[shown.head] = {"value": shown.body}
    return {"openapi": "3.1.0", "info": {"title": f"Replies of {replies.operation_id}", "version": "1"}, "paths": paths}


def _delivery(status: int, schema: dict[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": {JSON.decode(): {"schema": schema, "examples": {}}}}
    responses = {"204": {"description": "The client bore it."}, "500": {"description": "It broke."}}
    return {"post": {"operationId": f"deliver-{status}", "requestBody": body, "responses": responses}}


class Harness:
    """Hands bodies to a client, and answers how it bore them."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(receive)
        except ClientLeftError:
            return
        await write(await asyncio.to_thread(self._deliver, scope["path"], body), send)

    def _deliver(self, path: str, body: bytes) -> Reply:
        """What the contract does not allow is not handed on."""
        replies = self._trial.replies
        try:
            head, content = path.removeprefix(PATH), orjson.loads(body)
            case = replies.case(head, difference(replies.documented[head].body, content))
        except (EditError, orjson.JSONDecodeError) as error:
            return Reply(400, str(error).encode(), TEXT)
        found = self._trial.try_cases([case])
        return (
            Reply(500, "".join(f"{one.broken.code}: {one.broken.why}" for one in found).encode(), TEXT) if found else OK
        )


def by_schemathesis(trial: Trial, reports: Sequence[tuple[str, str]], said: TextIO) -> None:
    """What schemathesis makes up, with each thing that it found as small as it can be. Raises FuzzError."""
    check_tool()
    plan = trial.result.plan
    with serving(Harness(trial)) as (url, _):
        settings = CONFIGURATION.format(url=url, seed=plan.seed, max_examples=max(plan.max_examples, 1))
        outcome = run(inverted(trial.replies), settings, reports=reports)
    phases = ", ".join(f"{phase} {count}" for phase, count in outcome.cases.items())
    said.write(f"schemathesis tried {sum(outcome.cases.values())} cases ({phases})\n")
    found, trial.result.found = trial.result.found, []
    firsts = {one.broken.cause: one for one in reversed(found)}
    trial.result.found = [*firsts.values()]
    trial.shrink(trial.result.found)
