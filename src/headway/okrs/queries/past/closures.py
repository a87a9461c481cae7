"""How an objective had ended, where that was taken back or told anew since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from headway.activity.queries import EventRow

CLOSED, REOPENED = "objective.closed", "objective.reopened"
CHANGED, REMOVED = "objective.closing_changed", "closure.removed"
VERBS = (CLOSED, REOPENED, CHANGED, REMOVED)


@dataclass(frozen=True, slots=True)
class ClosureThen:
    """A closure that is not the one that stands: ``fields`` as its model names them, as far as the
    event tells them (older ones hold the outcome and the score), with its ``grades``."""

    fields: Mapping[str, Any]

    @property
    def outcome(self) -> str | None:
        return self.fields.get("outcome")

    @property
    def score(self) -> float | None:
        return self.fields.get("computed_score")

    @property
    def scored_on(self) -> date | None:
        return day_of(self.fields.get("scored_on"))

    @property
    def closed_at(self) -> datetime | None:
        text = self.fields.get("closed_at")
        return None if text is None else datetime.fromisoformat(text)

    @property
    def grades(self) -> list[dict[str, Any]]:
        return list(self.fields.get("grades", ()))


def before_it(event: EventRow) -> ClosureThen | None:
    """The closure that an event took away; None where there was none before it."""
    if event.verb == CLOSED:
        return None
    return ClosureThen(event.before or {})


def day_of(text: str | None) -> date | None:
    """A day as events keep it."""
    return None if text is None else date.fromisoformat(text[:10])
