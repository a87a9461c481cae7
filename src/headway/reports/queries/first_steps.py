"""How an organisation begins: what is to be there before the first objective is written."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.kpis.models import Kpi
from headway.okrs.models import Cycle, Objective
from headway.people.access import Actor, Permission, decide
from headway.people.models import Person, Unit
from headway.reports.queries.places import address
from headway.strategy.models import MidTermGoal


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Something to set up: what it is for, and whether there is any."""

    title: str
    what_for: str
    action: str
    url: str
    is_done: bool


def first_steps(actor: Actor) -> list[FirstStep]:
    """For those who may take them, in the order in which they help, until there is an objective,
    and so a cycle, and a unit below the root or a second person; none from then on. At most six
    queries, two once all is begun; none for anybody else."""
    if not decide(actor, Permission.CYCLE_MANAGE).allowed:
        return []
    mine = {"organisation_id": actor.organisation_id}
    objectives = Objective.objects.filter(**mine).exists()
    units = Unit.objects.filter(**mine, parent__isnull=False).exists()
    people = (
        not (units and objectives)
        and Person.objects.filter(**mine).exclude(pk=actor.person_id or 0).exists()
    )
    if objectives and (units or people):
        return []
    cycles = Cycle.objects.filter(**mine).exists()
    goals = MidTermGoal.objects.filter(**mine).exists()
    kpis = Kpi.objects.filter(**mine).exists()
    return [
        _step(
            _("Units, and who leads them"),
            _("Every objective belongs to one; who leads a unit signs what it plans."),
            _("Units"), "people:units", units,
        ),
        _step(
            _("People"),
            _("They are invited by e-mail, and own what they promise."),
            _("People"), "people:people", people,
        ),
        _step(
            _("Mission and mid-term goals"),
            _("What for, and where you want to be in a year: objectives serve them."),
            _("Strategy"), "strategy:index", goals,
        ),
        _step(
            _("The first KPIs"),
            _("How the running business is. They ask for action when something really changed."),
            _("Define one"), "kpis:new", kpis,
        ),
        _step(
            _("The first cycle"),
            _("A quarter or a span of your own. Then everybody can write objectives."),
            _("Open it"), "okrs:cycle_new", cycles,
        ),
        _step(
            _("The first objective"),
            _("What changes, and the key results that show it: a draft until it is agreed."),
            _("Write it"), "okrs:objective_new", objectives,
        ),
    ]  # fmt: skip


def _step(title: str, what_for: str, action: str, place: str, is_done: bool) -> FirstStep:
    return FirstStep(title, what_for, action, address(place) or "", is_done)
