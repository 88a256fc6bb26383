"""What is wrong with the fields of a call?"""

from typing import Any

from mock_apollo.protocol.refusals.refusal import APOLOGY, Content, Refusal


class InvalidValue(Refusal):
    """A field has a value that it cannot have."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{APOLOGY} {field} {why}")


class InvalidId(Refusal):
    """An id has the wrong shape, or names nothing."""

    def __init__(self, value: str) -> None:
        super().__init__(f"Parameters misconfigured. {value} is not a valid ID")


class MissingParameter(Refusal):
    """Something without which the operation cannot be carried out."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Required parameter '{name}' missing")


class DeclaredRefusal(Refusal):
    """What the contract has words of its own for, beside the schema that is broken (`x-apollo-refusals`).

    `{value}` in the words stands for the value.
    """

    def __init__(self, declared: dict[str, Any], value: str = "") -> None:
        self._content = {**declared, "error": declared["error"].replace("{value}", value)}
        super().__init__(self._content["error"])

    def content(self) -> Content:
        return self._content


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


class NameTaken(Refusal):
    """Lists of one modality have different names."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} already exists")

    def content(self) -> Content:
        return {"error": str(self), "skip_alert_dialog": True}
