"""A fake with a bug in it, on purpose: `python -m tests.e2e.planted BUG`. The fuzzer must find each of them."""

import sys
from collections.abc import Callable

from mock_apollo.build import build_app, build_greeting, load_records
from mock_apollo.cli import address_of
from mock_apollo.doorstep import listen
from mock_apollo.messages import JSON, TEXT, Call, Reply
from mock_apollo.settings import Settings
from mock_apollo.web.server import serve
from tests.calls import new_apollo

Bug = Callable[[Call, Reply], Reply]


def fastapi_422(_: Call, reply: Reply) -> Reply:
    """The body that FastAPI would send."""
    return Reply(422, b'{"detail":[{"loc":["body"],"msg":"wrong"}]}') if reply.status == 422 else reply


def wrong_401_text(_: Call, reply: Reply) -> Reply:
    """Other words, the right media type."""
    return Reply(401, b"Unauthorized", TEXT) if reply.status == 401 else reply


def json_401(_: Call, reply: Reply) -> Reply:
    """The right words as JSON."""
    return Reply(401, b'"Invalid access credentials."', JSON) if reply.status == 401 else reply


def null_accepted(call: Call, reply: Reply) -> Reply:
    """A 200 where null was sent."""
    accepted = Reply(200, b'{"contact":{},"labels":[]}')
    return accepted if reply.status == 422 and b"not null" in reply.body and call.body else reply


def undocumented_400(_: Call, reply: Reply) -> Reply:
    """A status that is not declared."""
    return Reply(400, reply.body) if reply.status == 422 else reply


def missing_allow(_: Call, reply: Reply) -> Reply:
    """A 405 that does not say what is allowed."""
    return Reply(405, reply.body) if reply.status == 405 else reply


BUGS: dict[str, Bug] = {
    bug.__name__: bug for bug in (fastapi_422, wrong_401_text, json_401, null_accepted, undocumented_400, missing_allow)
}


def main() -> None:
    """Serve with one bug."""
    bug = BUGS[sys.argv[1]]
    settings = Settings(log_format="off")
    apollo = new_apollo(keys="fuzz", rate_limit="off")
    answer = apollo.answer
    apollo.answer = lambda call: bug(call, answer(call))  # type: ignore[method-assign]
    listener = listen("127.0.0.1", 0)
    sys.stdout.write(f"on {address_of(listener.getsockname())}\n")
    sys.stdout.flush()
    serve(build_app(apollo, build_greeting(settings, load_records(settings))), listener)


if __name__ == "__main__":
    main()
