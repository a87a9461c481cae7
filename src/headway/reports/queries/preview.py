"""What a check-in would give, before it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.pace import Status
from headway.kit import clock
from headway.kit.problems import NotFound
from headway.okrs.models import KeyResult
from headway.okrs.queries.arithmetic import contributed
from headway.okrs.queries.key_results import KeyResultRow, rows, verdict
from headway.okrs.queries.measures import Reading, measure
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

SURPRISING = 0.5
"""A step of progress that is asked about, because it may be a slip of the fingers."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Progress before and after, what is expected today, and the verdict it would give.
    ``is_surprising`` when progress would jump by more than half of the way."""

    before: float | None
    after: float | None
    expected: float | None
    status: Status
    is_surprising: bool


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
    milestones_done: Sequence[int] | None = None,
    confidence: int | None = None,
    replaces: int | None = None,
) -> Preview:
    """As if the reading were entered today, by the arithmetic that will store it; ``replaces`` is
    the check-in it corrects. Raises core.errors.MethodError for a value the method refuses."""
    kept = [reading for reading in row.readings if reading.id != replaces]
    imagined = Reading(
        id=0,
        key_result_id=row.id,
        effective_on=today,
        entered_at=clock.now(),
        value=value,
        milestones_done=None if milestones_done is None else list(milestones_done),
        stated_progress=None,
        confidence=confidence,
    )
    measured = measure(
        row,
        [*kept, imagined],
        row.steps,
        starts_on=row.cycle_starts_on,
        ends_on=row.cycle_ends_on,
        as_of=today,
        contributed=contributed(row.contributions),
        ambition=row.ambition,
    )
    before, after = row.raw, measured.progress.raw
    return Preview(
        before=before,
        after=after,
        expected=row.expected,
        status=verdict(
            row,
            today,
            raw=after,
            value=measured.value,
            read_on=today,
            probability=measured.probability,
        ),
        is_surprising=after is not None and abs(after - (before or 0.0)) > SURPRISING,
    )
