"""How are verdicts reported? As text, JSON, JUnit and SARIF."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

import orjson

from mock_apollo import __version__
from mock_apollo.check.junit import Case, Failure, Suite, junit_xml
from mock_apollo.check.verdict import Judged, Verdict
from mock_apollo.contract.findings import LEVELS, RULES, Finding


def as_text(verdicts: Sequence[Verdict]) -> str:
    """Format the verdicts for people."""
    return "".join(f"{line}\n" for verdict in verdicts for line in _lines(verdict))


def _lines(verdict: Verdict) -> Iterator[str]:
    found = Counter(finding.severity for judged in verdict.judged for finding in judged.findings)
    for judged in verdict.judged:
        yield f"{judged.where}: {_request(judged)}"
        for finding in judged.findings:
            yield f"  {finding.line}"
            yield f"    {RULES[finding.code].advice}"
    for why, count in verdict.skipped.items():
        yield f"skipped {count} x {why}"
    for why, count in verdict.in_part.items():
        yield f"in part {count} x {why}"
    if verdict.without_credentials:
        yield f"{_count(verdict.without_credentials, 'call')} had credentials that are not in the recording"
    counts = ", ".join(_count(found[level], level) for level in LEVELS)
    yield f"{verdict.name}: {_count(verdict.calls, 'call')} judged, {verdict.skipped.total()} skipped: {counts}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _request(judged: Judged) -> str:
    return f"{judged.method} {judged.target} -> {judged.status or 'no reply'}"


def as_json(verdicts: Sequence[Verdict]) -> str:
    """Format the verdicts as JSON, with the advice for each finding."""
    return orjson.dumps({"files": [_document(verdict) for verdict in verdicts]}, option=orjson.OPT_INDENT_2).decode()


def _document(verdict: Verdict) -> dict[str, Any]:
    calls = [
        {**judged._asdict(), "findings": [finding.document() for finding in judged.findings]}
        for judged in verdict.judged
    ]
    return {
        "file": verdict.name,
        "judged": verdict.calls,
        "without_credentials": verdict.without_credentials,
        "skipped": verdict.skipped,
        "in_part": verdict.in_part,
        "calls": calls,
    }


def as_junit(verdicts: Sequence[Verdict]) -> str:
    """Return JUnit's XML: a suite for each file, a failure for each call with errors or warnings, a pass for others."""
    return junit_xml("mock-apollo check", map(_suite, verdicts))


def _suite(verdict: Verdict) -> Suite:
    failed = [judged for judged in verdict.judged if any(f.severity != "note" for f in judged.findings)]
    passed = Case("contract", f"{_count(verdict.calls - len(failed), 'call')} without errors or warnings")
    return Suite(verdict.name, [passed, *map(_failed_case, failed)])


def _failed_case(judged: Judged) -> Case:
    first = judged.findings[0]
    failure = Failure(first.code, first.message, [*map(_sentence, judged.findings)])
    return Case("contract", f"{judged.where}: {_request(judged)}", failure)


def _sentence(finding: Finding) -> str:
    return f"{finding.line} {RULES[finding.code].advice}"


def as_sarif(verdicts: Sequence[Verdict]) -> str:
    """Format the verdicts as SARIF 2.1.0, for code scanning."""
    rules = [
        {
            "id": code,
            "shortDescription": {"text": rule.meaning},
            "help": {"text": rule.advice},
            "defaultConfiguration": {"level": rule.severity},
        }
        for code, rule in RULES.items()
    ]
    results = [
        _result(verdict, judged, finding)
        for verdict in verdicts
        for judged in verdict.judged
        for finding in judged.findings
    ]
    driver = {"name": "mock-apollo", "semanticVersion": __version__, "rules": rules}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints"}],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _result(verdict: Verdict, judged: Judged, finding: Finding) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": quote(verdict.name)}, "region": {"startLine": judged.line}}
    logical = [{"fullyQualifiedName": f"{judged.where} {_request(judged)} {finding.path}"}]
    return {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": f"{judged.where}: {finding.message}"},
        "locations": [{"physicalLocation": place, "logicalLocations": logical}],
    }


REPORTS: dict[str, Callable[[Sequence[Verdict]], str]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
    "sarif": as_sarif,
}
