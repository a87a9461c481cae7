"""Open a response for a worsening signal, or join the signal to the one it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from headway.activity.actions import Entry
from headway.core.cadence import local_date
from headway.core.calendars import working_days_after
from headway.core.spc import Variation
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.kpis.models import (
    HOLDS,
    Kpi,
    KpiSignal,
    Rebase,
    Response,
    ResponseOutcome,
    ResponseStage,
)
from headway.kpis.queries.series.standings import Standing
from headway.kpis.queries.series.states import Responded
from headway.kpis.queries.words import step_due_on
from headway.people.access import Actor

A_QUARTER = timedelta(days=92)
"""So long values that are new with a write are no history yet."""


@dataclass(slots=True)
class MovedKpi:
    """The signals of a KPI that a write brought, not stored yet, and those it withdrew. ``before``
    is the first day of the last period that had a value before the write."""

    kpi: Kpi
    standing: Standing
    before: date | None
    appeared: list[KpiSignal] = field(default_factory=list)
    vanished: list[KpiSignal] = field(default_factory=list)

    @property
    def worse(self) -> list[KpiSignal]:
        """Those that ask for an answer."""
        return [one for one in self.appeared if one.variation == Variation.WORSENING]


@dataclass(frozen=True, slots=True)
class Responses:
    """How it stands with the responses of KPIs after a write, by their ids: those that are
    ``open``, what their states tell of the ``last`` one, and what there is to record."""

    open: Mapping[int, Response]
    last: Mapping[int, Responded]
    told: Sequence[Entry]


def answer_signals(
    actor: Actor, moved: Sequence[MovedKpi], anew: Rebase | None = None
) -> Responses:
    """Store the signals that appeared, and the responses that they open or close.

    A new response opens for a worsening signal at the last period, or at another one of this
    quarter that is new with this write, as where a source tells several days at once: what old
    values show, such as those of an import, is history. A signal of a run that has been answered
    joins that answer, open or closed. An open response all of whose signals were corrected away is
    closed as that unless somebody works on it: then it is theirs to close.

    A re-base that is made (``anew``) answers the signals it takes: their response is closed by who
    made it, whoever worked on it. Taken back, what it had answered asks again, in a new response,
    for the old one was closed on the days between.
    """
    told: dict[int, list[Entry]] = {}
    last = {row.kpi_id: row for row in last_responses([one.kpi.pk for one in moved])}
    found = _found_open([row.id for row in last.values() if row.closed_at is None])
    open_ones = _open(actor, moved, found, told, anew)
    latest = _latest([one.kpi.pk for one in moved if one.worse])
    raised: list[tuple[Response, KpiSignal]] = []
    again = _answered_by(anew) if anew is not None and anew.undone_at is not None else set()
    for one in moved:
        raised += _answer(actor, one, open_ones.get(one.kpi.pk), latest.get(one.kpi.pk), again)
    Response.objects.bulk_create([response for response, _signal in raised])
    for response, signal in raised:
        open_ones[response.kpi_id] = response
        told.setdefault(response.kpi_id, []).append(_raised(response, signal))
    KpiSignal.objects.bulk_create([signal for one in moved for signal in one.appeared])
    entries = [entry for one in moved for entry in told.get(one.kpi.pk, ())]
    written = {**found, **open_ones}
    responded = {kpi_id: row.responded for kpi_id, row in last.items() if kpi_id not in written}
    responded |= {kpi_id: responded_of(response) for kpi_id, response in written.items()}
    return Responses(open_ones, responded, entries)


def _found_open(ids: Sequence[int]) -> dict[int, Response]:
    """By their KPIs, whose rows are held."""
    waiting = Response.objects.filter(pk__in=ids, closed_at__isnull=True).order_by("pk")
    return {response.kpi_id: response for response in waiting} if ids else {}


def _open(
    actor: Actor,
    moved: Sequence[MovedKpi],
    waiting: Mapping[int, Response],
    told: dict[int, list[Entry]],
    anew: Rebase | None,
) -> dict[int, Response]:
    """The open responses of KPIs, but for those of which nothing is left that opened them: these
    are closed where a re-base took it, or where nobody works on them."""
    if not waiting:
        return {}
    kpis, found = {one.kpi.pk: one.kpi for one in moved}, dict(waiting)
    live = KpiSignal.objects.filter(HOLDS, response__in=found.values())
    kept = set(live.values_list("response_id", flat=True))
    taken = {signal.response_id for one in moved for signal in one.vanished}
    asking = {one.kpi.pk for one in moved if one.worse}
    for response in [one for one in found.values() if one.pk not in kept]:
        kpi = kpis[response.kpi_id]
        if anew is not None and kpi.pk in asking:
            continue  # under other limits the pattern is complete at another period
        if anew is not None and anew.undone_at is None and response.pk in taken:
            told[kpi.pk] = [_rebased(actor, response, kpi, anew)]
        elif response.acknowledged_at is None:
            told[kpi.pk] = [_withdraw(response, kpi)]
        else:
            continue
        del found[kpi.pk]
    return found


class LastResponse(NamedTuple):
    """A response, as far as the state of its KPI tells of it."""

    kpi_id: int
    id: int
    closed_at: datetime | None
    closed_by: int | None
    stage: str
    cause_due_on: date
    action_due_on: date
    action_ends_on: date | None

    @property
    def responded(self) -> Responded:
        """What the state tells."""
        due = step_due_on(self.stage, self.cause_due_on, self.action_due_on, self.action_ends_on)
        return Responded(due, self.closed_by)


def responded_of(response: Response) -> Responded:
    """What the state of its KPI tells of a response."""
    due = step_due_on(
        response.stage, response.cause_due_on, response.action_due_on, response.action_ends_on
    )
    return Responded(due, response.closed_by_id)


def last_responses(kpi_ids: Sequence[int]) -> list[LastResponse]:
    """Of those KPIs that have any. No other is open. One query."""
    return [LastResponse(*row) for row in _last(kpi_ids)]


@prepared
def _last(kpi_ids: Sequence[int]) -> QuerySet[Response, tuple[Any, ...]]:
    later = Response.objects.filter(kpi_id=OuterRef("kpi_id"), number__gt=OuterRef("number"))
    last = Response.objects.filter(~Exists(later), kpi_id__in=kpi_ids)
    return last.values_list(*LastResponse._fields)


def _withdraw(response: Response, kpi: Kpi) -> Entry:
    response.stage, response.outcome = ResponseStage.CLOSED, ResponseOutcome.WITHDRAWN
    response.closed_at = clock.now()
    response.version += 1
    response.save()
    after = {"response_id": response.pk, "number": response.number}
    return Entry("response.withdrawn", "kpi", kpi.pk, kpi.name, after=after)


def _rebased(actor: Actor, response: Response, kpi: Kpi, made: Rebase) -> Entry:
    """Close it with the reason of the re-base; the same moment tells later which one it was."""
    at = made.created_at
    if response.acknowledged_at is None:
        response.acknowledged_at, response.acknowledged_by_id = at, actor.person_id
    response.stage, response.outcome = ResponseStage.CLOSED, ResponseOutcome.REBASED
    response.closing_word = made.reason
    response.closed_at, response.closed_by_id = at, actor.person_id
    response.version += 1
    response.save()
    after = {
        "response_id": response.pk,
        "number": response.number,
        "outcome": str(ResponseOutcome.REBASED),
        "closing_word": made.reason,
    }
    return Entry("response.closed", "kpi", kpi.pk, kpi.name, after=after, why=made.reason)


def _answered_by(undone: Rebase) -> set[tuple[str, date]]:
    """Rules and periods of the signals of what a re-base had closed. One query."""
    signals = KpiSignal.objects.filter(
        response__kpi_id=undone.kpi_id,
        response__outcome=ResponseOutcome.REBASED,
        response__closed_at=undone.created_at,
    )
    return set(signals.values_list("rule", "starts_on"))


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
    actor: Actor,
    one: MovedKpi,
    open_one: Response | None,
    latest: _Answered | None,
    again: Set[tuple[str, date]],
) -> list[tuple[Response, KpiSignal]]:
    """Join the worsening signals to what answers them. Returns the response that one of them opens,
    not stored yet, with that signal; nothing where none does. ``again`` ask at any period."""
    made: list[tuple[Response, KpiSignal]] = []
    since = _asking_since(one, local_date(clock.now(), actor.time_zone))
    for signal in one.worse:
        answering = open_one or _same_run(latest, signal)
        asks = since is not None and signal.starts_on >= since
        if answering is None and (asks or (signal.rule, signal.starts_on) in again):
            number = latest.response.number + 1 if latest else 1
            answering = open_one = _response(actor, one.kpi, number)
            made.append((open_one, signal))
        signal.response = answering
    return made


def _asking_since(one: MovedKpi, today: date) -> date | None:
    """The first day of the earliest period at which a signal asks; None without values."""
    now, before = one.standing.now, one.before
    if now is None or before is None:
        return now.start if now else None
    new = (span for span in one.standing.spans if before < span.start <= now.start)
    recent = (span.start for span in new if span.end >= today - A_QUARTER)
    return min(recent, default=now.start)


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
