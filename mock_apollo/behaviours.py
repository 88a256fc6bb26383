"""How does the fake behave, and how do we know? The table behind `GET /__admin/behaviours` and the README's."""

from typing import Literal, NamedTuple

KnownFrom = Literal["documented", "observed", "assumed"]

DOCUMENT = "the vendor's OpenAPI document of Update a Contact"
PAGES = "the vendor's pages and its OpenAPI document of August 2026"
OLDER = "the vendor's older pages"
LIVE = "recorded answers of the live service"
CLIENTS = "what known clients send and read"
OURS = "nothing; chosen by us"


class Behaviour(NamedTuple):
    """One rule of the fake.

    `source` is what we know it from, `tests` what pins it (in tests/), `refusals` the classes that carry it out,
    `setting` the one that chooses otherwise.
    """

    rule: str
    known_from: KnownFrom
    source: str
    tests: tuple[str, ...]
    refusals: tuple[str, ...] = ()
    setting: str = ""


CONTACTS = "api/test_contacts.py::test_"
CALLS = "test_apollo.py::test_"
LIMITS = "test_limits.py::test_"
PHONES = "test_phones.py::test_"
FIELDS = "test_custom_fields.py::test_"
PLACES = "test_places.py::test_"

BEHAVIOURS = (
    Behaviour(
        "200: all 71 members of a contact, their order, and the lists beside it",
        "documented",
        f"{DOCUMENT}, example of 200",
        (
            f"{CONTACTS}an_update_that_changes_nothing_gives_the_documented_example",
            f"{CONTACTS}updated_at_moves_and_created_at_does_not",
            f"{CONTACTS}the_update_is_there_at_the_next_call",
            f"{CONTACTS}every_field_of_the_contract_is_written_or_replaces_the_lists",
        ),
    ),
    Behaviour(
        "`name`, the organization of an account, `organization_id` null for an unknown name, `email_status`",
        "documented",
        f"{DOCUMENT}, examples; {OLDER}",
        (
            f"{CONTACTS}an_update_brings_what_follows_from_it",
            f"{CONTACTS}an_email_is_given_to_a_contact_that_had_none",
        ),
    ),
    Behaviour(
        "a phone overwrites its own kind, or is added; ten digits are taken for a number of the United States",
        "documented",
        f"{OLDER}; pairs of raw and sanitised numbers in the examples",
        (
            f"{CONTACTS}phones_overwrite_their_own_kind_and_are_appended_otherwise",
            f"{PHONES}numbers_are_sanitised_without_a_check_of_validity",
            f"{PHONES}a_number_keeps_its_place_when_it_is_overwritten",
            f"{PHONES}nobody_has_a_sanitised_number_without_a_phone",
        ),
    ),
    Behaviour(
        "unknown `label_names` make new lists; the given lists replace the old ones",
        "documented",
        f"{OLDER}; full replacement also in {LIVE}",
        (
            f"{CONTACTS}label_names_replace_the_lists_and_create_unknown_ones",
            f"{CONTACTS}a_list_of_accounts_is_not_taken_for_one_of_contacts",
        ),
    ),
    Behaviour(
        '"St. Petersburg, Russia" is in the time zone Asia/Krasnoyarsk; without an address there is no place',
        "documented",
        f"{DOCUMENT}, example of 200; {PAGES}",
        (
            f"{PLACES}an_address_is_matched_to_the_most_applicable_place",
            f"{PLACES}an_address_without_a_known_part_is_nowhere",
        ),
    ),
    Behaviour(
        "`website_url` is taken and never shown",
        "documented",
        f"{DOCUMENT}: no member of the reply holds it",
        (f"{CONTACTS}a_website_is_taken_and_never_shown",),
    ),
    Behaviour(
        "dates and options of picklists must be such; texts may be long",
        "documented",
        PAGES,
        (
            f"{FIELDS}a_value_must_fit_the_type_of_its_field",
            f"{FIELDS}text_without_a_maximum_may_be_long",
            f"{FIELDS}every_type_has_its_check",
        ),
    ),
    Behaviour(
        "401 as plain text, in these words",
        "documented",
        f"{DOCUMENT}, example of 401; {LIVE} of July 2026",
        (f"{CALLS}without_a_good_key_nothing_else_matters",),
        ("InvalidCredentials",),
    ),
    Behaviour(
        "401 for a call without a good key to a path that is emulated, whatever else is wrong with it",
        "assumed",
        OURS,
        (f"{CALLS}without_a_good_key_nothing_else_matters", f"{CALLS}what_only_looks_like_a_key_is_none"),
    ),
    Behaviour(
        "422 for a malformed account or stage id",
        "documented",
        f"{DOCUMENT}, two examples of 422",
        (f"{CALLS}an_id_that_is_malformed_or_names_nothing_is_refused",),
        ("InvalidId",),
    ),
    Behaviour(
        "422 for a deleted contact, with its id",
        "documented",
        f"{DOCUMENT}, example of 422",
        (f"{CALLS}a_deleted_contact_is_named_as_documented",),
        ("ContactDeleted",),
    ),
    Behaviour(
        "429, its words, `Retry-After` in whole seconds",
        "documented",
        f"{DOCUMENT}, example of 429; the vendor's page on limits for Retry-After",
        (
            f"{CALLS}the_601st_call_of_an_hour_is_refused_as_documented",
            f"{LIMITS}the_window_that_stays_shut_longest_is_named",
            f"{LIMITS}limits_can_be_written_down",
        ),
        ("RateLimited",),
        "rate_limit",
    ),
    Behaviour(
        "the nine `x-...` headers of the limits; windows open with the first call; PATCH and PUT are counted together",
        "observed",
        f"{LIVE}; {CLIENTS}",
        (
            f"{CALLS}every_answer_to_an_accepted_key_shows_the_limits",
            f"{CALLS}patch_and_put_are_counted_together",
            f"{LIMITS}a_window_opens_with_the_first_call_and_not_with_the_clock",
            f"{LIMITS}operations_are_counted_apart",
            f"{LIMITS}a_window_without_a_limit_has_an_empty_header_and_no_others",
        ),
    ),
    Behaviour(
        "PUT does what PATCH does, and takes its fields from the query too; `/v1` works like `/api/v1`",
        "observed",
        f"{CLIENTS}; {OLDER}",
        (f"{CONTACTS}put_takes_every_field_from_the_query", f"{CONTACTS}put_with_a_body_does_what_patch_does"),
    ),
    Behaviour(
        "an `api_key` in the query or the body is refused with 422",
        "observed",
        f"{LIVE}; it was accepted until April 2024",
        (f"{CALLS}a_key_outside_the_headers_is_refused_unless_the_policy_accepts_it",),
        ("ApiKeyInWrongPlace",),
        "legacy_api_key",
    ),
    Behaviour(
        "fields that Apollo does not know are ignored; so are unknown custom fields",
        "observed",
        f"{LIVE}, of other operations; two clients for the custom fields",
        (
            f"{CONTACTS}members_that_apollo_does_not_know_are_ignored_and_noted",
            f"{CONTACTS}a_custom_field_that_nobody_knows_is_ignored_and_noted",
        ),
    ),
    Behaviour(
        "any non-empty key is accepted, and opens a world of its own; of two, the first counts",
        "assumed",
        OURS,
        (
            f"{CALLS}each_key_has_a_world_of_its_own",
            f"{CALLS}of_two_keys_the_first_counts",
            f"{CALLS}a_key_may_have_any_letters",
            f"{CALLS}a_key_of_any_bytes_is_a_key",
            f"{CALLS}keys_without_teams_have_teams_of_their_own",
            f"{CALLS}an_empty_key_beside_a_full_one_hides_nothing",
            f"{CALLS}a_key_that_is_accepted_in_the_wrong_place_is_noted",
            f"{CALLS}a_closed_list_of_keys_refuses_others",
        ),
        setting="keys",
    ),
    Behaviour(
        "a bearer token does the same, though Apollo refuses an API key that is sent as one (observed)",
        "assumed",
        f"{DOCUMENT}: both schemes; {LIVE} for the refusal",
        (f"{CALLS}a_key_or_a_bearer_token_opens_the_world",),
        setting="bearer_token",
    ),
    Behaviour(
        "with `--bearer-token refuse`, 401 for a key that is sent as a token",
        "observed",
        LIVE,
        (f"{CALLS}a_bearer_token_can_be_refused",),
        setting="bearer_token",
    ),
    Behaviour(
        "422 for an unknown account or stage",
        "assumed",
        "the words are documented for malformed ids",
        (
            f"{CALLS}an_id_that_is_malformed_or_names_nothing_is_refused",
            f"{CALLS}a_reference_to_nothing_can_be_accepted",
        ),
        setting="unknown_reference",
    ),
    Behaviour(
        "422 for an unknown or malformed contact id",
        "assumed",
        "the words are documented for GET, and for the ids of accounts; 404 for lists",
        (
            f"{CALLS}a_malformed_contact_id_is_named",
            f"{CALLS}an_unknown_contact_is_refused_in_the_words_of_get",
            f"{CALLS}an_unknown_contact_can_be_a_404",
        ),
        ("UnknownContact", "ContactNotFound"),
        "unknown_contact",
    ),
    Behaviour(
        "422 for null, with the field and the reason",
        "assumed",
        "documented only for new contacts, where an empty value clears",
        (f"{CALLS}a_wrong_type_is_refused_by_name", f"{CALLS}null_can_clear_a_field"),
        setting="null_value",
    ),
    Behaviour(
        "422 for wrong types (also numbers in custom fields), broken JSON, over 100 levels of it, other media types",
        "assumed",
        "the first words are documented for other operations",
        (
            f"{CALLS}a_wrong_type_is_refused_by_name",
            f"{CALLS}what_is_no_json_is_refused",
            f"{CALLS}another_media_type_is_refused",
            f"{CALLS}a_body_without_a_media_type_is_refused",
            f"{CALLS}json_may_be_declared_with_parameters_and_in_any_case",
            f"{CALLS}nesting_is_borne_to_a_hundred_levels",
            f"{CALLS}a_broad_body_is_not_a_deep_one",
            f"{CALLS}half_a_million_wrong_values_are_not_all_looked_for",
            f"{CALLS}ten_thousand_unknown_names_are_not_all_explained",
        ),
        ("InvalidValue", "UnreadableBody", "UndeclaredMediaType"),
    ),
    Behaviour(
        '`""` clears a field, but for the two ids, where it is "not a valid ID"; a cleared phone is taken out',
        "assumed",
        "documented only for new contacts, where an empty value clears",
        (f"{CONTACTS}an_update_brings_what_follows_from_it", f"{PHONES}positions_are_counted_anew_when_a_number_goes"),
    ),
    Behaviour(
        'an email that is not an address is ignored; a list named `""` is ignored',
        "assumed",
        f"{OLDER}, for new contacts",
        (f"{CONTACTS}an_update_brings_what_follows_from_it", f"{CALLS}a_long_email_takes_no_longer_than_others"),
    ),
    Behaviour(
        'custom fields are merged; `""` takes a value out; what does not fit the type is reported',
        "assumed",
        f"the wording of {DOCUMENT}",
        (
            f"{CONTACTS}custom_fields_are_merged",
            f"{CONTACTS}a_custom_value_of_the_wrong_type_is_reported_and_not_kept",
            f"{CONTACTS}a_custom_value_of_the_wrong_type_can_be_refused",
        ),
        setting="bad_custom_field",
    ),
    Behaviour(
        "other addresses are matched to the nearest places of an offline gazetteer",
        "assumed",
        f"{OLDER}: the place is inferred",
        (f"{PLACES}an_address_is_matched_to_the_most_applicable_place",),
    ),
    Behaviour(
        "a call that is refused with 429 is not counted against the limits; one that is refused with 422 is",
        "assumed",
        OURS,
        (f"{LIMITS}a_refused_call_is_not_counted", f"{LIMITS}a_limit_of_nothing_refuses_the_first_call"),
    ),
    Behaviour(
        "413 for a body over 1 MiB; 405 with `Allow`; a slash at the end of a path changes nothing",
        "assumed",
        "RFC 9110 for Allow; else nothing",
        (
            f"{CALLS}a_body_over_a_mebibyte_is_refused",
            f"{CALLS}another_method_hears_all_that_are_allowed",
            f"{CALLS}a_slash_at_the_end_changes_nothing",
        ),
        ("BodyTooLarge", "MethodNotAllowed"),
    ),
    Behaviour(
        "404, the header `X-Mock-Apollo: not-emulated` and a sentence for what the fake does not emulate",
        "assumed",
        OURS,
        (f"{CALLS}a_path_that_is_not_emulated_says_so",),
        ("NotEmulated",),
    ),
    Behaviour(
        "the same calls get the same answers, ids included",
        "assumed",
        OURS,
        (f"{CALLS}two_runs_give_the_same_answers",),
        setting="id_seed",
    ),
)
