"""What does the judge look at? One call with its reply, and who said it when."""

from collections.abc import Hashable
from typing import NamedTuple

from mock_apollo.contract.document import Operation
from mock_apollo.contract.fields import Fields
from mock_apollo.messages import Call, Reply
from mock_apollo.refusals import Content


class Exchange(NamedTuple):
    """A call and its reply.

    `client` tells one client's calls from another's, and is never shown. `at` is in ms since 1970.
    `content` is what the body of the reply means, None where that is not known.
    `fields` are there when the operation has read them, and found their values lawful.
    """

    call: Call
    reply: Reply
    client: Hashable
    at: int
    operation: Operation | None
    content: Content | None
    fields: Fields | None = None
