"""Which sessions of a cycle come next in a unit, and how one gets into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.okrs.models import Phase
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.reviewable import REVIEW_FROM, is_reviewable
from headway.people.access import Actor, Facts, Permission, decide
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_rows
from headway.web.formats import day

SESSIONS = (MeetingKind.REVIEW, MeetingKind.RETROSPECTIVE, MeetingKind.PLANNING)
OF_PHASE = {
    Phase.PLANNING: MeetingKind.PLANNING,
    Phase.RUNNING: MeetingKind.WEEKLY,
    Phase.REVIEW: MeetingKind.REVIEW,
    Phase.RETROSPECTIVE: MeetingKind.RETROSPECTIVE,
}
"""The meeting that belongs to a phase of the cycle; a closed one has none."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A session of a unit about a cycle: ``meeting`` where it is planned or under way. Else
    ``note`` says when it can begin; ``may_begin``: the reader may, now."""

    kind: str
    title: str
    unit_id: int
    cycle_id: int
    cycle_name: str
    meeting: MeetingRow | None
    note: str
    may_begin: bool
    may_plan: bool


def sessions_ahead(
    actor: Actor,
    unit: tuple[int, str],
    cycles: Sequence[CycleRow],
    today: date,
    kinds: Sequence[MeetingKind] = SESSIONS,
) -> list[Ahead]:
    """The next review, retrospective and planning session of a unit (id, path), as far as there are
    cycles for them. One query."""
    found = Meeting.objects.filter(
        unit_id=unit[0], kind__in=kinds, state__in=(MeetingState.OPEN, MeetingState.PLANNED)
    ).order_by("planned_at", "pk")
    rows = meeting_rows(found, actor, 20)
    rows.sort(key=lambda row: not row.is_open)
    may = decide(actor, Permission.MEETING_TAKE_PART, Facts(*unit)).allowed
    ahead = []
    for kind in kinds:
        meeting = next((row for row in rows if row.kind == kind), None)
        cycle = _cycle_for(kind, cycles, meeting, today)
        if cycle is not None:
            ahead.append(_ahead(kind, unit[0], cycle, meeting, today, may=may))
    return ahead


def _ahead(
    kind: MeetingKind, unit_id: int, cycle: CycleRow, meeting: MeetingRow | None, today: date, *,
    may: bool,
) -> Ahead:  # fmt: skip
    is_time = kind == MeetingKind.PLANNING or is_reviewable(cycle.phase, cycle.ends_on, today)
    note = "" if is_time else _("from %(day)s on") % {"day": day(cycle.ends_on - REVIEW_FROM)}
    return Ahead(
        kind, str(kind.label), unit_id, cycle.id, cycle.name, meeting,
        note, may_begin=may and is_time and meeting is None, may_plan=may and meeting is None,
    )  # fmt: skip


def _cycle_for(
    kind: MeetingKind, cycles: Sequence[CycleRow], meeting: MeetingRow | None, today: date
) -> CycleRow | None:
    """That of the meeting where there is one; to plan, the one in planning that starts first; to
    look back, the one that is due for it or ends first."""
    if meeting is not None:
        return next((one for one in cycles if one.id == meeting.cycle_id), None)
    if kind == MeetingKind.PLANNING:
        planned = [one for one in cycles if one.phase == Phase.PLANNING and one.ends_on >= today]
        return min(planned, key=lambda one: (one.starts_on, one.id), default=None)
    under_way = [
        one for one in cycles
        if one.phase in (Phase.RUNNING, Phase.REVIEW, Phase.RETROSPECTIVE)
    ]  # fmt: skip
    return min(under_way, key=lambda one: (one.ends_on, one.id), default=None)
