"""Remarks on a chart, and who follows a KPI."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.calendars import span_of
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import NotAllowed, NotFound
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import future_errors, refuse_archived, required_errors
from headway.kpis.models import Annotation, Follow, Kpi
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.people.access import Actor, Permission, require

REMARK_LIMIT = 200


@transaction.atomic
def annotate(actor: Actor, kpi_id: int, *, on: date, text: str) -> Annotation:
    """Remark what happened in the period of a day. Raises NotAllowed, NotFound, Conflict,
    InvalidInput."""
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_MEASURE, kpi_facts(kpi))
    refuse_archived(kpi)
    refuse(day_errors("on", on))
    start = span_of(on, kpi.frequency, calendar_of(actor.organisation_id)).start
    text = text.strip()
    errors = required_errors("text", text, REMARK_LIMIT)
    errors += future_errors("on", start, clock.today(actor.time_zone))
    refuse(errors)
    remark = Annotation.objects.create(
        kpi=kpi, starts_on=start, text=text, author_id=actor.person_id, created_at=clock.now()
    )
    record(
        actor,
        Entry("kpi.annotated", "kpi", kpi.pk, kpi.name, after={"starts_on": start, "text": text}),
    )
    return remark


@transaction.atomic
def remove_annotation(actor: Actor, kpi_id: int, annotation_id: int) -> Kpi:
    """Take a remark off the chart. Raises NotAllowed, NotFound, Conflict (archived)."""
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_MEASURE, kpi_facts(kpi))
    refuse_archived(kpi)
    remark = kpi.annotations.filter(pk=annotation_id, removed_at__isnull=True).first()
    if remark is None:
        raise NotFound(_("There is no such remark, or it was removed."))
    remark.removed_at = clock.now()
    remark.save(update_fields=["removed_at"])
    record(
        actor,
        Entry(
            "annotation.removed",
            "kpi",
            kpi.pk,
            kpi.name,
            before={"starts_on": remark.starts_on, "text": remark.text},
        ),
    )
    return kpi


@transaction.atomic
def follow(actor: Actor, kpi_id: int, *, wanted: bool) -> Kpi:
    """Follow a KPI, or stop; again it changes nothing. Raises NotFound, NotAllowed (nobody is
    signed in)."""
    kpi = get_kpi(actor, kpi_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only people follow KPIs."))
    if wanted:
        _follow, changed = Follow.objects.get_or_create(kpi=kpi, person_id=actor.person_id)
    else:
        gone, _rows = Follow.objects.filter(kpi=kpi, person_id=actor.person_id).delete()
        changed = gone > 0
    if changed:
        verb = "kpi.followed" if wanted else "kpi.unfollowed"
        record(actor, Entry(verb, "kpi", kpi.pk, kpi.name))
    return kpi
