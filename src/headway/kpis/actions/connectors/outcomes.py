"""How a run went: kept in its log, at the connector, and in the audit trail once per outage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Entry, one_write, record
from headway.core.calendars import Calendar, span_of
from headway.core.retries import pause_after
from headway.core.schedules import Every, Schedule, next_after
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kpis.actions.connectors.asking import Answered
from headway.kpis.actions.connectors.sorting import Refused, Sifted, sift, store_sifted
from headway.kpis.actions.locking import lock_moved
from headway.kpis.actions.measurements import Recorded
from headway.kpis.actions.readings import Reading
from headway.kpis.models import Connector, ConnectorRun, Kpi
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.queries.periods import period_in_full
from headway.kpis.sources import SourceError
from headway.people.access import Actor

RUNS_KEPT = 50
TOLD = 5
"""Rows that are left out and named; of others the number is told."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time a source is asked."""

    started_at: datetime
    by_hand: bool
    replace_entered: bool = False


@one_write()
def note_success(
    actor: Actor, connector: Connector, attempt: Attempt, answered: Answered
) -> ConnectorRun:
    """Store what the source told and the KPI can take. Raises Conflict where somebody changed the
    connector meanwhile, or the periods of the KPI: then it is not what was asked. Raises Refused
    where it can take none of the values, else as ``record_measurements`` does."""
    lock_moved(actor.organisation_id, [connector.kpi_id])
    kpi = get_kpi(actor, connector.kpi_id)
    now = _locked(connector)
    if kpi.frequency != connector.kpi.frequency:
        raise _changed()
    calendar = calendar_of(kpi.organisation_id)
    sifted = sift(kpi, answered.readings, calendar, replace=attempt.replace_entered)
    done, refused = _stored(actor, kpi, sifted, calendar)
    left_out = (*answered.left_out, *refused)
    at = clock.now()
    run = ConnectorRun.objects.create(
        connector=now,
        started_at=attempt.started_at,
        ended_at=at,
        person_id=actor.person_id,
        by_hand=attempt.by_hand,
        read=len(answered.readings),
        created=len(done.created),
        changed=len(done.changed),
        unchanged=len(done.unchanged) + len(sifted.same),
        kept=len(sifted.kept),
        left_out=len(left_out),
        notes="\n".join((*told_of(left_out), *answered.notes)),
        out_since=now.failing_since,
    )
    out_since = now.failing_since
    now.running_since, now.running_for = None, ""
    now.last_run_at = now.last_success_at = at
    now.failing_since, now.failures, now.gave_up = None, 0, False
    now.error_code = now.error = ""
    before = now.left_out
    now.left_out, now.left_out_why = len(left_out), "\n".join(told_of(left_out))
    now.left_out_since = (now.left_out_since or at) if left_out else None
    now.next_at = next_after(at, schedule_of(now), actor.time_zone) if now.is_active else None
    now.save()
    _prune(now)
    if out_since is not None:
        after = {"out_since": out_since, "minutes": round((at - out_since) / timedelta(minutes=1))}
        record(actor, Entry("connector.recovered", "kpi", kpi.pk, kpi.name, after=after))
    if bool(left_out) != bool(before):
        verb = "connector.incomplete" if left_out else "connector.complete"
        after = {"rows": len(left_out), "why": now.left_out_why} if left_out else {}
        record(actor, Entry(verb, "kpi", kpi.pk, kpi.name, after=after or None))
    return run


@one_write()
def note_failure(
    actor: Actor, connector: Connector, attempt: Attempt, error: SourceError, share: float
) -> ConnectorRun:
    """Store no value, only why. It is tried again after a pause that grows, unless trying is of no
    use. Raises Conflict as above."""
    now = _locked(connector)
    at = clock.now()
    is_first = now.failing_since is None
    now.running_since, now.running_for = None, ""
    now.last_run_at = at
    now.failing_since = now.failing_since or at
    now.failures += 1
    now.error_code, now.error = error.code[:40], str(error.message)
    now.gave_up = error.is_lasting
    tries_again = now.is_active and not error.is_lasting
    now.next_at = at + pause_after(now.failures, share) if tries_again else None
    now.save()
    run = ConnectorRun.objects.create(
        connector=now,
        started_at=attempt.started_at,
        ended_at=at,
        person_id=actor.person_id,
        by_hand=attempt.by_hand,
        error_code=now.error_code,
        error=now.error,
    )
    _prune(now)
    if is_first:
        after = {"code": now.error_code, "error": now.error}
        record(actor, Entry("connector.failing", "kpi", now.kpi_id, now.kpi.name, after=after))
    return run


def _stored(
    actor: Actor, kpi: Kpi, sifted: Sifted, calendar: Calendar
) -> tuple[Recorded, list[str]]:
    """What was stored, and what is wrong with values that the KPI cannot take, by their periods.
    Raises Refused where there is nothing else."""
    refused: dict[int, str] = {}
    try:
        done = store_sifted(actor, kpi, sifted.wanted, refused)
    except InvalidInput as problem:
        raise Refused([problem.detail]) from problem
    told = [_refused(kpi, sifted.wanted[at], said, calendar) for at, said in refused.items()]
    if told and len(told) == len(sifted.wanted) and not (sifted.same or sifted.kept):
        raise Refused(told)
    return done, told


def _refused(kpi: Kpi, reading: Reading, said: str, calendar: Calendar) -> str:
    start = span_of(reading.on, kpi.frequency, calendar).start
    named = [period_in_full(start, kpi.frequency, calendar), reading.segment]
    return f"{', '.join(filter(None, named))}: {said}"


def told_of(left_out: Sequence[str]) -> list[str]:
    """The first few, and how many more there are."""
    told = list(left_out[:TOLD])
    if more := len(left_out) - len(told):
        words = ngettext("%(count)d more was left out.", "%(count)d more were left out.", more)
        told.append(words % {"count": more})
    return told


def schedule_of(connector: Connector) -> Schedule:
    """When it is asked, as the core takes it."""
    return Schedule(Every(connector.every), connector.at, connector.weekday)


def _locked(connector: Connector) -> Connector:
    """The connector as it is now, locked, if it is still the one that was asked."""
    Connector.objects.filter(pk=connector.pk).select_for_update(no_key=True).only("pk").first()
    now = Connector.objects.filter(pk=connector.pk).select_related("kpi").first()
    if now is None or now.version != connector.version:
        raise _changed()
    return now


def _changed() -> Conflict:
    said = _("The source was changed while it was asked. It is asked again.")
    return Conflict(said, code="connector_changed")


def _prune(connector: Connector) -> None:
    """Keep the last runs only."""
    kept = connector.runs.order_by("-id").values_list("pk", flat=True)[:RUNS_KEPT]
    oldest = min(kept, default=0)
    connector.runs.filter(pk__lt=oldest).delete()
