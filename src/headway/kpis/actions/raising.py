"""Open a response for a worsening signal, or join the signal to the one it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from headway.activity.actions import Entry, record
from headway.core.cadence import local_date
from headway.core.calendars import working_days_after
from headway.core.spc import Variation
from headway.kit import clock
from headway.kpis.models import HOLDS, Kpi, KpiSignal, Outcome, Response, Stage
from headway.kpis.queries.charts import Chart
from headway.people.access import Actor


def answer_signals(
    actor: Actor, kpi: Kpi, found: Chart, appeared: Sequence[KpiSignal]
) -> Response | None:
    """The response that is open afterwards, None without one.

    A new response opens for a worsening signal at the last period only: what old values show, such
    as those of an import, is history. A signal of a run that has been answered joins that answer,
    open or closed. An open response all of whose signals were corrected away is closed as that
    unless somebody works on it: then it is theirs to close.
    """
    waiting = kpi.responses.filter(closed_at__isnull=True)
    open_one = waiting.select_for_update(no_key=True).first()  # somebody may just answer it
    open_one = _withdrawn(actor, open_one) if open_one else None
    worse = [one for one in appeared if one.variation == Variation.WORSENING]
    if not worse:
        return open_one
    latest = found.now
    answered = open_one or _latest(kpi)
    for signal in worse:
        if open_one is not None or (answered and _same_run(answered, signal)):
            signal.response = answered
        elif latest is not None and signal.starts_on == latest.span.start:
            signal.response = open_one = answered = _raise(actor, kpi, signal)
    KpiSignal.objects.bulk_update([one for one in worse if one.response_id], ["response"])
    return open_one


def _same_run(response: Response, signal: KpiSignal) -> bool:
    """Whether the signal's pattern began before the response's last signal that holds ended."""
    last = response.signals.filter(HOLDS).aggregate(last=Max("starts_on"))["last"]
    return last is not None and signal.first_on <= last


def _latest(kpi: Kpi) -> Response | None:
    return kpi.responses.order_by("-number").first()


def _raise(actor: Actor, kpi: Kpi, signal: KpiSignal) -> Response:
    at = clock.now()
    today = local_date(at, actor.time_zone)
    last: int | None = kpi.responses.aggregate(last=Max("number"))["last"]
    response = Response.objects.create(
        organisation_id=kpi.organisation_id,
        kpi=kpi,
        number=(last or 0) + 1,
        owner_id=kpi.owner_id,
        raised_at=at,
        cause_due_on=working_days_after(today, kpi.cause_days),
        action_due_on=working_days_after(today, kpi.action_days),
    )
    record(
        actor,
        Entry(
            "response.raised",
            "kpi",
            kpi.pk,
            kpi.name,
            after={
                "response_id": response.pk,
                "number": response.number,
                "rule": signal.rule,
                "starts_on": signal.starts_on,
                "owner_id": response.owner_id,
                "cause_due_on": response.cause_due_on,
                "action_due_on": response.action_due_on,
            },
        ),
    )
    return response


def _withdrawn(actor: Actor, response: Response) -> Response | None:
    """The open response, unless nothing is left of what opened it and nobody has begun with it."""
    if response.acknowledged_at is not None or response.signals.filter(HOLDS).exists():
        return response
    response.stage, response.outcome = Stage.CLOSED, Outcome.WITHDRAWN
    response.closed_at = clock.now()
    response.version += 1
    response.save()
    record(
        actor,
        Entry(
            "response.withdrawn",
            "kpi",
            response.kpi_id,
            response.kpi.name,
            after={"response_id": response.pk, "number": response.number},
        ),
    )
    return None
