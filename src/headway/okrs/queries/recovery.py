"""What a recovery objective begins with: the KPI whose signal it answers, from where it is to where
it should be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from headway.core.kinds import KeyResultKind
from headway.core.spc import Advice
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, KpiState, Response, ResponseOutcome, ResponseStage
from headway.kpis.queries.doors import calendar_of, get_kpi, get_response, whole_series
from headway.kpis.queries.known.records import ResponseRow
from headway.kpis.queries.lists.rows import get_kpi_row
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.series.charts import Chart, TargetRow, chart
from headway.kpis.queries.target_words import level_words
from headway.kpis.queries.words import state_words, waiting_words
from headway.okrs.models import Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.strategy.queries.measured import goal_measured_by

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Recovery:
    """An objective with one key result as a form takes it, to bring a KPI where it should be.
    ``response`` is what it answers; None where no signal asked for it. ``goal_id`` is the mid-term
    goal that the KPI measures."""

    response: Response | None
    kpi: Kpi
    title: str
    description: str
    unit_id: int
    owner_id: int | None
    goal_id: int | None
    key_result: dict[str, Any]


def recovery_of(actor: Actor, response_id: int) -> Recovery:
    """The objective that would answer a signal: from the KPI's last value to its target or, without
    one, to the centre of its limits. Raises NotFound."""
    response = get_response(actor, response_id)
    kpi = response.kpi
    described = [
        _("Signal %(number)d of the KPI “%(name)s”.")
        % {"number": response.number, "name": kpi.name}
    ]
    if response.cause:
        described.append(_("Cause: %(cause)s") % {"cause": response.cause})
    if response.action:
        described.append(_("Action under way: %(action)s") % {"action": response.action})
    title = _("%(name)s is back where it belongs") % {"name": kpi.name}
    return _objective(actor, kpi, title, "\n".join(described), response)


def improvement_of(actor: Actor, kpi_id: int) -> Recovery:
    """The objective that would bring a KPI to its target that it never meets as it is. Raises
    NotFound."""
    kpi = get_kpi(actor, kpi_id)
    title = _("%(name)s reaches its target and stays there") % {"name": kpi.name}
    described = _("The KPI “%(name)s” is steady, and never meets its target: an unchanged process "
                  "does not get there.")  # fmt: skip
    return _objective(actor, kpi, title, described % {"name": kpi.name}, None)


def is_out_of_reach(actor: Actor, kpi_id: int) -> bool:
    """Whether an unchanged process never meets the KPI's target, and nothing else asks for an
    answer. One query."""
    return bool(_out_of_reach(actor.organisation_id, kpi_id))


@prepared
def _out_of_reach(organisation_id: int, kpi_id: int) -> QuerySet[KpiState, int]:
    found = KpiState.objects.filter(organisation_id=organisation_id, kpi_id=kpi_id)
    live = found.filter(advice=str(Advice.RAISE_OBJECTIVE), kpi__archived_at__isnull=True)
    open_ones = Response.objects.filter(kpi_id=OuterRef("kpi_id"), closed_at__isnull=True)
    return live.filter(~Exists(open_ones)).values_list("kpi_id", flat=True)


def _objective(
    actor: Actor, kpi: Kpi, title: str, description: str, response: Response | None
) -> Recovery:
    found = chart(kpi, whole_series(kpi).pk, calendar_of(actor.organisation_id))
    if kpi.counter_metric:
        words = _("Must not get worse meanwhile: %(counter)s")
        description += "\n" + words % {"counter": kpi.counter_metric}
    return Recovery(
        response=response,
        kpi=kpi,
        title=title,
        description=description,
        unit_id=kpi.unit_id,
        owner_id=kpi.owner_id,
        goal_id=goal_measured_by(kpi.pk),
        key_result={
            "title": kpi.name,
            "measure": kpi.measure,
            "kpi_id": kpi.pk,
            "owner_id": kpi.owner_id,
            **_way(kpi.better, found),
        },
    )


def unanswered(
    latest: ResponseRow | None, recoveries: Collection[RecoveryRow], now: datetime
) -> ResponseRow | None:
    """The latest response, where an objective may still come of it: it is open, or was closed with
    a word within the last month, and no objective answers it."""
    if latest is None or latest.id in {row.response_id for row in recoveries}:
        return None
    if latest.closed_at is None:
        return latest
    is_told = latest.outcome in (ResponseOutcome.RESOLVED, ResponseOutcome.COMMON_CAUSE)
    return latest if is_told and now - latest.closed_at <= MONTH else None


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
    outcome: str
    score: float | None
    response_id: int
    response_number: int

    @property
    def standing(self) -> str:
        """How it stands, as ``okrs/_verdict.html`` calls it: how it ended, else its state."""
        return self.outcome or self.state


def recoveries_of(actor: Actor, kpi_id: int) -> list[RecoveryRow]:
    """The objectives that answer signals of a KPI, closed ones too, as far as the actor may read.
    One query."""
    return [RecoveryRow(*row) for row in _of_kpi(actor, kpi_id)]


@prepared
def _of_kpi(actor: Actor, kpi_id: int) -> QuerySet[Objective, tuple[Any, ...]]:
    return _recoveries(actor, Q(recovers__kpi_id=kpi_id))


def recoveries_by_response(
    actor: Actor, response_ids: Collection[int]
) -> dict[int, list[RecoveryRow]]:
    """The same of several responses. One query, none for no response."""
    found: dict[int, list[RecoveryRow]] = {}
    if not response_ids:
        return found
    for values in _recoveries(actor, Q(recovers_id__in=response_ids)):
        row = RecoveryRow(*values)
        found.setdefault(row.response_id, []).append(row)
    return found


def _recoveries(actor: Actor, which: Q) -> QuerySet[Objective, tuple[Any, ...]]:
    return (
        Objective.objects.filter(
            which,
            visible_to(actor),
            organisation_id=actor.organisation_id,
            archived_at__isnull=True,
        )
        .order_by("-id")
        .values_list(
            "id", "title", "state", Coalesce("closure__outcome", Value("")), "score",
            "recovers_id", "recovers__number",
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnsweredSignal:
    """The signal that an objective answers."""

    kpi_id: int
    kpi_name: str
    number: int
    is_open: bool


def answered_signal(objective_id: int) -> AnsweredSignal | None:
    """Of an objective that somebody was let in to; None where it answers none. One query."""
    rows = Objective.objects.filter(pk=objective_id, recovers__isnull=False).values_list(
        "recovers__kpi_id", "recovers__kpi__name", "recovers__number", "recovers__closed_at"
    )
    for kpi_id, name, number, closed_at in rows:
        return AnsweredSignal(kpi_id, name, number, closed_at is None)
    return None


@dataclass(frozen=True, slots=True)
class Source:
    """How the KPI stands that a key result takes its values from, at its last value, and what its
    open response waits for, if there is one."""

    variation: str
    colour: str
    words: str
    period: str
    waits_for: str


def source_of(actor: Actor, kpi_id: int | None) -> Source | None:
    """None where the values come from people. Two queries, none for none."""
    row = get_kpi_row(actor, kpi_id) if kpi_id is not None else None
    if row is None:
        return None
    calendar = calendar_of(actor.organisation_id)
    return Source(
        variation=row.variation,
        colour=row.colour,
        words=level_words(row.colour, row.advice)
        if row.levels
        else state_words(
            row.advice, row.stage, row.form, row.misses, has_value=row.starts_on is not None
        ),
        period=period_name(row.starts_on, row.frequency, calendar) if row.starts_on else "",
        waits_for=_waits_for(row.response_stage),
    )


def _waits_for(stage: str | None) -> str:
    if stage is None:
        return ""
    if stage == ResponseStage.RAISED:
        return _("its signal waits for an answer")
    if stage == ResponseStage.ACTION:
        return _("its signal has an action under way")
    return _("its signal waits for: %(step)s") % {"step": waiting_words(stage)}
