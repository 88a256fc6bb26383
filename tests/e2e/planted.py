"""A fake with a bug in it, on purpose: `python -m tests.e2e.planted BUG`. The fuzzer must find each of them."""

import sys
from collections.abc import Callable
from typing import NamedTuple

from mock_apollo.apollo.answer import Apollo
from mock_apollo.fuzz.server.rounds import DELETED, LAWFUL, UNAUTHORISED, Round
from mock_apollo.fuzz.server.target import KEY
from mock_apollo.protocol.messages import JSON, TEXT, Call, Reply
from mock_apollo.protocol.refusals import Refusal
from mock_apollo.server.build import build_app, build_greeting, load_records
from mock_apollo.server.listen import address_of, listen
from mock_apollo.server.serve import serve
from mock_apollo.server.settings import Settings
from tests.calls import new_apollo

Answer = Callable[[Apollo, Call], Reply]
GRANTED = Reply(200, b'{"contact":{},"labels":[]}')


def fastapi_422(apollo: Apollo, call: Call) -> Reply:
    """The body that FastAPI would send."""
    reply = apollo.answer(call)
    return Reply(422, b'{"detail":[{"loc":["body"],"msg":"wrong"}]}') if reply.status == 422 else reply


def wrong_401_text(apollo: Apollo, call: Call) -> Reply:
    """Other words, the right media type."""
    reply = apollo.answer(call)
    return Reply(401, b"Unauthorized", TEXT) if reply.status == 401 else reply


def json_401(apollo: Apollo, call: Call) -> Reply:
    """The right words as JSON."""
    reply = apollo.answer(call)
    return Reply(401, b'"Invalid access credentials."', JSON) if reply.status == 401 else reply


def null_accepted(apollo: Apollo, call: Call) -> Reply:
    """A 200 where null was sent."""
    reply = apollo.answer(call)
    return GRANTED if reply.status == 422 and b"not null" in reply.body and call.body else reply


def undocumented_400(apollo: Apollo, call: Call) -> Reply:
    """A status that is not declared."""
    reply = apollo.answer(call)
    return Reply(400, reply.body) if reply.status == 422 else reply


def missing_allow(apollo: Apollo, call: Call) -> Reply:
    """A 405 that does not say what is allowed."""
    reply = apollo.answer(call)
    return Reply(405, reply.body) if reply.status == 405 else reply


def use_after_delete(apollo: Apollo, call: Call) -> Reply:
    """A contact that was deleted can still be updated."""
    reply = apollo.answer(call)
    return GRANTED if b"deleted_contact_ids" in reply.body else reply


def lost_update(apollo: Apollo, call: Call) -> Reply:
    """The reply shows the update, and the world forgets it."""
    world = apollo.keys.open(KEY)
    try:
        before = world.contact(call.path.rpartition("/")[2])
    except Refusal:
        return apollo.answer(call)
    reply = apollo.answer(call)
    world.put_contact(before)
    return reply


def ignored_field(apollo: Apollo, call: Call) -> Reply:
    """A title is granted, and not taken over."""
    return apollo.answer(Call(call.method, call.path, call.query, call.headers, call.body.replace(b'"title"', b'"t"')))


class Bug(NamedTuple):
    """How a fake answers that has it, the round that finds it, and the words of the finding."""

    answer: Answer
    found_by: Round
    as_: str


BUGS = {
    bug.answer.__name__: bug
    for bug in (
        Bug(fastapi_422, LAWFUL, "Response violates schema"),
        Bug(wrong_401_text, UNAUTHORISED, "Response violates schema"),
        Bug(json_401, UNAUTHORISED, "Undocumented Content-Type"),
        Bug(null_accepted, LAWFUL, "Schema-violating request accepted"),
        Bug(undocumented_400, LAWFUL, "Undocumented status code"),
        Bug(missing_allow, LAWFUL, "Allow"),
        Bug(use_after_delete, DELETED, "expected_status"),
        Bug(lost_update, LAWFUL, "this update was lost"),
        Bug(ignored_field, LAWFUL, "does not show what was sent as title"),
    )
}


def main() -> None:
    """Serve with one bug."""
    bug = BUGS[sys.argv[1]]
    settings = Settings(log_format="off")
    correct, broken = (new_apollo(keys=KEY, rate_limit="off") for _ in range(2))
    broken.keys, broken.journal = correct.keys, correct.journal
    broken.answer = lambda call: bug.answer(correct, call)  # type: ignore[method-assign]
    listener = listen("127.0.0.1", 0)
    sys.stdout.write(f"on {address_of(listener.getsockname())}\n")
    sys.stdout.flush()
    serve(build_app(broken, build_greeting(settings, load_records(settings))), listener)


if __name__ == "__main__":
    main()
