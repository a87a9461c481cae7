"""Take back what was brought in from elsewhere, as if it had never come. People archive instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import RestrictedError
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record, record_all
from headway.kit.problems import Conflict, NotFound
from headway.kpis.actions.deriving import compute_moved, entries_of, settle
from headway.kpis.actions.formulas import refuse_used
from headway.kpis.actions.judging import judge
from headway.kpis.actions.locking import lock_moved
from headway.kpis.actions.segmenting import remake
from headway.kpis.actions.storing import COLUMNS, Stored, restore, stored_rows
from headway.kpis.actions.targets import told
from headway.kpis.models import Kpi, Measurement, Revision, Series
from headway.kpis.queries.doors import get_kpi
from headway.kpis.queries.series.formulas import Links
from headway.people.access import Actor, Permission, require


@one_write()
def remove_kpi(actor: Actor, kpi_id: int, *, why: str) -> None:
    """A KPI with all its values, targets and responses; the audit trail keeps what it was. Raises
    NotAllowed, NotFound, Conflict (others are derived from it, or it measures a goal)."""
    require(actor, Permission.IMPORT_RUN)
    kpi = get_kpi(actor, kpi_id, lock=True)
    refuse_used(kpi, archived_too=True)
    series = list(Series.objects.filter(kpi=kpi).values_list("pk", flat=True))
    Revision.objects.filter(series_id__in=series).delete()
    Measurement.objects.filter(series_id__in=series).delete()
    Kpi.objects.filter(leads=kpi).update(leads=None)  # of the same import, or it is refused there
    try:
        kpi.delete()
    except RestrictedError:
        words = _("“%(name)s” measures or tests something of the strategy. Only archive it.")
        raise Conflict(words % {"name": kpi.name}, code="kpi_used") from None
    record(actor, Entry("kpi.removed", "kpi", kpi_id, kpi.name, why=why))


@one_write()
def remove_target(actor: Actor, kpi_id: int, target_id: int, *, why: str) -> None:
    """A target; the one before it holds again. Raises NotAllowed, NotFound."""
    require(actor, Permission.IMPORT_RUN)
    kpi = get_kpi(actor, kpi_id, lock=True)
    target = kpi.targets.filter(pk=target_id).first()
    if target is None:
        raise NotFound(_("There is no such target."))
    before = told(target)
    target.delete()
    _count_moves(kpi)
    judge(actor, kpi)
    record(actor, Entry("target.removed", "kpi", kpi.pk, kpi.name, before=before, why=why))


def _count_moves(kpi: Kpi) -> None:
    """A target that took the place of none is no move of the goal posts any more."""
    earlier: list[date] = []
    for target in kpi.targets.order_by("pk"):
        if target.moves and not any(day <= target.effective_on for day in earlier):
            target.moves = False
            target.save(update_fields=["moves"])
        earlier.append(target.effective_on)


@one_write()
def remove_segment(actor: Actor, kpi_id: int, segment_id: int, *, why: str) -> None:
    """A segment with all its values; the whole is made of the others. Raises NotAllowed,
    NotFound."""
    require(actor, Permission.IMPORT_RUN)
    links = lock_moved(actor.organisation_id, [kpi_id])
    kpi = get_kpi(actor, kpi_id)
    segment = kpi.series.exclude(key="").filter(pk=segment_id).first()
    if segment is None:
        raise NotFound(_("There is no such segment."))
    before = {"name": segment.name, "key": segment.key}
    Revision.objects.filter(series=segment).delete()
    Measurement.objects.filter(series=segment).delete()
    segment.delete()
    entry = Entry("segment.removed", "kpi", kpi.pk, kpi.name, before=before, why=why)
    _finish(actor, kpi, remake(actor.person_id, kpi), links, entry)


@one_write()
def take_values_back(
    actor: Actor, kpi_id: int, days: Sequence[date], *, why: str, segment: str = ""
) -> None:
    """The values of some periods, of the whole or of a segment by its key: what each replaced holds
    again, and what replaced nothing is gone. What is made or derived of them is computed anew.
    Raises NotAllowed, NotFound."""
    require(actor, Permission.IMPORT_RUN)
    links = lock_moved(actor.organisation_id, [kpi_id])
    kpi = get_kpi(actor, kpi_id)
    series = kpi.series.filter(key=segment).first()
    if series is None:
        raise NotFound(_("There is no such segment."))
    now = put_back(series.pk, days)
    moved = remake(actor.person_id, kpi, days) if segment else [row.starts_on for row in now]
    before_it: dict[str, Any] = {"values": len(now), "first": min(days), "last": max(days)}
    if segment:
        before_it["segment"] = segment
    entry = Entry("kpi.values_taken_back", "kpi", kpi.pk, kpi.name, before=before_it, why=why)
    _finish(actor, kpi, moved, links, entry)


def put_back(series_id: int, days: Sequence[date]) -> list[Stored]:
    """What was replaced in some periods of a series holds again, and what replaced nothing is gone.
    Returns what was there. Inside a transaction that holds the KPI's row."""
    now = [
        row for row in stored_rows([series_id], min(days), max(days)) if row.starts_on in set(days)
    ]
    kept = {
        (row.starts_on, row.revision, replaced_at): row
        for row, replaced_at in (
            (Stored(*values), replaced_at)
            for *values, replaced_at in Revision.objects.filter(
                series_id=series_id, starts_on__gte=min(days), starts_on__lte=max(days)
            ).values_list(*COLUMNS, "replaced_at")
        )
    }
    before = [kept.get((row.starts_on, row.revision - 1, row.entered_at)) for row in now]
    restore(
        gone=[row for row, old in zip(now, before, strict=True) if old is None],
        back=[old for old in before if old is not None],
    )
    return now


def _finish(actor: Actor, kpi: Kpi, days: Sequence[date], links: Links, entry: Entry) -> None:
    """Compute what derives from it anew, judge, and tell."""
    recomputed = compute_moved(actor, {kpi.pk: days}, links)
    settle(actor, [kpi], {kpi.pk: days}, recomputed)
    record_all(actor, [entry, *entries_of(recomputed)])
