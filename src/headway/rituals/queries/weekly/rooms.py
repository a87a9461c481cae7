"""What stands around a weekly's four-square: its place in time, who has answered, its facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit import clock
from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.rituals.models import Contribution, Meeting, MeetingKind, MeetingMode, MeetingState
from headway.rituals.queries.rooms.people import people_of
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.rooms.stages import minutes_taken
from headway.rituals.queries.weekly.facts import Place, WeeklyFacts, place_of
from headway.web.formats import count_at_start, count_word, moment


def kind_choices() -> list[tuple[str, str]]:
    """What a line of the minutes may be."""
    return [
        ("decision", _("Decision")),
        ("action", _("Action")),
        ("blocker", _("Blocker")),
        ("parked", _("Parked")),
        ("note", _("Note")),
    ]


def place_of_row(actor: Actor, row: MeetingRow) -> Place:
    """Where a meeting is in time: now while it is open, when it closed after that; a weekly that is
    open beyond its week stays of that week. Two queries."""
    return place_of(
        actor, (row.unit_id, row.unit_path), row.cycle_id, moment=row.closed_at, week=row.week,
        without=row.id,
    )  # fmt: skip


def facts_of_room(row: MeetingRow, facts: WeeklyFacts) -> list[str]:
    """The line below the heading. One query."""
    said = []
    if facts.standings:
        told = {
            "come": facts.entered,
            "all": len(facts.standings),
        }
        whole = _("All numbers entered") if not facts.missing else ""
        said.append(whole or _("%(come)d of %(all)d numbers entered") % told)
    last = last_minutes(row.unit_id, row.planned_at)
    if last is not None:
        said.append(
            ngettext("Last time took %(count)d minute", "Last time took %(count)d minutes", last)
            % {"count": last}
        )
    return said


def last_minutes(unit_id: int, before: datetime) -> int | None:
    """How long the weekly before took, where that is known. One query."""
    stages = next(iter(_last_stages(unit_id, before)), None)
    return minutes_taken(MeetingKind.WEEKLY, MeetingMode.LIVE, stages)


@prepared
def _last_stages(unit_id: int, before: datetime) -> QuerySet[Meeting, list[dict[str, int]]]:
    found = Meeting.objects.filter(
        unit_id=unit_id, kind=MeetingKind.WEEKLY, state=MeetingState.CLOSED, mode=MeetingMode.LIVE,
        planned_at__lt=before,
    )  # fmt: skip
    return found.order_by("-planned_at").values_list("stages", flat=True)[:1]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What somebody answered to one question, and whether that came after the deadline."""

    person_id: int
    name: str
    question: str
    text: str
    written_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """Who has answered an async weekly, and what."""

    rows: tuple[AnswerRow, ...]
    expected: tuple[tuple[int, str], ...]

    @property
    def answered(self) -> tuple[str, ...]:
        """Names of those who have answered something."""
        return tuple(dict.fromkeys(row.name for row in self.rows))

    @property
    def waiting(self) -> tuple[str, ...]:
        """Names of those of the unit who have not."""
        done = {row.person_id for row in self.rows}
        return tuple(name for pk, name in self.expected if pk not in done)

    def of(self, question: str) -> list[AnswerRow]:
        """The answers to one question, as they came."""
        return [row for row in self.rows if row.question == question]

    def mine(self, person_id: int | None) -> dict[str, str]:
        """One's own answers by question."""
        return {row.question: row.text for row in self.rows if row.person_id == person_id}


def answers_of(row: MeetingRow) -> Answers:
    """Those of the unit are asked; who looked in, such as its coach, counts where they answered.
    Two queries."""
    rows = tuple(
        AnswerRow(*one, is_late=row.ends_at is not None and one[4] > row.ends_at)
        for one in _answered(row.id)
    )
    asked = dict(people_of(0, row.unit_id))
    guests = {one.person_id: one.name for one in rows if one.person_id not in asked}
    return Answers(rows, (*asked.items(), *guests.items()))


@prepared
def _answered(meeting_id: int) -> QuerySet[Contribution, tuple[int, str, str, str, datetime]]:
    found = Contribution.objects.filter(meeting_id=meeting_id).order_by("written_at", "pk")
    return found.values_list("person_id", "person__name", "question", "text", "written_at")


def deadline_heading(row: MeetingRow, answers: Answers) -> str:
    """How far an async weekly is."""
    told = {
        "when": moment(row.ends_at),
        "count": count_word(len(answers.answered)),
        "Count": count_at_start(len(answers.answered)),
        "all": count_word(len(answers.expected)),
    }
    is_over = row.ends_at is not None and row.ends_at <= clock.now()
    if not answers.answered:
        if is_over:
            return _("None of %(all)s has answered; the deadline has passed.") % told
        return _("Open until %(when)s: none of %(all)s has answered.") % told
    if is_over:
        return _("%(Count)s of %(all)s have answered; the deadline has passed.") % told
    return _("Open until %(when)s: %(count)s of %(all)s have answered.") % told
