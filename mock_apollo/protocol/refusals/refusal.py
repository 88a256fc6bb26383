"""What do all refusals have in common?"""

from typing import Any, ClassVar

import orjson

from mock_apollo.protocol.messages import JSON, Headers, Reply, lines_of

Content = dict[str, Any] | list[dict[str, Any]] | str

APOLOGY = "Something's wrong with your API request."


class Refusal(Exception):  # noqa: N818 - not an error: Apollo answers it
    """A reply other than 200; `str()` gives its message."""

    status: ClassVar[int] = 422
    media_type: ClassVar[bytes] = JSON

    def reply(self, lines: bytes = b"") -> Reply:
        """Return the complete reply; the `lines` of other headers are appended to those of the refusal."""
        return Reply(self.status, self.body(), self.media_type, lines_of(self.headers()) + lines)

    def body(self) -> bytes:
        """Serialise the content."""
        content = self.content()
        return content.encode() if isinstance(content, str) else orjson.dumps(content)

    def content(self) -> Content:
        """Return the body before it is serialised: a JSON value, or text."""
        return {"error": str(self)}

    def headers(self) -> Headers:
        """Return the headers that only this refusal has."""
        return ()
