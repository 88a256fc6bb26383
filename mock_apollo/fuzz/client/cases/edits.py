"""What can be changed in a reply? An edit is one act at one place; its text names it, and is read back."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Self
from urllib.parse import quote, unquote

from mock_apollo.fuzz.client.cases.examples import declared_members
from mock_apollo.fuzz.client.cases.mutators import ACTS, DROPPED

Steps = tuple[str, ...]

SET = "set"
ROOT = "."
HEADER = "header"
HEADER_ACTS = ("drop", "empty")
NAME = re.compile(r"(?P<act>[a-z-]+) (?P<place>/\S*|\.|header \S+)")
JOINT = " + "


class EditError(ValueError):
    """An edit or case does not exist or is not allowed; the message says why."""


class Edit(NamedTuple):
    """One act at one place of the body, or at a header.

    `steps` lead from the root of the body to the place: names of members and indices of items. With `of_header`, the
    only step is the name of the header. `value` is the new value of the act `set`.
    """

    act: str
    steps: Steps
    of_header: bool = False
    value: Any = None

    def __str__(self) -> str:
        """Return the text of the edit: `drop /contact/email`, `drop header retry-after`, `set /contact/name = ""`."""
        place = f"{HEADER} {self.steps[0]}" if self.of_header else pointer(self.steps)
        return f"{self.act} {place} = {json.dumps(self.value)}" if self.act == SET else f"{self.act} {place}"

    @classmethod
    def read(cls, text: str) -> tuple[Self, str]:
        """Read an edit at the beginning of a text; return it and the rest of the text. Raises EditError."""
        match = NAME.match(text)
        if match is None or match["act"] not in (*ACTS, SET):
            raise EditError(f"{text!r} is no edit; write it like `drop /contact/email`. The acts are {', '.join(ACTS)}")
        of_header = match["place"].startswith(HEADER)
        steps: Steps = (match["place"].removeprefix(f"{HEADER} "),) if of_header else _steps(match["place"])
        rest, value = text[match.end() :], None
        if match["act"] == SET:
            value, rest = _value(rest)
        return cls(match["act"], steps, of_header, value), rest

    def applied(self, value: Any) -> Any:
        """Return the value that replaces `value`, or DROPPED. Raises EditError when the act is not for its type."""
        if self.act == SET:
            return self.value
        act = ACTS[self.act]
        if type(value) not in act.of:
            raise EditError(f"{self} cannot be applied to {json.dumps(value)[:40]}")
        return act.make(value)

    def clashes(self, other: "Edit") -> bool:
        """Whether one of two edits is at or below the place of the other."""
        shorter = min(len(self.steps), len(other.steps))
        return self.of_header == other.of_header and self.steps[:shorter] == other.steps[:shorter]


def read_edits(text: str) -> tuple[Edit, ...]:
    """Read several edits: `drop /contact/email + empty /labels`. Raises EditError."""
    edits: list[Edit] = []
    rest = text
    while rest:
        edit, rest = Edit.read(rest.removeprefix(JOINT) if edits else rest)
        edits.append(edit)
        if rest and not rest.startswith(JOINT):
            raise EditError(f"{edit} is followed by {rest!r}, which is not ` + ` and another edit")
    return tuple(edits)


def _value(text: str) -> tuple[Any, str]:
    """Read the JSON value after ` = `; return it and the rest of the text. Raises EditError."""
    try:
        value, end = json.JSONDecoder().raw_decode(text.removeprefix(" = "))
    except json.JSONDecodeError as error:
        raise EditError(f"{text!r} is not ` = ` and JSON") from error
    return value, text.removeprefix(" = ")[end:]


def pointer(steps: Iterable[str]) -> str:
    """Return a JSON pointer in its URI form (RFC 6901, 6), without blanks: `/contact/phones/0`; the root is `.`."""
    return "".join("/" + quote(step.replace("~", "~0").replace("/", "~1"), safe="~") for step in steps) or ROOT


def _steps(text: str) -> Steps:
    """Read a JSON pointer in its URI form."""
    parts = () if text == ROOT else text.split("/")[1:]
    return tuple(unquote(part).replace("~1", "/").replace("~0", "~") for part in parts)


def edited(document: Any, edits: Iterable[Edit]) -> Any:
    """Return the body with the edits applied, or DROPPED; the original is not changed. Raises EditError."""
    for edit in edits:
        document = _changed(document, edit.steps, edit.applied)
    return document


def _changed(value: Any, steps: Steps, make: Callable[[Any], Any]) -> Any:
    """Return a copy of the value in which the value at a place is replaced or dropped. Raises EditError."""
    if not steps:
        return make(value)
    step, below = steps[0], steps[1:]
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        made = _changed(value[int(step)], below, make)
        return [*value[: int(step)], *([] if made is DROPPED else [made]), *value[int(step) + 1 :]]
    if not isinstance(value, Mapping):
        raise EditError(f"there is no {step} in {json.dumps(value)[:40]}")
    made = _changed(value.get(step), below, make)
    return {k: v for k, v in value.items() if k != step} if made is DROPPED else {**value, step: made}


def single_edits(document: Any, schema: Mapping[str, Any]) -> Iterator[Edit]:
    """Yield every act at every place of a body or its schema, and every other value of an enum, allowed or not."""
    for steps, value, allowed in _places(document, schema, ()):
        for name, act in ACTS.items():
            if type(value) in act.of and (steps or name != "drop"):
                yield Edit(name, steps)
        yield from (Edit(SET, steps, value=other) for other in allowed.get("enum", ()) if other != value)


def header_edits(headers: Mapping[str, Any]) -> Iterator[Edit]:
    """Yield the acts for headers: missing or empty. A huge Retry-After is left out, as a client would wait for it."""
    for name, value in headers.items():
        acts = [act for act in HEADER_ACTS if type(value) in ACTS[act].of]
        yield from (Edit(act, (name,), of_header=True) for act in acts)


def _places(value: Any, schema: Mapping[str, Any], steps: Steps) -> Iterator[tuple[Steps, Any, Mapping[str, Any]]]:
    """Yield every place with its value and schema; of a list its first item. Missing members are null."""
    yield steps, value, schema
    if isinstance(value, dict):
        declared = declared_members(schema)
        for name in {**value, **declared}:
            yield from _places(value.get(name), declared.get(name, {}), (*steps, name))
    elif isinstance(value, list) and value:
        yield from _places(value[0], schema.get("items", {}), (*steps, "0"))


def difference(shown: Any, other: Any, steps: Steps = ()) -> Iterator[Edit]:
    """Yield the smallest edits that turn one body into another."""
    if isinstance(shown, dict) and isinstance(other, dict):
        for name in {**shown, **other}:
            if name not in other:
                yield Edit("drop", (*steps, name))
            elif name not in shown:
                yield Edit(SET, (*steps, name), value=other[name])
            else:
                yield from difference(shown[name], other[name], (*steps, name))
    elif json.dumps(shown, sort_keys=True) != json.dumps(other, sort_keys=True):  # 0 == False in Python
        yield Edit(SET, steps, value=other)


def agreeing(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits without those that clash with an earlier one."""
    kept: list[Edit] = []
    for edit in edits:
        if not any(edit.clashes(other) for other in kept):
            kept.append(edit)
    return tuple(kept)
