"""The linked copies that one write makes: whose they are, and by which KPIs they are measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kpis.actions.copying import copy_kpi
from headway.kpis.actions.room import TOO_MANY_KPIS
from headway.kpis.models import Kpi
from headway.kpis.queries.definitions.families import families, shared_inputs
from headway.kpis.queries.series.formulas import made_of
from headway.people.access import Actor
from headway.people.models import Unit
from headway.people.queries.leads import leads_on
from headway.strategy.actions.goals import lies_above, store_all
from headway.strategy.actions.measures import NewMeasure, measure_new
from headway.strategy.actions.weights import weigh_new
from headway.strategy.models import GoalMeasure, MidTermGoal, Weight


@dataclass(frozen=True, slots=True)
class AppliedGoal:
    """What became of a goal in a unit: a copy was made, or one was there (``is_new`` False). A new
    one is measured by KPIs of the unit that were there (``kpis_there``) or were made for it
    (``kpis_made``); for ``kpis_left`` there was no room, or nobody wanted one. ``kpis_elsewhere``
    are those made that are computed from KPIs of other units, which the card does not have."""

    unit_id: int
    unit: str
    goal_id: int
    title: str
    is_new: bool
    kpis_there: int = 0
    kpis_made: int = 0
    kpis_left: int = 0
    kpis_elsewhere: tuple[int, ...] = ()


@dataclass(slots=True)
class GoalCopy:
    """A goal to be stored, with its weight and the KPIs that measure it."""

    goal: MidTermGoal
    unit: Unit
    weight: float
    measured: list[NewMeasure] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    elsewhere: list[int] = field(default_factory=list)

    def told(self) -> AppliedGoal:
        """Once it is stored."""
        return AppliedGoal(
            self.unit.pk,
            self.unit.name,
            self.goal.pk,
            self.goal.title,
            is_new=True,
            kpis_there=self.counts["there"],
            kpis_made=self.counts["made"],
            kpis_left=self.counts["left"],
            kpis_elsewhere=tuple(sorted(self.elsewhere)),
        )


class CopyPlan:
    """Makes the copies of one write, of what was read for all of them, and stores them at once."""

    def __init__(
        self,
        actor: Actor,
        sources: Sequence[MidTermGoal],
        units: Sequence[Unit],
        *,
        with_kpis: bool,
    ) -> None:
        self._actor = actor
        self._with_kpis = with_kpis
        self._copies: list[GoalCopy] = []
        self._leads = leads_on(unit.path for unit in units)
        self._weights: dict[int | None, float] = dict(
            Weight.objects.filter(goal__in=sources, since__lte=clock.today(actor.time_zone))
            .order_by("since", "id")
            .values_list("goal_id", "weight")
        )
        self._measures: dict[int, list[GoalMeasure]] = {}
        live = GoalMeasure.objects.filter(goal__in=sources, until__isnull=True)
        for measure in live.filter(kpi__archived_at__isnull=True).order_by("id"):
            self._measures.setdefault(measure.goal_id, []).append(measure)
        mine = Kpi.objects.filter(unit__in=units, archived_at__isnull=True).order_by("pk")
        self._kpis = list(mine.values_list("pk", "unit_id"))
        self._measured = {one.kpi_id for each in self._measures.values() for one in each}
        made = made_of(self._measured).items()
        self._inputs = {pk: rows for pk, rows in made if pk in self._measured}
        inputs = {pk for rows in self._inputs.values() for pk in rows}
        self._family = families({*self._measured, *inputs, *(pk for pk, _unit in self._kpis)})
        self._unsaid: set[int] = set()
        self._elsewhere: set[int] = set()
        self._own: dict[tuple[int, int], int] = {}
        for pk, unit_id in self._kpis:
            self._own.setdefault((unit_id, self._family[pk]), pk)

    def copy(self, goal: MidTermGoal, root: MidTermGoal, unit: Unit) -> GoalCopy:
        """Of a goal into a unit that has none, to be stored with the others."""
        made = GoalCopy(
            MidTermGoal(
                organisation_id=goal.organisation_id,
                unit=unit,
                copy_of=root,
                serves=next((one for one in (goal, root) if lies_above(one, unit)), None),
                title=root.title,
                description=root.description,
                perspective_id=root.perspective_id,
                starts_on=root.starts_on,
                ends_on=root.ends_on,
                owner_id=self._owner(unit, goal),
            ),
            unit,
            self._weights.get(goal.pk, 1.0),
        )
        for measure in self._measures.get(goal.pk, []):
            kpi_id, how = self._kpi(measure.kpi_id, unit)
            made.counts[how] += 1
            if kpi_id is None or kpi_id in (one.kpi_id for one in made.measured):
                continue
            made.measured.append(NewMeasure(made.goal, kpi_id, measure.weight, measure.scoring))
            if how == "made" and kpi_id in self._elsewhere:
                made.elsewhere.append(kpi_id)
        self._copies.append(made)
        return made

    def store(self) -> None:
        """All of them. A dozen queries, however many, besides those of the KPIs that are new."""
        store_all(self._actor, [one.goal for one in self._copies])
        weigh_new(self._actor, {one.goal: one.weight for one in self._copies if one.weight != 1.0})
        measure_new(self._actor, [new for one in self._copies for new in one.measured])

    def _owner(self, unit: Unit, goal: MidTermGoal) -> int | None:
        """Who answers for a copy: who leads the unit, or the nearest one above; where nobody does,
        who answers for the source, or else who copies it."""
        if lead := self._leads.nearest(unit.path):
            return lead[0]
        owner = goal.owner
        return owner.pk if owner is not None and owner.is_active else self._actor.person_id

    def _kpi(self, kpi_id: int, unit: Unit) -> tuple[int | None, str]:
        """The KPI of the unit with the definition of one that measures the source."""
        made = self._define(kpi_id, unit)
        if made is None:
            return None, "left"
        how = "made" if made in self._unsaid else "there"
        self._unsaid.discard(made)
        return made, how

    def _define(self, kpi_id: int, unit: Unit) -> int | None:
        """The same, made where there is none: after those of the card that it is computed from."""
        key = unit.pk, self._family[kpi_id]
        if key in self._own or not self._with_kpis:
            return self._own.get(key)
        inputs = self._inputs.get(kpi_id, ())
        own = {
            pk: self._define(pk, unit) if pk in self._measured
            else self._own.get((unit.pk, self._family[pk]))
            for pk in inputs
        }  # fmt: skip
        stand_ins = {pk: mine for pk, mine in own.items() if mine is not None}
        lead = self._leads.nearest(unit.path)
        try:
            made = copy_kpi(
                self._actor,
                kpi_id,
                unit_id=unit.pk,
                owner_id=lead[0] if lead else None,
                stand_ins=stand_ins,
            ).pk
        except Conflict as refused:
            if refused.code != TOO_MANY_KPIS:
                raise
            return None  # the unit has as many as it can hold in mind
        self._own[key] = made
        self._unsaid.add(made)
        if inputs and shared_inputs([made]):  # one of the unit's own may not fit
            self._elsewhere.add(made)
        return made
