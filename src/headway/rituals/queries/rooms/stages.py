"""The agenda of a meeting as its room shows it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headway.core.rituals import agenda, measured_minutes
from headway.rituals.models import MeetingKind, MeetingMode
from headway.rituals.queries.rooms.rows import MeetingRow


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the agenda: past, now or to come; ``seconds`` spent of ``planned``."""

    number: int
    key: str
    title: str
    minutes: int
    planned: int
    seconds: int
    is_past: bool
    is_now: bool

    @property
    def left(self) -> int:
        """Seconds left; negative when it runs over."""
        return self.planned - self.seconds


def stage_rows(row: MeetingRow) -> list[StageRow]:
    """The agenda of a meeting that has begun. Costs no query."""
    titles = {stage.key: stage.title for stage in agenda(row.kind)}
    spent = row.timing().stages
    return [
        StageRow(
            number=at,
            key=one.key,
            title=_(titles.get(one.key, one.key)),
            minutes=one.planned // 60,
            planned=one.planned,
            seconds=one.seconds,
            is_past=at < row.stage,
            is_now=at == row.stage,
        )
        for at, one in enumerate(spent)
    ]


def minutes_taken(kind: str, mode: str, stages: Sequence[Mapping[str, Any]] | None) -> int | None:
    """How long a meeting took, the minute that was begun included. None where no clock ran, as in
    one's own time, and of a weekly that was counted for days (docs/methods 10.1): other meetings
    may well take more than three hours."""
    seconds = [stage.get("seconds", 0) for stage in stages or ()]
    if mode != MeetingMode.LIVE:
        return None
    if kind == MeetingKind.WEEKLY:
        found = measured_minutes(seconds)
        return None if found is None else math.ceil(found)
    return math.ceil(sum(seconds) / 60) or None
