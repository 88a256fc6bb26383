"""Workers: processes that stay, and answer a case a line."""

import json
from typing import Any

import pytest

from mock_apollo.fuzz.client.drivers.worker import Workers
from tests.fuzz.client.clients import campaign_on, python, tried

STAY = """
def answer(**fields): print(json.dumps({"ok": True, **fields}), flush=True)
for number, line in enumerate(sys.stdin):
    url = line.strip()
    status, text = update(url)
"""
BOLD = """
    try:
        [update(url) for _ in range(9)]
    except OSError:
        answer(url=url)
"""
REPEATS = """
    print(text, file=sys.stderr, flush=True)
    if status == 422:
        sys.exit(9)
    answer(url=url)
"""
GRANTED, REFUSED = "200: as documented", "422: as documented"
SOON = 0.6  # seconds


@pytest.mark.parametrize(
    ("code", "name", "broken"),
    [
        ("    answer(url=url)", GRANTED, None),
        ("    answer(url=url + '/')", GRANTED, None),
        ("    answer(case=int(url.rpartition('/')[2]))", GRANTED, None),
        ("    answer()", GRANTED, None),
        ("    print('noise'); print('{'); answer(url=url)", GRANTED, None),
        ("    answer(url=url, ok=False, refused=True)", REFUSED, None),
        ("    answer(url=url, ok=False, refused=True)", GRANTED, ("exception", "the worker gave no reason")),
        ("    answer(url=url, ok=False, error='KeyError: x')", GRANTED, ("exception", "KeyError: x")),
        ("    sys.exit('gone')", GRANTED, ("exit-code", "exit code 1: gone")),
        ("    sys.exit(0)", GRANTED, ("exit-code", "the worker ended with exit code 0, without a verdict")),
        ("    1 / 0", REFUSED, ("exception", "ZeroDivisionError: division by zero")),
        ("    time.sleep(99)", GRANTED, ("hang", "it did not end within")),
        ("    [update(url) for _ in range(9)]", GRANTED, ("retry-storm", "more than 3 calls")),
        (BOLD, GRANTED, ("retry-storm", "more than 3 calls")),
    ],
)
def test_a_worker_is_broken_when(served: Any, code: str, name: str, broken: tuple[str, str] | None) -> None:
    """Assumed: by its verdict, or when it gives none."""
    timeout = SOON if broken and broken[0] == "hang" else 30
    campaign = campaign_on(served, Workers(python(STAY + code), 1), name, timeout=timeout)
    found = campaign.result.found
    assert [one.broken.code for one in found] == ([broken[0]] if broken else [])
    assert campaign.result.protocol_errors == []
    if broken:
        assert broken[1] in found[0].broken.why


def test_a_worker_that_ended_in_a_case_is_replaced(served: Any) -> None:
    """Assumed: the next case gets another one, and each finding has its own output."""
    found = tried(served, Workers(python(STAY + REPEATS), 2), REFUSED, GRANTED, REFUSED, GRANTED)
    assert [one.case.name for one in found] == [REFUSED, REFUSED]
    assert all("Cannot update contact as it is deleted." in one.broken.output for one in found)


def test_a_worker_that_ends_between_cases_is_replaced(served: Any) -> None:
    """Assumed: the next case is not to blame."""
    once = "    answer(url=url); sys.exit(0)"
    assert tried(served, Workers(python(STAY + once), 2), *[GRANTED] * 8) == []


def test_a_worker_that_does_not_read_its_input_is_ended(served: Any) -> None:
    """Assumed: when the time of the case is over, with its last line as a hint."""
    deaf = "    answer(url=url); print('done', flush=True); os.close(0); time.sleep(60)"
    found = tried(served, Workers(python(STAY + deaf), 1), GRANTED, GRANTED, timeout=SOON)
    assert [one.broken.code for one in found] == ["hang"]


NAMED_TWICE = "    answer(url=url); answer(url=url, ok=False, error='again')"
AT_ONCE = """
    line = json.dumps({"url": url, "ok": True})
    os.write(1, (line + "\\n" + line + "\\n").encode())
"""
NAMELESS_TWICE = "    answer(ok=status == 200); answer(ok=status != 200)"
NAMELESS_AT_ONCE = """
    os.write(1, b'{"ok": %s}\\n{"ok": false}\\n' % (b"true" if status == 200 else b"false"))
"""
UNASKED = "    answer(url=url); answer(case=99_999)"
ELSEWHERE = "    answer(url='http://example.com/\\x1b'); answer(url=url)"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (NAMED_TWICE, "it answered a case twice: /case/"),
        (AT_ONCE, "it answered a case twice: /case/"),
        (NAMELESS_TWICE, "it answered a case twice, or before its client had made a call. Name the case"),
        (NAMELESS_AT_ONCE, "it answered a case twice, or before its client had made a call. Name the case"),
        (UNASKED, "it answered a case that it was not given: 99999"),
        (ELSEWHERE, r"it answered a case that it was not given: http://example.com/\x1b"),
    ],
    ids=["named", "named, in one write", "nameless", "nameless, in one write", "number", "other url"],
)
def test_a_surplus_verdict_is_a_finding_that_belongs_to_no_case(served: Any, code: str, why: str) -> None:
    """Assumed: each case gets its own verdict, and each surplus line is counted, also that of the last case."""
    names = [GRANTED, "200: null /contact/title", GRANTED, "200: drop /contact/email"] * 2
    result = campaign_on(served, Workers(python(STAY + code), 1), *names).result
    assert result.found == []
    assert [error.code for error in result.protocol_errors] == ["worker-protocol"] * len(names)
    assert all(error.why.startswith(why) for error in result.protocol_errors)
    assert not result.is_sound


@pytest.mark.parametrize("name", ["", "url=url, "], ids=["nameless", "named"])
def test_a_broken_case_beside_surplus_verdicts_is_found_under_its_own_name(served: Any, name: str) -> None:
    """Assumed: nothing of a surplus line is taken for the case that follows."""
    code = f"    answer({name}ok=status == 200, error='mine'); answer({name}ok=True)"
    names = [GRANTED, REFUSED, GRANTED, GRANTED, REFUSED, GRANTED]
    result = campaign_on(served, Workers(python(STAY + code), 1), *names).result
    assert [(one.case.name, one.broken.why) for one in result.found] == [(REFUSED, "mine")] * 2
    assert len(result.protocol_errors) == len(names)


LATE = """
first = sys.stdin.readline().strip()
update(first)
print(json.dumps({"ok": True}), flush=True)
for line in sys.stdin:
    print(json.dumps({"ok": False, "error": "about the first"}), flush=True)
    time.sleep(0.05)
    update(line.strip())
    print(json.dumps({"ok": True}), flush=True)
"""


def test_a_nameless_verdict_before_the_first_call_is_not_taken_for_the_case(served: Any) -> None:
    """Assumed: the case is given to another worker, whose verdict counts."""
    result = campaign_on(served, Workers(python(LATE), 1), GRANTED, "200: null /contact/title").result
    assert result.found == []
    assert [error.code for error in result.protocol_errors] == ["worker-protocol"]


def test_a_nameless_verdict_of_a_worker_that_makes_no_call_counts(served: Any) -> None:
    """Assumed: its first verdict can only be on its first case."""
    code = "\nfor line in sys.stdin: print(json.dumps({'ok': True}), flush=True)"
    result = campaign_on(served, Workers(python(code), 1), GRANTED).result
    assert [one.broken.code for one in result.found] == ["no-call"]
    assert result.protocol_errors == []


def test_a_verdict_that_is_no_json_object_is_output_of_the_client(served: Any) -> None:
    """Assumed: it is shown with the finding, as the worker gives no verdict then."""
    shown = json.dumps(["ok"])
    code = f"    print({shown!r}, flush=True); time.sleep(99)"
    (found,) = tried(served, Workers(python(STAY + code), 1), GRANTED, timeout=SOON)
    assert f"its last line is not a verdict: {shown}" in found.broken.why
