"""What is added to the minutes of a weekly in one's own time when it is over, until the next one
begins."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.rituals.models import Contribution, Meeting, MeetingKind, MeetingMode, MeetingState
from headway.rituals.queries.rooms.questions import question_words
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.web.formats import moment


@dataclass(frozen=True, slots=True)
class NextWeekly:
    """The weekly that has begun since. ``takes_answers``: it is open, each in their own time."""

    id: int
    takes_answers: bool


def takes_additions(meeting: Meeting | MeetingRow) -> bool:
    """Whether it is a weekly in one's own time that is over."""
    return (
        meeting.kind == MeetingKind.WEEKLY
        and meeting.mode == MeetingMode.ASYNC
        and meeting.state == MeetingState.CLOSED
    )


def next_weekly(meeting: Meeting | MeetingRow) -> NextWeekly | None:
    """The latest weekly of the unit that has begun since this one did. One query."""
    begun = Meeting.objects.filter(
        unit_id=meeting.unit_id, kind=MeetingKind.WEEKLY, opened_at__gt=meeting.opened_at
    ).order_by("-opened_at")
    found = begun.values_list("pk", "mode", "state").first()
    if found is None:
        return None
    pk, mode, state = found
    return NextWeekly(pk, (mode, state) == (MeetingMode.ASYNC, MeetingState.OPEN))


def my_additions(row: MeetingRow, person_id: int) -> dict[str, str]:
    """What somebody has added since, by question. One query."""
    found = Contribution.objects.filter(
        meeting_id=row.id, person_id=person_id, written_at__gt=row.closed_at
    )
    return dict(found.values_list("question", "text"))


def added_later(row: MeetingRow) -> list[tuple[str, str]]:
    """Text, and which question, who and when, of what was written after it was over, in order. One
    query, none of other meetings."""
    if not takes_additions(row) or row.closed_at is None:
        return []
    found = Contribution.objects.filter(meeting_id=row.id, written_at__gt=row.closed_at)
    values = found.order_by("written_at", "pk").values_list(
        "text", "question", "person__name", "written_at"
    )
    words, later = question_words(), _("later")
    return [
        (text, f"{words[question]} {name}, {later}, {moment(at)}")
        for text, question, name, at in values
    ]
