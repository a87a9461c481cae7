"""The minutes of a meeting as a document: the same for its page, its letter and the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.prepared import Fixed, prepared
from headway.people.access import Actor
from headway.rituals.models import Learning, MeetingMode, Minute, MinuteKind
from headway.rituals.queries.blockers import BlockerRow, blockers_of_meeting
from headway.rituals.queries.items import ActionRow, actions_of_meeting
from headway.rituals.queries.rooms.confidential import may_read, may_read_board
from headway.rituals.queries.rooms.later import added_later
from headway.rituals.queries.rooms.people import Seat, seats
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.rooms.stages import minutes_taken
from headway.web.formats import day

SHOWN = 50
"""Lines that a room shows: what was said in the last minutes, not the whole meeting."""


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """A line of the minutes. ``kind`` is a ``MinuteKind``, or action or blocker; ``note`` says
    who and until when."""

    kind: str
    id: int
    text: str
    note: str
    author_id: int | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Log:
    """What a room shows of its minutes, the latest first; ``earlier`` counts what is not shown."""

    rows: tuple[MinuteRow, ...]
    earlier: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section; ``note`` stands below it, smaller."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the minutes."""

    title: str
    lines: tuple[Line, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is kept in ``Meeting.content``."""
        return {
            "title": self.title,
            "lines": [{"text": line.text, "note": line.note} for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Minutes:
    """All of it: what was decided, agreed, raised, parked and learned, then what the numbers said,
    as they were when the meeting closed. ``is_timed``: its clock tells how long it took, which it
    does not in one's own time, nor where it was counted for days. ``ending`` tells how it closed
    where nobody did that, ``agreed`` counts actions agreed there, ``unowned`` those that are to do
    and that nobody sees to now."""

    meeting: MeetingRow
    minutes_spent: int
    minutes_planned: int
    is_timed: bool
    present: tuple[str, ...]
    absent: tuple[str, ...]
    ending: str
    agreed: int
    unowned: int
    sections: tuple[Section, ...]


def everything_of(actor: Actor, row: MeetingRow) -> list[MinuteRow]:
    """Everything written down in a meeting, the latest first; actions and blockers as they were
    agreed there, where it is over. Five queries."""
    return _everything(actor, row, actions_of_meeting(actor, row.id))


def _everything(actor: Actor, row: MeetingRow, actions: Sequence[ActionRow]) -> list[MinuteRow]:
    lines = _lines(row.id, None) if may_read(actor, row) else []
    return _log(row, lines, actions, blockers_of_meeting(actor, row.id))


def latest_of(
    actor: Actor, row: MeetingRow, actions: Sequence[ActionRow], blockers: Sequence[BlockerRow]
) -> Log:
    """What was written down last, with the actions and blockers of the meeting, which somebody has
    read already. One query, two where there is more than a room shows."""
    lines = _lines(row.id, Fixed(SHOWN + 1)) if may_read(actor, row) else []
    count = len(lines) if len(lines) <= SHOWN else _count(row.id)
    found = _log(row, lines, actions, blockers)[:SHOWN]
    return Log(tuple(found), count + len(actions) + len(blockers) - len(found))


def _log(
    row: MeetingRow,
    lines: Iterable[tuple[Any, ...]],
    actions: Iterable[ActionRow],
    blockers: Iterable[BlockerRow],
) -> list[MinuteRow]:
    found = [MinuteRow(*line) for line in lines]
    found += [
        MinuteRow("action", one.id, *_agreed(row, "action", one), None, one.created_at)
        for one in actions
    ]
    found += [
        MinuteRow("blocker", one.id, *_agreed(row, "blocker", one), None, one.raised_at)
        for one in blockers
    ]
    return sorted(found, key=lambda one: (one.written_at, one.id), reverse=True)


def lines_to_keep(actor: Actor, meeting_id: int) -> dict[str, list[str]]:
    """Text and note of the actions and blockers of a meeting by their kind and id, for
    ``Meeting.content``: they may change once it is over. Four queries."""
    found = {f"action-{one.id}": one for one in actions_of_meeting(actor, meeting_id)}
    ways = {f"blocker-{one.id}": one for one in blockers_of_meeting(actor, meeting_id)}
    return {key: [one.title, whose(one)] for key, one in (found | ways).items()}


def _agreed(row: MeetingRow, kind: str, one: ActionRow | BlockerRow) -> tuple[str, str]:
    kept = (row.content or {}).get("lines", {}).get(f"{kind}-{one.id}")
    return (kept[0], kept[1]) if kept and not row.is_open else (one.title, whose(one))


@prepared
def _lines(meeting_id: int, limit: Fixed | None) -> QuerySet[Minute, tuple[Any, ...]]:
    found = Minute.objects.filter(meeting_id=meeting_id, removed_at__isnull=True)
    values = found.order_by("-written_at", "-pk").values_list(
        "kind", "pk", "text", Coalesce("author__name", Value("")), "author_id", "written_at"
    )
    return values if limit is None else values[:limit]


def _count(meeting_id: int) -> int:
    return Minute.objects.filter(meeting_id=meeting_id, removed_at__isnull=True).count()


def minutes_of(actor: Actor, row: MeetingRow) -> Minutes:
    """The minutes of a meeting, under way or over; of a retrospective whoever was not let in reads
    what came of it alone: actions, blockers, and what was learned once it is over; of a planning
    session, who may not read the unit's drafts reads nothing of its board. Ten queries."""
    clock = row.timing()
    present = seats(row)
    actions = actions_of_meeting(actor, row.id)
    return Minutes(
        meeting=row,
        minutes_spent=-(-clock.seconds // 60),
        minutes_planned=clock.planned // 60,
        is_timed=row.is_live or _is_timed(row),
        present=tuple(seat.name for seat in present if seat.was_here),
        absent=tuple(seat.name for seat in present if not seat.was_here and _is_expected(seat)),
        ending=_by_itself() if row.closed_by_itself else "",
        agreed=len(actions),
        unowned=sum(one.is_open and one.owner_id is None for one in actions),
        sections=(
            *_written(actor, row, actions),
            *_filled([Section(_("Added later"), tuple(Line(*one) for one in added_later(row)))]),
            *(_kept(row) if may_read_board(actor, row) else ()),
        ),
    )


def _is_timed(row: MeetingRow) -> bool:
    """Whether the clock of a meeting that is over tells its length, be it none."""
    ran = any(stage["seconds"] for stage in row.stages)
    is_known = not ran or minutes_taken(row.kind, row.mode, row.stages) is not None
    return row.mode == MeetingMode.LIVE and is_known


def as_text(found: Minutes, link: str) -> str:
    """The minutes as plain text, for an e-mail; ``link`` leads to their page."""
    held = day(found.meeting.held_at)
    if found.is_timed:
        spent = {"spent": found.minutes_spent, "planned": found.minutes_planned}
        held += ", " + _("%(spent)d of %(planned)d minutes") % spent
    lines = [found.meeting.name, held]
    if found.present:
        lines.append(_("There: %(names)s") % {"names": ", ".join(found.present)})
    lines += [found.ending] if found.ending else []
    lines += [unowned_words(found.unowned)] if found.unowned else []
    for section in found.sections:
        lines += ["", section.title.upper()]
        lines += [f"- {one.text}" + (f" ({one.note})" if one.note else "") for one in section.lines]
    return "\n".join([*lines, "", link, ""])


def whose(one: ActionRow | BlockerRow) -> str:
    """Who has it and until when, in words."""
    until = _("until %(day)s") % {"day": day(one.due_on)} if one.due_on else ""
    return ", ".join(part for part in (one.owner_name or _("nobody yet"), until) if part)


def _by_itself() -> str:
    return _(
        "It closed by itself: for three hours nothing happened in the room. Its time counts until"
        " the last thing that did."
    )


def unowned_words(count: int) -> str:
    """That nobody sees to some of what was agreed."""
    words = ngettext(
        "Nobody sees to %(num)d action yet.", "Nobody sees to %(num)d actions yet.", count
    )
    return words % {"num": count}


def _is_expected(seat: Seat) -> bool:
    return seat.role in ("lead", "member")


def _kept(row: MeetingRow) -> list[Section]:
    stored = (row.content or {}).get("sections", [])
    return [
        Section(one["title"], tuple(Line(line["text"], line["note"]) for line in one["lines"]))
        for one in stored
    ]


def _written(actor: Actor, row: MeetingRow, actions: Sequence[ActionRow]) -> list[Section]:
    lines = _everything(actor, row, actions)[::-1]
    titles = (
        (MinuteKind.DECISION, _("Decisions")),
        ("action", _("Actions")),
        ("blocker", _("Blockers")),
        (MinuteKind.PARKED, _("Parked")),
        (MinuteKind.NOTE, _("Notes")),
    )
    found = [
        Section(title, tuple(_line(one) for one in lines if one.kind == kind))
        for kind, title in titles
    ]
    learned = Learning.objects.filter(meeting_id=row.id, removed_at__isnull=True).order_by("pk")
    if row.is_open and not may_read(actor, row):
        learned = learned.none()
    texts = tuple(Line(text) for text in learned.values_list("text", flat=True))
    return _filled([*found, Section(_("Learned"), texts)])


def _line(one: MinuteRow) -> Line:
    return Line(one.text, one.note if one.kind in ("action", "blocker") else "")


def _filled(sections: Sequence[Section]) -> list[Section]:
    return [section for section in sections if section.lines]
