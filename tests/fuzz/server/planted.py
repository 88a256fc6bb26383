"""Which bugs must the fuzzer find? Each is planted in a fake, at the operations of one method and path."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from mock_apollo.apollo.answer import Apollo
from mock_apollo.fuzz.server.rounds import DELETED, LAWFUL, UNAUTHORISED, Round
from mock_apollo.fuzz.server.target import KEY
from mock_apollo.protocol.messages import JSON, TEXT, Call, Reply
from mock_apollo.protocol.refusals import Refusal
from mock_apollo.server.asgi import Receive, Scope, Send, read_body, write
from mock_apollo.server.background import serving
from tests.calls import new_apollo

Answer = Callable[[Apollo, Call], Reply]
GRANTED = Reply(200, b'{"contact":{},"labels":[]}')


def fastapi_422(apollo: Apollo, call: Call) -> Reply:
    """Answer 422 with the body that FastAPI would send."""
    reply = apollo.answer(call)
    return Reply(422, b'{"detail":[{"loc":["body"],"msg":"wrong"}]}') if reply.status == 422 else reply


def wrong_401_text(apollo: Apollo, call: Call) -> Reply:
    """Answer 401 with the right media type and other words."""
    reply = apollo.answer(call)
    return Reply(401, b"Unauthorized", TEXT) if reply.status == 401 else reply


def json_401(apollo: Apollo, call: Call) -> Reply:
    """Answer 401 with the right words as JSON."""
    reply = apollo.answer(call)
    return Reply(401, b'"Invalid access credentials."', JSON) if reply.status == 401 else reply


def null_accepted(apollo: Apollo, call: Call) -> Reply:
    """Answer 200 where null was sent."""
    reply = apollo.answer(call)
    return GRANTED if reply.status == 422 and b"not null" in reply.body and call.body else reply


def undocumented_400(apollo: Apollo, call: Call) -> Reply:
    """Answer 400, which is not documented, instead of 422."""
    reply = apollo.answer(call)
    return Reply(400, reply.body) if reply.status == 422 else reply


def missing_allow(apollo: Apollo, call: Call) -> Reply:
    """Answer 405 without the header Allow."""
    reply = apollo.answer(call)
    return Reply(405, reply.body) if reply.status == 405 else reply


def use_after_delete(apollo: Apollo, call: Call) -> Reply:
    """Update contacts that were deleted."""
    reply = apollo.answer(call)
    return GRANTED if b"deleted_contact_ids" in reply.body else reply


def lost_update(apollo: Apollo, call: Call) -> Reply:
    """Show an update, and forget it."""
    world = apollo.keys.open(KEY)
    try:
        before = world.contact(call.path.rpartition("/")[2])
    except Refusal:
        return apollo.answer(call)
    reply = apollo.answer(call)
    world.put_contact(before)
    return reply


def ignored_field(apollo: Apollo, call: Call) -> Reply:
    """Answer 200, and leave the title as it is."""
    return apollo.answer(Call(call.method, call.path, call.query, call.headers, call.body.replace(b'"title"', b'"t"')))


class Bug(NamedTuple):
    """How the operation of a method and path answers, the round that finds the bug, and words of the finding."""

    answer: Answer
    found_by: Round
    method: str
    path: str
    words: str

    @property
    def label(self) -> str:
        """How reports name the operation."""
        return f"{self.method} {self.path}"


CONTACT = "/contacts/{contact_id}"
BUGS = (
    Bug(null_accepted, LAWFUL, "PATCH", CONTACT, "Schema-violating request accepted"),
    Bug(lost_update, LAWFUL, "PUT", CONTACT, "this update was lost"),
    Bug(fastapi_422, LAWFUL, "PATCH", "/accounts/{account_id}", "Response violates schema"),
    Bug(ignored_field, LAWFUL, "POST", "/contacts", "does not show the values that were sent as title"),
    Bug(undocumented_400, LAWFUL, "PUT", "/accounts/{account_id}", "Undocumented status code"),
    Bug(missing_allow, LAWFUL, "GET", "/contact_stages", "Allow"),
    Bug(wrong_401_text, UNAUTHORISED, "PATCH", CONTACT, "The words of a 401 must be: Invalid access credentials."),
    Bug(json_401, UNAUTHORISED, "GET", CONTACT, "Undocumented Content-Type"),
    Bug(use_after_delete, DELETED, "PATCH", CONTACT, "expected_status"),
)


class BuggyFake:
    """An ASGI application that answers as Apollo does, but for some bugs."""

    def __init__(self, bugs: Sequence[Bug]) -> None:
        self._apollo = new_apollo(keys=KEY, rate_limit="off")
        self._bugs = {bug.label: bug.answer for bug in bugs}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        call = Call(scope["method"], path, query, scope["headers"], await read_body(receive))
        await write(self._bug_of(call)(self._apollo, call), send)

    def _bug_of(self, call: Call) -> Answer:
        """Return how the called operation answers; a method that its path does not have gets a bug of the path."""
        try:
            operation, _ = self._apollo.contract.find(call.method, call.path)
        except Refusal:
            return next(
                (answer for label, answer in self._bugs.items() if call.path.endswith(label.split()[1])), _correct
            )
        return self._bugs.get(f"{operation.method} {operation.path}", _correct)


def _correct(apollo: Apollo, call: Call) -> Reply:
    return apollo.answer(call)


@contextmanager
def buggy_fake(bugs: Sequence[Bug]) -> Iterator[str]:
    """Serve a fake with bugs; the value is its URL."""
    with serving(BuggyFake(bugs)) as (url, _):
        yield url
