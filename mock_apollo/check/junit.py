"""How is a JUnit report written? One XML document of test suites, as CI systems read it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from mock_apollo.protocol.printable import printable


class Failure(NamedTuple):
    """The reason that a test case failed: a code, one line, and any number of lines of details."""

    code: str
    message: str
    details: Sequence[str] = ()


class Case(NamedTuple):
    """A test case; one without a failure passed. `output` is what the program under test printed."""

    group: str
    name: str
    failure: Failure | None = None
    output: str = ""


class Suite(NamedTuple):
    """A named list of test cases."""

    name: str
    cases: Sequence[Case]


def junit_xml(name: str, suites: Iterable[Suite]) -> str:
    r"""Return the report; characters that XML cannot hold are escaped as `\x1b`."""
    root = ET.Element("testsuites", name=printable(name))
    for suite in suites:
        _add_suite(root, suite)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_suite(root: ET.Element, suite: Suite) -> None:
    failures = sum(case.failure is not None for case in suite.cases)
    counts = {"tests": str(len(suite.cases)), "failures": str(failures)}
    element = ET.SubElement(root, "testsuite", {"name": printable(suite.name), **counts})
    for case in suite.cases:
        _add_case(element, case)


def _add_case(suite: ET.Element, case: Case) -> None:
    element = ET.SubElement(suite, "testcase", classname=printable(case.group), name=printable(case.name))
    if case.failure:
        failure = ET.SubElement(element, "failure", type=case.failure.code, message=printable(case.failure.message))
        failure.text = _lines(case.failure.details)
    if case.output:
        ET.SubElement(element, "system-out").text = _lines(case.output.splitlines())


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(map(printable, lines))
