"""The organisation's side of a comparison: what a file's entries stand for here, and what stands in
their way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from headway.exchange.formats.card_entries import CARD_KINDS
from headway.exchange.formats.entries import (
    ROOT_UNIT,
    Entry,
    ImportedCheckIn,
    ImportedClosure,
    ImportedCycle,
    ImportedGoal,
    ImportedInitiative,
    ImportedKeyResult,
    ImportedLink,
    ImportedMilestone,
    ImportedObjective,
    ImportedPerson,
    ImportedPerspective,
    ImportedUnit,
)
from headway.exchange.formats.plan import ImportedPlan
from headway.exchange.queries.card_here import CardHere
from headway.exchange.queries.goals_here import GoalsHere
from headway.exchange.queries.present_links import LinksHere
from headway.exchange.queries.stored import batches, current_values, known_entries
from headway.okrs.models import CheckIn, Closure, Cycle, LinkKind, ObjectiveLink, Phase
from headway.people.models import Person, Unit
from headway.strategy.models import Perspective


@dataclass(frozen=True, slots=True)
class _StoredCycle:
    id: int
    starts_on: str
    ends_on: str
    phase: str


class Present:
    """Reads in bulk once (about three queries for each kind of entry, whatever the size of the
    file), then answers for single entries."""

    def __init__(self, organisation_id: int | None, plan: ImportedPlan, *, today: date) -> None:
        self.plan = plan
        self._organisation_id = organisation_id or 0  # no organisation has the id 0
        self.known = known_entries(organisation_id, plan.source)
        self._entries = {(entry.KIND, entry.external_id): entry for entry in plan.entries}
        self._keys = {(kind, known.object_id): key for (kind, key), known in self.known.items()}
        self._current = self._read_current()
        self._read_organisation(self._organisation_id)
        self.card = CardHere(
            self._organisation_id, plan, self.known, today=today, id_of=self._id_here
        )
        self._closed_here = self._read_closed_here()
        self._corrected_here = self._read_corrected_here()

    @cached_property
    def added_up(self) -> set[int]:
        """Key results whose value is added to another's, or another's to theirs. One query."""
        links = ObjectiveLink.objects.filter(
            organisation_id=self._organisation_id, kind=LinkKind.CONTRIBUTES_VALUE
        )
        pairs = links.values_list("child_key_result_id", "key_result_id")
        return {end for pair in pairs for end in pair if end is not None}

    @cached_property
    def _links_here(self) -> LinksHere:
        return LinksHere(self.known)

    # -- single entries ----------------------------------------------------------------------

    def current(self, entry: Entry) -> dict[str, Any] | None:
        """The entry's fields as they are here, references as external ids; None when it is not
        here, or no longer."""
        if entry.KIND in CARD_KINDS:
            return self.card.current(entry)
        known = self.known.get((entry.KIND, entry.external_id))
        if known is None:
            return None
        values = self._current.get(entry.KIND, {}).get(known.object_id)
        if values is None:
            return None
        return {
            name: self._key(entry.REFERENCES[name], value)
            if name in entry.REFERENCES and value is not None
            else value
            for name, value in values.items()
        }

    def namesake(self, entry: Entry) -> int | None:
        """The object that is this entry under the same name, where that cannot be mistaken."""
        match entry:
            case ImportedPerson():
                ids = self._people.get(entry.name.lower(), [])
                return ids[0] if len(ids) == 1 else None
            case ImportedUnit() if entry.parent == ROOT_UNIT:
                return self._units.get(entry.name.lower())
            case ImportedPerspective():
                return self._perspectives.get(entry.name.lower())
            case ImportedGoal():
                return self._goals.same(entry)
            case ImportedCycle():
                stored = self._cycles.get(entry.name)
                same = stored and (stored.starts_on, stored.ends_on) == (
                    entry.starts_on,
                    entry.ends_on,
                )
                return stored.id if stored and same else None
            case ImportedLink():
                return self._links_here.same(entry)
        return self.card.same(entry) if entry.KIND in CARD_KINDS else None

    def _id_here(self, kind: str, key: str) -> int | None:
        """The object here that an entry of the file is, if any."""
        known, entry = self.known.get((kind, key)), self._entries.get((kind, key))
        if known is not None and known.object_id in self._current.get(kind, {}):
            return known.object_id
        return self.namesake(entry) if entry is not None else None

    def obstacle(self, entry: Entry) -> str | None:
        """Why this entry can be neither created nor changed, whatever the file says."""
        if isinstance(entry, ImportedCycle) and (entry.KIND, entry.external_id) not in self.known:
            stored = self._cycles.get(entry.name)
            if stored is not None:
                return _("There is a cycle of this name here, from %(start)s to %(end)s.") % {
                    "start": stored.starts_on,
                    "end": stored.ends_on,
                }
        if entry.KIND in CARD_KINDS:
            return self.card.obstacle(entry)
        if isinstance(entry, ImportedGoal | ImportedPerspective):
            return self._strategy_obstacle(entry)
        if isinstance(entry, ImportedUnit) and entry.name.lower() in self._archived_names:
            return _("There is an archived unit of this name. Restore it first.")
        if isinstance(entry, ImportedObjective) and self.current(entry) is None:
            return self._place_obstacle(entry)
        if self._objective_of(entry) in self._closed_here:
            return _("Its objective was closed here. Reopen it to take the file's change.")
        if isinstance(entry, ImportedLink):
            return self._link_obstacle(entry)
        if isinstance(entry, ImportedCheckIn) and entry.external_id in self._corrected_here:
            return _("It was corrected here since the last import.")
        return None

    def _strategy_obstacle(self, entry: ImportedGoal | ImportedPerspective) -> str | None:
        current = self.current(entry)
        if isinstance(entry, ImportedGoal):
            return self._goals.obstacle(entry, self._id_here("goal", entry.external_id), current)
        return self.card.too_many_perspectives() if current is None else None

    def left_behind(self) -> list[str]:
        """Objectives and key results of the file's cycles, and links of its objectives, that were
        imported earlier and are not in this file."""
        mentioned = {finding.external_id for finding in self.plan.rejected}
        cycles = {key for kind, key in self._entries if kind == "cycle"}
        objectives = {
            key
            for (kind, key), known in self.known.items()
            if kind == "objective" and known.values["cycle"] in cycles
        }
        return sorted(
            key
            for (kind, key), known in self.known.items()
            if (kind, key) not in self._entries
            and key not in mentioned
            and (
                (kind == "objective" and key in objectives)
                or (kind == "key_result" and known.values["objective"] in objectives)
                or (kind == "link" and ("objective", known.values["child"]) in self._entries)
                or (kind == "measure" and ("goal", known.values["goal"]) in self._entries)
                or (kind == "arrow" and ("goal", known.values["cause"]) in self._entries)
            )
        )

    def above(self, link: ImportedLink) -> str:
        """The external id of the objective that a link leads to."""
        if link.objective is not None:
            return link.objective
        return self._objective_of(self._entries["key_result", link.parent]) or ""

    # -- steps -------------------------------------------------------------------------------

    def _key(self, kind: str, object_id: int) -> str:
        if kind == "unit" and object_id == self.root_id:
            return ROOT_UNIT
        return self._keys.get((kind, object_id), f"#{object_id}")

    def _place_obstacle(self, entry: ImportedObjective) -> str | None:
        """Why a new objective cannot be put where the file puts it."""
        cycle = self._entries["cycle", entry.cycle]
        known = self.known.get(("cycle", entry.cycle))
        cycle_id = known.object_id if known else self.namesake(cycle)
        if cycle_id in self._closed_cycles and entry.state != "closed":
            return _("Its cycle is closed here. An administrator can move it back to review.")
        unit = self.known.get(("unit", entry.unit))
        if unit is not None and unit.object_id in self._archived_units:
            return _("Its unit is archived here. Restore it first.")
        return None

    def _link_obstacle(self, entry: ImportedLink) -> str | None:
        """Why a link cannot be made here, or do to numbers what the file says."""
        if entry.kind != LinkKind.ALIGNED and self.above(entry) in self._closed_here:
            return _("What it leads to was closed here. Reopen it to take the file's change.")
        if (entry.KIND, entry.external_id) in self.known or not self._links_here.between(entry):
            return None
        return _("These two are linked here in another way. Change that link instead.")

    def _objective_of(self, entry: Entry) -> str | None:
        """The external id of the objective an entry belongs to."""
        match entry:
            case ImportedObjective():
                return entry.external_id
            case ImportedKeyResult() | ImportedClosure():
                return entry.objective
            case ImportedMilestone() | ImportedCheckIn() | ImportedInitiative():
                key_result = self._entries.get(("key_result", entry.key_result))
                return self._objective_of(key_result) if key_result else None
            case ImportedLink():
                return entry.child
        return None

    # -- reading -----------------------------------------------------------------------------

    def _read_current(self) -> dict[str, dict[int, dict[str, Any]]]:
        ids: dict[str, list[int]] = {}
        names: dict[str, dict[str, None]] = {}
        for (kind, key), entry in self._entries.items():
            known = self.known.get((kind, key))
            if known is not None and kind not in CARD_KINDS:
                ids.setdefault(kind, []).append(known.object_id)
                names.setdefault(kind, {}).update(dict.fromkeys(entry.values()))
        return {kind: current_values(kind, found, list(names[kind])) for kind, found in ids.items()}

    def _read_organisation(self, organisation_id: int) -> None:
        """The root unit, and everything that an entry may be the namesake of."""
        units = Unit.objects.filter(organisation_id=organisation_id)
        self.root_id = units.filter(parent=None).values_list("id", flat=True).first()
        top = list(
            units.filter(parent_id=self.root_id, parent__isnull=False).values_list(
                "id", "name", "archived_at"
            )
        )
        self._units = {name.lower(): pk for pk, name, archived in top if archived is None}
        self._archived_names = {name.lower() for _id, name, archived in top if archived is not None}
        self._archived_units = set(
            units.filter(archived_at__isnull=False).values_list("id", flat=True)
        )
        cycles = Cycle.objects.filter(organisation_id=organisation_id).values_list(
            "name", "id", "starts_on", "ends_on", "phase"
        )
        self._cycles = {
            name: _StoredCycle(pk, starts.isoformat(), ends.isoformat(), phase)
            for name, pk, starts, ends, phase in cycles
        }
        self._closed_cycles = {c.id for c in self._cycles.values() if c.phase == Phase.CLOSED}
        self._people = self._read_people(organisation_id)
        perspectives = Perspective.objects.filter(
            organisation_id=organisation_id, removed_at__isnull=True
        )
        self._perspectives = {
            name.lower(): pk for pk, name in perspectives.values_list("id", "name")
        }
        self._goals = GoalsHere(organisation_id, self._entries, self._id_here)

    def _read_people(self, organisation_id: int) -> dict[str, list[int]]:
        wanted = {e.name.lower() for e in self.plan.entries if isinstance(e, ImportedPerson)}
        people = Person.objects.filter(organisation_id=organisation_id, is_active=True)
        found: dict[str, list[int]] = {}
        for part in _parts(sorted(wanted)):
            named = people.annotate(lower=Lower("name")).filter(lower__in=part)
            for lower, pk in named.values_list("lower", "id"):
                found.setdefault(lower, []).append(pk)
        return found

    def _read_closed_here(self) -> set[str]:
        """The external ids of objectives that people closed, not an import."""
        objectives = sorted(self._current.get("objective", {}))
        imported = {
            known.object_id for (kind, _k), known in self.known.items() if kind == "closure"
        }
        found = set()
        for part in batches(objectives):
            closures = Closure.objects.filter(objective_id__in=part).values_list(
                "objective_id", "id"
            )
            found |= {
                self._key("objective", objective_id)
                for objective_id, pk in closures
                if pk not in imported
            }
        return found

    def _read_corrected_here(self) -> set[str]:
        """The external ids of check-ins that people corrected."""
        found = set()
        for part in batches(sorted(self._current.get("check_in", {}))):
            corrected = CheckIn.objects.filter(supersedes_id__in=part).values_list(
                "supersedes_id", flat=True
            )
            found |= {self._key("check_in", pk) for pk in corrected}
        return found


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(names), 500):
        yield names[first : first + 500]
