"""Mid-term goals that are here, and what a file may not do to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.entries import Entry, ImportedGoal
from headway.people.models import Unit
from headway.strategy.models import MidTermGoal, live_goals

SHARED = ("title", "description", "perspective", "starts_on", "ends_on")
"""What a linked copy has of its original."""


class GoalsHere:
    """Read in three queries; ``id_of`` says which object here an entry of the file is."""

    def __init__(
        self,
        organisation_id: int,
        entries: Mapping[tuple[str, str], Entry],
        id_of: Callable[[str, str], int | None],
    ) -> None:
        self._entries, self._id_of = entries, id_of
        mine = MidTermGoal.objects.filter(organisation_id=organisation_id)
        live = mine.filter(live_goals())
        self._by_name: dict[tuple[int | None, str, str, str], int] = {
            (unit_id, title.lower(), starts.isoformat(), ends.isoformat()): pk
            for pk, unit_id, title, starts, ends in live.values_list(
                "id", "unit_id", "title", "starts_on", "ends_on"
            )
        }
        self._copies = set(mine.filter(copy_of__isnull=False).values_list("id", flat=True))
        units = Unit.objects.filter(organisation_id=organisation_id)
        self._paths = dict(units.values_list("id", "path"))

    def same(self, entry: ImportedGoal) -> int | None:
        """The goal of this title and time, of the same unit."""
        unit_id = self._unit(entry)
        if unit_id is None and entry.more.get("unit"):
            return None  # of a unit that comes with the file
        return self._by_name.get((unit_id, entry.title.lower(), entry.starts_on, entry.ends_on))

    def obstacle(
        self, entry: ImportedGoal, goal_id: int | None, current: Mapping[str, Any] | None
    ) -> str | None:
        """Why it cannot be what the file says."""
        values = entry.values()
        if current is not None and values.get("unit") not in (None, current.get("unit")):
            return _("A goal stays in its unit. Give the one of another unit a new id.")
        is_copy = current is not None and goal_id in self._copies
        if is_copy and any(values.get(name) != (current or {}).get(name) for name in SHARED):
            return _("It is a linked copy here: change its original, or unlink it first.")
        above = self._entries.get(("goal", values.get("serves") or ""))
        if isinstance(above, ImportedGoal) and not self._lies_above(above, entry):
            return _("It serves a goal of a unit that does not lie above its own.")
        return None

    def _lies_above(self, above: ImportedGoal, entry: ImportedGoal) -> bool:
        if not above.more.get("unit"):
            return True
        paths = [self._paths.get(self._unit(one) or 0, "") for one in (above, entry)]
        return "" not in paths and paths[0] != paths[1] and paths[1].startswith(paths[0])

    def _unit(self, entry: ImportedGoal) -> int | None:
        key = entry.more.get("unit")
        return self._id_of("unit", key) if key else None
