"""What the page of a mid-term goal shows of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.kit.problems import NotFound
from headway.kpis.queries.doors import calendar_of
from headway.people.access import Actor
from headway.strategy.models import MidTermGoal
from headway.strategy.queries.goals import GoalRow, get_goal
from headway.strategy.queries.links import LinkRow, links_on
from headway.strategy.queries.past_goals import goals_on, goals_then
from headway.strategy.queries.reviews import ReviewRow, reviews_of, waits_for_review
from headway.strategy.queries.scorecard import GoalCard, goal_cards, known_at
from headway.web.formats import day as day_words


class Away(StrEnum):
    """What was archived where a goal is not live: itself, or its unit."""

    GOAL = "goal"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class GoalPage:
    """A goal with its score, the arrows that lead to it (``causes``) and from it (``effects``), and
    its reviews, the latest first. ``serves`` is the goal above that it contributes to, and
    ``is_beside`` whether that does not lie above any more, since units were moved. ``below`` are
    those that contribute to it or copy it, by unit, and ``original`` the one that it copies."""

    goal: GoalRow
    away: Away | None
    card: GoalCard
    causes: list[LinkRow]
    effects: list[LinkRow]
    reviews: list[ReviewRow]
    waits: bool
    calendar: Calendar
    serves: GoalCard | None
    is_beside: bool
    below: list[GoalCard]
    original: GoalRow | None


def goal_page(
    actor: Actor, goal_id: int, *, day: date, today: date, as_known: bool = False
) -> GoalPage:
    """The goal as it was on the day; its scores ``as_known`` on that day, else as known
    now. Raises NotFound, for a day too on which it was not there."""
    goal = get_goal(actor, goal_id)
    is_past = day < today
    away = None if is_past else _away(goal_id)
    if is_past:
        goal = _then(actor, goal_id, day, as_known)
    calendar = calendar_of(actor.organisation_id)
    every = goals_on(actor, day, as_known=as_known)
    mine = {one.id for one in every if one.unit_id == goal.unit_id}
    arrows = links_on(actor, day, mine | {goal_id}, as_known=as_known)
    below = [one for one in every if goal_id in (one.serves_id, one.copy_of_id)]
    below.sort(key=lambda one: (one.unit_path or "", one.id))
    serves, original = (_one(actor, every, pk) for pk in (goal.serves_id, goal.copy_of_id))
    then = known_at(actor, day, today, as_known)
    asked = [goal, *below, *([serves] if serves else [])]
    cards = goal_cards(actor, asked, [min(day, today)], then)
    reviews = reviews_of(goal_id, day)
    last = reviews[0] if reviews else None
    return GoalPage(
        goal=goal,
        away=away,
        card=cards[goal_id][0],
        causes=[one for one in arrows if one.effect_id == goal_id],
        effects=[one for one in arrows if one.cause_id == goal_id],
        reviews=reviews,
        waits=away is None and waits_for_review(goal, last, day, calendar),
        calendar=calendar,
        serves=cards[serves.id][0] if serves else None,
        is_beside=bool(serves and not serves.concerns(goal.unit_path or "")),
        below=[cards[one.id][0] for one in below],
        original=original,
    )


def _one(actor: Actor, every: list[GoalRow], goal_id: int | None) -> GoalRow | None:
    """Of those that were read, or where it is not in force any more, read by itself."""
    if goal_id is None:
        return None
    return next((one for one in every if one.id == goal_id), None) or get_goal(actor, goal_id)


def _away(goal_id: int) -> Away | None:
    found = MidTermGoal.objects.filter(pk=goal_id)
    [(itself, unit)] = found.values_list("archived_at", "unit__archived_at")
    if itself is not None:
        return Away.GOAL
    return Away.UNIT if unit is not None else None


def _then(actor: Actor, goal_id: int, day: date, as_known: bool) -> GoalRow:
    for row in goals_then(actor, day, as_known=as_known):
        if row.id == goal_id:
            return row
    raise NotFound(_("This mid-term goal was not there on %(day)s.") % {"day": day_words(day)})
