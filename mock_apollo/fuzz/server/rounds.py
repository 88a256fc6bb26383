"""Does the fake keep the contract? schemathesis tries, with every check in every phase and none disabled."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from io import StringIO
from typing import Any, Literal, NamedTuple, TextIO

import orjson

from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.seeds import DEMO, load_seed
from mock_apollo.contract.document import Contract
from mock_apollo.contract.files import openapi_file
from mock_apollo.fuzz.server.failures import Group, clause, grouped, told
from mock_apollo.fuzz.server.schemathesis_run import Outcome, check_server, check_tool, configuration, run
from mock_apollo.fuzz.server.target import KEY, about_contacts, narrowed, watched_fake
from mock_apollo.protocol.timestamps import timestamp

REPORTS = ("junit", "har", "ndjson", "html", "json", "vcr")


class Round(NamedTuple):
    """One round: how the fake is started, with which key and contacts it is called, which statuses may come of it.

    A round in which nothing can succeed catches what a run of lawful calls passes over in silence: schemathesis
    does not look at the body of the 401 that it provokes, a 429 tells it nothing, and it cannot delete here.
    """

    name: str
    limit: str = "off"
    key: str | None = None
    contacts: Literal["contacts", "deleted_contacts"] = "contacts"
    expected: tuple[int, ...] = ()


LAWFUL = Round("with a good key")
UNAUTHORISED = Round("with a wrong key", key="invalid", expected=(401, 405))
DELETED = Round("on deleted contacts", contacts="deleted_contacts", expected=(401, 405, 422))
SPENT = Round("with the limit spent", limit="hour=0", expected=(401, 405, 429))
ROUNDS = (LAWFUL, UNAUTHORISED, DELETED, SPENT)
AT_ONCE = 2  # rounds; each has its own fake, so one does not see what the other does
FEW = 20  # examples of a round in which nothing can succeed


class Wish(NamedTuple):
    """What to try: `url` and `key` name a server that runs already, or one is started for each round."""

    max_examples: int
    seed: int
    url: str | None = None
    key: str | None = None
    reports: Sequence[tuple[str, str]] = ()


def fuzz_server(wish: Wish, said: TextIO) -> bool:
    """Whether the server kept the contract; what was found is told. Raises FuzzError."""
    check_tool()
    if wish.url is not None:
        check_server(wish.url)
        kept = [try_round(attempt, wish, wish.url, said) for attempt in ROUNDS if attempt.limit == LAWFUL.limit]
        return all(kept)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = pool.map(lambda attempt: _try_on_a_fake(attempt, wish), ROUNDS)
        results = [kept for kept, text in told if said.write(text)]
    return all(results)


def _try_on_a_fake(attempt: Round, wish: Wish) -> tuple[bool, str]:
    """Whether a fresh fake kept the contract, and what is to be told of it."""
    said = StringIO()
    with watched_fake(attempt.limit) as (url, violations):
        kept = try_round(attempt, wish, url, said)
    _say_violations(violations, said)
    return kept and not violations, said.getvalue()


def try_round(attempt: Round, wish: Wish, url: str, said: TextIO) -> bool:
    """One round against the contract of the demo world. Raises FuzzError."""
    key = attempt.key or wish.key or KEY
    settings = _settings(attempt, wish, url, {"x-api-key": key, "Authorization": f"Bearer {key}"})
    _say_settings(attempt.name, settings, wish, said)
    contract = orjson.loads(openapi_file("contract.json").read_bytes())
    reports = wish.reports if attempt is LAWFUL else ()
    if attempt.contacts == "deleted_contacts":
        contract = about_contacts(contract)
    ids = live_ids(attempt)
    outcome = run(narrowed(contract, ids, closed=bool(attempt.expected)), settings, attempt.expected, reports, ids)
    groups = grouped(outcome.failures, clause)
    _say_outcome(outcome, groups, said)
    for group in groups:
        _say_group(group, url, wish, said)
    return outcome.kept


def fuzz_published(wish: Wish, said: TextIO) -> bool:
    """The same against the vendor's document as published, as a user who has a key would do it.

    True when each finding is the document's own fault; which of its defects it is, is told. Raises FuzzError.
    """
    check_tool()
    from mock_apollo.fuzz.server.blame import Defects  # noqa: PLC0415 - needs a library of the extra

    document = orjson.loads(openapi_file("update-a-contact.json").read_bytes())
    defects = Defects(Contract.load())
    with _server(wish) as (url, violations):
        settings = _settings(LAWFUL, wish, url, {"x-api-key": wish.key or KEY})
        _say_settings("against the document as published", settings, wish, said)
        outcome = run(document, settings, reports=wish.reports)
    groups = grouped(outcome.failures, lambda failure: ", ".join(defects.behind(failure)))
    _say_outcome(outcome, groups, said)
    for group in groups:
        _say_group(group, url, wish, said)
        said.write(f"  mended   by {group.cause or 'nothing: this is no fault of the document'}\n")
    _say_violations(violations, said)
    explained = all(group.cause for group in groups) and (outcome.kept or bool(groups))
    return explained and not violations


def _server(wish: Wish) -> AbstractContextManager[tuple[str, list[str]]]:
    """The server that is wished for, or a fresh fake, which may have something to say of itself. Raises FuzzError."""
    if wish.url is None:
        return watched_fake(LAWFUL.limit)
    check_server(wish.url)
    return nullcontext((wish.url, []))


def _settings(attempt: Round, wish: Wish, url: str, headers: dict[str, str]) -> str:
    return configuration(
        url=url,
        seed=wish.seed,
        max_examples=min(wish.max_examples, FEW) if attempt.expected else wish.max_examples,
        headers=headers,
        warnings=attempt is LAWFUL,
        expected=attempt.expected,
    )


def live_ids(attempt: Round) -> dict[str, Any]:
    """The ids that the calls of a round may contain."""
    records = load_seed(DEMO, timestamp(Clock().now()))
    contact_ids = [*getattr(records, attempt.contacts)]
    return {
        "contact_id": contact_ids,
        "contact_ids": contact_ids,
        "account_id": [*records.accounts],
        "contact_stage_id": [*records.contact_stages],
        "owner_id": [*records.users],
        "account_stage_id": [*records.account_stages],
        "label_id": [*records.labels],
        "field_id": [
            f"contact.{field['id']}" for field in records.typed_custom_fields.values() if field["type"] == "string"
        ],
        "field_type": ["string"],
    }


def _say_settings(name: str, settings: str, wish: Wish, said: TextIO) -> None:
    said.write(f"\n# {name}\n\n" + settings.replace(f'{json.dumps(wish.key or KEY)[1:-1]}"', '[redacted]"') + "\n")
    said.flush()


def _say_outcome(outcome: Outcome, groups: Sequence[Group], said: TextIO) -> None:
    phases = ", ".join(f"{phase} {count}" for phase, count in outcome.cases.items())
    said.write(f"{sum(outcome.cases.values())} cases ({phases}): {len(groups)} findings\n")
    if outcome.links:
        said.write(f"{sum(outcome.links.values())} links were followed from a reply to another call:\n")
        said.writelines(f"  {count:4} {link}\n" for link, count in outcome.links.items())
    if not outcome.kept and not groups:
        said.write(outcome.output)


def _say_violations(violations: Sequence[str], said: TextIO) -> None:
    said.writelines(f"the fake says of itself: {violation}\n" for violation in violations)


def _say_group(group: Group, url: str, wish: Wish, said: TextIO) -> None:
    said.write("\n")
    said.writelines(f"{line}\n" for line in told(group, url, "$APOLLO_KEY" if wish.url else KEY))
