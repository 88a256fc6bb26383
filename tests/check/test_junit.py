"""The one writer of JUnit reports."""

from xml.etree import ElementTree as ET

from mock_apollo.check.junit import Case, Failure, Suite, junit_xml

BROKEN = Case("update", "200: null /title", Failure("exception", "TypeError: x", ["first", "second"]), "said\nmore")
SOUND = Case("update", "200: as documented")


def parsed(*suites: Suite) -> ET.Element:
    """The root of the report, as a CI system parses it."""
    return ET.fromstring(junit_xml("mock-apollo", suites))  # noqa: S314 - our own


def test_a_suite_counts_its_cases_and_failures() -> None:
    """Documented: CI systems read `tests` and `failures` of a suite."""
    root = parsed(Suite("one", [SOUND, BROKEN]), Suite("none", []))
    counts = [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root]
    assert (root.tag, root.get("name")) == ("testsuites", "mock-apollo")
    assert counts == [("one", "2", "1"), ("none", "0", "0")]


def test_a_failure_has_its_code_its_message_and_its_details() -> None:
    """Documented: `type` and `message` are attributes, the details are the text of the element."""
    failure = parsed(Suite("one", [BROKEN])).find("testsuite/testcase/failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message"), failure.text) == ("exception", "TypeError: x", "first\nsecond")


def test_what_the_program_printed_stands_beside_the_failure() -> None:
    """Documented: in `system-out`, which a case without output does not have."""
    sound, broken = parsed(Suite("one", [SOUND, BROKEN])).iter("testcase")
    assert [child.tag for child in sound] == []
    assert broken.findtext("system-out") == "said\nmore"
    assert (broken.get("classname"), broken.get("name")) == ("update", "200: null /title")


def test_characters_that_xml_cannot_hold_are_escaped() -> None:
    """Documented: XML 1.0 has no way to write most control characters, in whatever place they stand."""
    hostile = "a\x00\x1b[31m\ud800\ufffe"
    failure = Failure("exception", hostile, [hostile])
    root = parsed(Suite(hostile, [Case(hostile, hostile, failure, hostile)]))
    shown = r"a\x00\x1b[31m\xd800\xfffe"
    case = root.find("testsuite/testcase")
    assert case is not None
    assert (case.get("name"), case.get("classname"), case.findtext("system-out")) == (shown, shown, shown)
    assert case.findtext("failure") == shown


def test_a_report_ends_with_a_line_break() -> None:
    """Assumed: as files of text do; it begins with the XML declaration."""
    report = junit_xml("mock-apollo", [])
    assert report.startswith("<?xml")
    assert report.endswith(">\n")
