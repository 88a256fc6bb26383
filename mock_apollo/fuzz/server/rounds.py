"""Does a server keep the contract? schemathesis tries in four rounds, with every check in every phase."""

import json
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from io import StringIO
from typing import Any, Literal, NamedTuple, TextIO

import orjson

from mock_apollo.apollo.clock import Clock
from mock_apollo.apollo.seeds import DEMO, load_seed
from mock_apollo.contract.document import Contract
from mock_apollo.contract.files import openapi_file
from mock_apollo.fuzz.server.failures import Group, clause, group_lines, grouped
from mock_apollo.fuzz.server.permission import check_server
from mock_apollo.fuzz.server.schemathesis_run import Outcome, check_tool, configuration, run
from mock_apollo.fuzz.server.target import KEY, about_contacts, narrowed, only_paths, watched_fake
from mock_apollo.protocol.known_keys import KnownKeys
from mock_apollo.protocol.printable import printable_lines
from mock_apollo.protocol.redaction import Redactor
from mock_apollo.protocol.timestamps import timestamp
from mock_apollo.server.children import Children

REPORTS = ("junit", "har", "ndjson", "html", "json", "vcr")


class Round(NamedTuple):
    """One run of schemathesis: the fake's rate limit, the key sent, the contacts named, and the only statuses allowed.

    Without `expected`, calls can succeed. Rounds in which none can are for what a successful run does not check:
    schemathesis does not look at the body of the 401 that it provokes, accepts any 429, and cannot delete contacts.
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
AT_ONCE = 2  # rounds that run in parallel, each with a fake of its own
MAX_REFUSED = 20  # examples of a round in which no call can succeed


class Wish(NamedTuple):
    """What to fuzz: examples for each operation and phase, the seed, and the reports that schemathesis writes.

    `url` and `key` name a running server, and `owned` repeats its host if that is another machine; without them a fake
    is started for each round. `paths` are the only paths of the contract to call; all are called if it is empty.
    """

    max_examples: int
    seed: int
    url: str | None = None
    key: str | None = None
    reports: Sequence[tuple[str, str]] = ()
    paths: Collection[str] = ()
    owned: str | None = None


def fuzz_server(wish: Wish, out: TextIO) -> bool:
    """Run all rounds, and write what was found to `out`; return whether the contract was kept. Raises FuzzError."""
    check_tool()
    if wish.url is not None:
        check_server(wish.url, wish.owned)
        rounds = [attempt for attempt in ROUNDS if attempt.limit == LAWFUL.limit]
        with Children() as children:
            passed = [try_round(attempt, wish, wish.url, out, children) for attempt in rounds]
        return all(passed)
    with ThreadPoolExecutor(AT_ONCE) as pool, Children() as children:  # which end first, so that no thread waits
        outcomes = pool.map(lambda attempt: _try_on_a_fake(attempt, wish, children), ROUNDS)
        results = [passed for passed, text in outcomes if out.write(text)]
    return all(results)


def _try_on_a_fake(attempt: Round, wish: Wish, children: Children) -> tuple[bool, str]:
    """Run one round on a fresh fake; return whether the contract was kept, and the report."""
    out = StringIO()
    with watched_fake(attempt.limit, children) as (url, violations):
        passed = try_round(attempt, wish, url, out, children)
    _write_violations(violations, out)
    return passed and not violations, out.getvalue()


def try_round(attempt: Round, wish: Wish, url: str, out: TextIO, children: Children) -> bool:
    """Run one round on a server with the demo world; return whether it kept the contract. Raises FuzzError."""
    key = attempt.key or wish.key or KEY
    settings = _settings(attempt, wish, url, {"x-api-key": key, "Authorization": f"Bearer {key}"})
    _write_settings(attempt.name, settings, wish, out)
    reports = wish.reports if attempt is LAWFUL else ()
    ids = live_ids(attempt)
    document = narrowed(_document(attempt, wish), ids, closed=bool(attempt.expected))
    outcome = run(children, document, settings, attempt.expected, reports, ids)
    groups = grouped(outcome.failures, clause)
    _write_outcome(outcome, groups, out)
    for group in groups:
        _write_group(group, url, wish, out)
    return outcome.passed


def _document(attempt: Round, wish: Wish) -> dict[str, Any]:
    """Return the contract, with only the paths that a round is about."""
    contract: dict[str, Any] = orjson.loads(openapi_file("contract.json").read_bytes())
    contract = only_paths(contract, wish.paths) if wish.paths else contract
    return about_contacts(contract) if attempt.contacts == "deleted_contacts" else contract


def fuzz_published(wish: Wish, out: TextIO) -> bool:
    """Run one round on the vendor's document as published, and name the defects behind each finding.

    Return whether every finding is a defect of the document. Raises FuzzError.
    """
    check_tool()
    from mock_apollo.fuzz.server.blame import Defects  # noqa: PLC0415 - needs a library of the extra

    document = orjson.loads(openapi_file("update-a-contact.json").read_bytes())
    defects = Defects(Contract.load())
    with Children() as children, _server(wish, children) as (url, violations):
        settings = _settings(LAWFUL, wish, url, {"x-api-key": wish.key or KEY})
        _write_settings("against the document as published", settings, wish, out)
        outcome = run(children, document, settings, reports=wish.reports)
    groups = grouped(outcome.failures, lambda failure: ", ".join(defects.behind(failure)))
    _write_outcome(outcome, groups, out)
    for group in groups:
        _write_group(group, url, wish, out)
        out.write(f"  mended   by {group.cause or 'nothing: this is not a defect of the document'}\n")
    _write_violations(violations, out)
    explained = all(group.cause for group in groups) and (outcome.passed or bool(groups))
    return explained and not violations


def _server(wish: Wish, children: Children) -> AbstractContextManager[tuple[str, list[str]]]:
    """Return the running server, or start a fake; with a list of contract violations of its log. Raises FuzzError."""
    if wish.url is None:
        return watched_fake(LAWFUL.limit, children)
    check_server(wish.url, wish.owned)
    return nullcontext((wish.url, []))


def _settings(attempt: Round, wish: Wish, url: str, headers: dict[str, str]) -> str:
    return configuration(
        url=url,
        seed=wish.seed,
        max_examples=min(wish.max_examples, MAX_REFUSED) if attempt.expected else wish.max_examples,
        headers=headers,
        warnings=attempt is LAWFUL and not wish.paths,
        expected=attempt.expected,
    )


def live_ids(attempt: Round) -> dict[str, Any]:
    """Return the ids of the demo world that a round may send, by field."""
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


def _write_settings(name: str, settings: str, wish: Wish, out: TextIO) -> None:
    out.write(f"\n# {name}\n\n" + settings.replace(f'{json.dumps(wish.key or KEY)[1:-1]}"', '[redacted]"') + "\n")
    out.flush()


def _write_outcome(outcome: Outcome, groups: Sequence[Group], out: TextIO) -> None:
    phases = ", ".join(f"{phase} {count}" for phase, count in outcome.cases.items())
    out.write(f"{sum(outcome.cases.values())} cases ({phases}): {len(groups)} findings\n")
    if outcome.links:
        out.write(f"{sum(outcome.links.values())} links were followed from a reply to another call:\n")
        out.writelines(f"  {count:4} {link}\n" for link, count in outcome.links.items())
    if not outcome.passed and not groups:
        out.write(printable_lines(outcome.output))


def _write_violations(violations: Sequence[str], out: TextIO) -> None:
    out.writelines(f"in the log of the fake: {violation}\n" for violation in violations)


def _write_group(group: Group, url: str, wish: Wish, out: TextIO) -> None:
    out.write("\n")
    redactor = Redactor(KnownKeys([wish.key or KEY]))
    lines = group_lines(group, url, "$APOLLO_KEY" if wish.url else KEY)
    out.writelines(f"{redactor.without_keys(line)}\n" for line in lines)
