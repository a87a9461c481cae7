"""What a check-in would give, before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.confidence import needs_note
from headway.core.pace import Status
from headway.kit import clock
from headway.kit.problems import NotFound
from headway.okrs.models import Aggregation, KeyResult
from headway.okrs.queries.arithmetic import contributed
from headway.okrs.queries.key_results import KeyResultRow, rows, verdict
from headway.okrs.queries.measures import measure
from headway.okrs.queries.readings import Reading, added_up, earlier, last_confidence
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

SURPRISING = 0.5
"""A step of progress that is asked about, because it may be a slip of the fingers."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Progress before and after, what is expected today, and the verdict it would give.
    ``is_surprising`` when progress would jump by more than half of the way. ``fell`` are the
    confidences before and now where the fall asks for a note. ``so_far``, ``added`` and ``total``
    are of a key result whose entries add up."""

    before: float | None
    after: float | None
    expected: float | None
    status: Status
    is_surprising: bool
    fell: tuple[int, int] | None = None
    so_far: float | None = None
    added: float | None = None

    @property
    def total(self) -> float | None:
        """What the entries come to with this one."""
        if self.so_far is None or self.added is None:
            return None
        return self.so_far + self.added


def judged_row(actor: Actor, key_result_id: int, today: date) -> KeyResultRow:
    """The key result with its readings, judged today. Raises NotFound."""
    found = rows(
        KeyResult.objects.filter(
            visible_to(actor, "objective__"),
            organisation_id=actor.organisation_id,
            pk=key_result_id,
        ),
        as_of=today,
        today=today,
        with_readings=True,
    )
    if not found:
        raise NotFound(_("There is no such key result. Search for it with Ctrl K."))
    return found[0]


def preview(
    row: KeyResultRow,
    today: date,
    *,
    value: float | None = None,
    total: float | None = None,
    milestones_done: Sequence[int] | None = None,
    confidence: int | None = None,
    replaces: int | None = None,
    effective_on: date | None = None,
) -> Preview:
    """As if the reading were entered today, by the arithmetic that will store it; ``replaces`` is
    the check-in it corrects, ``effective_on`` the day it held: left out, that of the one it
    corrects, else today, or the cycle's last day once that is over. Raises core.errors.MethodError
    for a value the method refuses."""
    day = effective_on or _day_of(row, replaces) or min(today, row.cycle_ends_on)
    before = earlier(row.readings, day, replaces=replaces)
    is_sum = row.aggregation == Aggregation.SUM
    so_far = added_up(before) if is_sum else None
    if is_sum and value is None and total is not None:
        value = total - (so_far or 0.0)
    imagined = Reading(
        id=0,
        key_result_id=row.id,
        effective_on=day,
        entered_at=clock.now(),
        value=value,
        milestones_done=None if milestones_done is None else list(milestones_done),
        stated_progress=None,
        confidence=confidence,
    )
    after = [reading for reading in row.readings[len(before) :] if reading.id != replaces]
    readings = [*before, imagined, *after]
    measured = measure(
        row,
        readings,
        row.steps,
        starts_on=row.cycle_starts_on,
        ends_on=row.cycle_ends_on,
        as_of=today,
        contributed=contributed(row.contributions),
        ambition=row.ambition,
    )
    progress, last = measured.progress.raw, last_confidence(before)
    return Preview(
        before=row.raw,
        after=progress,
        expected=row.expected,
        status=verdict(
            row,
            today,
            raw=progress,
            value=measured.value,
            valued_on=measured.valued_on,
            probability=measured.probability,
        ),
        is_surprising=progress is not None and abs(progress - (row.raw or 0.0)) > SURPRISING,
        fell=(last, confidence)
        if last is not None and confidence is not None and needs_note(last, confidence)
        else None,
        so_far=so_far,
        added=value if is_sum else None,
    )


def _day_of(row: KeyResultRow, replaces: int | None) -> date | None:
    return next((one.effective_on for one in row.readings if one.id == replaces), None)


def totals_of(rows: Sequence[KeyResultRow]) -> dict[int, float]:
    """What each check-in on a key result whose entries add up brought it to, by check-in."""
    found: dict[int, float] = {}
    for row in rows:
        if row.aggregation == Aggregation.SUM:
            for at, reading in enumerate(row.readings):
                if reading.value is not None:
                    found[reading.id] = added_up(row.readings[: at + 1])
    return found
