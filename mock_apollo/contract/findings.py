"""Which codes can a finding have, how severe are they, and what should be done about each?"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple, Self, TypeVar, get_args

from mock_apollo.protocol.printable import printable

T = TypeVar("T")
Severity = Literal["error", "warning", "note"]
LEVELS: tuple[Severity, ...] = get_args(Severity)
MAX_FINDINGS = 20  # of a call; one more stands for the rest


class Rule(NamedTuple):
    """The meaning of a code, and what to do about it.

    An `error` violates the contract, a `warning` is a part of a call that has no effect or an unwanted one, and a
    `note` is for information.
    """

    severity: Severity
    meaning: str
    advice: str


REPLY_ADVICE = "From mock-apollo it is a bug, please report it; from Apollo or a proxy, be prepared for it."

RULES = {
    "undeclared-path": Rule(
        "error",
        "the contract has no such path",
        "Check the path; it begins with /api/v1 and ends with an id or a name.",
    ),
    "undeclared-method": Rule("error", "the path has no such method", "Use a method that the path has."),
    "unreadable-request": Rule(
        "error", "a request that is not HTTP, or not complete", "Let an HTTP library write the request."
    ),
    "missing-credentials": Rule("error", "a call without a credential", "Send the key in the X-Api-Key header."),
    "doubled-credentials": Rule("warning", "more than one credential", "Send only one of them."),
    "misplaced-key": Rule(
        "error",
        "an api_key in the query or the body",
        "Send it in the X-Api-Key header, since URLs and bodies get into the logs of proxies.",
    ),
    "undeclared-media-type": Rule("error", "a body whose type is not JSON", "Send Content-Type: application/json."),
    "doubled-media-type": Rule(
        "warning",
        "more than one media type of a body",
        "Send Content-Type once; a client and a proxy may both add one.",
    ),
    "unreadable-body": Rule("error", "a body that is not a JSON object", "Send one JSON object in UTF-8."),
    "malformed-id": Rule("error", "an id that is malformed", "Send the 24 hexadecimal digits that Apollo gave you."),
    "invalid-value": Rule("error", "a value that the field does not allow", "Send a value that the contract allows."),
    "unknown-field": Rule("warning", "a field that Apollo does not know", "Correct the name, or do not send it."),
    "foreign-field": Rule("warning", "a field that only other operations take", "Call the operation that takes it."),
    "unknown-parameter": Rule(
        "warning", "a query parameter where none is read", "Send it as a field of the JSON body."
    ),
    "unknown-custom-field": Rule(
        "warning", "an id that no custom field has", "Take the id from the list of custom fields, without its prefix."
    ),
    "ignored-email": Rule(
        "warning", "an email that is not an address", "Send an address, or an empty text to clear it."
    ),
    "unseen-field": Rule("note", "a field that no reply contains, like website_url", "Do not expect it in a reply."),
    "ignored-retry-after": Rule(
        "warning",
        "a call before the time in the Retry-After of a 429 had passed",
        "Wait as many seconds as Retry-After says.",
    ),
    "hopeless-retry": Rule(
        "warning", "a call repeated unchanged after a 401 or a 422", "Change the call before you repeat it."
    ),
    "invalid-reply": Rule("error", "a reply whose body violates its schema", REPLY_ADVICE),
    "undeclared-reply": Rule("error", "a reply that is not declared", REPLY_ADVICE),
}
OF_REPLIES = {"invalid-reply", "undeclared-reply"}  # the server's; all others are the client's
BY_THE_WORLD = {
    "unknown-custom-field",
    "ignored-email",
    "unseen-field",
}  # found only with the records, so not in a recording


class Finding(NamedTuple):
    """A violation of the contract, or a part of a call that Apollo ignores.

    `code` is one of RULES, and its meaning is stable. `path` is a JSON path into the body (`$.label_names[1]`), or
    a place outside it: `header.x-api-key`, `query.title`, `path.contact_id`. `stands_for` is a number of
    findings: more than one for those that are too many to be kept.
    """

    code: str
    path: str
    message: str
    stands_for: int = 1

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """Make a finding from its JSON object, as `document` returns it."""
        return cls(document["code"], document["path"], document["message"], document.get("stands_for", 1))

    @property
    def severity(self) -> Severity:
        """The severity of the code."""
        return RULES[self.code].severity

    @property
    def line(self) -> str:
        """The finding as a line of text, without its advice."""
        return printable(f"{self.severity} {self.code} at {self.path}: {self.message}")

    def shown(self, redact: Callable[[str], str]) -> Self:
        """Return the finding without what `redact` removes from a text."""
        return self._replace(path=redact(self.path), message=redact(self.message))

    def document(self) -> dict[str, Any]:
        """Return the finding as a JSON object, with severity and advice."""
        rule = RULES[self.code]
        several = {"stands_for": self.stands_for} if self.stands_for > 1 else {}
        shown = {"code": self.code, "path": self.path, "message": self.message, **several}
        return {**shown, "severity": rule.severity, "advice": rule.advice}


Findings = tuple[Finding, ...]


def reported(report: Callable[[T], Finding], items: Sequence[T]) -> Findings:
    """Report the first of several items of one kind; one finding stands for the rest, however many they are."""
    found = tuple(map(report, items[: MAX_FINDINGS + 1]))
    more = len(items) - MAX_FINDINGS
    return (*found[:-1], _several(found[-1], more)) if more > 0 else found


def bounded(findings: Sequence[Finding]) -> Findings:
    """Return the first findings of a call, with at least one of each code, and one that stands for the rest."""
    if len(findings) <= MAX_FINDINGS:
        return tuple(findings)
    firsts = {found.code: place for place, found in reversed([*enumerate(findings)])}
    kept = sorted(islice(dict.fromkeys([*firsts.values(), *range(len(findings))]), MAX_FINDINGS))
    rest = [findings[place] for place in sorted({*range(len(findings))} - {*kept})]
    return (*(findings[place] for place in kept), _several(rest[0], sum(found.stands_for for found in rest)))


def _several(first: Finding, count: int) -> Finding:
    """Return a finding that stands for several, of which one is the first."""
    return first._replace(message=f"And {count:,} more findings of this call.", stands_for=count)
