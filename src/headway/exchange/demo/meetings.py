"""How the demo's units met, and what they asked their coach.

Weeklies and retrospectives of the past are written as the records they left: nobody sits in a room
of the past, and its clock would not run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

from headway.coaching.actions import ask_coach, write_message
from headway.core.cadence import instant_of
from headway.core.rituals import agenda
from headway.exchange.demo.stage import WEEKS, Stage
from headway.okrs.models import Cycle
from headway.rituals.actions.series import start_series
from headway.rituals.models import ActionItem, ItemState, Meeting, MeetingKind, MeetingState


def tell_meetings(stage: Stage) -> None:
    """Series of weeklies, those held and skipped, retrospectives with what came of them."""
    cycles = {one.starts_on: one for one in Cycle.objects.filter(organisation=stage.organisation)}
    running = cycles[stage.running_start]
    before = cycles.get(stage.running_start - timedelta(weeks=WEEKS))
    weeklies: list[Meeting] = []
    for entry in stage.story["meetings"]:
        with stage.on(stage.running_start):
            series = start_series(
                stage.actors[entry["lead"]],
                unit_id=stage.units[entry["unit"]].pk,
                weekday=entry["weekday"],
                at=time.fromisoformat(entry["at"]),
                facilitator_id=stage.people[entry["lead"]].pk,
            )
        for week, minutes in enumerate(entry["minutes"]):
            day = stage.running_start + timedelta(weeks=week, days=entry["weekday"])
            if minutes and day < stage.today:
                weekly = _held(stage, entry, running, day, minutes, MeetingKind.WEEKLY)
                weekly.series = series
                weeklies.append(weekly)
        if "retro" in entry:
            _retrospective(stage, entry, before or running)
    Meeting.objects.bulk_create(weeklies)


def _held(
    stage: Stage, entry: Mapping[str, Any], cycle: Cycle, day: date, minutes: int, kind: MeetingKind
) -> Meeting:
    """A meeting that is over, its minutes spread over the agenda as they were meant."""
    at = instant_of(day, time.fromisoformat(entry["at"]), stage.organisation.time_zone)
    stages = agenda(kind)
    meant = sum(one.minutes for one in stages)
    told = [
        {"key": one.key, "minutes": one.minutes,
         "seconds": round(minutes * 60 * one.minutes / meant)}
        for one in stages
    ]  # fmt: skip
    return Meeting(
        organisation=stage.organisation, unit=stage.units[entry["unit"]], cycle=cycle, kind=kind,
        state=MeetingState.CLOSED, planned_at=at, opened_at=at,
        closed_at=at + timedelta(minutes=minutes), stages=told, stage=len(told) - 1,
        week=day - timedelta(days=day.weekday()) if kind == MeetingKind.WEEKLY else None,
        facilitator=stage.people[entry["lead"]], created_at=at,
        created_by=stage.people[entry["lead"]],
    )  # fmt: skip


def _retrospective(stage: Stage, entry: Mapping[str, Any], cycle: Cycle) -> None:
    """In the first days of the running cycle, about the one before it."""
    day = stage.running_start + timedelta(days=3)
    meeting = _held(stage, entry, cycle, day, 60, MeetingKind.RETROSPECTIVE)
    meeting.save()
    items = []
    for told in entry["retro"]:
        done_on = told.get("done_day")
        ended = stage.running_start + timedelta(days=done_on) if done_on is not None else None
        is_done = ended is not None and ended < stage.today
        at = instant_of(ended, time(16), "UTC") if ended is not None and is_done else None
        items.append(
            ActionItem(
                organisation=stage.organisation, unit=meeting.unit, meeting=meeting,
                title=told["title"], owner=stage.people[told["owner"]],
                due_on=stage.running_start + timedelta(weeks=6),
                state=ItemState.DONE if is_done else ItemState.OPEN, ended_at=at,
                ended_by=stage.people[told["owner"]] if is_done else None,
                created_by=meeting.facilitator, created_at=meeting.closed_at or meeting.planned_at,
            )
        )  # fmt: skip
    ActionItem.objects.bulk_create(items)


def tell_questions(stage: Stage) -> None:
    """What was asked of the coaches, and what they said."""
    for number, entry in enumerate(stage.story["questions"]):
        with stage.on(stage.today - timedelta(days=entry["days_ago"]), minute=10 * 60 + number):
            asked = ask_coach(
                stage.actors[entry["by"]],
                question=entry["question"],
                unit_id=stage.units[entry["unit"]].pk,
            )
        for place, said in enumerate(entry.get("thread", ())):
            day = stage.today - timedelta(days=said["days_ago"])
            with stage.on(day, minute=13 * 60 + place * 20):
                write_message(stage.actors[said["by"]], asked.pk, text=said["text"])
