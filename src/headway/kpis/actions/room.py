"""The room that a unit has for KPIs: twelve at most, counted behind its lock."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from headway.kit.problems import Conflict
from headway.kpis.models import Kpi
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit
from headway.people.queries import get_live_unit

MOST_KPIS, MANY_KPIS = 12, 8
"""KPIs of one unit at most, and from which more are too many to watch."""

TOO_MANY_KPIS = "too_many_kpis"
"""The code of a refusal for want of room in a unit."""


def unit_to_define_in(actor: Actor, unit_id: int) -> Unit:
    """The unit, for somebody who may define its KPIs. Raises NotFound, NotAllowed."""
    unit = get_live_unit(actor, unit_id)
    require(actor, Permission.KPI_DEFINE, Facts(unit_id=unit.pk, unit_path=unit.path))
    return unit


def lock_unit(unit: Unit) -> None:
    """Before any KPI, so that two writes that count its KPIs wait for each other and never in a
    circle."""
    Unit.objects.select_for_update(no_key=True).filter(pk=unit.pk).first()


def refuse_more(unit: Unit) -> None:
    """Twelve are at most what a unit can watch. Its row is locked."""
    if Kpi.objects.filter(unit=unit, archived_at__isnull=True).count() >= MOST_KPIS:
        raise Conflict(
            _("%(unit)s has %(most)d KPIs already. Archive one before you add another.")
            % {"unit": unit.name, "most": MOST_KPIS},
            code=TOO_MANY_KPIS,
        )


def next_position(unit: Unit) -> int:
    last: int | None = Kpi.objects.filter(unit=unit).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
