"""What does a peer get wrong? Each question is asked over HTTP, and the answer held to the real service's."""

import http.client
from http import HTTPStatus
from typing import NamedTuple

from benchmarks.peers.peer import Peer, Right
from benchmarks.workload import Request

PATIENCE = 10.0  # seconds for a reply
CALLS = 601  # calls of an hour, one more than Apollo grants
OTHER = b"Essayist"  # a stub made for "Novelist" cannot know it
REPLY, LATER = "change in the reply", "change in a later GET"
NO_KEY, ID, TYPE, VALUE, QUOTA = "no key", "malformed id", "wrong type", "unknown value", "over quota"


class Answer(NamedTuple):
    """A reply, or status 0 for none."""

    status: int
    body: bytes


class Verdict(NamedTuple):
    """What was answered, and whether that is right."""

    said: str
    right: bool


def ask(port: int, request: Request) -> Answer:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {name: value for name, value in request.headers.items() if name not in {"host", "accept-encoding"}}
    try:
        connection.request(request.method, request.path, request.body, headers)
        reply = connection.getresponse()
        return Answer(reply.status, reply.read())
    except TimeoutError:
        return Answer(0, b"")
    finally:
        connection.close()


def question(peer: Peer, port: int) -> dict[str, Verdict]:
    """Ask everything."""
    other = peer.update._replace(body=peer.update.body.replace(b"Novelist", OTHER))
    verdicts = {REPLY: _shows(ask(port, other)), LATER: _shows(ask(port, peer.look))}
    for name, request in peer.questions.items():
        right = peer.right[name]
        verdicts[name] = judge(_of_many(port, request) if name == QUOTA else ask(port, request), right)
    return verdicts


def judge(answer: Answer, right: Right) -> Verdict:
    """Hold an answer to what the real service says."""
    if answer.status != right.status:
        return Verdict(str(answer.status or "no reply"), right=False)
    if right.words.encode() not in answer.body:
        return Verdict(f"{answer.status}, other words", right=False)
    return Verdict(str(answer.status), right=True)


def _shows(answer: Answer) -> Verdict:
    shown = OTHER in answer.body
    return Verdict("yes" if shown else "no" if answer.status == HTTPStatus.OK else str(answer.status), right=shown)


def _of_many(port: int, request: Request) -> Answer:
    """Return the first refusal, or the last answer."""
    for _ in range(CALLS):
        answer = ask(port, request)
        if answer.status != HTTPStatus.OK:
            break
    return answer
