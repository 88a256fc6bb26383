"""Which refusals concern the fields of a call?"""

from typing import Any

from mock_apollo.protocol.refusals.refusal import APOLOGY, Content, Refusal


class InvalidValue(Refusal):
    """A field has an invalid value; `why` continues the sentence that begins with its name."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{APOLOGY} {field} {why}")


class InvalidId(Refusal):
    """An id is malformed, or no record has it."""

    def __init__(self, value: str) -> None:
        super().__init__(f"Parameters misconfigured. {value} is not a valid ID")


class MissingParameter(Refusal):
    """A required parameter is missing."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Required parameter '{name}' missing")


class DeclaredRefusal(Refusal):
    """A refusal whose body is declared in the contract, beside the schema that is violated (`x-apollo-refusals`).

    `{value}` in its error is replaced by the value.
    """

    def __init__(self, declared: dict[str, Any], value: str = "") -> None:
        self._content = {**declared, "error": declared["error"].replace("{value}", value)}
        super().__init__(self._content["error"])

    def content(self) -> Content:
        return self._content


class ValidationFailed(Refusal):
    """One of many contacts has an invalid value, so none is changed."""

    def __init__(self, contact_id: str, field: str, message: str) -> None:
        self.details = {"contact_id": contact_id, "field": field, "message": message}
        super().__init__("Validation failed")

    def content(self) -> Content:
        return {"error": str(self), "error_details": self.details}


class FieldRefused(Refusal):
    """A change of a custom field that is not possible; the message is Apollo's."""


class CrmMappingRefused(Refusal):
    """The CRM mapping of a custom field cannot be changed by a call."""

    status = 403

    def __init__(self) -> None:
        super().__init__("CRM Mapping cannot be configured using API Call")


class NameTaken(Refusal):
    """Another list of the same modality has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} already exists")

    def content(self) -> Content:
        return {"error": str(self), "skip_alert_dialog": True}
