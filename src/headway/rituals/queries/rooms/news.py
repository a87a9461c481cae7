"""Whether there is news in a room, asked for again and again by everybody in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Case, Exists, F, OuterRef, QuerySet, When

from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.people.models import Person
from headway.rituals.models import Attendance, Meeting, MeetingMode
from headway.rituals.queries.rooms.rows import MeetingRow

SALT = "headway.rituals.news"
KEY_FOR = 60 * 60 * 24 * 8
"""Seconds: an async meeting may be open for a week."""


@dataclass(frozen=True, slots=True)
class NewsKey:
    """Who asks for news of which meeting."""

    meeting_id: int
    person_id: int


def news_key(actor: Actor, row: MeetingRow) -> str:
    """Lets a page of the actor ask for news without the cost of a session. Whoever finds one learns
    a number that grows, and nothing else: what is new is read with a session."""
    return signing.dumps([row.id, actor.person_id or 0], salt=SALT)


def read_key(key: str) -> NewsKey | None:
    """Who asks, None for a key that is not ours or too old."""
    try:
        meeting_id, person_id = signing.loads(key, salt=SALT, max_age=KEY_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return NewsKey(meeting_id, person_id)


def version_of(key: NewsKey) -> tuple[int, str, datetime | None] | None:
    """The version of a meeting, its state and since when its clock runs, if it has one; None where
    it is gone, or whoever asks has left since their page was opened. One query."""
    return next(iter(_version(key.meeting_id, key.person_id)), None)


@prepared
def _version(
    meeting_id: int, person_id: int
) -> QuerySet[Meeting, tuple[int, str, datetime | None]]:
    works_there = Person.objects.filter(
        pk=person_id, is_active=True, organisation_id=OuterRef("organisation_id")
    )
    found = Meeting.objects.filter(Exists(works_there), pk=meeting_id)
    since = Case(When(mode=MeetingMode.LIVE, then=F("running_since")))
    return found.values_list("version", "state", since)


def seen_at(meeting_id: int, person_id: int) -> tuple[datetime, datetime | None] | None:
    """When somebody's page last asked, and when it last said that they write, as it was written
    down. One query."""
    return next(iter(_seen(meeting_id, person_id)), None)


@prepared
def _seen(
    meeting_id: int, person_id: int
) -> QuerySet[Attendance, tuple[datetime, datetime | None]]:
    return Attendance.objects.filter(meeting_id=meeting_id, person_id=person_id).values_list(
        "seen_at", "writing_at"
    )
