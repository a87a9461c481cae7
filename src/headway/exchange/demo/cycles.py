"""The demo's cycles, from planning to closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from headway.exchange.demo.endings import close_as_told, goes_on
from headway.exchange.demo.kpis import define_kpis, measure_week
from headway.exchange.demo.meetings import meet_in_week, start_all_series
from headway.exchange.demo.objectives import link, publish, write_objective
from headway.exchange.demo.planning import (
    agree_again,
    answer_frame,
    ask_other_units,
    hand_down_frames,
)
from headway.exchange.demo.stage import WEEK_NOW, WEEKS, Stage, season
from headway.exchange.demo.weeks import check_in_weekly
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.models import Cycle, Objective


def _cycle(stage: Stage, start: date) -> Cycle:
    """The cycle that starts then: made for what is carried over to it, or now."""
    found = Cycle.objects.filter(organisation=stage.organisation, starts_on=start).first()
    return found or create_cycle(
        stage.system,
        name=season(start),
        kind="quarter",
        starts_on=start,
        ends_on=start + timedelta(weeks=WEEKS, days=-1),
    )


def tell_past(stage: Stage, back: int, entries: Sequence[Mapping[str, Any]]) -> None:
    """A cycle that is over, so many before the running one."""
    start = stage.running_start - timedelta(weeks=WEEKS * back)
    with stage.on(start - timedelta(days=10)):
        cycle = _cycle(stage, start)
        told = [
            (write_objective(stage, cycle, entry), entry)
            for entry in entries
            if "carries" not in entry
        ]
    with stage.on(start - timedelta(days=1), minute=18 * 60):
        carried = [entry for entry in entries if "carries" in entry]
        told += [(write_objective(stage, cycle, entry), entry) for entry in carried]
    with stage.on(start):
        set_phase(stage.system, cycle.pk, phase="running")
    check_in_weekly(stage, cycle, told, weeks=WEEKS)
    with stage.on(cycle.ends_on, minute=8 * 60):
        set_phase(stage.system, cycle.pk, phase="review")
    _close(stage, cycle, told)
    with stage.on(cycle.ends_on + timedelta(days=5)):
        set_phase(stage.system, cycle.pk, phase="retrospective")
        set_phase(stage.system, cycle.pk, phase="closed")


def tell_running(stage: Stage) -> Cycle:
    """The cycle that is under way, up to today."""
    with stage.on(stage.running_start - timedelta(days=12)):
        cycle = _cycle(stage, stage.running_start)
        told = [(write_objective(stage, cycle, entry), entry) for entry in stage.story["running"]]
    with stage.on(stage.running_start - timedelta(days=3)):
        for objective, entry in told:
            link(stage, objective, entry)
    with stage.on(stage.running_start):
        set_phase(stage.system, cycle.pk, phase="running")
    ask_other_units(stage, cycle, stage.story["dependencies"], asked=2, answered=6)
    with stage.on(stage.running_start + timedelta(days=10)):
        for unit in dict.fromkeys(entry["unit"] for entry in stage.story["running"]):
            publish(stage, cycle, unit, "The plan as we agreed it.")
    define_kpis(stage)
    start_all_series(stage)
    check_in_weekly(stage, cycle, told, weeks=WEEK_NOW, meanwhile=partial(_week, stage, cycle))
    return cycle


def _week(stage: Stage, cycle: Cycle, week: int) -> None:
    """What else happens in a week of the running cycle."""
    measure_week(stage, week)
    meet_in_week(stage, cycle, week)


def tell_planning(stage: Stage) -> None:
    """The next cycle, in the midst of being planned."""
    start = stage.running_start + timedelta(weeks=WEEKS)
    with stage.on(stage.today - timedelta(days=9)):
        cycle = _cycle(stage, start)
    frames = hand_down_frames(stage, cycle)
    with stage.on(stage.today - timedelta(days=4)):
        for entry in stage.story["planning"]:
            objective = write_objective(stage, cycle, entry, state=entry["state"])
            if "changed" in entry:
                agree_again(stage, cycle, objective, entry)
    for frame, entry in frames:
        answer_frame(stage, frame, entry)
    days_ago = (stage.today - cycle.starts_on).days
    ask_other_units(
        stage, cycle, stage.story["planned_needs"], asked=days_ago - 2, answered=days_ago - 1
    )


def _close(stage: Stage, cycle: Cycle, told: Sequence[tuple[Objective, Mapping[str, Any]]]) -> None:
    """On the last two days: what is carried over is agreed before the next cycle starts."""
    next_id: int | None = None
    if any(goes_on(entry) for _objective, entry in told):
        with stage.on(cycle.ends_on - timedelta(days=1), minute=8 * 60):
            next_id = _cycle(stage, cycle.ends_on + timedelta(days=1)).pk
    for number, (objective, entry) in enumerate(told):
        with stage.on(cycle.ends_on, minute=9 * 60 + number * 11):
            actor = stage.actors[entry["owner"]]
            draft = close_as_told(actor, objective, entry, next_id)
        if draft is not None:
            stage.carried[entry["key"]] = draft
