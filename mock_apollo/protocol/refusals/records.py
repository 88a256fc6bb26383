"""What is wrong with the records that a call is about?"""

from collections.abc import Iterable

from mock_apollo.protocol.messages import Headers
from mock_apollo.protocol.refusals.refusal import Content, Refusal


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


class RecordNotFound(Refusal):
    """A list that does not exist."""

    status = 404

    def __init__(self, kind: str, record_id: str) -> None:
        self.message = f"Could not find {kind} with id {record_id}"
        super().__init__(self.message)

    def content(self) -> Content:
        return {"message": self.message, "error": "Record not found."}


class WorldFull(Refusal):
    """A test that runs away must not eat the machine."""

    status = 503

    def __init__(self, what: str, most: int, setting: str) -> None:
        super().__init__(
            f"mock-apollo keeps {most} {what} and no more. This is the fake speaking, not Apollo: "
            f"reset or delete some, or raise --{setting}."
        )

    def headers(self) -> Headers:
        return ((b"x-mock-apollo", b"full"),)
