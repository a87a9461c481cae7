"""Meetings and what hangs on them, for the tables of addresses."""

from __future__ import annotations

from datetime import date

from headway.coaching.actions import ask_coach, suggest
from headway.kit import clock
from headway.kit.testing.world import World
from headway.reminders.actions.channels import add_channel
from headway.reminders.actions.working import add_absence
from headway.rituals.actions.items import add_action
from headway.rituals.actions.rooms import open_meeting, open_weekly, schedule_meeting
from headway.rituals.actions.rooms.retrospectives import hold_retrospective


def room_ids(world: World) -> dict[str, int | str]:
    """A weekly, a retrospective and a review of Blue under way, an action, a question to the coach
    and an answer, a channel and an absence, by the names that the tables have for them."""
    owner, unit_id = world.actor("owner"), world.units["blue"].pk
    weekly = open_weekly(owner, unit_id)
    talk = hold_retrospective(owner, unit_id=unit_id, cycle_id=world.cycle.pk)
    review = schedule_meeting(
        owner, unit_id=unit_id, kind="review", cycle_id=world.cycle.pk, planned_at=clock.now()
    )
    open_meeting(owner, review.pk)
    channel = add_channel(
        world.actor("coach"),
        unit_id=unit_id,
        name="#blue",
        kind="slack",
        topics=["due"],
        url="https://hooks.slack.com/services/x",
    )
    suggested = suggest(
        world.actor("coach"),
        changes={"title": "Customers find it at once"},
        objective_id=world.objective.pk,
    )
    return {
        "meeting": weekly.pk,
        "retrospective": talk.pk,
        "review_room": review.pk,
        "action": add_action(owner, title="Call them", meeting_id=weekly.pk).pk,
        "help_request": ask_coach(owner, question="How?", objective_id=world.objective.pk).pk,
        "suggestion": suggested.pk,
        "ritual": "weekly",
        "channel": channel.pk,
        "absence": add_absence(owner, first=date(2026, 12, 21), last=date(2026, 12, 31)).pk,
    }
