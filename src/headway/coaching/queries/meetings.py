"""What units met for: weeklies held and skipped, retrospectives and what was agreed there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import DAY, local_date, week_start
from headway.core.practice import Retrospective, Weekly
from headway.core.rituals import measured_minutes, occurrences
from headway.kit.clock import end_of_day
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.kpis.queries.doors import calendar_of
from headway.people.access import Actor
from headway.rituals.models import (
    Meeting,
    MeetingKind,
    MeetingMode,
    MeetingState,
)
from headway.rituals.queries.agreed import AgreedRow, agreed_in
from headway.rituals.queries.series import series_of

RETROSPECTIVES_SINCE = timedelta(days=400)
"""Before the first day looked at: the last retrospective may lie a good cycle back."""


@dataclass(frozen=True, slots=True)
class Met:
    """By unit: weeklies that were due, retrospectives held, and the changes of the last one."""

    weeklies: Mapping[int, Sequence[Weekly]]
    retrospectives: Mapping[int, Sequence[Retrospective]]
    agreed: Mapping[int, Sequence[AgreedRow]]


def met(actor: Actor, unit_ids: Collection[int], *, since: date, today: date) -> Met:
    """What these units met for since a day. Four queries."""
    held = _closed(actor, unit_ids, since)
    weeklies = _weeklies(actor, unit_ids, held, since, today)
    retrospectives, agreed = _retrospectives(actor, held)
    return Met(weeklies, retrospectives, agreed)


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    unit_id: int
    kind: str
    mode: str
    week: date | None
    closed_at: datetime
    stages: Sequence[Mapping[str, int]]

    @property
    def minutes(self) -> float | None:
        """What its clock counted; nothing where each took part in their own time, or nobody
        stopped it."""
        if self.mode != MeetingMode.LIVE:
            return None
        return measured_minutes([stage.get("seconds", 0) for stage in self.stages])


def _closed(actor: Actor, unit_ids: Collection[int], since: date) -> list[_Held]:
    after = end_of_day(since - RETROSPECTIVES_SINCE - DAY, actor.time_zone)
    return _held(unit_ids, after)


@prepared(rows=Kept(_Held))
def _held(unit_ids: Collection[int], after: datetime) -> QuerySet[Meeting, tuple[Any, ...]]:
    rows = Meeting.objects.filter(
        unit_id__in=unit_ids,
        state=MeetingState.CLOSED,
        kind__in=(MeetingKind.WEEKLY, MeetingKind.RETROSPECTIVE),
        planned_at__gt=after,
        closed_at__isnull=False,
    ).order_by("closed_at", "id")
    return rows.values_list("id", "unit_id", "kind", "mode", "week", "closed_at", "stages")


def _weeklies(
    actor: Actor, unit_ids: Collection[int], held: Sequence[_Held], since: date, today: date
) -> dict[int, list[Weekly]]:
    """Those held, and those that a series asked for and nobody held until yesterday."""
    found: dict[int, list[Weekly]] = defaultdict(list)
    weeks: set[tuple[int, date | None]] = set()
    for one in held:
        if one.kind == MeetingKind.WEEKLY:
            on = local_date(one.closed_at, actor.time_zone)
            found[one.unit_id].append(Weekly(on, held=True, minutes=one.minutes))
            weeks.add((one.unit_id, one.week))
    first = calendar_of(actor.organisation_id).first_weekday
    for series in series_of(unit_ids):
        days = occurrences(series.terms, start=since, end=today - DAY)
        for day in days if series.kind == MeetingKind.WEEKLY else ():
            week = (series.unit_id, week_start(day, first_weekday=first))
            if week not in weeks:
                weeks.add(week)
                found[series.unit_id].append(Weekly(day, held=False))
    return found


def _retrospectives(
    actor: Actor, held: Sequence[_Held]
) -> tuple[dict[int, list[Retrospective]], dict[int, list[AgreedRow]]]:
    over = [one for one in held if one.kind == MeetingKind.RETROSPECTIVE]
    by_meeting = agreed_in(actor, [one.id for one in over])
    found: dict[int, list[Retrospective]] = defaultdict(list)
    latest: dict[int, list[AgreedRow]] = {}
    for one in over:
        agreed = by_meeting[one.id]
        changes = tuple(row.change for row in agreed)
        ended_on = local_date(one.closed_at, actor.time_zone)
        found[one.unit_id].append(Retrospective(ended_on, changes))
        if agreed:
            latest[one.unit_id] = agreed
    return found, latest
