"""What surrounds the objectives of a unit and cycle, by type and ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from headway.activity.queries import EventRow
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi
from headway.people.access import Actor
from headway.people.models import Unit
from headway.rituals.models import Frame, PublishedPlan


def nearby(actor: Actor, cycle_id: int, unit_path: str) -> Mapping[str, Collection[int] | None]:
    """The cycle, the strategy, and the units below a path (all of the organisation where it is
    empty) with their KPIs, frames and published plans, and all board packs, of which ``is_near``
    leaves theirs. Two queries, four for a part of the organisation."""
    units = list(_units(actor.organisation_id, unit_path)) if unit_path else None
    return {
        "cycle": [cycle_id],
        "organisation": [actor.organisation_id],
        "statement": None,
        "perspective": None,
        "goal": None,
        "unit": units,
        "kpi": list(_kpis(actor.organisation_id, unit_path)) if unit_path else None,
        "frame": list(_frames(actor.organisation_id, cycle_id, unit_path)),
        "pack": None,
        "plan": list(_plans(actor.organisation_id, cycle_id, unit_path)),
    }


def is_near(event: EventRow, around: Mapping[str, Collection[int] | None]) -> bool:
    """Whether an event is of what ``nearby`` found. That of a pack tells its unit itself, since
    packs are made of what is read here and cannot be asked."""
    units = around.get("unit")
    if event.subject_type != "pack" or units is None:
        return True
    return (event.after or {}).get("unit_id") in units


@prepared
def _units(organisation_id: int, path: str) -> QuerySet[Unit, int]:
    found = Unit.objects.filter(organisation_id=organisation_id, path__startswith=path)
    return found.values_list("id", flat=True)


@prepared
def _kpis(organisation_id: int, path: str) -> QuerySet[Kpi, int]:
    found = Kpi.objects.filter(organisation_id=organisation_id, unit__path__startswith=path)
    return found.values_list("id", flat=True)


@prepared
def _frames(organisation_id: int, cycle_id: int, path: str) -> QuerySet[Frame, int]:
    found = Frame.objects.filter(organisation_id=organisation_id, cycle_id=cycle_id)
    return found.filter(unit__path__startswith=path).values_list("id", flat=True)


@prepared
def _plans(organisation_id: int, cycle_id: int, path: str) -> QuerySet[PublishedPlan, int]:
    found = PublishedPlan.objects.filter(organisation_id=organisation_id, cycle_id=cycle_id)
    return found.filter(unit__path__startswith=path).values_list("id", flat=True)
