"""The scorecard and the map that are here already, held against what a file says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.core.maps import circle
from headway.core.perspectives import MOST as MOST_PERSPECTIVES
from headway.exchange.formats.card_entries import (
    CARD_KINDS,
    ImportedArrow,
    ImportedMeasure,
    ImportedWeight,
)
from headway.exchange.formats.entries import Entry, ImportedGoal
from headway.exchange.formats.plan import ImportedPlan
from headway.exchange.queries.kpis_here import KpisHere
from headway.exchange.queries.stored import Known
from headway.strategy.models import (
    CauseEffectLink,
    GoalMeasure,
    MidTermGoal,
    Perspective,
    Weight,
)
from headway.strategy.queries.limits import (
    MOST_ARROWS,
    MOST_MEASURES,
    arrow_is_there,
    closes_a_circle,
    no_more_arrows,
    no_more_measures,
    no_more_perspectives,
)
from headway.strategy.queries.links import links_in_force

_MEASURED = ("weight", "scoring")
_DRAWN = ("sign", "lag", "per", "strength", "rationale")


class CardHere:
    """Reads once (some eight queries), then answers for single entries.

    People change a weight, a measure or an arrow by another row in its place: what was imported is
    followed to the row that holds now. ``id_of`` is told kind and key of a goal or perspective of
    the file, and says which one here it is, if any."""

    def __init__(
        self,
        organisation_id: int,
        plan: ImportedPlan,
        known: Mapping[tuple[str, str], Known],
        *,
        today: date,
        id_of: Callable[[str, str], int | None],
    ) -> None:
        self._known, self._id_of = known, id_of
        card = [entry for entry in plan.entries if entry.KIND in CARD_KINDS]
        goals = [entry for entry in plan.entries if isinstance(entry, ImportedGoal)]
        self._titles = {entry.external_id: entry.title for entry in goals}
        self._units = {entry.external_id: entry.more.get("unit") for entry in goals}
        self.kpis = KpisHere(organisation_id, _kpis_said(card, known))
        drawn = {end for one in card if isinstance(one, ImportedArrow) for end in
                 (one.cause, one.effect)}  # fmt: skip
        ends = [goal for goal in goals if goal.external_id in drawn]
        self._read(organisation_id if card else 0, today, ends)
        live = Perspective.objects.filter(organisation_id=organisation_id, removed_at__isnull=True)
        self._perspectives = set(live.values_list("pk", flat=True))
        self._more_perspectives = 0
        for entry in card:
            before, row = known.get((entry.KIND, entry.external_id)), self._row(entry)
            if before is not None:
                before.object_id = row.pk if row is not None else 0

    def current(self, entry: Entry) -> dict[str, Any] | None:
        """What holds here of an entry, in the file's names; None where it is here no more."""
        row: Any = self._row(entry)
        if row is None:
            return None
        own = {name: getattr(entry, name) for name in entry.REFERENCES if hasattr(entry, name)}
        if isinstance(entry, ImportedMeasure):
            return own | {name: getattr(row, name) for name in _MEASURED}
        if isinstance(entry, ImportedArrow):
            kpis = {name: self._kpi_name(entry, name, row) for name in ("cause_kpi", "effect_kpi")}
            return own | {name: getattr(row, name) for name in _DRAWN} | kpis
        return own | {"weight": row.weight}

    def same(self, entry: Entry) -> int | None:
        """What people said here already, if it is what the file says."""
        row, current = self._row(entry), self.current(entry)
        if row is None or current is None:
            return None
        is_same = all(current.get(name) == value for name, value in entry.values().items())
        return int(row.pk) if is_same else None

    def obstacle(self, entry: Entry) -> str | None:
        """Why an entry can be neither made nor changed. What can be made is counted: of two that
        fit one by one the second may be one too many."""
        match entry:
            case ImportedMeasure():
                return (
                    self._put_away(entry.goal)
                    or self._archived(entry.kpi)
                    or self._measure_obstacle(entry)
                )
            case ImportedArrow():
                return self._arrow_obstacle(entry)
            case ImportedWeight():
                if self._is_others(entry):
                    words = _("It weighs %(weight)g here already. Set its weight on its page.")
                    return words % {"weight": self._weights[entry.KIND, self._of(entry)].weight}
                if entry.WEIGHS == "perspective":
                    return self._removed(self._of(entry))
        return None

    def too_many_perspectives(self) -> str | None:
        """Why there can be no further one; else it is counted."""
        if len(self._perspectives) + self._more_perspectives >= MOST_PERSPECTIVES:
            return no_more_perspectives()
        self._more_perspectives += 1
        return None

    # -- steps -------------------------------------------------------------------------------

    def _measure_obstacle(self, entry: ImportedMeasure) -> str | None:
        if self._is_others(entry):
            return _("The KPI measures this goal here already. Change that on the goal's page.")
        if self._row(entry) is not None:
            return None
        pair = (entry.goal, self.kpis.id(entry.kpi))
        if pair in self._begun:
            return _("The file names this KPI twice for the goal.")
        if self._measured[entry.goal] >= MOST_MEASURES:
            return no_more_measures()
        self._begun.add(pair)
        self._measured[entry.goal] += 1
        return None

    def _arrow_obstacle(self, entry: ImportedArrow) -> str | None:
        if fault := self._put_away(entry.cause) or self._put_away(entry.effect):
            return fault
        for name in ("cause_kpi", "effect_kpi"):
            if fault := self._archived(entry.more.get(name) or ""):
                return fault
        if self._is_others(entry):
            return arrow_is_there()
        if self._row(entry) is not None:
            return None
        if self._units.get(entry.cause) != self._units.get(entry.effect):
            return _("An arrow joins two goals of one scorecard: choose two of the same.")
        of_map = self._map_of(entry.cause)
        if self._on_map[of_map] >= MOST_ARROWS:
            return no_more_arrows()
        edge = (self._node(entry.cause), self._node(entry.effect))
        if around := circle([*self._edges, edge]):
            return closes_a_circle(self._names.get(node, "…") for node in around)
        self._edges.append(edge)
        self._on_map[of_map] += 1
        return None

    def _map_of(self, goal: str) -> int | str | None:
        """Whose map a goal of the file is on: a unit's, by its id here or else by its key, or the
        organisation's."""
        unit = self._units.get(goal)
        return (self._id_of("unit", unit) or unit) if unit else None

    def _is_others(self, entry: Entry) -> bool:
        """Whether people said so here, and no file."""
        is_known = (entry.KIND, entry.external_id) in self._known
        return not is_known and self._row(entry) is not None

    def _removed(self, perspective: int | None) -> str | None:
        if perspective is None or perspective in self._perspectives:
            return None
        return _("The perspective was removed here.")

    def _put_away(self, goal: str) -> str | None:
        if self._id_of("goal", goal) in self._archived_goals:
            words = _("The mid-term goal “%(id)s” is archived here. Restore it first.")
            return words % {"id": goal[:60]}
        return None

    def _archived(self, kpi: str) -> str | None:
        if kpi and self.kpis.is_archived(kpi):
            return _("The KPI “%(name)s” is archived. Restore it first.") % {"name": kpi[:80]}
        return None

    def _node(self, goal: str) -> int:
        """A number for a goal: its id here, or a negative one of its own."""
        if goal not in self._nodes:
            self._nodes[goal] = self._id_of("goal", goal) or -1 - len(self._nodes)
            self._names[self._nodes[goal]] = self._titles.get(goal, goal)
        return self._nodes[goal]

    def _row(self, entry: Entry) -> Any:
        """What holds here between the things that an entry names; None: nothing."""
        match entry:
            case ImportedMeasure():
                kpi = self.kpis.id(entry.kpi)
                return self._measures.get((self._id_of("goal", entry.goal), kpi))
            case ImportedArrow():
                ends = self._id_of("goal", entry.cause), self._id_of("goal", entry.effect)
                return self._arrows.get(ends)
            case ImportedWeight():
                return self._weights.get((entry.KIND, self._of(entry)))
        return None

    def _of(self, entry: ImportedWeight) -> int | None:
        return self._id_of(entry.WEIGHS, entry.of)

    def _kpi_name(self, entry: ImportedArrow, name: str, row: CauseEffectLink) -> str | None:
        """What the file calls, or called, the KPI by which an arrow is tested here."""
        here = getattr(row, f"{name}_id")
        if here is None:
            return None
        before = self._known.get((entry.KIND, entry.external_id))
        for said in (entry.more.get(name), before.values.get(name) if before else None):
            if said and self.kpis.id(said) == here:
                return str(said)
        return f"#{here}"

    def _read(self, organisation_id: int, today: date, drawn: list[ImportedGoal]) -> None:
        measures = GoalMeasure.objects.filter(
            goal__organisation_id=organisation_id, until__isnull=True
        )
        arrows = CauseEffectLink.objects.filter(organisation_id=organisation_id, until__isnull=True)
        weights = Weight.objects.filter(organisation_id=organisation_id, since__lte=today)
        # What the file's arrows can stand beside, which may be of years past.
        first = min([today, *(date.fromisoformat(goal.starts_on) for goal in drawn)])
        last = max((date.fromisoformat(goal.ends_on) for goal in drawn), default=None)
        in_force = links_in_force(first, last).filter(organisation_id=organisation_id)
        self._measures: dict[Any, GoalMeasure] = {(m.goal_id, m.kpi_id): m for m in measures}
        self._arrows: dict[Any, CauseEffectLink] = {(a.cause_id, a.effect_id): a for a in arrows}
        self._weights: dict[Any, Weight] = {}
        for weight in weights.order_by("since", "id"):
            kind = "perspective" if weight.goal_id is None else "goal"
            self._weights[f"{kind}_weight", weight.goal_id or weight.perspective_id] = weight
        ends = list(
            in_force.values_list(
                "cause_id", "effect_id", "cause__title", "effect__title", "cause__unit_id"
            )
        )
        self._edges = [(cause, effect) for cause, effect, *_names in ends]
        self._names = {pk: name for pk, _effect, name, *_rest in ends}
        self._names |= {pk: name for _cause, pk, _name, name, _unit in ends}
        self._on_map: Counter[int | str | None] = Counter(unit for *_arrow, unit in ends)
        self._nodes: dict[str, int] = {}
        self._begun: set[tuple[str, int | None]] = set()
        away = MidTermGoal.objects.filter(
            organisation_id=organisation_id, archived_at__isnull=False
        )
        self._archived_goals = set(away.values_list("pk", flat=True))
        by_goal = Counter(measure.goal_id for measure in self._measures.values())
        self._measured = _Counted(lambda goal: by_goal[self._id_of("goal", goal) or 0])


class _Counted(dict[str, int]):
    """Begins each count where it stands here."""

    def __init__(self, begin: Callable[[str], int]) -> None:
        super().__init__()
        self._begin = begin

    def __missing__(self, key: str) -> int:
        self[key] = self._begin(key)
        return self[key]


def _kpis_said(card: list[Entry], known: Mapping[tuple[str, str], Known]) -> set[str]:
    """Every name of a KPI, as this file and the last one say it."""
    said: set[Any] = set()
    for entry in card:
        before = known.get((entry.KIND, entry.external_id))
        for values in (entry.values(), before.values if before else {}):
            said |= {values.get(name) for name in ("kpi", "cause_kpi", "effect_kpi")}
    return {str(name) for name in said if name}
