"""Use a scorecard in other units, by linked copies of its goals (docs/adr 0036)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit import clock
from headway.kit.problems import FieldError
from headway.kit.refusing import refuse
from headway.people.access import Actor
from headway.people.models import Organisation, Unit
from headway.people.queries import get_unit, live_units
from headway.strategy.actions.copying import AppliedGoal, CopyPlan
from headway.strategy.actions.doors import goal_to_change, require_in
from headway.strategy.models import MidTermGoal, live_goals
from headway.strategy.queries.goals import BY_PERSPECTIVE
from headway.strategy.queries.limits import MOST_COPIES, too_many_copies


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

    A copy serves its source where that lies above, and who leads the unit answers for it. It is
    measured by the unit's own KPI of the same definition; ``with_kpis`` defines one where there is
    none. Told is what was made and what was there, by unit; asked again, all is there.

    Raises NotAllowed, NotFound (unit), InvalidInput.
    """
    source = get_unit(actor, from_unit) if from_unit else None
    source = None if source is None or source.parent_id is None else source
    units = live_units(actor, list(to_units))
    for unit in units:
        require_in(actor, unit)
    sources = _sources(actor, source, goals)
    refuse([*_unit_errors(source, units), *_goals_errors(sources, goals)])
    roots = {goal.pk: goal.copy_of or goal for goal in sources}
    _lock(sources)
    there = _there(units, [root.pk for root in roots.values()])
    refuse(_room_errors(len(sources) * len(units) - len(there)))
    plan = CopyPlan(actor, sources, units, with_kpis=with_kpis)
    each = [(unit, goal, roots[goal.pk]) for unit in units for goal in sources]
    made = {
        (unit.pk, root.pk): plan.copy(goal, root, unit)
        for unit, goal, root in each
        if (unit.pk, root.pk) not in there
    }
    plan.store()
    told = [
        made[key].told() if key in made else _was_there(unit, there[key])
        for unit, key in ((unit, (unit.pk, root.pk)) for unit, _goal, root in each)
    ]
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


def _sources(actor: Actor, unit: Unit | None, wanted: Collection[int] | None) -> list[MidTermGoal]:
    """The goals to copy, in the order of their scorecard."""
    mine = MidTermGoal.objects.filter(
        live_goals(), organisation_id=actor.organisation_id, unit=unit
    )
    live = mine.filter(ends_on__gte=clock.today(actor.time_zone))
    if wanted is not None:
        live = live.filter(pk__in=wanted)
    related = live.select_related("unit", "owner", "copy_of__unit", "perspective")
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
    """The copies that there are already, by unit and original; in its own unit the original."""
    live = MidTermGoal.objects.filter(live_goals(), unit__in=units)
    found = live.filter(Q(copy_of__in=roots) | Q(pk__in=roots))
    return {(goal.unit_id or 0, goal.copy_of_id or goal.pk): goal for goal in found}


def _was_there(unit: Unit, goal: MidTermGoal) -> AppliedGoal:
    return AppliedGoal(unit.pk, unit.name, goal.pk, goal.title, is_new=False)


def _room_errors(count: int) -> list[FieldError]:
    if count <= MOST_COPIES:
        return []
    return [FieldError("to_units", "too_many", too_many_copies(count))]


def _unit_errors(source: Unit | None, units: Sequence[Unit]) -> list[FieldError]:
    if not units:
        return [FieldError("to_units", "required", _("Choose the units to use it in."))]
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
