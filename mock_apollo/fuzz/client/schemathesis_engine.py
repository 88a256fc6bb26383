"""How does schemathesis try a client? On a document turned inside out: what Apollo replies is what is sent.

Each response becomes the body of `POST /deliver/<status>`. Whoever answers there hands the body to the client as
Apollo's reply, and answers 500 when that broke it.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TextIO

import orjson

from mock_apollo.fuzz.client.campaign import Plan, Trial
from mock_apollo.fuzz.client.cases.edits import EditError, difference
from mock_apollo.fuzz.client.cases.replies import Replies
from mock_apollo.fuzz.server.schemathesis_run import check_tool, run
from mock_apollo.protocol.messages import JSON, TEXT, Reply
from mock_apollo.server.asgi import ClientLeftError, Receive, Scope, Send, read_body, write
from mock_apollo.server.background import serving

REPORTS = ("har", "ndjson", "vcr")  # of schemathesis, beside ours
PATH = "/deliver/"
LONGEST_WAIT = 60  # seconds that a client may be told to wait, beside its own time
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
    """Hands bodies to a client, one at a time, and answers how it bore them; `error` is why it could not."""

    def __init__(self, trial: Trial) -> None:
        self.error: Exception | None = None
        self._trial = trial
        self._one_at_a_time = ThreadPoolExecutor(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await read_body(receive)
        except ClientLeftError:
            return
        loop = asyncio.get_running_loop()
        await write(await loop.run_in_executor(self._one_at_a_time, self._deliver, scope["path"], body), send)

    def _deliver(self, path: str, body: bytes) -> Reply:
        """What the contract does not allow is not handed on."""
        replies = self._trial.replies
        try:
            head, content = path.removeprefix(PATH), orjson.loads(body)
            case = replies.case(head, difference(replies.documented[head].body, content))
        except (EditError, orjson.JSONDecodeError) as error:
            return Reply(400, str(error).encode(), TEXT)
        try:
            found = self._trial.try_cases([case])
        except Exception as error:  # noqa: BLE001 - whoever waits for the end raises it again
            self.error = self.error or error
            return OK
        return Reply(500, f"{found[0].broken.code}: {found[0].broken.why}".encode(), TEXT) if found else OK


def by_schemathesis(trial: Trial, reports: Sequence[tuple[str, str]], said: TextIO) -> None:
    """What is documented first, then what schemathesis makes up; each thing that it found as small as it can be.

    Raises FuzzError, and what trying raises.
    """
    check_tool()
    plan = trial.result.plan
    if trial.try_cases([trial.replies.granted]):
        trial.result.unfit = True
        return
    harness = Harness(trial)
    with serving(harness) as (url, _):
        outcome = run(inverted(trial.replies), _configuration(plan, url), reports=reports)
    if harness.error:
        raise harness.error
    phases = ", ".join(f"{phase} {count}" for phase, count in outcome.cases.items())
    said.write(f"schemathesis tried {sum(outcome.cases.values())} cases ({phases})\n")
    trial.shrink(trial.result.found)
    trial.see_behaviours()


def _configuration(plan: Plan, url: str) -> str:
    """The whole of schemathesis' settings."""
    patience = int(plan.timeout) + LONGEST_WAIT
    return CONFIGURATION.format(url=url, seed=plan.seed, max_examples=max(plan.max_examples, 1), patience=patience)
