"""How is each act of steering asked for over HTTP? The table that routes, commands and remote fixtures follow."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from typing_extensions import Doc

from mock_apollo.apollo.control.control import Control
from mock_apollo.apollo.control.forms import Expected, Move, NewLimits
from mock_apollo.apollo.control.imports import read_contents, read_state
from mock_apollo.apollo.faults import FaultRule
from mock_apollo.apollo.world.state import State

Json = dict[str, Any]
Do = Callable[..., Any]  # a method of Control


class Act(NamedTuple):
    """A method of Control, and its call under `/__admin`.

    `body` is the type of the JSON body, whose members are the arguments that are not in the path; or the body is the
    one argument `whole`. Of an import, `first` makes that argument from the body and the time, before the act.
    """

    do: Do
    method: str
    path: str
    body: type[BaseModel] | type[Json] | None = None
    whole: str = ""
    first: Callable[[Any, str], Any] | None = None

    def request(self, /, *args: Any, **kwargs: Any) -> tuple[str, str, Any]:
        """Return method, path with query, and JSON body (or None) of the call with these arguments."""
        given = inspect.signature(self.do).bind(None, *args, **kwargs)
        given.apply_defaults()
        arguments = _flat(self.do, given.arguments)
        names = [name for name in arguments if f"{{{name}}}" in self.path]
        path = self.path.format(**{name: quote(str(arguments.pop(name)), safe="") for name in names})
        if self.method == "GET":
            query = urlencode({name: value for name, value in arguments.items() if value is not None})
            return self.method, f"{path}?{query}" if query else path, None
        return self.method, path, arguments[self.whole] if self.whole else arguments or None


def _flat(do: Do, arguments: Mapping[str, Any]) -> Json:
    """Return the arguments by name, without self, and with those of `**kwargs` beside the others."""
    flat: Json = {}
    for (name, parameter), value in zip(inspect.signature(do).parameters.items(), arguments.values(), strict=True):
        flat |= value if parameter.kind is parameter.VAR_KEYWORD else {name: value}
    del flat["self"]
    return flat


def description(hint: Any) -> str:
    """Return what the Doc of an annotation says, or nothing."""
    return next((note.documentation for note in get_args(hint)[1:] if isinstance(note, Doc)), "")


ACTS: Mapping[Do, Act] = {
    act.do: act
    for act in (
        Act(Control.worlds, "GET", "/worlds"),
        Act(Control.create_world, "POST", "/worlds"),
        Act(Control.remove_world, "DELETE", "/worlds"),
        Act(Control.reset, "POST", "/reset"),
        Act(Control.clear, "POST", "/clear"),
        Act(Control.limit, "PUT", "/limits", NewLimits),
        Act(Control.export, "GET", "/state"),
        Act(Control.load, "PUT", "/state", State, whole="state", first=read_state),
        Act(Control.records, "GET", "/records/{kind}"),
        Act(Control.record, "GET", "/records/{kind}/{record_id}"),
        Act(Control.put, "POST", "/records", Json, whole="records"),
        Act(Control.replace, "PUT", "/records", Json, whole="seed", first=read_contents),
        Act(Control.remove, "DELETE", "/records/{kind}/{record_id}"),
        Act(Control.delete_contact, "POST", "/contacts/{contact_id}/delete"),
        Act(Control.hide_contact, "POST", "/contacts/{contact_id}/hide"),
        Act(Control.snapshot, "PUT", "/snapshots/{name}"),
        Act(Control.restore, "POST", "/snapshots/{name}/restore"),
        Act(Control.clock, "GET", "/clock"),
        Act(Control.move_clock, "POST", "/clock", Move),
        Act(Control.faults, "GET", "/faults"),
        Act(Control.add_fault, "POST", "/faults", FaultRule),
        Act(Control.remove_fault, "DELETE", "/faults/{fault_id}"),
        Act(Control.clear_faults, "DELETE", "/faults"),
        Act(Control.journal, "GET", "/journal"),
        Act(Control.clear_journal, "DELETE", "/journal"),
        Act(Control.counts, "GET", "/journal/counts"),
        Act(Control.expect, "POST", "/journal/expect", Expected),
    )
}
