"""What is a refusal?"""

from typing import Any, ClassVar

import orjson

from mock_apollo.protocol.messages import JSON, Headers, Reply

Content = dict[str, Any] | list[dict[str, Any]] | str

APOLOGY = "Something's wrong with your API request."


class Refusal(Exception):  # noqa: N818 - not an error: it is what Apollo answers
    """Apollo says no; `reply()` is how."""

    status: ClassVar[int] = 422
    media_type: ClassVar[bytes] = JSON

    def reply(self, headers: Headers = ()) -> Reply:
        """The reply, whole, with headers that belong on any reply."""
        return Reply(self.status, self.body(), self.media_type, (*self.headers(), *headers))

    def body(self) -> bytes:
        """The content as bytes."""
        content = self.content()
        return content.encode() if isinstance(content, str) else orjson.dumps(content)

    def content(self) -> Content:
        """What the body says: a JSON object, or plain text."""
        return {"error": str(self)}

    def headers(self) -> Headers:
        """What this refusal adds to the reply's headers."""
        return ()
