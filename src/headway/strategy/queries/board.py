"""The strategy board: each mid-term goal with its health, and what waits to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from headway.core.cadence import Cadence
from headway.core.calendars import Calendar, last_ends
from headway.kpis.queries.doors import calendar_of
from headway.people.access import Actor
from headway.strategy.queries.goals import GoalRow
from headway.strategy.queries.reviews import ReviewRow, last_reviews, waits_for_review
from headway.strategy.queries.scorecard import GoalCard, goal_cards
from headway.strategy.queries.uses import serving_counts
from headway.web.charts.process_spark import ProcessSpark

QUARTERS = 4
"""Ends of quarters before the day whose scores are drawn."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A goal on the board. ``cards`` are those of the last ends of quarters and of the day, the
    oldest first, empty where the goal is not in force on it; ``serving`` is None on a past day."""

    goal: GoalRow
    cards: tuple[GoalCard, ...]
    last: ReviewRow | None
    waits: bool
    serving: int | None

    @property
    def card(self) -> GoalCard | None:
        """Of the day."""
        return self.cards[-1] if self.cards else None

    @property
    def spark(self) -> ProcessSpark | None:
        """Its scores, where there were any at two days at least."""
        scores = tuple(one.goal.score.score for one in self.cards)
        if sum(score is not None for score in scores) < 2:
            return None
        # From 0 to 100, whatever the scores are: all goals are drawn on the same scale.
        return ProcessSpark(scores, lower=0.0, centre=100.0)


def board(actor: Actor, goals: Sequence[GoalRow], day: date, *, today: date) -> list[BoardRow]:
    """The goals on a day, in their order. A dozen queries, however many goals and KPIs."""
    calendar = calendar_of(actor.organisation_id)
    live = [goal for goal in goals if goal.lives_during(day, day)]
    days = [*reversed(last_ends(day, QUARTERS, Cadence.QUARTERLY, calendar)), day]
    cards = goal_cards(actor, live, days)
    last = last_reviews([goal.id for goal in goals], day)
    counts = serving_counts(actor, [goal.id for goal in goals]) if day >= today else None
    return [
        _row(goal, cards.get(goal.id, ()), last.get(goal.id), counts, day, calendar)
        for goal in goals
    ]


def _row(
    goal: GoalRow,
    cards: tuple[GoalCard, ...],
    last: ReviewRow | None,
    counts: dict[int, int] | None,
    day: date,
    calendar: Calendar,
) -> BoardRow:
    waits = waits_for_review(goal, last, day, calendar)
    return BoardRow(goal, cards, last, waits, None if counts is None else counts.get(goal.id, 0))
