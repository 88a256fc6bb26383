"""What can be found in a call or a reply, how bad is it, and what is to be done? The table of all codes."""

from typing import Any, Literal, NamedTuple, get_args

from mock_apollo.protocol.printable import printable

Severity = Literal["error", "warning", "note"]
LEVELS: tuple[Severity, ...] = get_args(Severity)


class Rule(NamedTuple):
    """What a code means: an `error` breaks the contract, a `warning` has no effect or a doubtful one."""

    severity: Severity
    meaning: str
    advice: str


WHOSE = "If the fake gave it, please report it as a bug; from Apollo or a proxy, be prepared for it."

RULES = {
    "undeclared-path": Rule(
        "error",
        "the contract has no such path",
        "Check the path; it begins with /api/v1 and ends with an id or a name.",
    ),
    "undeclared-method": Rule("error", "the path has no such method", "Use a method that the path has."),
    "missing-credentials": Rule("error", "a call without a credential", "Send the key in the X-Api-Key header."),
    "doubled-credentials": Rule(
        "warning", "more than one credential", "Send one of them, so that nobody has to choose."
    ),
    "misplaced-key": Rule(
        "error",
        "an api_key in the query or the body",
        "Send it in the X-Api-Key header; logs and proxies show the rest.",
    ),
    "undeclared-media-type": Rule("error", "a body of another type than JSON", "Send Content-Type: application/json."),
    "unreadable-body": Rule("error", "a body that is no JSON object", "Send one JSON object in UTF-8."),
    "malformed-id": Rule("error", "an id that cannot be one", "Send the 24 hexadecimal digits that Apollo gave you."),
    "invalid-value": Rule("error", "a value that the field cannot have", "Send what the contract declares."),
    "unknown-field": Rule("warning", "a field that Apollo does not know", "Correct the name, or do not send it."),
    "foreign-field": Rule("warning", "a field that only other operations take", "Call the operation that takes it."),
    "unknown-parameter": Rule("warning", "a parameter where none are read", "Send it as a field of the JSON body."),
    "unknown-custom-field": Rule(
        "warning", "an id that no custom field has", "Take the id from the list of custom fields, without its prefix."
    ),
    "ignored-email": Rule(
        "warning", "an email that is not an address", "Send an address, or an empty text to clear it."
    ),
    "unseen-field": Rule("note", "a field that no reply shows, like website_url", "Do not wait for it to come back."),
    "ignored-retry-after": Rule(
        "warning", "a call before the Retry-After of a 429 was over", "Wait as many seconds as Retry-After says."
    ),
    "hopeless-retry": Rule(
        "warning", "a call repeated as it was after a 401 or a 422", "Do not repeat it before something has changed."
    ),
    "invalid-reply": Rule("error", "a reply whose body breaks its schema", WHOSE),
    "undeclared-reply": Rule("error", "a reply that is not declared", WHOSE),
}
OF_REPLIES = {"invalid-reply", "undeclared-reply"}  # what the server did; all else is the client's
BY_THE_WORLD = {"unknown-custom-field", "ignored-email", "unseen-field"}  # what is found by who knows the records


class Finding(NamedTuple):
    """Something that breaks the contract, or that Apollo passes over in silence.

    `code` is one of RULES and never changes its meaning. `path` is a JSON path into the body (`$.label_names[1]`),
    or says where else: `header.x-api-key`, `query.title`, `path.contact_id`.
    """

    code: str
    path: str
    message: str

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return RULES[self.code].severity

    @property
    def line(self) -> str:
        """As a person reads it."""
        return printable(f"{self.severity} {self.code} at {self.path}: {self.message}")

    def document(self) -> dict[str, Any]:
        """As it is exported, with what to do."""
        rule = RULES[self.code]
        return {**self._asdict(), "severity": rule.severity, "advice": rule.advice}


Findings = tuple[Finding, ...]
