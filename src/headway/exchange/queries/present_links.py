"""The links that are here between what a file links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from headway.exchange.formats.entries import ImportedLink
from headway.exchange.queries.stored import Known, batches
from headway.okrs.models import LinkKind, ObjectiveLink


@dataclass(frozen=True, slots=True)
class LinkHere:
    """A link that is here, whoever made it."""

    id: int
    child_id: int
    objective_id: int | None
    key_result_id: int | None
    goal_id: int | None
    kind: str
    weight: float
    share: float | None
    child_key_result_id: int | None


_COLUMNS = tuple(LinkHere.__dataclass_fields__)


class LinksHere:
    """Reads the links of all objectives that were imported before, once; then answers for single
    links of the file."""

    def __init__(self, known: Mapping[tuple[str, str], Known]) -> None:
        self._known = known
        self._by_child: dict[int, list[LinkHere]] = defaultdict(list)
        children = [one.object_id for (kind, _key), one in known.items() if kind == "objective"]
        for part in batches(sorted(children)):
            links = ObjectiveLink.objects.filter(child_id__in=part).order_by("id")
            for row in links.values_list(*_COLUMNS):
                link = LinkHere(*row)
                self._by_child[link.child_id].append(link)

    def same(self, entry: ImportedLink) -> int | None:
        """A link that people made here between the same two, with the same terms."""
        for link in self.between(entry):
            here = (link.kind, link.weight, link.share, link.child_key_result_id)
            said = (
                entry.kind,
                entry.more.get("weight", link.weight),
                entry.more.get("share"),
                self._value_of(entry),
            )
            if here == said:
                return link.id
        return None

    def between(self, entry: ImportedLink) -> list[LinkHere]:
        """Those that stand in the way of another one: between an objective and a key result there
        is one link, or contributions of different key results."""
        child = self._known.get(("objective", entry.child))
        kind = "objective" if entry.objective else "key_result" if entry.key_result else "goal"
        parent = self._known.get((kind, entry.parent))
        if child is None or parent is None:
            return []
        ends = self._by_child.get(child.object_id, ())
        found = [link for link in ends if getattr(link, f"{kind}_id") == parent.object_id]
        if entry.kind != LinkKind.CONTRIBUTES_VALUE:
            return found
        own = self._value_of(entry)
        return [
            link for link in found if link.kind != entry.kind or link.child_key_result_id == own
        ]

    def _value_of(self, entry: ImportedLink) -> int | None:
        known = self._known.get(("key_result", entry.more.get("child_key_result") or ""))
        return known.object_id if known else None
