"""What made a number differ: the check-ins that hold for the days between, and the events of a key
result that are no check-in. With them each of the numbers opens how it came about, on both days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from headway.activity.models import Event
from headway.activity.queries import EventRow, event_rows
from headway.okrs.models import CheckIn
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.link_explanations import explain_score
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.okrs.queries.say import unreadable
from headway.people.access import Actor
from headway.reports.queries.changes.numbers import NumberGroup, drivers_in, key_result_ids
from headway.reports.queries.changes.span import Span
from headway.web.explanation import Explanation

CHECKED_IN = ("check_in.created", "check_in.corrected")
MOVING = frozenset(
    {
        "key_result.changed", "key_result.added", "key_result.cancelled", "key_result.resumed",
        "key_result.status_set", "key_result.status_taken_back", "goal_post.approved",
        "key_result.milestone_added", "key_result.milestone_changed",
    }
)  # fmt: skip
"""Events of a key result, check-ins aside, after which a number of it may be another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A check-in that counts on one of the days and not on the other, or that was entered between
    them for a day that both know (``is_for_before``). ``is_late``: entered after the second day.
    ``event`` told of it; None for records that came without one."""

    id: int
    key_result_id: int
    effective_on: date
    entered_at: datetime
    person_name: str | None
    value: float | None
    milestones_done: int | None
    stated_progress: float | None
    confidence: int | None
    note: str
    corrects: bool
    is_for_before: bool
    is_late: bool
    event: EventRow | None

    @property
    def sequence(self) -> int | None:
        """The number of its event."""
        return None if self.event is None else self.event.sequence


@dataclass(frozen=True, slots=True)
class Made:
    """What made the numbers shown: entries and other events by key result, and how each number came
    about, by (type, id): then and now."""

    entries: Mapping[int, Sequence[Entry]]
    others: Mapping[int, Sequence[EventRow]]
    why: Mapping[tuple[str, int], tuple[Explanation | None, Explanation | None]]
    hidden: Collection[int]
    """Objectives that count in these scores and that the reader may not read."""

    def only_time(self, key_result_id: int) -> bool:
        """Whether nothing was entered for the days between, and nothing else happened to it."""
        entries = self.entries.get(key_result_id, ())
        return not self.others.get(key_result_id) and all(one.is_for_before for one in entries)

    def events(self, key_result_ids: Iterable[int]) -> tuple[EventRow, ...]:
        """The events behind the differences of key results, the oldest first."""
        found: dict[int, EventRow] = {}
        for key in key_result_ids:
            entered = [one.event for one in self.entries.get(key, ()) if one.event is not None]
            found |= {row.sequence: row for row in (*entered, *self.others.get(key, ()))}
        return tuple(found[number] for number in sorted(found))


def what_made(
    actor: Actor,
    span: Span,
    groups: Sequence[NumberGroup],
    events: Iterable[EventRow],
    *,
    explained: bool = True,
) -> Made:
    """Of the groups that are shown. Two queries, ten more where numbers are explained: the rows of
    the second day are then read once more, with their readings."""
    ids = key_result_ids(groups)
    others: dict[int, list[EventRow]] = {}
    for row in events:
        if row.subject_type == "key_result" and row.subject_id in ids and row.verb in MOVING:
            others.setdefault(row.subject_id, []).append(row)
    hidden = unreadable(actor, drivers_in(groups))
    why = _explained(span, groups, hidden) if explained else {}
    return Made(_entries(actor.organisation_id, span, ids), others, why, hidden)


_ENTRY = (
    "id", "key_result_id", "effective_on", "entered_at", "person__name", "value",
    "milestones_done", "stated_progress", "confidence", "note", "supersedes_id",
)  # fmt: skip


def _entries(organisation_id: int, span: Span, ids: Collection[int]) -> dict[int, list[Entry]]:
    """Check-ins that count, by key result, the latest first."""
    between = Q(effective_on__gt=span.since, effective_on__lte=span.until)
    meanwhile = Q(effective_on__lte=span.since, entered_at__gt=span.start, entered_at__lte=span.end)
    stored = CheckIn.objects.filter(
        between | meanwhile, key_result_id__in=ids, superseded_by__isnull=True
    ).order_by("-effective_on", "-id")
    rows = list(stored.values_list(*_ENTRY))
    told = _told(organisation_id, rows)
    found: dict[int, list[Entry]] = {}
    for id_, key_result_id, day, at, name, value, steps, stated, sure, note, corrects in rows:
        found.setdefault(key_result_id, []).append(
            Entry(
                id_, key_result_id, day, at, name, value, None if steps is None else len(steps),
                stated, sure, note, corrects is not None, day <= span.since, at > span.end,
                told.get(id_),
            )
        )  # fmt: skip
    return found


def _told(organisation_id: int, rows: Sequence[tuple[Any, ...]]) -> dict[int, EventRow]:
    """The events of check-ins, by check-in. One query."""
    if not rows:
        return {}
    events = Event.objects.filter(
        organisation_id=organisation_id,
        subject_type="key_result",
        subject_id__in={row[1] for row in rows},
        verb__in=CHECKED_IN,
        at__gte=min(row[3] for row in rows),
    )
    told = {(event.after or {}).get("check_in_id"): event for event in event_rows(events)}
    return {id_: event for id_, event in told.items() if isinstance(id_, int)}


Why = dict[tuple[str, int], tuple[Explanation | None, Explanation | None]]


def _explained(span: Span, groups: Sequence[NumberGroup], hidden: Collection[int]) -> Why:
    """How the numbers came about. Rows of a past day have their readings; those of today do not."""
    now = {group.id: group.now for group in groups}
    if span.is_to_today and groups:
        now = objective_rows_by_id(
            list(now), as_of=span.until, today=span.today, with_readings=True
        )
    found: Why = {}
    for group in groups:
        after = now.get(group.id, group.now)
        found["objective", group.id] = (
            _of_objective(group.then, span.since, hidden),
            _of_objective(after, span.until, hidden),
        )
        then, later = _key_results(group.then), _key_results(after)
        for pair in group.pairs:
            key = pair.row.id
            found["key_result", key] = (
                _of_key_result(then.get(key), span.since),
                _of_key_result(later.get(key), span.until),
            )
    return found


def _key_results(row: ObjectiveRow) -> dict[int, KeyResultRow]:
    return {one.id: one for one in (*row.key_results, *row.health)}


def _of_objective(row: ObjectiveRow, day: date, hidden: Collection[int]) -> Explanation | None:
    return None if row.score is None else explain_score(row, row.seen_on(day), hidden)


def _of_key_result(row: KeyResultRow | None, day: date) -> Explanation | None:
    return None if row is None or row.raw is None else explain_key_result(row, row.seen_on(day))
