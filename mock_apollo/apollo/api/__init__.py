"""Which function handles each operation? One handler per operationId of the contract."""

from collections.abc import Callable

from mock_apollo.apollo.api.account_search import search_for_accounts
from mock_apollo.apollo.api.accounts import create_an_account, list_account_stages, update_an_account, view_an_account
from mock_apollo.apollo.api.contact_bulk import bulk_create_contacts, bulk_update_contacts
from mock_apollo.apollo.api.contact_owners import update_contact_ownership
from mock_apollo.apollo.api.contact_search import search_for_contacts
from mock_apollo.apollo.api.contact_stages import list_contact_stages, update_contact_stage
from mock_apollo.apollo.api.contacts import create_a_contact, update_a_contact, view_a_contact
from mock_apollo.apollo.api.custom_fields import get_a_list_of_all_custom_fields
from mock_apollo.apollo.api.fields import create_a_custom_field, get_a_list_of_fields, update_a_custom_field
from mock_apollo.apollo.api.labels import create_a_list, get_a_list_of_all_lists, update_a_list
from mock_apollo.apollo.api.list_entries import add_records_to_a_list, remove_records_from_a_list
from mock_apollo.apollo.api.usage import post_apiusage
from mock_apollo.apollo.api.users import auth_health, get_a_list_of_users, get_current_user_profile
from mock_apollo.contract.findings import Findings
from mock_apollo.protocol.messages import Json

# A handler takes the world, the fields of query and body, and the ids of the path in their order.
# It returns the JSON document of a 200, and findings about values that it ignored.
Handler = Callable[..., tuple[Json | list[Json], Findings]]

HANDLERS: dict[str, Handler] = {
    "update-a-contact": update_a_contact,
    "update-a-contact-by-put": update_a_contact,
    "view-a-contact": view_a_contact,
    "create-a-contact": create_a_contact,
    "search-for-contacts": search_for_contacts,
    "search-for-contacts-by-get": search_for_contacts,
    "bulk-create-contacts": bulk_create_contacts,
    "bulk-update-contacts": bulk_update_contacts,
    "list-contact-stages": list_contact_stages,
    "update-contact-stage": update_contact_stage,
    "update-contact-ownership": update_contact_ownership,
    "get-a-list-of-all-lists": get_a_list_of_all_lists,
    "create-a-list": create_a_list,
    "update-a-list": update_a_list,
    "add-records-to-a-list": add_records_to_a_list,
    "remove-records-from-a-list": remove_records_from_a_list,
    "get-a-list-of-all-custom-fields": get_a_list_of_all_custom_fields,
    "get-a-list-of-fields": get_a_list_of_fields,
    "create-a-custom-field": create_a_custom_field,
    "update-a-custom-field": update_a_custom_field,
    "create-an-account": create_an_account,
    "update-an-account": update_an_account,
    "update-an-account-by-put": update_an_account,
    "view-an-account": view_an_account,
    "search-for-accounts": search_for_accounts,
    "list-account-stages": list_account_stages,
    "get-a-list-of-users": get_a_list_of_users,
    "get-current-user-profile": get_current_user_profile,
    "auth-health": auth_health,
    "post_apiusage": post_apiusage,
}
