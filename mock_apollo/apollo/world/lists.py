"""Which lists does a team have? A name is given to one list of each modality."""

from collections.abc import Callable, Iterable, Mapping

from mock_apollo.apollo.records import Label, Modality
from mock_apollo.protocol.refusals import NameTaken, RecordNotFound

CONTACTS: Modality = "contacts"
COUNTED = {"contacts", "accounts"}  # of campaigns the fake has lists, and nothing to count


class Lists:
    """The lists, by their ids and by their names; `new_label` makes one that has no name yet."""

    def __init__(
        self, labels: dict[str, Label], new_label: Callable[[], Label], check_room: Callable[[int], None]
    ) -> None:
        self._labels = labels
        self._new_label = new_label
        self._check_room = check_room
        self._ids = {(label["modality"], label["name"]): label["id"] for label in labels.values()}

    def shown(self, label_ids: Iterable[str]) -> list[Label]:
        """Those of the lists of these ids that there are."""
        return [self._labels[label_id] for label_id in label_ids if label_id in self._labels]

    def ids(self, names: Iterable[str], modality: Modality = CONTACTS) -> list[str]:
        """The ids of the lists of these names, in that order; unknown lists are created. Raises WorldFull."""
        wanted = [(modality, name) for name in dict.fromkeys(names)]
        unknown = [known for known in wanted if known not in self._ids]
        if unknown:
            self._check_room(len(unknown))
        return [self._ids.get(known) or self._add(*known)["id"] for known in wanted]

    def known_ids(self, names: Iterable[str], modality: Modality) -> list[str]:
        """The ids of those lists that there are."""
        known = (self._ids.get((modality, name)) for name in dict.fromkeys(names))
        return [label_id for label_id in known if label_id]

    def new(self, name: str, modality: Modality) -> Label:
        """A list that was not there. Raises NameTaken, WorldFull."""
        if (modality, name) in self._ids:
            raise NameTaken(name)
        self._check_room(1)
        return self._add(modality, name)

    def _add(self, modality: Modality, name: str) -> Label:
        return self._put({**self._new_label(), "modality": modality, "name": name})

    def rename(self, label_id: str, name: str, now: str) -> Label:
        """The list with another name. Raises RecordNotFound, NameTaken."""
        label = self._labels.get(label_id)
        if label is None:
            raise RecordNotFound("label", label_id)
        if self._ids.get((label["modality"], name), label_id) != label_id:
            raise NameTaken(name)
        del self._ids[label["modality"], label["name"]]
        return self._put({**label, "name": name, "updated_at": now})

    def count(self, sizes: Mapping[str, int]) -> list[Label]:
        """All lists, each with its size; from now on, that is the size that they are shown with."""
        for label_id, label in self._labels.items():
            size = sizes.get(label_id, 0)
            if label["modality"] in COUNTED and label["cached_count"] != size:
                self._labels[label_id] = {**label, "cached_count": size}
        return [*self._labels.values()]

    def _put(self, label: Label) -> Label:
        self._labels[label["id"]] = label
        self._ids[label["modality"], label["name"]] = label["id"]
        return label
