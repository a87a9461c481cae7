"""From which day on it counts what is said of mid-term goals (docs/adr 0039)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from headway.activity.models import Event
from headway.core.cadence import local_date
from headway.kit import clock
from headway.people.access import Actor
from headway.strategy.models import MidTermGoal


def counts_from(actor: Actor, *goals: MidTermGoal) -> date:
    """Today; but of goals that were over already when they were written down, the first day that
    they share: nobody looked at them in their time, so no day of it is to stay as it was. One
    query where all of them are over."""
    today = clock.today(actor.time_zone)
    if any(goal.ends_on >= today for goal in goals):
        return today
    rows = Event.objects.filter(
        organisation_id=actor.organisation_id, subject_type="goal", verb="goal.added",
        subject_id__in=[goal.pk for goal in goals],
    ).values_list("subject_id", "at")  # fmt: skip
    written = {goal_id: local_date(at, actor.time_zone) for goal_id, at in rows}
    if all(goal.pk in written and goal.ends_on < written[goal.pk] for goal in goals):
        return max(goal.starts_on for goal in goals)
    return today


def changes_from(actor: Actor, since: date, said_at: datetime, *goals: MidTermGoal) -> date:
    """From which day on something else holds than what was said of goals at a moment and holds
    ``since`` a day: what was said today was seen on no day, and is replaced as if never said."""
    if said_at > start_of_today(actor):
        return since
    return max(since, counts_from(actor, *goals))


def start_of_today(actor: Actor) -> datetime:
    """The last instant of yesterday."""
    yesterday = clock.today(actor.time_zone) - timedelta(days=1)
    return clock.end_of_day(yesterday, actor.time_zone)
