"""The page before a weekly: what is prepared, how earlier ones went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.cadence import local_date
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.rituals.models import (
    ActionItem,
    Attendance,
    Blocker,
    Meeting,
    MeetingKind,
    MeetingState,
    Minute,
    MinuteKind,
)
from headway.rituals.queries.rooms.rows import HELD_AT, MeetingRow, as_rows
from headway.rituals.queries.rooms.stages import minutes_taken
from headway.rituals.queries.weekly.facts import WeeklyFacts
from headway.web.formats import count_at_start, count_word, moment, time_of_day

MEANT = 15
"""Minutes (docs/methods 10.1)."""
PAST_AT_MOST = 13


@dataclass(frozen=True, slots=True)
class PastWeekly:
    """A weekly that is over, and what came of it; ``minutes`` where its length is known."""

    id: int
    held_at: datetime
    mode: str
    minutes: int | None
    decisions: int
    actions: int
    blockers: int
    people: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose numbers are missing: the key results by id and title."""

    person_id: int | None
    name: str
    key_results: tuple[tuple[int, str], ...]


def this_weekly(actor: Actor, unit_id: int, week: date) -> MeetingRow | None:
    """The one that is under way, else that of this week. One query."""
    rows = [MeetingRow(*one) for one in _of_week(actor.organisation_id, unit_id, week)]
    is_open = next((row for row in rows if row.is_open), None)
    return is_open or next((row for row in rows if row.week == week), None)


@prepared
def _of_week(organisation_id: int, unit_id: int, week: date) -> QuerySet[Meeting, tuple[Any, ...]]:
    found = Meeting.objects.filter(
        Q(week=week) | Q(state=MeetingState.OPEN), organisation_id=organisation_id,
        unit_id=unit_id, kind=MeetingKind.WEEKLY,
    ).exclude(state=MeetingState.CANCELLED)  # fmt: skip
    return as_rows(found.order_by("-planned_at"))[:3]


def past_weeklies(actor: Actor, unit_id: int) -> list[PastWeekly]:
    """The last quarter's, the latest first. One query."""
    found = [
        PastWeekly(pk, held_at, mode, minutes_taken(MeetingKind.WEEKLY, mode, stages), *counts)
        for pk, held_at, mode, stages, *counts in _past(actor.organisation_id, unit_id)
    ]
    return sorted(found, key=lambda one: one.held_at, reverse=True)


@prepared
def _past(organisation_id: int, unit_id: int) -> QuerySet[Meeting, tuple[Any, ...]]:
    found = Meeting.objects.filter(
        organisation_id=organisation_id, unit_id=unit_id, kind=MeetingKind.WEEKLY,
        state=MeetingState.CLOSED,
    ).order_by("-planned_at")  # fmt: skip
    decided = Minute.objects.filter(kind=MinuteKind.DECISION, removed_at__isnull=True)
    return found.annotate(
        decided=_count(decided),
        agreed=_count(ActionItem.objects.all()),
        raised=_count(Blocker.objects.all()),
        came=_count(Attendance.objects.all()),
    ).values_list(
        "pk", HELD_AT, "mode", "stages", "decided", "agreed", "raised", "came"
    )[:PAST_AT_MOST]  # fmt: skip


def _count(found: QuerySet[Any]) -> Coalesce:
    """How many of them belong to a meeting. Counted apart: joined, each would be read once for
    every one of the others."""
    of_meeting = found.filter(meeting_id=OuterRef("pk")).order_by().values("meeting_id")
    return Coalesce(Subquery(of_meeting.annotate(count=Count("pk")).values("count")), 0)


def median_minutes(past: list[PastWeekly]) -> int | None:
    """The median length of those held together."""
    known = [one.minutes for one in past if one.minutes is not None]
    return round(median(known)) if known else None


def waiting_for(facts: WeeklyFacts) -> list[Waiting]:
    """Who has not entered which numbers yet."""
    found: dict[tuple[int | None, str], list[tuple[int, str]]] = {}
    for one in facts.missing:
        key = (one.row.owner_id, one.row.owner_name or _("nobody owns it"))
        found.setdefault(key, []).append((one.row.id, f"{one.number} {one.row.title}"))
    return [Waiting(pk, name, tuple(rows)) for (pk, name), rows in found.items()]


def early_words(actor: Actor, meeting: MeetingRow | None) -> str:
    """What to ask whoever begins a meeting days before it was planned; empty where it is time."""
    if meeting is None or meeting.state != MeetingState.PLANNED:
        return ""
    if local_date(meeting.planned_at, actor.time_zone) <= clock.today(actor.time_zone):
        return ""
    words = _("It is planned for %(when)s. Begin it now all the same?")
    return words % {"when": moment(meeting.planned_at)}


def heading_before(facts: WeeklyFacts, meeting: MeetingRow | None, unit: str) -> str:
    """Before the start: is it prepared?"""
    if meeting is not None and meeting.is_open:
        if meeting.mode == "async":
            return _("The weekly of %(unit)s is open until %(when)s.") % {
                "unit": unit, "when": moment(meeting.ends_at),
            }  # fmt: skip
        return _("The weekly of %(unit)s has been running since %(time)s.") % {
            "unit": unit, "time": time_of_day(meeting.opened_at),
        }  # fmt: skip
    if meeting is not None and meeting.state == MeetingState.CLOSED:
        return _("This week’s is held; the next comes next week.")
    topics = len(facts.topics)
    about = ngettext(
        "%(count)s thing to talk about", "%(count)s things to talk about", topics
    ) % {"count": count_word(topics)} if topics else _("nothing to talk about")  # fmt: skip
    if not facts.missing:
        words = _("%(unit)s is prepared: all numbers are in, %(about)s.")
        return words % {"unit": unit, "about": about}
    words = ngettext(
        "%(count)s number is still missing; %(about)s.",
        "%(count)s numbers are still missing; %(about)s.",
        len(facts.missing),
    )
    return words % {"count": count_at_start(len(facts.missing)), "about": about}
