"""How is a failure of schemathesis reported? With its operation, the broken clause, a curl line and the reply."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from mock_apollo.fuzz.server.schemathesis_run import Failure
from mock_apollo.journal.export import curl_line
from mock_apollo.protocol.printable import cut, printable

Place = tuple[str, ...]

MAX_BODY = 600  # characters of a reply that are shown
POINTER = re.compile(r"^Schema at (/\S+?):?$", re.MULTILINE)

# The part of an operation that each check is about; {} are the status and the media type of the reply.
PLACES: dict[str, Place] = {
    "status_code_conformance": ("responses",),
    "content_type_conformance": ("responses", "{status}", "content"),
    "response_headers_conformance": ("responses", "{status}", "headers"),
    "response_schema_conformance": ("responses", "{status}", "content", "{media_type}", "schema"),
    "negative_data_rejection": ("requestBody",),
    "positive_data_acceptance": ("requestBody",),
    "missing_required_header": ("parameters",),
    "ignored_auth": ("security",),
}
OTHER_RULES = {  # rules that are not in the document
    "not_a_server_error": "no request may cause a 5xx",
    "unsupported_method": "405 for a method that the path does not have (RFC 9110, 15.5.6)",
    "allow_header_conformance": "Allow names the methods of the path (RFC 9110, 10.2.1)",
    "use_after_free": "a deleted resource must be gone",
    "ensure_resource_availability": "a created resource must be available",
    "object_level_authorization": "one user must not see the resources of another",
    "expected_status": "in this round every call must be refused",
    "update_is_kept": "a successful update must be shown and kept",
}


class Group(NamedTuple):
    """Failures of one operation and check with the same cause."""

    label: str
    title: str
    cause: str
    failures: Sequence[Failure]


def grouped(failures: Iterable[Failure], cause: Callable[[Failure], str]) -> list[Group]:
    """Group failures by operation, title and cause."""
    groups: defaultdict[tuple[str, str, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        groups[failure.label, failure.title, cause(failure)].append(failure)
    return [Group(*common, same) for common, same in groups.items()]


def place(failure: Failure) -> Place:
    """Return the broken part of the document as steps from its root; empty for a rule outside of the document."""
    steps = PLACES.get(failure.check)
    if steps is None:
        return ()
    method, path = failure.label.split(" ", 1)
    reply = failure.recorded.reply
    known = {"status": str(reply.status), "media_type": reply.media_type.decode("latin-1")} if reply else {}
    pointer = POINTER.search(failure.message)
    below = pointer[1].removeprefix("/").split("/") if pointer else []
    return ("paths", path, method.lower(), *(step.format(**known) for step in steps), *below)


def clause(failure: Failure) -> str:
    """Return the broken part of the document, or the broken rule, as text."""
    return " > ".join(place(failure)) or OTHER_RULES.get(failure.check, failure.check)


def group_lines(group: Group, url: str, key: str) -> Iterator[str]:
    """Yield the lines of a report about a group, with the shortest of its calls."""
    smallest = min(group.failures, key=lambda failure: len(failure.recorded.call.body))
    reply = smallest.recorded.reply
    yield f"{group.label}: {group.title} ({len(group.failures)} x)"
    others = len({*map(clause, group.failures)}) - 1
    yield f"  breaks   {clause(smallest)}{f', and {others} other clauses' if others else ''}"
    yield from (
        f"  because  {printable(line)}" for line in smallest.message.split("\n\nSchema")[0].splitlines() if line
    )
    yield f"  call     {printable(curl_line(smallest.recorded.call, url, key))}"
    if reply:
        body = reply.body.decode("utf-8", "replace")
        yield f"  reply    {reply.status} {reply.media_type.decode('latin-1')} {printable(cut(body, MAX_BODY))}"
