"""What can be done to a fake? Every act of steering is one method of one class."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, cast

from typing_extensions import Doc, Unpack

from mock_apollo.apollo.answer import Apollo
from mock_apollo.apollo.clock import ClockError
from mock_apollo.apollo.control.errors import ControlError, raises_control_errors
from mock_apollo.apollo.control.forms import (
    ContactId,
    Expected,
    FaultFields,
    FaultState,
    JournalFields,
    KindName,
    Move,
    Name,
    NewLimits,
    Outcome,
    RecordId,
    Removed,
    Time,
    WantedFields,
    WorldSummary,
    is_name,
    records_of,
    summary_of,
    time_of,
)
from mock_apollo.apollo.control.imports import read_contents, read_state
from mock_apollo.apollo.faults import FaultError, FaultRule, Kind
from mock_apollo.apollo.rate_limits import parse_rate_limit
from mock_apollo.apollo.world.additions import add_records
from mock_apollo.apollo.world.indexes import Contents
from mock_apollo.apollo.world.saved import Saved
from mock_apollo.apollo.world.state import exported
from mock_apollo.apollo.world.world import World
from mock_apollo.journal.journal import Entry
from mock_apollo.journal.query import Wanted, chosen, counted, expect
from mock_apollo.protocol.messages import Json
from mock_apollo.protocol.statuses import NOT_FOUND

MOST_SNAPSHOTS = 100  # of a world


@raises_control_errors
class Control:
    """Steers one world of an Apollo: that of `key`, created at first use. Its methods raise ControlError.

    Every method is also a call of HTTP under `/__admin`, a command, and a method of the pytest fixtures.
    """

    def __init__(self, apollo: Apollo, key: str = "") -> None:
        self._apollo = apollo
        self._key = key

    @property
    def _world(self) -> World:
        if not self._key:
            raise ControlError("Send the key of the world in the X-Api-Key header.")
        return self._apollo.open(self._key)

    @property
    def team(self) -> str | None:
        """The team of the world; None without a key."""
        return self._world.team if self._key else None

    def worlds(self) -> list[WorldSummary]:
        """List all worlds, by the public names of their teams."""
        return [self._summary(world) for world in self._apollo.keys.worlds()]

    def create_world(self) -> WorldSummary:
        """Create the world of the key, if it does not exist yet."""
        return self._summary(self._world)

    def remove_world(self) -> Removed:
        """Delete the world of the key, with its journal."""
        world = self._world
        self._apollo.remove(world)
        return {"removed": world.team}

    def reset(self) -> WorldSummary:
        """Reset the world to its seed.

        Records, ids, limits and clock return to the start; faults, snapshots and the journal are deleted.
        """
        world = self._world
        self._apollo.reset(world)
        return self._summary(world)

    def clear(self) -> WorldSummary:
        """Delete all contacts, accounts and lists.

        Stages, custom fields and users stay.
        """
        world = self._world
        world.clear()
        return self._summary(world)

    def limit(self, rate_limit: Annotated[str, Doc("A plan, or calls per window: hour=1.")]) -> WorldSummary:
        """Set other rate limits, until the next reset.

        All windows begin anew.
        """
        world, limits = self._world, NewLimits(rate_limit=rate_limit)
        try:
            world.limits.allow(parse_rate_limit(limits.rate_limit))
        except ValueError as error:
            raise ControlError(f"rate_limit: {error}") from error
        return self._summary(world)

    def export(self) -> Json:
        """Export the world: records, ids and clock.

        The records have the form of a seed; limits, faults and journal are not part of it.
        """
        return exported(self._world)

    def load(self, state: Mapping[str, Any] | Saved) -> WorldSummary:
        """Replace the world by an exported one.

        Limits, faults and journal stay.
        """
        world, saved = self._world, read_state(state)
        world.check_room_for(saved.contents)
        try:
            world.bring_back(saved)
        except ClockError as error:
            raise ControlError(f"clock: {error}") from error
        return self._summary(world)

    def records(self, kind: KindName) -> list[Json]:
        """List all records of a kind."""
        return [*records_of(self._world, kind).values()]

    def record(self, kind: KindName, record_id: RecordId) -> Json:
        """Return one record."""
        records = records_of(self._world, kind)
        if record_id not in records:
            raise ControlError(f"There is no {record_id} among the {kind}.", status=NOT_FOUND)
        record: Json = records[record_id]
        return record

    def put(self, records: Mapping[str, Any]) -> WorldSummary:
        """Add the records of a seed, or change those of the same ids.

        A contact moves to the kind under which it is given: it is deleted, hidden, or brought back.
        """
        world = self._world
        add_records(world, records)
        return self._summary(world)

    def replace(self, seed: Mapping[str, Any] | Contents) -> WorldSummary:
        """Replace all records by those of a seed."""
        world = self._world
        contents = read_contents(seed, world.timestamp())
        world.check_room_for(contents)
        world.take(contents)
        return self._summary(world)

    def remove(self, kind: KindName, record_id: RecordId) -> WorldSummary:
        """Remove a record; its id is unknown afterwards.

        To have a contact refused as deleted, use `delete_contact`.
        """
        self.record(kind, record_id)
        world = self._world
        world.remove(kind, record_id)
        return self._summary(world)

    def delete_contact(self, contact_id: ContactId) -> WorldSummary:
        """Delete a contact, which is then refused as deleted."""
        self.record("contacts", contact_id)
        world = self._world
        world.delete_contact(contact_id)
        return self._summary(world)

    def hide_contact(self, contact_id: ContactId) -> WorldSummary:
        """Hide a contact, which is then refused as another user's."""
        self.record("contacts", contact_id)
        world = self._world
        world.hide_contact(contact_id)
        return self._summary(world)

    def snapshot(self, name: Name = "default") -> WorldSummary:
        """Keep the world as it is now, under a name.

        The snapshot has records, ids and clock; it lasts until the next reset.
        """
        world = self._world
        if not is_name(name):
            raise ControlError("The name of a snapshot must be one or more printable characters.")
        if len({*world.saved, name}) > MOST_SNAPSHOTS:
            raise ControlError(
                f"A world has at most {MOST_SNAPSHOTS} snapshots; keep it under a name of theirs, or reset the world."
            )
        world.saved[name] = world.save()
        return self._summary(world)

    def restore(self, name: Name = "default") -> WorldSummary:
        """Restore the world from a snapshot."""
        world = self._world
        if name not in world.saved:
            known = ", ".join(sorted(world.saved)) or "none yet"
            raise ControlError(f"There is no snapshot {name}; there are: {known}.", status=NOT_FOUND)
        world.bring_back(world.saved[name].copy())
        return self._summary(world)

    def clock(self) -> Time:
        """Return the time in the world."""
        return time_of(self._world.clock)

    def move_clock(
        self,
        *,
        freeze: Annotated[bool, Doc("Freeze the clock.")] = False,
        set: Annotated[datetime | None, Doc("Freeze it at a time, for example 2030-01-01T00:00:00Z.")] = None,  # noqa: A002 - its name over HTTP
        advance: Annotated[float, Doc("Advance it by so many seconds.")] = 0,
        run: Annotated[bool, Doc("Run the clock again.")] = False,
    ) -> Time:
        """Freeze, advance or run the clock.

        Limits, Retry-After and timestamps follow it.
        """
        clock = self._world.clock
        Move(freeze=freeze, set=set, advance=advance, run=run).apply(clock)
        return time_of(clock)

    def faults(self) -> list[FaultState]:
        """List the fault rules with their counters.

        `seen` counts the calls to which a rule applies, `struck` those that it changed.
        """
        return [cast("FaultState", fault.document()) for fault in self._world.faults]

    def add_fault(self, fault: Annotated[Kind, Doc("Kind of the fault.")], **rule: Unpack[FaultFields]) -> FaultState:
        """Inject a fault into the next calls."""
        checked = FaultRule.model_validate({"fault": fault, **rule})
        return cast("FaultState", self._apollo.add_fault(self._world, checked).document())

    def remove_fault(self, fault_id: Annotated[str, Doc("Id of the rule.")]) -> Removed:
        """Remove one fault rule."""
        try:
            self._world.faults.remove(fault_id)
        except FaultError as error:
            raise ControlError(
                f"There is no fault rule {fault_id}; list the rules to see their ids.", status=NOT_FOUND
            ) from error
        return {"removed": 1}

    def clear_faults(self) -> Removed:
        """Remove all fault rules."""
        faults = self._world.faults
        count = len([*faults])
        faults.clear()
        return {"removed": count}

    def journal(
        self,
        *,
        after: Annotated[int, Doc("Only entries with a greater number.")] = 0,
        team: Annotated[str | None, Doc("Without a key: only this team.")] = None,
        **wanted: Unpack[JournalFields],
    ) -> Sequence[Entry]:
        """Return the calls with replies and findings, oldest first.

        They are those of the world, or, without a key, those of all worlds.
        """
        team = self.team or team
        entries = self._apollo.journal.all_entries() if team is None else self._apollo.journal.entries(team)
        return chosen([entry for entry in entries if entry.number > after], Wanted(**wanted))

    def clear_journal(self) -> Removed:
        """Delete all entries of the journal."""
        team = self._world.team
        count = len(self._apollo.journal.entries(team))
        self._apollo.journal.forget(team)
        return {"removed": count}

    def counts(self) -> dict[str, dict[str, int]]:
        """Count the calls by operation and status."""
        return counted(self._apollo.journal.entries(self._world.team))

    def expect(self, call: WantedFields, times: int | None = None) -> Outcome:
        """Tell whether a call like this was made.

        It must have been made `times` times, or at least once; otherwise the outcome has the near misses.
        """
        expected = Expected.model_validate({"call": call, "times": times})
        verdict = expect(self._apollo.journal.entries(self._world.team), expected.call, expected.times)
        return {"met": verdict.met, "seen": verdict.seen, "text": self._apollo.redactor.text(verdict.text)}

    def _summary(self, world: World) -> WorldSummary:
        return summary_of(world, len(self._apollo.journal.entries(world.team)))
