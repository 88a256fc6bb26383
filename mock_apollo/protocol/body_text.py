"""How is a body written in a JSON document? As text, or in base64 when it is not UTF-8."""

import base64

BASE64 = "base64"
UTF_8 = "utf-8"


def body_as_text(body: bytes) -> tuple[str, str]:
    """Return the body as text, and the encoding: `utf-8` or `base64`."""
    try:
        return body.decode(), UTF_8
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), BASE64


def body_from_text(text: str, encoding: str | None) -> bytes:
    """Return the bytes of a body that was written as text, or in base64. Raises ValueError."""
    return base64.b64decode(text) if encoding == BASE64 else text.encode("utf-8", "surrogatepass")
