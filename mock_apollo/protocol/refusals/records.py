"""Which refusals concern the records that a call refers to?"""

from collections.abc import Iterable

from mock_apollo.protocol.messages import Headers
from mock_apollo.protocol.refusals.refusal import Content, Refusal


class UnknownContact(Refusal):
    """No contact has the id, which is well-formed."""

    def __init__(self, contact_id: str) -> None:
        self.contact_id = contact_id
        super().__init__("Oops! This contact does not exist in Apollo.")


class ContactNotFound(UnknownContact):
    """The same as 404, with the message that Apollo uses for other records."""

    status = 404

    def content(self) -> Content:
        message = f"Could not find contact with id {self.contact_id}"
        return {"message": message, "error": "Record not found."}


class ContactDeleted(Refusal):
    """The contacts to be changed are deleted."""

    def __init__(self, contact_ids: Iterable[str]) -> None:
        self.contact_ids = list(contact_ids)
        super().__init__("Cannot update contact as it is deleted.")

    def content(self) -> Content:
        return {"error": str(self), "deleted_contact_ids": self.contact_ids}


class ContactGone(Refusal):
    """The contact to be viewed is deleted."""

    def __init__(self) -> None:
        super().__init__("This contact has been deleted.")


class ContactHidden(Refusal):
    """The contact exists, but this key may not see it."""

    def __init__(self) -> None:
        super().__init__("You are not authorized to view this page.")


class RecordNotFound(Refusal):
    """No record of this kind has the id."""

    status = 404

    def __init__(self, kind: str, record_id: str) -> None:
        self.message = f"Could not find {kind} with id {record_id}"
        super().__init__(self.message)

    def content(self) -> Content:
        return {"message": self.message, "error": "Record not found."}


class WorldFull(Refusal):
    """A limit of mock-apollo is reached, which protects the machine from runaway tests.

    `what` is counted in plural, `most` is the limit, `setting` the option that raises it.
    """

    status = 503

    def __init__(self, what: str, most: int, setting: str) -> None:
        super().__init__(
            f"mock-apollo keeps {most} {what} and no more. This is the fake speaking, not Apollo: "
            f"reset or delete some, or raise --{setting}."
        )

    def headers(self) -> Headers:
        return ((b"x-mock-apollo", b"full"),)
