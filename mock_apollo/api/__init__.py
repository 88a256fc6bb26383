"""What does each operation of the contract do? One function per operationId."""

from collections.abc import Callable

from mock_apollo.api.contacts import update_a_contact
from mock_apollo.contract.findings import Findings
from mock_apollo.records import Json

# A handler takes the world, the fields, and the ids in the path in the order in which they stand there.
# It gives back the document of a 200, and what it passed over.
Handler = Callable[..., tuple[Json, Findings]]

HANDLERS: dict[str, Handler] = {
    "update-a-contact": update_a_contact,
    "update-a-contact-by-put": update_a_contact,
}
