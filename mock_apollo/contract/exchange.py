"""What is judged? A call with its reply, its client and its time."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from mock_apollo.contract.document import Operation
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.refusals import Content


class Exchange(NamedTuple):
    """A call and its reply, with what is already known about them.

    - `client`: identifies the client, and is never shown; None when it is unknown
    - `at`, `until`: when the call began and when the reply was complete, in ms since 1970; None when unknown
    - `operation`: the operation that the call addresses; None when the contract has none
    - `content`: the parsed body of the reply; None when it is unknown, and then the reply is not judged
    - `fields`: the fields of a call that was answered with 200, found valid by the schema; else None
    - `ids`: the decoded ids in the path, as `Contract.find` returned them; empty without an operation
    """

    call: Call
    reply: Reply
    client: Hashable
    at: int | None
    operation: Operation | None
    content: Content | None
    fields: Fields | None = None
    until: int | None = None
    ids: Sequence[str] = ()
