"""Open a response for a worsening signal, or join the signal to the one it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q, QuerySet

from headway.activity.actions import Entry, record_all
from headway.core.cadence import local_date
from headway.core.calendars import working_days_after
from headway.core.spc import Variation
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.kpis.models import HOLDS, Kpi, KpiSignal, Response, ResponseOutcome, ResponseStage
from headway.kpis.queries.standings import Standing
from headway.people.access import Actor


@dataclass(slots=True)
class Moved:
    """The signals of a KPI that a write brought, not stored yet, and those it withdrew."""

    kpi: Kpi
    standing: Standing
    appeared: list[KpiSignal] = field(default_factory=list)
    vanished: list[KpiSignal] = field(default_factory=list)

    @property
    def worse(self) -> list[KpiSignal]:
        """Those that ask for an answer."""
        return [one for one in self.appeared if one.variation == Variation.WORSENING]


def answer_signals(actor: Actor, moved: Sequence[Moved]) -> dict[int, Response]:
    """Store the signals that appeared. Answers with the responses that are open afterwards, by the
    ids of their KPIs.

    A new response opens for a worsening signal at the last period only: what old values show, such
    as those of an import, is history. A signal of a run that has been answered joins that answer,
    open or closed. An open response all of whose signals were corrected away is closed as that
    unless somebody works on it: then it is theirs to close.
    """
    told: dict[int, list[Entry]] = {}
    open_ones = _open(moved, told)
    latest = _latest([one.kpi.pk for one in moved if one.worse])
    raised: list[tuple[Response, KpiSignal]] = []
    for one in moved:
        raised += _answer(actor, one, open_ones.get(one.kpi.pk), latest.get(one.kpi.pk))
    Response.objects.bulk_create([response for response, _signal in raised])
    for response, signal in raised:
        open_ones[response.kpi_id] = response
        told.setdefault(response.kpi_id, []).append(_raised(response, signal))
    KpiSignal.objects.bulk_create([signal for one in moved for signal in one.appeared])
    record_all(actor, [entry for one in moved for entry in told.get(one.kpi.pk, ())])
    return open_ones


def _open(moved: Sequence[Moved], told: dict[int, list[Entry]]) -> dict[int, Response]:
    """The open responses of KPIs, but for those that nobody works on and of which nothing is left
    that opened them: these are closed as that."""
    kpis = {one.kpi.pk: one.kpi for one in moved}
    if not (ids := list(_still_open(list(kpis)))):
        return {}
    waiting = Response.objects.filter(pk__in=ids, closed_at__isnull=True).order_by("pk")
    locked = waiting.select_for_update(no_key=True)  # somebody may just answer one of them
    found = {response.kpi_id: response for response in locked}
    live = KpiSignal.objects.filter(HOLDS, response__in=found.values())
    kept = set(live.values_list("response_id", flat=True))
    idle = [one for one in found.values() if one.acknowledged_at is None]
    for response in [one for one in idle if one.pk not in kept]:
        del found[response.kpi_id]
        told[response.kpi_id] = [_withdraw(response, kpis[response.kpi_id])]
    return found


@prepared
def _still_open(kpi_ids: Sequence[int]) -> QuerySet[Response, int]:
    waiting = Response.objects.filter(kpi_id__in=kpi_ids, closed_at__isnull=True)
    return waiting.values_list("pk", flat=True)


def _withdraw(response: Response, kpi: Kpi) -> Entry:
    response.stage, response.outcome = ResponseStage.CLOSED, ResponseOutcome.WITHDRAWN
    response.closed_at = clock.now()
    response.version += 1
    response.save()
    after = {"response_id": response.pk, "number": response.number}
    return Entry("response.withdrawn", "kpi", kpi.pk, kpi.name, after=after)


@dataclass(frozen=True, slots=True)
class _Answered:
    """The latest response of a KPI, open or not, and the period of its last signal that holds."""

    response: Response
    last: date | None


def _latest(kpi_ids: Sequence[int]) -> dict[int, _Answered]:
    """Of those KPIs that have any. One query."""
    if not kpi_ids:
        return {}
    responses = Response.objects.filter(kpi_id__in=kpi_ids).order_by("number")
    holds = Q(signals__withdrawn_at__isnull=True)
    found = responses.annotate(last_signal=Max("signals__starts_on", filter=holds))
    return {one.kpi_id: _Answered(one, one.last_signal) for one in found}


def _answer(
    actor: Actor, one: Moved, open_one: Response | None, latest: _Answered | None
) -> list[tuple[Response, KpiSignal]]:
    """Join the worsening signals to what answers them. Returns the response that one of them opens,
    not stored yet, with that signal; nothing where none does."""
    made: list[tuple[Response, KpiSignal]] = []
    now = one.standing.now
    for signal in one.worse:
        answering = open_one or _same_run(latest, signal)
        if answering is None and now is not None and signal.starts_on == now.start:
            number = latest.response.number + 1 if latest else 1
            answering = open_one = _response(actor, one.kpi, number)
            made.append((open_one, signal))
        signal.response = answering
    return made


def _same_run(latest: _Answered | None, signal: KpiSignal) -> Response | None:
    """The latest response, where the signal's pattern began before that one's last signal that
    holds ended."""
    if latest is None or latest.last is None or signal.first_on > latest.last:
        return None
    return latest.response


def _response(actor: Actor, kpi: Kpi, number: int) -> Response:
    at = clock.now()
    today = local_date(at, actor.time_zone)
    return Response(
        organisation_id=kpi.organisation_id,
        kpi=kpi,
        number=number,
        owner_id=kpi.owner_id,
        raised_at=at,
        cause_due_on=working_days_after(today, kpi.cause_days),
        action_due_on=working_days_after(today, kpi.action_days),
    )


def _raised(response: Response, signal: KpiSignal) -> Entry:
    return Entry(
        "response.raised",
        "kpi",
        response.kpi_id,
        response.kpi.name,
        after={
            "response_id": response.pk,
            "number": response.number,
            "rule": signal.rule,
            "starts_on": signal.starts_on,
            "owner_id": response.owner_id,
            "cause_due_on": response.cause_due_on,
            "action_due_on": response.action_due_on,
        },
    )
