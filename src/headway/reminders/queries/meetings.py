"""Meetings of units within a window, those of a series that nobody planned yet among them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from headway.activity.models import NoticeKind
from headway.core.cadence import DAY, instant_of, local_date, week_start
from headway.core.rituals import agenda, occurrences
from headway.kit.prepared import prepared
from headway.kpis.queries.doors import calendar_of
from headway.people.access import Actor
from headway.people.models import Unit
from headway.reminders.models import How
from headway.reminders.queries.person import Reached
from headway.rituals.models import Meeting, MeetingKind, MeetingMode, MeetingState
from headway.rituals.queries.series import SeriesRow, series_of


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting that is planned, under way or cancelled; or one of a series, whose
    ``meeting_id`` is None. ``uid`` names the same one however often it is moved."""

    uid: str
    meeting_id: int | None
    kind: str
    unit_id: int
    unit_name: str
    mode: str
    state: str
    starts_at: datetime
    ends_at: datetime
    version: int = 0

    @property
    def title(self) -> str:
        """What it is called: "Weekly, Blue"."""
        return f"{MeetingKind(self.kind).label}, {self.unit_name}"

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def url(self) -> str:
        """Its room; of one that nobody planned yet, the page of its unit."""
        return f"/meetings/{self.meeting_id}" if self.meeting_id else f"/units/{self.unit_id}"


def own_unit_ids(actor: Actor) -> list[int]:
    """The units whose meetings concern somebody: where they work, whom they coach and that they
    lead themselves. One query for who leads, else none."""
    led = _at(actor.organisation_id, actor.led_paths) if actor.led_paths else []
    return sorted({*actor.member_unit_ids, *actor.coached_unit_ids, *led})


def meetings_today(found: Reached, today: date) -> list[MeetingRow]:
    """The meetings that take place on somebody's day, where they are; none for who muted them."""
    if not found.person.is_active or found.chosen.how(NoticeKind.RITUAL) == How.OFF:
        return []
    units, zone = own_unit_ids(found.actor), found.actor.time_zone
    rows = meetings_between(found.actor.organisation_id, units, zone, today - DAY, today + DAY)
    return [
        row
        for row in rows
        if row.state in (MeetingState.PLANNED, MeetingState.OPEN)
        and local_date(row.starts_at, found.zone) == today
    ]


@prepared
def _at(organisation_id: int, paths: Collection[str]) -> QuerySet[Unit, int]:
    return Unit.objects.filter(organisation_id=organisation_id, path__in=paths).values_list(
        "id", flat=True
    )


def meetings_between(
    organisation_id: int, unit_ids: Collection[int], zone: str, first: date, last: date
) -> list[MeetingRow]:
    """Meetings of units on days of the organisation, in time order. A planned one stands in the
    place of that of its series. Three queries, none for no unit."""
    if not unit_ids:
        return []
    midnight, after = instant_of(first, time(), zone), instant_of(last + DAY, time(), zone)
    planned = _planned(unit_ids, midnight - timedelta(days=7), after + timedelta(days=7))
    series = series_of(unit_ids)
    first_weekday = calendar_of(organisation_id).first_weekday if series else 0
    rows: dict[str, MeetingRow] = {}
    for one in series:
        for row in _of_series(one, zone, first, last):
            rows[row.uid] = row
    for row in _in_their_places([_meeting(row, series, zone, first_weekday) for row in planned]):
        rows[row.uid] = row
    within = (row for row in rows.values() if midnight <= row.starts_at < after)
    return sorted(within, key=lambda row: (row.starts_at, row.uid))


_MEETING = (
    "id", "kind", "unit_id", "unit__name", "mode", "state", "planned_at", "ends_at", "version",
    "series_id", "week", "opened_at",
)  # fmt: skip


@prepared
def _planned(
    unit_ids: Collection[int], since: datetime, until: datetime
) -> QuerySet[Meeting, tuple[Any, ...]]:
    found = Meeting.objects.filter(
        unit_id__in=unit_ids, planned_at__gte=since, planned_at__lt=until
    )
    return found.order_by("planned_at", "id").values_list(*_MEETING)


def _of_series(series: SeriesRow, zone: str, first: date, last: date) -> list[MeetingRow]:
    is_async = series.mode == MeetingMode.ASYNC
    length = timedelta(hours=series.open_hours) if is_async else length_of(series.kind)
    rows = []
    for day in occurrences(series.terms, start=first, end=last):
        starts_at = instant_of(day, series.at, zone)
        rows.append(
            MeetingRow(
                _uid(series, day), None, series.kind, series.unit_id, series.unit_name, series.mode,
                MeetingState.PLANNED, starts_at, starts_at + length, series.version,
            )
        )  # fmt: skip
    return rows


def _meeting(
    row: tuple[Any, ...], series: list[SeriesRow], zone: str, first_weekday: int
) -> MeetingRow:
    """A meeting, with the ``uid`` of that of a series of its kind in its week, where there is
    one."""
    pk, kind, unit_id, unit_name, mode, state, planned_at, ends_at, version, series_id, *rest = row
    week, opened_at = rest
    uid = f"meeting-{pk}"
    begins = week or week_start(local_date(planned_at, zone), first_weekday=first_weekday)
    for one in series:
        is_its = one.id == series_id or (one.kind == kind and one.unit_id == unit_id)
        days = occurrences(one.terms, start=begins, end=begins + timedelta(days=6))
        if is_its and days:
            uid = _uid(one, days[0])
            break
    starts = opened_at or planned_at
    ends = ends_at or starts + length_of(kind)
    if ends <= starts:  # held after all, when it was to be over
        ends = starts + length_of(kind)
    return MeetingRow(
        uid, pk, kind, unit_id, unit_name, mode, state, starts, ends, version + 1000
    )  # above any version of its series, whose place it takes in calendars


def _in_their_places(rows: list[MeetingRow]) -> Iterator[MeetingRow]:
    """Of several meetings that would take one place, the first that was not cancelled takes it;
    others that take place stand for themselves. Its version is above that of those which it
    follows there, so that calendar programs believe it."""
    places: dict[str, list[MeetingRow]] = {}
    for row in rows:
        places.setdefault(row.uid, []).append(row)
    for found in places.values():
        held = [row for row in found if not row.is_cancelled]
        first, others = (held or found[-1:])[0], held[1:]
        yield replace(first, version=first.version + sum(
            row.version for row in found if row is not first and row.is_cancelled
        ))  # fmt: skip
        for row in others:
            yield replace(row, uid=f"meeting-{row.meeting_id}")


def _uid(series: SeriesRow, day: date) -> str:
    return f"series-{series.id}-{day:%Y%m%d}"


def length_of(kind: str) -> timedelta:
    """How long a meeting is meant to take: all stages of its agenda."""
    return timedelta(minutes=sum(stage.minutes for stage in agenda(kind)))
