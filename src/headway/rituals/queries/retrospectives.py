"""The retrospectives of a unit, and what became of what they agreed on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from headway.core.rituals import FORMATS
from headway.people.access import Actor
from headway.rituals.models import ActionItem, ItemState, Learning, Meeting, MeetingKind
from headway.rituals.queries.rooms.rows import HELD_AT, MeetingRow, meeting_rows

AT_MOST = 60


@dataclass(frozen=True, slots=True)
class RetrospectiveRow:
    """A retrospective with how many changes it agreed on, how many of them are done and open, and
    how much it learned."""

    meeting: MeetingRow
    format: str
    agreed: int
    done: int
    open: int
    learned: int


def retrospectives_of(actor: Actor, unit_path: str) -> list[RetrospectiveRow]:
    """Those of a unit and all below it, the latest first. Four queries."""
    found = Meeting.objects.filter(
        organisation_id=actor.organisation_id,
        unit__path__startswith=unit_path,
        kind=MeetingKind.RETROSPECTIVE,
    ).exclude(state="cancelled")
    found = found.order_by(HELD_AT.desc(), "-pk")
    ids = list(found.values_list("pk", flat=True)[:AT_MOST])
    rows = meeting_rows(found.filter(pk__in=ids), actor)
    agreed: dict[int | None, tuple[int, int, int]] = {
        pk: (all_of, done, still)
        for pk, all_of, done, still in ActionItem.objects.filter(meeting_id__in=ids)
        .values_list("meeting_id")
        .annotate(
            Count("pk"),
            done=Count("pk", filter=Q(state=ItemState.DONE)),
            still=Count("pk", filter=Q(state=ItemState.OPEN)),
        )
    }
    learned = dict(
        Learning.objects.filter(meeting_id__in=ids, removed_at__isnull=True)
        .values_list("meeting_id")
        .annotate(Count("pk"))
    )
    return [
        RetrospectiveRow(
            row,
            FORMATS[row.format].title if row.format in FORMATS else "",
            *agreed.get(row.id, (0, 0, 0)),
            learned.get(row.id, 0) if row.state == "closed" else 0,
        )
        for row in rows
    ]
