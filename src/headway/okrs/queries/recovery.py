"""What a recovery objective begins with: the KPI whose signal it answers, from where it is to where
it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headway.core.kinds import KeyResultKind
from headway.kpis.models import Response
from headway.kpis.queries.charts import Chart, TargetRow, chart
from headway.kpis.queries.doors import calendar_of, get_response, whole_series
from headway.okrs.models import Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class Recovery:
    """A response, and an objective with one key result as a form takes it."""

    response: Response
    title: str
    description: str
    unit_id: int
    owner_id: int | None
    key_result: dict[str, Any]


def recovery_of(actor: Actor, response_id: int) -> Recovery:
    """The objective that would answer a signal: from the KPI's last value to its target or, without
    one, to the centre of its limits. Raises NotFound."""
    response = get_response(actor, response_id)
    kpi = response.kpi
    found = chart(kpi, whole_series(kpi).pk, calendar_of(actor.organisation_id), actor.time_zone)
    described = [
        _("Signal %(number)d of the KPI “%(name)s”.")
        % {"number": response.number, "name": kpi.name}
    ]
    if response.cause:
        described.append(_("Cause: %(cause)s") % {"cause": response.cause})
    return Recovery(
        response=response,
        title=_("%(name)s is back where it belongs") % {"name": kpi.name},
        description="\n".join(described),
        unit_id=kpi.unit_id,
        owner_id=kpi.owner_id,
        key_result={
            "title": kpi.name,
            "measure": kpi.measure,
            "kpi_id": kpi.pk,
            "owner_id": kpi.owner_id,
            **_way(kpi.better, found),
        },
    )


def _way(better: str, found: Chart) -> dict[str, Any]:
    """The kind of the key result, with its numbers."""
    now, limits = found.now, found.limits
    target = now.target if now else None
    if target is not None and target.low is not None and target.high is not None:
        return {"kind": KeyResultKind.WITHIN, "low": target.low, "high": target.high}
    start = now.value if now else None
    end = _end(target, limits.centre if limits else None)
    falls = end < start if start is not None and end is not None else better == "down"
    kind = KeyResultKind.DECREASE if falls else KeyResultKind.INCREASE
    return {"kind": kind, "start": start, "target": end}


def _end(target: TargetRow | None, centre: float | None) -> float | None:
    if target is None:
        return centre
    return target.low if target.low is not None else target.high


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """An objective that answers a signal of a KPI."""

    id: int
    title: str
    state: str
    score: float | None
    response_number: int


def recoveries_of(actor: Actor, kpi_id: int) -> list[RecoveryRow]:
    """The objectives that answer signals of a KPI, as far as the actor may read. One query."""
    rows = (
        Objective.objects.filter(
            visible_to(actor),
            organisation_id=actor.organisation_id,
            recovers__kpi_id=kpi_id,
            archived_at__isnull=True,
        )
        .order_by("-id")
        .values_list("id", "title", "state", "score", "recovers__number")
    )
    return [RecoveryRow(*row) for row in rows]
