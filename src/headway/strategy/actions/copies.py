"""Use a scorecard in other units, by linked copies of its goals (docs/adr 0036)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.kpis.actions.copying import copy_kpi
from headway.kpis.models import Kpi
from headway.kpis.queries.definitions.families import families
from headway.kpis.queries.series.formulas import made_of
from headway.people.access import Actor
from headway.people.models import Organisation, Unit
from headway.people.queries import get_live_unit, get_unit
from headway.strategy.actions.doors import goal_to_change, require_in
from headway.strategy.actions.goals import lies_above, store
from headway.strategy.actions.measures import add_measure, set_weight
from headway.strategy.models import GoalMeasure, MidTermGoal, Weight
from headway.strategy.queries.goals import BY_PERSPECTIVE

MOST = 200
"""Units that one scorecard is put to use in at once."""


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


@one_write()
def apply_card(
    actor: Actor,
    *,
    to_units: Collection[int],
    from_unit: int | None = None,
    goals: Collection[int] | None = None,
    with_kpis: bool = True,
) -> list[AppliedGoal]:
    """Use the scorecard of a unit, or of the organisation, in other units: each gets a linked copy
    of every goal that is not over (of ``goals``, where some are named) and that it has no copy of.

    A copy serves its source where that lies above. It is measured by the unit's own KPI of the same
    definition; ``with_kpis`` defines one where there is none. Told is what was made and what was
    there, by unit; asked again, all is there.

    Raises NotAllowed, NotFound (unit), InvalidInput.
    """
    source = get_unit(actor, from_unit) if from_unit else None
    source = None if source is None or source.parent_id is None else source
    units = [get_live_unit(actor, pk) for pk in dict.fromkeys(to_units)]
    for unit in units:
        require_in(actor, unit)
    sources = _sources(actor, source, goals)
    refuse([*_unit_errors(source, units), *_goals_errors(sources, goals)])
    roots = {goal.pk: goal.copy_of or goal for goal in sources}
    _lock(sources)
    there = _there(units, [root.pk for root in roots.values()])
    plan = _Plan(actor, sources, units, with_kpis=with_kpis)
    told = []
    for unit in units:
        for goal in sources:
            root = roots[goal.pk]
            found = there.get((unit.pk, root.pk)) or (root if root.unit_id == unit.pk else None)
            if found is not None:
                told.append(AppliedGoal(unit.pk, unit.name, found.pk, found.title, is_new=False))
            else:
                told.append(plan.copy(goal, root, unit))
    _record(actor, source, told)
    return told


@transaction.atomic
def unlink_goal(actor: Actor, goal_id: int) -> MidTermGoal:
    """Make a linked copy a goal of its own: it keeps its words and its time, and follows the other
    no more. One that is no copy stays as it is. Raises NotAllowed, NotFound."""
    goal = goal_to_change(actor, goal_id)
    if goal.copy_of is None:
        return goal
    before = {"copy_of_id": goal.copy_of_id, "copy_of": goal.copy_of.title}
    goal.copy_of = None
    goal.version += 1
    goal.save()
    after = {"copy_of_id": None, "copy_of": ""}
    record(actor, Entry("goal.changed", "goal", goal.pk, goal.title, before, after))
    return goal


class _Plan:
    """Makes the copies of one write, of what was read for all of them."""

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
        measured = {one.kpi_id for each in self._measures.values() for one in each}
        self._inputs = {pk: rows for pk, rows in made_of(measured).items() if pk in measured}
        inputs = {pk for rows in self._inputs.values() for pk in rows}
        self._measured = measured
        self._family = families({*measured, *inputs, *(pk for pk, _unit in self._kpis)})
        self._unsaid: set[int] = set()
        self._elsewhere: set[int] = set()
        self._own: dict[tuple[int, int], int] = {}
        for pk, unit_id in self._kpis:
            self._own.setdefault((unit_id, self._family[pk]), pk)

    def copy(self, goal: MidTermGoal, root: MidTermGoal, unit: Unit) -> AppliedGoal:
        """Of a goal into a unit that has none."""
        serves = next((one for one in (goal, root) if lies_above(one, unit)), None)
        made = store(
            self._actor,
            MidTermGoal(
                organisation_id=goal.organisation_id,
                unit=unit,
                copy_of=root,
                serves=serves,
                title=root.title,
                description=root.description,
                perspective_id=root.perspective_id,
                starts_on=root.starts_on,
                ends_on=root.ends_on,
                owner_id=unit.lead_id,
            ),
        )
        weight = self._weights.get(goal.pk, 1.0)
        if weight != 1.0:
            set_weight(self._actor, goal_id=made.pk, weight=weight)
        counts = {"there": 0, "made": 0, "left": 0}
        taken: set[int] = set()
        made_here: set[int] = set()
        for measure in self._measures.get(goal.pk, []):
            kpi_id, how = self._kpi(measure.kpi_id, unit)
            if kpi_id is not None and kpi_id not in taken:
                taken.add(kpi_id)
                add_measure(
                    self._actor, made.pk, kpi_id=kpi_id, weight=measure.weight,
                    scoring=measure.scoring,
                )  # fmt: skip
            counts[how] += 1
            made_here |= {kpi_id} if kpi_id is not None and how == "made" else set()
        return AppliedGoal(
            unit.pk, unit.name, made.pk, made.title, is_new=True,
            kpis_there=counts["there"], kpis_made=counts["made"], kpis_left=counts["left"],
            kpis_elsewhere=tuple(sorted(made_here & self._elsewhere)),
        )  # fmt: skip

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
        try:
            made = copy_kpi(
                self._actor, kpi_id, unit_id=unit.pk, owner_id=unit.lead_id, stand_ins=stand_ins
            ).pk
        except Conflict:  # the unit has as many as it can hold in mind
            return None
        self._own[key] = made
        self._unsaid.add(made)
        if any(pk not in stand_ins for pk in inputs):
            self._elsewhere.add(made)
        return made


def _sources(actor: Actor, unit: Unit | None, wanted: Collection[int] | None) -> list[MidTermGoal]:
    """The goals to copy, in the order of their scorecard."""
    mine = MidTermGoal.objects.filter(
        organisation_id=actor.organisation_id, unit=unit, archived_at__isnull=True
    )
    live = mine.filter(ends_on__gte=clock.today(actor.time_zone))
    if wanted is not None:
        live = live.filter(pk__in=wanted)
    related = live.select_related("unit", "copy_of__unit", "perspective")
    return list(related.order_by(*BY_PERSPECTIVE))


def _lock(sources: Sequence[MidTermGoal]) -> None:
    """Nobody changes their words, or copies the same, until this is over; read anew, since somebody
    may have changed them before."""
    ids = {pk for goal in sources for pk in (goal.pk, goal.copy_of_id) if pk is not None}
    locked = MidTermGoal.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    now = {goal.pk: goal for goal in locked}
    for goal in sources:
        for one in (goal, goal.copy_of):
            if one is not None:
                for name in ("title", "description", "perspective_id", "starts_on", "ends_on"):
                    setattr(one, name, getattr(now[one.pk], name))


def _there(units: Sequence[Unit], roots: Collection[int]) -> dict[tuple[int, int], MidTermGoal]:
    """The copies that there are already, by unit and original."""
    found = MidTermGoal.objects.filter(unit__in=units, copy_of__in=roots, archived_at__isnull=True)
    return {(goal.unit_id or 0, goal.copy_of_id or 0): goal for goal in found}


def _unit_errors(source: Unit | None, units: Sequence[Unit]) -> list[FieldError]:
    if not units:
        return [FieldError("to_units", "required", _("Choose the units to use it in."))]
    if len(units) > MOST:
        said = _("Choose at most %(most)d units at once.") % {"most": MOST}
        return [FieldError("to_units", "too_many", said)]
    if any(unit.parent_id is None or (source and unit.pk == source.pk) for unit in units):
        said = _("Choose units other than the one whose scorecard it is, and below the top.")
        return [FieldError("to_units", "same", said)]
    return []


def _goals_errors(
    sources: Sequence[MidTermGoal], wanted: Collection[int] | None
) -> list[FieldError]:
    if wanted is not None and len(sources) < len(set(wanted)):
        said = _("Choose goals of this scorecard that are neither archived nor over.")
        return [FieldError("goals", "unknown", said)]
    if not sources:
        said = _("This scorecard has no goal to use elsewhere: all are archived or over.")
        return [FieldError("goals", "required", said)]
    return []


def _record(actor: Actor, source: Unit | None, told: Sequence[AppliedGoal]) -> None:
    """One event for the whole, where anything was made."""
    made = [one for one in told if one.is_new]
    if not made:
        return
    if source is None:
        home = Organisation.objects.get(pk=actor.organisation_id)
        about = "organisation", home.pk, home.name
    else:
        about = "unit", source.pk, source.name
    after = {
        "units": list(dict.fromkeys(one.unit for one in made)),
        "goals": list(dict.fromkeys(one.title for one in made)),
    }
    record(actor, Entry("scorecard.applied", *about, after=after))
