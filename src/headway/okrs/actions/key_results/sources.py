"""A KPI as the source of a key result: its values flow in, each dated by its period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.calendars import span_of
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.kit.problems import FieldError, NotFound
from headway.kpis.models import Kpi, Measurement
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.okrs.actions.checkins import take_from_kpi, withdraw_from_kpi
from headway.okrs.models import KeyResult
from headway.okrs.queries.doors import get_key_result, lock_upwards
from headway.people.access import Actor, system_actor
from headway.people.models import Organisation

MEASURED_KINDS = {*CHANGE_KINDS, *PERIOD_KINDS, KeyResultKind.ANCHORED}
"""Kinds whose readings are numbers in a measure."""


def source_errors(
    actor: Actor, key_result: KeyResult, *, was: int | None = None
) -> list[FieldError]:
    """What is wrong with the KPI chosen as source; nothing where none is. The one it ``was``
    may stay after it was archived. One query, none without one."""
    if key_result.kpi_id is None:
        return []
    try:
        kpi = get_kpi(actor, key_result.kpi_id)
    except NotFound:
        return [FieldError("kpi_id", "unknown", _("There is no such KPI. Choose another."))]
    if key_result.kind not in MEASURED_KINDS:
        return [
            FieldError("kpi_id", "no_number", _("A KPI gives numbers; this kind is done or not."))
        ]
    if kpi.archived_at is not None and kpi.pk != was:
        return [FieldError("kpi_id", "archived", _("This KPI is archived. Choose another."))]
    return []


def fill_from_source(actor: Actor, key_result: KeyResult) -> None:
    """Take over what the KPI came to within the cycle and was not taken yet: each value on the last
    day of its period or, while that runs, today. Another value supersedes the one before, and what
    the KPI does not say, or not any more, is withdrawn. Part of a write that holds the objective.
    Nothing without a KPI, what was taken of one before stays; else three queries and those of the
    check-ins."""
    if key_result.kpi_id is None:
        return
    kpi, cycle = get_kpi(key_result, key_result.kpi_id), key_result.objective.cycle
    calendar, today = calendar_of(kpi.organisation_id), clock.today(actor.time_zone)
    taken = {
        check_in.kpi_starts_on: check_in
        for check_in in key_result.checkins.filter(
            kpi_starts_on__isnull=False, superseded_by__isnull=True
        )
    }
    for day, value in _values_within(kpi, cycle.starts_on - LONGEST_PERIOD, cycle.ends_on):
        on = min(span_of(day, kpi.frequency, calendar).end, today)
        if value is None or not cycle.starts_on <= on <= cycle.ends_on:
            continue
        before = taken.pop(day, None)
        if before is None or (before.value, before.effective_on) != (value, on):
            take_from_kpi(
                actor, key_result, value=value, effective_on=on, starts_on=day, before=before
            )
    for before in taken.values():
        withdraw_from_kpi(actor, key_result, before)


def take_over(sender: Any, *, actor: Actor, kpis: Sequence[Kpi], **_more: Any) -> None:
    """Hear of new values of KPIs (``kpis.actions.hearing``): all key results that they are the
    source of take them over, also those the actor may not see. One query for KPIs that are none."""
    rows = _fed_by([kpi.pk for kpi in kpis])
    if not rows:
        return
    # All at once and in one order: another write may move the same objectives in another.
    lock_upwards(actor, *{objective_id for _id, objective_id in rows})
    system = system_actor(Organisation.objects.get(pk=actor.organisation_id))
    for key_result_id, _objective_id in rows:
        fill_from_source(actor, get_key_result(system, key_result_id, lock=True))


@prepared
def _fed_by(kpi_ids: Sequence[int]) -> QuerySet[KeyResult, tuple[int, int]]:
    fed = KeyResult.objects.filter(kpi_id__in=kpi_ids).order_by("objective_id", "id")
    return fed.values_list("id", "objective_id")


LONGEST_PERIOD = timedelta(days=366)


def _values_within(kpi: Kpi, first: date, last: date) -> list[tuple[date, float | None]]:
    whole = Measurement.objects.filter(series__kpi=kpi, series__key="")
    within = whole.filter(starts_on__gte=first, starts_on__lte=last).order_by("starts_on")
    return list(within.values_list("starts_on", "value"))
