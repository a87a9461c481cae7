"""Which day a page of the strategy shows, as known when, for its template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headway.strategy.queries.goals import GoalRow
from headway.strategy.queries.written_words import (
    differ,
    elsewhere_words,
    written_word,
    written_words,
)


def reading_words(page: str, goals: Sequence[GoalRow], *, as_known: bool) -> dict[str, Any]:
    """For ``_days.html`` and ``_reading.html``: the ``page`` that they lead to, and what was
    written down later of the goals that it shows. No query."""
    return {
        "day_page": page,
        "as_known": as_known,
        "elsewhere_words": elsewhere_words,
        "written_later": written_words(goals),
        "written_word": written_word if differ(goals) else lambda _goal: "",
    }
