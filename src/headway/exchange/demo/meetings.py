"""How the demo's units meet: weeklies with their minutes, retrospectives with what came of them,
and what is planned for the weeks to come.

Meetings are held as people hold them: opened, walked through and closed, with the clock at each
moment of the past, so that their minutes keep the numbers of their day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from headway.core.cadence import instant_of
from headway.core.rituals import agenda
from headway.exchange.demo.retrospectives import hold_retrospective
from headway.exchange.demo.stage import WEEK_NOW, WEEKS, Agreed, Stage
from headway.kit import clock
from headway.okrs.models import Cycle
from headway.rituals.actions.blockers import raise_blocker, resolve_blocker
from headway.rituals.actions.items import add_action, settle_action
from headway.rituals.actions.priorities import add_priority
from headway.rituals.actions.rooms.attendance import join_meeting
from headway.rituals.actions.rooms.clock import next_stage
from headway.rituals.actions.rooms.closing import close_meeting
from headway.rituals.actions.rooms.minutes import add_minute
from headway.rituals.actions.rooms.opening import open_meeting, schedule_meeting
from headway.rituals.actions.rooms.retrospectives import plan_retrospective
from headway.rituals.actions.series import start_series
from headway.rituals.models import ItemState, Meeting, MeetingKind, MeetingSeries

FRIDAY = 4
OBSTACLES = "obstacles"
"""The stage of a weekly in which the lines of the story are written."""


def start_all_series(stage: Stage) -> None:
    """When the units meet, and since which week of the running cycle."""
    for entry in stage.story["meetings"]:
        with stage.on(stage.running_start):
            stage.series[entry["unit"]] = start_series(
                stage.actors[entry["lead"]],
                unit_id=stage.units[entry["unit"]].pk,
                weekday=weekday_of(stage, entry),
                at=time.fromisoformat(entry["at"]),
                facilitator_id=stage.people[entry["lead"]].pk,
                since=stage.running_start + timedelta(weeks=entry["minutes"].count(None)),
            )


def weekday_of(stage: Stage, entry: Mapping[str, Any]) -> int:
    """On which weekday a unit meets; the one that is shown first meets on the day on which one
    looks, or on the last working day before it."""
    told = entry["weekday"]
    return min(stage.today.weekday(), FRIDAY) if told == "today" else int(told)


def meet_in_week(stage: Stage, cycle: Cycle, week: int) -> None:
    """All meetings of a week of the running cycle, until yesterday, in the order of their days."""
    start = stage.running_start + timedelta(weeks=week - 1)
    for weekday in range(7):
        day = start + timedelta(days=weekday)
        if day >= stage.today:
            return
        settle(stage, day)
        for entry in stage.story["meetings"]:
            if week == 1 and weekday == 3 and "retro" in entry:
                hold_retrospective(stage, entry, _before(stage, cycle), day)
            if weekday == weekday_of(stage, entry) and any(entry["minutes"][week - 1 : week]):
                _hold_weekly(stage, entry, cycle, day, week)


def settle(stage: Stage, day: date) -> None:
    """What was agreed to be done by a day is done on it."""
    for one in [one for one in stage.agreed if one.done_on <= day]:
        with stage.on(one.done_on, minute=16 * 60):
            if one.is_blocker:
                resolve_blocker(one.actor, one.id, word=one.word)
            else:
                settle_action(one.actor, one.id, state=ItemState.DONE, word=one.word)
        stage.agreed.remove(one)


def _before(stage: Stage, cycle: Cycle) -> Cycle:
    start = stage.running_start - timedelta(weeks=WEEKS)
    found = Cycle.objects.filter(organisation=stage.organisation, starts_on=start).first()
    return found or cycle


def _hold_weekly(
    stage: Stage, entry: Mapping[str, Any], cycle: Cycle, day: date, week: int
) -> None:
    meeting = _plan(stage, entry, cycle, day)
    lead, at, minutes = stage.actors[entry["lead"]], meeting.planned_at, entry["minutes"][week - 1]
    with clock.frozen(at):
        open_meeting(lead, meeting.pk)
    told = _told_of(stage, entry, week)
    stages = agenda(MeetingKind.WEEKLY)
    meant = sum(one.minutes for one in stages)
    if told:
        _walk_in(stage, meeting, told, at)
    for place, one in enumerate(stages):
        if one.key == OBSTACLES:
            for number, said in enumerate(told.get("said", ())):
                with clock.frozen(at + timedelta(seconds=30 * (number + 1))):
                    _say(stage, meeting, said, day)
        at += timedelta(minutes=minutes) * one.minutes / meant
        if place + 1 < len(stages) and told:  # nobody looks into the others one by one
            with clock.frozen(at):
                next_stage(lead, meeting.pk)
    with clock.frozen(meeting.planned_at + timedelta(minutes=minutes)):
        close_meeting(lead, meeting.pk)


def _told_of(stage: Stage, entry: Mapping[str, Any], week: int) -> Mapping[str, Any]:
    found = (
        one for one in stage.rituals["weeklies"]
        if (one["unit"], one["week"]) == (entry["unit"], week)
    )  # fmt: skip
    return next(found, {})


def _plan(stage: Stage, entry: Mapping[str, Any], cycle: Cycle, day: date) -> Meeting:
    """The weekly of a day, put into the calendar the day before."""
    at = instant_of(day, time.fromisoformat(entry["at"]), stage.organisation.time_zone)
    series: MeetingSeries = stage.series[entry["unit"]]
    with stage.on(day - timedelta(days=1), minute=17 * 60):
        return schedule_meeting(
            stage.actors[entry["lead"]],
            unit_id=stage.units[entry["unit"]].pk,
            kind=MeetingKind.WEEKLY,
            planned_at=at,
            cycle_id=cycle.pk,
            facilitator_id=stage.people[entry["lead"]].pk,
            series_id=series.pk,
        )


def _walk_in(stage: Stage, meeting: Meeting, told: Mapping[str, Any], at: datetime) -> None:
    """Those who speak are in the room, with what they do first this week."""
    for place, name in enumerate(told["there"]):
        with clock.frozen(at + timedelta(seconds=5 + place)):
            join_meeting(stage.actors[name], meeting.pk)
            if title := told.get("first", {}).get(name):
                add_priority(stage.actors[name], unit_id=meeting.unit_id, title=title)


def _say(stage: Stage, meeting: Meeting, said: Mapping[str, Any], day: date) -> None:
    """A line of the minutes, an action, or a blocker, by whom the story says."""
    actor = stage.actors[said["by"]]
    about = stage.key_results[said["about"]].pk if "about" in said else None
    for kind in ("decision", "parked", "note"):
        if kind in said:
            add_minute(actor, meeting.pk, kind=kind, text=said[kind], key_result_id=about)
            return
    write = raise_blocker if "blocker" in said else add_action
    owner = said.get("owner", said["by"])
    item = write(
        actor,
        title=said.get("blocker") or said["action"],
        meeting_id=meeting.pk,
        owner_id=stage.people[owner].pk,
        due_on=day + timedelta(days=said["days"]),
        key_result_id=about,
    )
    if "done_in" in said:
        done_on, word = day + timedelta(days=said["done_in"]), said.get("word", "")
        stage.agreed.append(
            Agreed(done_on, stage.actors[owner], item.pk, word, is_blocker="blocker" in said)
        )


def plan_meetings(stage: Stage, cycle: Cycle) -> None:
    """What is to come: this week's weekly of the unit that is shown first, and the reviews,
    planning sessions and retrospectives around the end of the cycle."""
    settle(stage, stage.today - timedelta(days=1))
    shown = stage.story["meetings"][0]
    day = stage.running_start + timedelta(weeks=WEEK_NOW - 1, days=weekday_of(stage, shown))
    _plan(stage, shown, cycle, day)
    following = Cycle.objects.get(
        organisation=stage.organisation, starts_on=cycle.ends_on + timedelta(days=1)
    )
    for number, told in enumerate(stage.rituals["planned"]):
        day = stage.running_start + timedelta(weeks=told["week"] - 1, days=told["weekday"])
        at = instant_of(day, time.fromisoformat(told["at"]), stage.organisation.time_zone)
        about = following if told["kind"] == MeetingKind.PLANNING else cycle
        lead, unit = stage.actors[told["by"]], stage.units[told["unit"]]
        with stage.on(stage.today - timedelta(days=2), minute=11 * 60 + number):
            if told["kind"] == MeetingKind.RETROSPECTIVE:
                plan_retrospective(lead, unit_id=unit.pk, cycle_id=about.pk, planned_at=at)
            else:
                schedule_meeting(
                    lead, unit_id=unit.pk, kind=told["kind"], planned_at=at, cycle_id=about.pk
                )
