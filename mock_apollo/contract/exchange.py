"""What does the judge look at? One call with its reply, and who said it when."""

from collections.abc import Hashable
from typing import NamedTuple

from mock_apollo.contract.document import Operation
from mock_apollo.contract.request_fields import Fields
from mock_apollo.protocol.messages import Call, Reply
from mock_apollo.protocol.refusals import Content


class Exchange(NamedTuple):
    """A call and its reply.

    `client` tells one client's calls from another's, and is never shown; None when that is not known.
    `at` and `until` are when the call began and when its reply was there, in ms since 1970, None when not known.
    `content` is what the body of the reply means, None where that is not known.
    `fields` are there when they were read and found lawful, and the call was granted.
    """

    call: Call
    reply: Reply
    client: Hashable
    at: int | None
    operation: Operation | None
    content: Content | None
    fields: Fields | None = None
    until: int | None = None
