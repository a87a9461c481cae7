"""How a run went: kept in its log, at the connector, and in the audit trail once per outage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.core.retries import pause_after
from headway.core.schedules import Every, Schedule, next_after
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kpis.actions.connectors.asking import Answered
from headway.kpis.actions.connectors.sorting import Refused, sift, store
from headway.kpis.actions.locking import lock_moved
from headway.kpis.models import Connector, ConnectorRun
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.sources import SourceError
from headway.people.access import Actor

RUNS_KEPT = 50


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
    """Store what the source told. Raises Conflict where somebody changed the connector meanwhile,
    or the periods of the KPI: then it is not what was asked. Raises Refused for values that the KPI
    cannot take, else as ``record_measurements`` does."""
    lock_moved(actor.organisation_id, [connector.kpi_id])
    kpi = get_kpi(actor, connector.kpi_id)
    now = _locked(connector)
    if kpi.frequency != connector.kpi.frequency:
        raise _changed()
    calendar = calendar_of(kpi.organisation_id)
    sifted = sift(kpi, answered.readings, calendar, replace=attempt.replace_entered)
    try:
        done = store(actor, kpi, sifted.wanted)
    except InvalidInput as problem:
        raise Refused(sifted.wanted, problem) from problem
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
        notes="\n".join(answered.notes),
        out_since=now.failing_since,
    )
    out_since = now.failing_since
    now.running_since, now.running_for = None, ""
    now.last_run_at = now.last_success_at = at
    now.failing_since, now.failures, now.gave_up = None, 0, False
    now.error_code = now.error = ""
    now.next_at = next_after(at, schedule_of(now), actor.time_zone) if now.is_active else None
    now.save()
    _prune(now)
    if out_since is not None:
        after = {"out_since": out_since, "minutes": round((at - out_since) / timedelta(minutes=1))}
        record(actor, Entry("connector.recovered", "kpi", kpi.pk, kpi.name, after=after))
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
