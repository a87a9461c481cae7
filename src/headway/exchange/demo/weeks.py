"""The demo's weeks: check-ins, goal posts that move, a status set by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from headway.exchange.demo.curves import readings
from headway.exchange.demo.objectives import measures_of, stored
from headway.exchange.demo.stage import WEEKS, Stage
from headway.exchange.demo.sureness import confidences
from headway.okrs.actions.approvals import approve_goal_post, decline_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.overrides import override_status
from headway.okrs.models import Cycle, KeyResult, Objective

SUNDAY_EVENING = (6, 18 * 60)


def check_in_weekly(
    stage: Stage,
    cycle: Cycle,
    told: Sequence[tuple[Objective, Mapping[str, Any]]],
    *,
    weeks: int,
    meanwhile: Callable[[int], None] = lambda _week: None,
) -> None:
    """Every key result's readings of so many weeks, with what else happened to it, and
    ``meanwhile`` in each week. Somebody who is shaken in an earlier week says so on its Sunday,
    when the unit has met: the next weekly is the first to hear of it."""
    plans = [
        (stored(objective, position), entry, objective_entry)
        for objective, objective_entry in told
        for position, entry in enumerate(measures_of(objective_entry))
    ]
    in_turn = sorted(enumerate(plans), key=lambda plan: _when_of_week(plan[0]))
    for week in range(1, weeks + 1):
        stage.progress(cycle.name, week, weeks)
        on_sunday = []
        for number, (key_result, entry, objective_entry) in in_turn:
            silent_since = objective_entry.get("silent_since_week", WEEKS + 1)
            still_due = entry.get("due_now") and week == weeks
            if week < weeks and week in entry.get("shaken", {}):
                on_sunday.append((key_result, entry))
            elif week < silent_since and not still_due:
                _check_in(stage, cycle, key_result, entry, week, weeks, _when_of_week(number))
            _move_goal_post(stage, cycle, key_result, entry, week)
            _set_by_hand(stage, cycle, key_result, entry, week)
        meanwhile(week)
        for key_result, entry in on_sunday:
            _check_in(stage, cycle, key_result, entry, week, weeks, SUNDAY_EVENING)


def _check_in(
    stage: Stage,
    cycle: Cycle,
    key_result: KeyResult,
    entry: Mapping[str, Any],
    week: int,
    weeks: int,
    when: tuple[int, int],
) -> None:
    values = _values(key_result, entry, weeks)
    reading = _reading(key_result, entry, values, week)
    if reading is None or week % entry.get("every", 1):
        return
    weekday, minute = when
    day = cycle.starts_on + timedelta(weeks=week - 1, days=weekday)
    with stage.on(min(day, stage.today), minute=minute):
        check_in(
            stage.actors[entry["owner"]],
            key_result.pk,
            confidence=_confidence(entry, values, week, weeks),
            note=entry.get("notes", {}).get(week, ""),
            **reading,
        )


def _confidence(
    entry: Mapping[str, Any], values: Sequence[float], week: int, weeks: int
) -> int | None:
    if entry.get("is_health"):
        return None
    said: int | None = entry.get("shaken", {}).get(week)
    return confidences(entry, values, weeks)[week - 1] if said is None else said


def _reading(
    key_result: KeyResult, entry: Mapping[str, Any], values: Sequence[float], week: int
) -> dict[str, Any] | None:
    kind = entry.get("kind", "increase")
    if kind == "milestone":
        done = sum(by <= week for by in entry["done_by_week"])
        steps = key_result.milestones.order_by("position").values_list("id", flat=True)
        return {"milestones_done": list(steps[:done])}
    if kind == "baseline":
        return {"value": float(week >= entry["done_week"])}
    return {"value": values[week - 1]} if week <= len(values) else None


def _values(key_result: KeyResult, entry: Mapping[str, Any], weeks: int) -> list[float]:
    """One a week, where a key result has values at all."""
    if entry.get("kind") in ("milestone", "baseline"):
        return []
    for series in ("readings", "increments"):
        if series in entry:
            return [float(value) for value in entry[series]]
    return readings(
        start=entry["start"],
        target=entry["target"],
        reached=entry["reached"],
        weeks=weeks,
        shape=entry.get("shape", "steady"),
        noise=entry.get("noise", 0.02),
        digits=entry.get("digits"),
        key=f"{key_result.title} {weeks}",
    )


def _move_goal_post(
    stage: Stage, cycle: Cycle, key_result: KeyResult, entry: Mapping[str, Any], week: int
) -> None:
    moved = entry.get("moved")
    if not moved or moved["week"] != week:
        return
    asked_on = cycle.starts_on + timedelta(weeks=week - 1, days=2)
    with stage.on(asked_on, minute=15 * 60):
        asked = update_key_result(
            stage.actors[moved["asked_by"]],
            key_result.pk,
            reason=moved["reason"],
            **{moved["field"]: moved["after"]},
        )
    if asked is not None:
        with stage.on(asked_on + timedelta(days=1), minute=10 * 60):
            _answer_goal_post(stage, asked.pk, moved)


def _answer_goal_post(stage: Stage, request_id: int, moved: Mapping[str, Any]) -> None:
    """Without an answer it still waits."""
    if lead := moved.get("approved_by"):
        approve_goal_post(stage.actors[lead], request_id, answer=moved["answer"])
    elif lead := moved.get("declined_by"):
        decline_goal_post(stage.actors[lead], request_id, answer=moved["answer"])


def _set_by_hand(
    stage: Stage, cycle: Cycle, key_result: KeyResult, entry: Mapping[str, Any], week: int
) -> None:
    """The owner knows something that the figures do not show yet."""
    told = entry.get("by_hand")
    if not told or told["week"] != week:
        return
    day = min(cycle.starts_on + timedelta(weeks=week - 1, days=2), stage.today)
    with stage.on(day, minute=16 * 60):
        override_status(
            stage.actors[entry["owner"]],
            key_result.pk,
            status=told["status"],
            reason=told["reason"],
        )


def _when_of_week(number: int) -> tuple[int, int]:
    """Weekday (0 or 1) and minute of the day at which the key result of this number is checked
    in. Entered in this order, so that histories read from the newest down."""
    return number % 2, 8 * 60 + number * 7 % 180
