"""When mid-term goals were looked at again, and which wait for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from headway.core.cadence import Cadence
from headway.core.calendars import Calendar, span_of
from headway.strategy.models import GoalReview
from headway.strategy.queries.goals import GoalRow


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """What a review decided of a goal, and who."""

    id: int
    goal_id: int
    day: date
    outcome: str
    why: str
    author: str | None
    created_at: datetime


_REVIEW = ("id", "goal_id", "day", "outcome", "why", "author__name", "created_at")


def reviews_of(goal_id: int, day: date | None = None) -> list[ReviewRow]:
    """Of a goal that was read through its door, the latest first; those made by a day. One
    query."""
    rows = GoalReview.objects.filter(goal_id=goal_id).order_by("-day", "-id")
    if day is not None:
        rows = rows.filter(day__lte=day)
    return [ReviewRow(*row) for row in rows.values_list(*_REVIEW)]


def last_reviews(goal_ids: Collection[int], day: date) -> dict[int, ReviewRow]:
    """The last review of each goal by a day, where there is one. One query, none for no goal."""
    if not goal_ids:
        return {}
    rows = GoalReview.objects.filter(goal_id__in=goal_ids, day__lte=day).order_by("day", "id")
    return {row[1]: ReviewRow(*row) for row in rows.values_list(*_REVIEW)}


def waits_for_review(goal: GoalRow, last: ReviewRow | None, day: date, calendar: Calendar) -> bool:
    """Whether a goal in force went through a whole quarter of the fiscal year, the last that ended
    before a day, without a review in it or since. Nobody waited for one that was written down
    later."""
    if goal.written_on is not None:
        return False
    now = span_of(day, Cadence.QUARTERLY, calendar)
    ended = span_of(now.start - timedelta(days=1), Cadence.QUARTERLY, calendar)
    if goal.starts_on > ended.start or not goal.lives_during(day, day):
        return False
    return last is None or last.day < ended.start
