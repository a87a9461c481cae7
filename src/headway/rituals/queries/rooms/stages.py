"""The agenda of a meeting as its room shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.core.rituals import agenda
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
