"""Which lists does a team have? Names are unique in each modality."""

from collections.abc import Callable, Iterable, Mapping

from mock_apollo.apollo.records import Label, Modality
from mock_apollo.protocol.refusals import NameTaken, RecordNotFound

CONTACTS: Modality = "contacts"
COUNTED = {"contacts", "accounts"}  # lists of campaigns are never counted: the fake has no campaigns


class Lists:
    """The lists of a team, by id and by name.

    `new_label` makes a list without a name. The lists that a call makes are in `made` until it is certain that nothing
    of the call is refused; then they are kept.
    """

    def __init__(self, labels: dict[str, Label], new_label: Callable[[], Label]) -> None:
        self._labels = labels
        self._new_label = new_label
        self.made: dict[tuple[Modality, str], Label] = {}
        self._ids = {(label["modality"], label["name"]): label["id"] for label in labels.values()}

    def shown(self, label_ids: Iterable[str]) -> list[Label]:
        """Return the lists with these ids, in that order; unknown ids are ignored."""
        return [*filter(None, map(self._labels.get, label_ids))]

    def ids(self, names: Iterable[str], modality: Modality = CONTACTS) -> list[str]:
        """Return the ids of the lists with these names, in that order; unknown lists are made, blank names ignored."""
        keys = [(modality, name) for name in dict.fromkeys(names) if name.strip()]
        return [self._ids.get(key) or self._make(*key)["id"] for key in keys]

    def known_ids(self, names: Iterable[str], modality: Modality) -> list[str]:
        """Return the ids of the existing lists with these names; unknown names are ignored."""
        known = (self._ids.get((modality, name)) for name in dict.fromkeys(names))
        return [label_id for label_id in known if label_id]

    def new(self, name: str, modality: Modality) -> Label:
        """Make a list. Raises NameTaken."""
        if (modality, name) in self._ids:
            raise NameTaken(name)
        return self._make(modality, name)

    def _make(self, modality: Modality, name: str) -> Label:
        key = modality, name
        if key not in self.made:
            self.made[key] = {**self._new_label(), "modality": modality, "name": name}
        return self.made[key]

    def keep(self) -> None:
        """Store the lists that a call has made."""
        for label in self.made.values():
            self.put(label)
        self.made.clear()

    def rename(self, label_id: str, name: str, now: str) -> Label:
        """Rename a list; its own name is allowed. Raises RecordNotFound, NameTaken."""
        label = self._labels.get(label_id)
        if label is None:
            raise RecordNotFound("label", label_id)
        if self._ids.get((label["modality"], name), label_id) != label_id:
            raise NameTaken(name)
        return self.put({**label, "name": name, "updated_at": now})

    def count(self, sizes: Mapping[str, int]) -> list[Label]:
        """Store the sizes, by list id, as `cached_count`, and return all lists."""
        for label_id, label in self._labels.items():
            size = sizes.get(label_id, 0)
            if label["modality"] in COUNTED and label["cached_count"] != size:
                self._labels[label_id] = {**label, "cached_count": size}
        return [*self._labels.values()]

    def id_of(self, modality: Modality, name: str) -> str | None:
        """Return the id of the list of this name, or None."""
        return self._ids.get((modality, name))

    def put(self, label: Label) -> Label:
        """Store a list, in place of the one with its id, and return it."""
        self._forget(label["id"])
        self._labels[label["id"]] = label
        self._ids[label["modality"], label["name"]] = label["id"]
        return label

    def remove(self, label_id: str) -> None:
        """Remove a list; records stay on it, but do not show it."""
        self._forget(label_id)
        del self._labels[label_id]

    def _forget(self, label_id: str) -> None:
        """Free the name of a list, if it is there and has it."""
        label = self._labels.get(label_id)
        if label is not None and self._ids.get((label["modality"], label["name"])) == label_id:
            del self._ids[label["modality"], label["name"]]
