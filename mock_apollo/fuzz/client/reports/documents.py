"""How is the result of a campaign given to programs? As JSON, and as JUnit's XML."""

from typing import Any

import orjson

from mock_apollo.check.junit import Case, Failure, Suite, junit_xml
from mock_apollo.fuzz.client.campaign import Found, Result
from mock_apollo.fuzz.client.reports.summary import Replay, coverage, protocol_errors
from mock_apollo.fuzz.client.reports.text import case_lines, difference_lines
from mock_apollo.fuzz.client.retry_scenarios import Behaviour
from mock_apollo.journal.export import as_curl


def as_json(result: Result, replay: Replay) -> str:
    """Return the whole result as indented JSON."""
    return orjson.dumps(document(result, replay), option=orjson.OPT_INDENT_2).decode() + "\n"


def document(result: Result, replay: Replay) -> dict[str, Any]:
    """Return the whole result as a JSON object."""
    return {
        "operation": result.operation_id,
        "seed": result.plan.seed,
        "cases": len(result.tried),
        "interrupted": result.interrupted,
        "unfit": result.unfit,
        "sound": result.is_sound,
        "broken": [_found(found, replay) for found in result.found],
        "protocol_errors": [
            {"code": error.broken.code, "why": error.broken.why, "count": error.times}
            for error in protocol_errors(result)
        ],
        "behaviours": [behaviour._asdict() for behaviour in result.behaviours],
        "coverage": coverage(result),
    }


def _found(found: Found, replay: Replay) -> dict[str, Any]:
    reply = found.case.reply
    return {
        "case": found.case.name,
        "edits": [*map(str, found.case.edits)],
        "code": found.broken.code,
        "why": found.broken.why,
        "where": found.broken.where,
        "output": found.broken.output,
        "status": reply.status,
        "body": reply.body.decode(),
        "difference": difference_lines(found.case),
        "calls": [as_curl(entry) for entry in found.entries],
        "replay": replay(found.case.name),
    }


def as_junit(result: Result, replay: Replay) -> str:
    """Return JUnit's XML: a test case for each case, each behaviour, and each kind of protocol error."""
    found = {one.case.name: one for one in result.found}
    names = {**dict.fromkeys(case.name for case in result.tried), **found}
    operation = result.operation_id
    cases = [_case(operation, name, found.get(name), replay) for name in names]
    behaviours = [_behaviour(operation, behaviour) for behaviour in result.behaviours]
    errors = [
        Case(
            f"{operation} worker", error.broken.why, Failure(error.broken.code, f"{error.broken.why} ({error.times} x)")
        )
        for error in protocol_errors(result)
    ]
    return junit_xml("mock-apollo fuzz client", [Suite(operation, [*cases, *behaviours, *errors])])


def _case(operation: str, name: str, found: Found | None, replay: Replay) -> Case:
    if found is None:
        return Case(operation, name)
    failure = Failure(found.broken.code, found.broken.why, [*case_lines(found.case, replay)])
    return Case(operation, name, failure, found.broken.output)


def _behaviour(operation: str, behaviour: Behaviour) -> Case:
    failure = Failure("behaviour", behaviour.what) if behaviour.grade == "bad" else None
    return Case(f"{operation} behaviour", behaviour.scenario, failure)
