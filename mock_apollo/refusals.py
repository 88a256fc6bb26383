"""Every way Apollo says no, each with its exact reply.

Refusal
├── NotEmulated              404   this fake does not play that path
├── MethodNotAllowed         405   the path is known, the method is not
├── InvalidCredentials       401   text/plain, as documented
├── NotInScope               403   the key is limited to other operations
├── ApiKeyInWrongPlace       422   an `api_key` in the query or the body
├── BodyTooLarge             413
├── RateLimited              429   with Retry-After
├── UnreadableBody           422   no JSON object could be made of it
│   └── UndeclaredMediaType  422   it says that it is something else
├── InvalidValue             422   a field has a value that it cannot have
├── InvalidId                422   as documented: "... is not a valid ID"
├── UnknownContact           422
│   └── ContactNotFound      404   the same, when the policy prefers 404
├── ContactDeleted           422   as documented, with `deleted_contact_ids`
├── ContactGone              422   the same, when it is only looked at
├── ContactHidden            422   it belongs to somebody whose contacts this key may not see
├── MissingParameter         422   as documented: "Required parameter ... missing"
├── ValidationFailed         422   as documented for many contacts at once, with `error_details`
├── FieldRefused             422   as documented for custom fields
├── CrmMappingRefused        403   as documented for custom fields
├── DeclaredRefusal          422   in the words that the contract has beside a schema
├── RecordNotFound           404   as documented for lists
└── NameTaken                422   as documented for lists
"""

from collections.abc import Iterable
from typing import Any, ClassVar

import orjson

from mock_apollo.messages import JSON, TEXT, Headers, Reply

Content = dict[str, Any] | list[dict[str, Any]] | str

APOLOGY = "Something's wrong with your API request."
UPGRADE = "Please upgrade your plan from https://app.apollo.io/#/settings/plans/upgrade."


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


class NotEmulated(Refusal):
    """The path is not among those that this fake plays; never an imitation of Apollo."""

    status = 404

    def __init__(self, method: str, path: str) -> None:
        super().__init__(
            f"mock-apollo does not emulate {method} {path}. This is the fake speaking, not Apollo: "
            "see the README for what it emulates, and check the path for a typing mistake."
        )

    def headers(self) -> Headers:
        return ((b"x-mock-apollo", b"not-emulated"),)


class MethodNotAllowed(Refusal):
    """The path is known, but not with this method."""

    status = 405

    def __init__(self, method: str, allowed: Iterable[str]) -> None:
        self.allow = ", ".join(sorted(allowed))
        super().__init__(f"{method} is not allowed here. Use {self.allow}.")

    def headers(self) -> Headers:
        return ((b"allow", self.allow.encode()),)


class InvalidCredentials(Refusal):
    """No credential, an empty one, or one that Apollo does not accept."""

    status = 401
    media_type = TEXT

    def content(self) -> Content:
        return "Invalid access credentials."


class NotInScope(Refusal):
    """The key is good, but not for this."""

    status = 403

    def __init__(self, action: str) -> None:
        super().__init__(
            f"This API key is not authorized to access api/v1/{action}. Request an API key from your administrator "
            "that includes this endpoint in its configured scope."
        )

    def content(self) -> Content:
        return {"error": str(self), "error_code": "API_INACCESSIBLE"}


class ApiKeyInWrongPlace(Refusal):
    """A key in the query or the body, where it was accepted until 2024."""

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
    """A window is spent; `retry_after` is the whole seconds until it opens anew."""

    status = 429

    def __init__(self, path: str, limit: int, unit: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"The maximum number of api calls allowed for {path} is {limit} times per {unit}. {UPGRADE}")

    def content(self) -> Content:
        return {"message": str(self)}

    def headers(self) -> Headers:
        return ((b"retry-after", b"%d" % self.retry_after),)


class UnreadableBody(Refusal):
    """No JSON object could be made of the body."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"{APOLOGY} {why}")


class UndeclaredMediaType(UnreadableBody):
    """The body says that it is something else than JSON."""


class InvalidValue(Refusal):
    """A field has a value that it cannot have."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{APOLOGY} {field} {why}")


class InvalidId(Refusal):
    """An id has the wrong shape, or names nothing."""

    def __init__(self, value: str) -> None:
        super().__init__(f"Parameters misconfigured. {value} is not a valid ID")


class UnknownContact(Refusal):
    """The id has the right shape, but no contact bears it."""

    def __init__(self, contact_id: str) -> None:
        self.contact_id = contact_id
        super().__init__("Oops! This contact does not exist in Apollo.")


class ContactNotFound(UnknownContact):
    """The same in the words of Apollo's other resources."""

    status = 404

    def content(self) -> Content:
        message = f"Could not find contact with id {self.contact_id}"
        return {"message": message, "error": "Record not found."}


class ContactDeleted(Refusal):
    """The contact was there once."""

    def __init__(self, contact_ids: Iterable[str]) -> None:
        self.contact_ids = list(contact_ids)
        super().__init__("Cannot update contact as it is deleted.")

    def content(self) -> Content:
        return {"error": str(self), "deleted_contact_ids": self.contact_ids}


class ContactGone(Refusal):
    """The contact was there once, and was to be looked at."""

    def __init__(self) -> None:
        super().__init__("This contact has been deleted.")


class ContactHidden(Refusal):
    """The contact is there, but not for this key."""

    def __init__(self) -> None:
        super().__init__("You are not authorized to view this page.")


class MissingParameter(Refusal):
    """Something without which the operation cannot be carried out."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Required parameter '{name}' missing")


class ValidationFailed(Refusal):
    """One of many contacts has a value that it cannot have, so none of them is changed."""

    def __init__(self, contact_id: str, field: str, message: str) -> None:
        self.details = {"contact_id": contact_id, "field": field, "message": message}
        super().__init__("Validation failed")

    def content(self) -> Content:
        return {"error": str(self), "error_details": self.details}


class FieldRefused(Refusal):
    """A custom field cannot become what is wished for, in the words of Apollo."""


class CrmMappingRefused(Refusal):
    """What belongs to another system is set elsewhere."""

    status = 403

    def __init__(self) -> None:
        super().__init__("CRM Mapping cannot be configured using API Call")


class DeclaredRefusal(Refusal):
    """What the contract has words of its own for, beside the schema that is broken (`x-apollo-refusals`).

    `{value}` in the words stands for the value.
    """

    def __init__(self, declared: dict[str, Any], value: str = "") -> None:
        self._content = {**declared, "error": declared["error"].replace("{value}", value)}
        super().__init__(self._content["error"])

    def content(self) -> Content:
        return self._content


class RecordNotFound(Refusal):
    """A list that does not exist."""

    status = 404

    def __init__(self, kind: str, record_id: str) -> None:
        self.message = f"Could not find {kind} with id {record_id}"
        super().__init__(self.message)

    def content(self) -> Content:
        return {"message": self.message, "error": "Record not found."}


class NameTaken(Refusal):
    """Lists of one modality have different names."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} already exists")

    def content(self) -> Content:
        return {"error": str(self), "skip_alert_dialog": True}
