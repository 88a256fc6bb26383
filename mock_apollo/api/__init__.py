"""What does each operation of the contract do? One function per operationId."""

from collections.abc import Callable

from mock_apollo.api.contact_search import search_for_contacts
from mock_apollo.api.contact_stages import list_contact_stages, update_contact_stage
from mock_apollo.api.contacts import create_a_contact, update_a_contact, view_a_contact
from mock_apollo.contract.findings import Findings
from mock_apollo.records import Json

# A handler takes the world, the fields, and the ids in the path in the order in which they stand there.
# It gives back the document of a 200, and what it passed over.
Handler = Callable[..., tuple[Json, Findings]]

HANDLERS: dict[str, Handler] = {
    "update-a-contact": update_a_contact,
    "update-a-contact-by-put": update_a_contact,
    "view-a-contact": view_a_contact,
    "create-a-contact": create_a_contact,
    "search-for-contacts": search_for_contacts,
    "search-for-contacts-by-get": search_for_contacts,
    "list-contact-stages": list_contact_stages,
    "update-contact-stage": update_contact_stage,
}
