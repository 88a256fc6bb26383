"""Which refusals concern the call as a whole: its path, method, credentials, rate and body?"""

from collections.abc import Iterable

from mock_apollo.protocol.messages import TEXT, Headers
from mock_apollo.protocol.refusals.refusal import APOLOGY, Content, Refusal

UPGRADE = "Please upgrade your plan from https://app.apollo.io/#/settings/plans/upgrade."


class NotEmulated(Refusal):
    """The path is not emulated; the reply says so, and does not imitate Apollo."""

    status = 404

    def __init__(self, method: str, path: str) -> None:
        check = "two slashes: does the base URL end in one?" if "//" in path else "check the path for a typing mistake."
        super().__init__(
            f"mock-apollo does not emulate {method} {path}. This is the fake speaking, not Apollo: "
            f"GET /openapi.json lists what it emulates; {check}"
        )

    def headers(self) -> Headers:
        return ((b"x-mock-apollo", b"not-emulated"),)


class MethodNotAllowed(Refusal):
    """The path is known, but not with this method; the Allow header lists those that it has."""

    status = 405

    def __init__(self, method: str, allowed: Iterable[str]) -> None:
        self.allow = ", ".join(sorted(allowed))
        super().__init__(f"{method} is not allowed here. Use {self.allow}.")

    def headers(self) -> Headers:
        return ((b"allow", self.allow.encode()),)


class InvalidCredentials(Refusal):
    """The credential is missing, empty or not accepted."""

    status = 401
    media_type = TEXT

    def content(self) -> Content:
        return "Invalid access credentials."


class NotInScope(Refusal):
    """The key is valid, but may not be used for this action."""

    status = 403

    def __init__(self, action: str) -> None:
        super().__init__(
            f"This API key is not authorized to access api/v1/{action}. Request an API key from your administrator "
            "that includes this endpoint in its configured scope."
        )

    def content(self) -> Content:
        return {"error": str(self), "error_code": "API_INACCESSIBLE"}


class ApiKeyInWrongPlace(Refusal):
    """The key is in the query or the body, where it was accepted until 2024 (observed)."""

    def content(self) -> Content:
        return {
            "error": "API key must be passed in the X-Api-Key header for security reasons",
            "error_code": "INVALID_API_KEY_LOCATION",
        }


class BodyTooLarge(Refusal):
    """The body is larger than `limit` bytes."""

    status = 413

    def __init__(self, limit: int) -> None:
        self.why = f"The body is larger than {limit} bytes; send a smaller one."
        super().__init__(f"{APOLOGY} {self.why}")


class RateLimited(Refusal):
    """A rate limit is reached; `retry_after` is the time until its window ends, in whole seconds."""

    status = 429

    def __init__(self, path: str, limit: int, unit: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"The maximum number of api calls allowed for {path} is {limit} times per {unit}. {UPGRADE}")

    def content(self) -> Content:
        return {"message": str(self)}

    def headers(self) -> Headers:
        return ((b"retry-after", b"%d" % self.retry_after),)


class UnreadableBody(Refusal):
    """The body is not a JSON object; `why` is a sentence that says what it is."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"{APOLOGY} {why}")


class UndeclaredMediaType(UnreadableBody):
    """The Content-Type is missing or not JSON."""
