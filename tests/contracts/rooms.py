"""Meetings, what comes of them, and what is said, asked and reminded around them, for the tables
of addresses."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from headway.activity.actions import Told, notify
from headway.activity.models import Notice
from headway.coaching.actions import ask_coach, suggest
from headway.discussion.actions import add_comment
from headway.kit import clock
from headway.kit.testing.world import TODAY, World
from headway.reminders.actions.channels import add_channel
from headway.reminders.actions.feeds import make_feed
from headway.reminders.actions.working import add_absence, add_holiday, set_hours
from headway.rituals.actions.blockers import raise_blocker
from headway.rituals.actions.cards import write_card
from headway.rituals.actions.heads_ups import add_heads_up
from headway.rituals.actions.items import add_action
from headway.rituals.actions.learnings import keep_learning
from headway.rituals.actions.priorities import add_priority
from headway.rituals.actions.rooms import add_minute, open_meeting, open_weekly, schedule_meeting
from headway.rituals.actions.rooms.retrospectives import hold_retrospective
from headway.rituals.actions.series import start_series
from headway.rituals.models import Learning


def room_ids(world: World) -> dict[str, int | str]:
    """A weekly, a retrospective and a review of Blue under way, an action, a question to the coach
    and an answer, a channel and an absence, by the names that the tables of pages have for them."""
    weekly = under_way(world, "weekly")
    return {
        "meeting": weekly,
        "retrospective": under_way(world, "retrospective"),
        "review_room": under_way(world, "review"),
        "channel": _channel(world, "coach"),
        "suggestion": _suggestion(world),
        "action": add_action(world.actor("owner"), title="Call them", meeting_id=weekly).pk,
        "learning": _learning(world),
        "help_request": _question(world),
        "ritual": "weekly",
        "absence": _absence(world, "owner"),
    }


def _learning(world: World) -> int:
    """Of a meeting that is no more: it is there for all."""
    return Learning.objects.create(
        organisation=world.organisation, unit=world.units["blue"], text="Less is more",
        written_at=clock.now(),
    ).pk  # fmt: skip


def meeting_ids(world: World) -> dict[str, int]:
    """Each kind of meeting under way and what comes of one, by the names of the API's parameters
    and, of a kind, by its name."""
    actor, unit_id = world.actor("owner"), world.units["blue"].pk
    weekly, talk = under_way(world, "weekly"), under_way(world, "retrospective")
    return {
        "card_id": write_card(actor, talk, column="targets", text="Too easy").pk,
        "learning_id": keep_learning(actor, talk, text="Less is more").pk,
        "meeting_id": weekly,
        "retrospective": talk,
        "review": under_way(world, "review"),
        "planning": under_way(world, "planning"),
        "minute_id": add_minute(actor, weekly, kind="note", text="So it is.").pk,
        "action_id": add_action(actor, title="Call them", unit_id=unit_id).pk,
        "blocker_id": raise_blocker(actor, title="No rig", unit_id=unit_id).pk,
        "priority_id": add_priority(actor, unit_id=unit_id, title="Ship it").pk,
        "heads_up_id": add_heads_up(actor, unit_id=unit_id, title="Move", on=TODAY).pk,
    }


def coaching_ids(world: World) -> dict[str, Any]:
    """A question to the coach, what the coach suggests, when a unit meets, and a script."""
    series = start_series(
        world.actor("lead"), unit_id=world.units["blue"].pk, weekday=1, at=time(9)
    )
    return {
        "help_request_id": _question(world),
        "suggestion_id": _suggestion(world),
        "series_id": series.pk,
        "kind": "weekly",
    }


def talk_ids(world: World) -> dict[str, Any]:
    """A comment of somebody."""
    said = add_comment(world.actor("mate"), "objective", world.objective.pk, text="Why?")
    return {
        "comment_id": said.comment.pk,
        "subject_type": "objective",
        "subject_id": world.objective.pk,
        "reaction": "agree",
    }


def reminder_ids(world: World) -> dict[str, int]:
    """A line of the administrator's inbox, their absence and calendar, and a holiday."""
    admin = world.actor("admin")
    notify(world.system, [world.people["admin"].pk], Told("nudge", "Please look", "/"))
    set_hours(admin, weekdays=[0, 1, 2], unit_id=world.units["blue"].pk)
    return {
        "notice_id": Notice.objects.latest("pk").pk,
        "absence_id": _absence(world, "admin"),
        "feed_id": make_feed(admin)[0].pk,
        "channel_id": _channel(world, "admin"),
        "holiday_id": add_holiday(admin, on=date(2026, 12, 25), name="Christmas").pk,
    }


def under_way(world: World, kind: str) -> int:
    """A meeting of Blue of a kind, which its owner opened."""
    owner, unit_id, cycle_id = world.actor("owner"), world.units["blue"].pk, world.cycle.pk
    if kind == "weekly":
        return open_weekly(owner, unit_id).pk
    if kind == "retrospective":
        return hold_retrospective(owner, unit_id=unit_id, cycle_id=cycle_id).pk
    planned = schedule_meeting(
        owner, unit_id=unit_id, kind=kind, cycle_id=cycle_id, planned_at=clock.now()
    )
    return open_meeting(owner, planned.pk).pk


def _question(world: World) -> int:
    return ask_coach(world.actor("owner"), question="How?", objective_id=world.objective.pk).pk


def _suggestion(world: World) -> int:
    changes = {"title": "Customers find it at once"}
    return suggest(world.actor("coach"), changes=changes, objective_id=world.objective.pk).pk


def _channel(world: World, name: str) -> int:
    made = add_channel(
        world.actor(name), unit_id=world.units["blue"].pk, name="#blue", kind="slack",
        topics=["due"], url="https://hooks.slack.com/services/x",
    )  # fmt: skip
    return made.pk


def _absence(world: World, name: str) -> int:
    return add_absence(world.actor(name), first=date(2026, 12, 21), last=date(2026, 12, 31)).pk
