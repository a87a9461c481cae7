"""What the API showed on a day is what it shows later as of that day.

A random history is played day by day, and everything that can be read is kept at the end of each
day. At the end the same is asked again, as of each of those days. Entries for earlier days are not
part of it: they change the past on purpose."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from headway.activity.actions import one_write
from headway.kit import clock
from headway.kit.problems import Refused
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective, reopen_objective
from headway.okrs.actions.cycles import set_phase, update_cycle
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    cancel_key_result,
    remove_key_result,
    resume_key_result,
    update_key_result,
)
from headway.okrs.actions.key_results.milestones import current_milestones
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    propose_objective,
    restore_objective,
    return_to_draft,
    update_objective,
)
from headway.okrs.actions.overrides import override_status, withdraw_override
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import KeyResult, Objective, ObjectiveLink
from headway.people.actions import update_unit
from headway.strategy.actions import update_goal

FIRST = date(2026, 10, 6)
DAYS = 8
STEP = 3
"""From the second day of the cycle past its plan lock, which comes after two weeks."""
ACTS = 12
"""What is tried on each of the days; much of it is refused."""

_OF_NOW = {"version"}
"""Where one is in changing something is no state of the past."""


class NothingThere(Exception):
    """What came to mind has nothing to be done with."""


class History:
    """Somebody who does whatever comes to mind."""

    def __init__(self, world: Any, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.actor = world.system
        self.done = 0

    def one(self, found: Any) -> Any:
        rows = list(found.order_by("pk"))
        if not rows:
            raise NothingThere
        return self.random.choice(rows)

    def person(self) -> int:
        return int(self.world.people[self.random.choice(["owner", "mate", "lead"])].pk)

    def day_passes(self) -> None:
        for _ in range(ACTS):
            with suppress(Refused, NothingThere), one_write():
                self.random.choice(DOES)(self)
                self.done += 1


def begin(of: History) -> None:
    unit = of.world.units[of.random.choice(["works", "blue", "green"])]
    made = create_objective(
        of.actor,
        cycle_id=of.world.cycle.pk,
        unit_id=unit.pk,
        title=f"Objective {of.done}",
        owner_id=of.person(),
        ambition=of.random.choice(["committed", "aspirational"]),
    )
    add_key_result(
        of.actor, objective_id=made.pk, title="Counted", kind="increase", start=0.0, target=10.0,
        owner_id=of.person(),
    )  # fmt: skip
    if of.random.random() < 0.7:
        sign_objective(of.actor, made.pk, for_everybody=True)


def measure_more(of: History) -> None:
    objective = of.one(Objective.objects.exclude(state="closed"))
    kind = of.random.choice(["increase", "decrease", "milestone", "stay_above", "binary"])
    every: dict[str, dict[str, Any]] = {
        "increase": {"start": 0.0, "target": 20.0, "aggregation": "sum"},
        "decrease": {"start": 20.0, "target": 5.0},
        "milestone": {"milestones": [MilestoneInput("Pilot"), MilestoneInput("Launch", 2.0)]},
        "stay_above": {"target": 5.0, "fail": 1.0},
        "binary": {},
    }
    given = every[kind]
    add_key_result(
        of.actor, objective_id=objective.pk, title=f"Measure {of.done}", kind=kind,
        owner_id=of.person(), reason="It was missing.",
        is_health=kind == "stay_above" and of.random.random() < 0.5, **given,
    )  # fmt: skip


def read(of: History) -> None:
    one = of.one(KeyResult.objects.filter(cancelled_on=None))
    said: dict[str, Any] = {"value": float(of.random.randint(0, 15))}
    if one.kind == "milestone":
        steps = [step.id for step in current_milestones(one)]
        said = {"milestones_done": of.random.sample(steps, of.random.randint(0, len(steps)))}
    elif one.kind == "binary":
        said = {"value": float(of.random.randint(0, 1))}
    check_in(of.actor, one.pk, confidence=of.random.randint(0, 10), note="So it is.", **said)


def change_objective(of: History) -> None:
    objective = of.one(Objective.objects)
    changes = {
        "title": f"Other words {of.done}",
        "description": f"More of it, {of.done}",
        "owner_id": of.person(),
        "unit_id": of.world.units[of.random.choice(["works", "blue", "green"])].pk,
        "ambition": of.random.choice(["committed", "aspirational"]),
        "visibility": of.random.choice(["organisation", "unit"]),
        "is_local": of.random.random() < 0.5,
    }
    name = of.random.choice(sorted(changes))
    update_objective(of.actor, objective.pk, reason="Better so.", **{name: changes[name]})


def change_key_result(of: History) -> None:
    one = of.one(KeyResult.objects)
    changes: dict[str, Any] = {
        "title": f"Other measure {of.done}",
        "weight": float(of.random.randint(1, 3)),
        "owner_id": of.person(),
        "cadence": of.random.choice(["weekly", "biweekly", "monthly"]),
        "description": f"Read on Mondays, {of.done}",
        "measure": of.random.choice(["%", "days", ""]),
    }
    if one.kind in ("increase", "decrease"):
        changes["target"] = one.target + of.random.choice([-1.0, 1.0, 2.5])
    name = of.random.choice(sorted(changes))
    update_key_result(of.actor, one.pk, reason="It moved.", **{name: changes[name]})


def change_steps(of: History) -> None:
    one = of.one(KeyResult.objects.filter(kind="milestone"))
    steps = current_milestones(one)
    if of.random.random() < 0.5:
        steps = steps[1:]
    steps.append(MilestoneInput(f"Step {of.done}", of.random.choice([1.0, 3.0])))
    update_key_result(of.actor, one.pk, reason="Other steps.", milestones=steps)


def cancel(of: History) -> None:
    cancel_key_result(of.actor, of.one(KeyResult.objects.filter(cancelled_on=None)).pk, reason="No")


def resume(of: History) -> None:
    cancelled = KeyResult.objects.exclude(cancelled_on=None)
    resume_key_result(of.actor, of.one(cancelled).pk, reason="Yes")


def remove(of: History) -> None:
    remove_key_result(of.actor, of.one(KeyResult.objects).pk)


def link(of: History) -> None:
    child, parent = of.one(Objective.objects), of.one(Objective.objects)
    way = of.random.choice(["goal", "aligned", "drives", "drives", "value", "value"])
    if way == "goal":
        link_objective(of.actor, child.pk, goal_id=of.world.goal.pk)
    elif way == "value":
        link_objective(
            of.actor, child.pk, kind="contributes_value",
            key_result_id=of.one(parent.key_results.filter(kind="increase")).pk,
            child_key_result_id=of.one(child.key_results.filter(kind="increase")).pk,
            share=of.random.choice([None, 0.5]),
        )  # fmt: skip
    else:
        drives = way == "drives"
        terms: dict[str, Any] = {"weight": 2.0, "own_weight": 3.0} if drives else {}
        link_objective(
            of.actor, child.pk, parent_objective_id=parent.pk,
            kind="drives_score" if drives else "aligned",
            **terms,
        )  # fmt: skip


def link_otherwise(of: History) -> None:
    one = of.one(ObjectiveLink.objects.exclude(objective=None))
    drives = one.kind != "drives_score" or of.random.random() < 0.5
    weight = float(of.random.randint(1, 4))
    terms: dict[str, Any] = {"weight": weight, "own_weight": 1.0} if drives else {}
    change_link(of.actor, one.pk, kind="drives_score" if drives else "aligned", **terms)


def unlink(of: History) -> None:
    unlink_objective(of.actor, of.one(ObjectiveLink.objects).pk)


def close(of: History) -> None:
    running = of.one(Objective.objects.filter(state="running"))
    close_objective(
        of.actor, running.pk, outcome="dropped", closing_word="Over.",
        miss_reason="It was not to be.",
    )  # fmt: skip


def reopen(of: History) -> None:
    reopen_objective(of.actor, of.one(Objective.objects.filter(state="closed")).pk, why="Not yet.")


def put_away(of: History) -> None:
    archive_objective(of.actor, of.one(Objective.objects.exclude(state="running")).pk)


def bring_back(of: History) -> None:
    restore_objective(of.actor, of.one(Objective.objects.exclude(archived_at=None)).pk)


def sign_for_all(actor: Any, objective_id: int) -> Objective:
    return sign_objective(actor, objective_id, for_everybody=True)


def step_on(of: History) -> None:
    objective = of.one(Objective.objects.filter(state__in=["draft", "proposed"]))
    of.random.choice([propose_objective, sign_for_all, return_to_draft])(of.actor, objective.pk)


def judge_by_hand(of: History) -> None:
    one = of.one(KeyResult.objects.filter(cancelled_on=None))
    if of.random.random() < 0.6:
        override_status(of.actor, one.pk, status="watch", reason="I know more.")
    else:
        withdraw_override(of.actor, of.one(KeyResult.objects.exclude(override="")).pk)


def rename(of: History) -> None:
    update_unit(of.actor, of.world.units["blue"].pk, name=f"Blue {of.done}")
    update_cycle(of.actor, of.world.cycle.pk, name=f"Autumn {of.done}")
    update_goal(of.actor, of.world.goal.pk, title=f"Goal {of.done}")


def turn_back(of: History) -> None:
    phase = of.random.choice(["planning", "running", "review"])
    set_phase(of.actor, of.world.cycle.pk, phase=phase, why="We were hasty.", confirmed=True)
    if phase != "running":
        set_phase(of.actor, of.world.cycle.pk, phase="running", why="On.", confirmed=True)


DOES = [
    begin, begin, measure_more, measure_more, read, read, read, read, read, change_objective,
    change_objective, change_key_result, change_key_result, change_key_result, change_steps, cancel,
    resume, remove, link, link, link, link_otherwise, unlink, close, reopen, put_away, bring_back,
    step_on, judge_by_hand, rename, turn_back,
]  # fmt: skip


def evening(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=20)


def shown(call: Any, world: Any, as_of: date | None = None) -> dict[str, Any]:
    """Everything that is told of a day, by where it is told."""
    on = {} if as_of is None else {"as_of": as_of.isoformat()}
    found: dict[str, Any] = {}
    listed = call.get("objectives", cycle_id=world.cycle.pk, limit=100, **on)["items"]
    found["objectives"] = listed
    for unit in ("works", "blue", "green"):
        inside = call.get("objectives", unit_id=world.units[unit].pk, limit=100, **on)["items"]
        found[f"of {unit}"] = [one["id"] for one in inside]
    for state in ("draft", "running", "closed"):
        inside = call.get("objectives", state=state, limit=100, **on)["items"]
        found[state] = [one["id"] for one in inside]
    owner = world.people["owner"].pk
    found["owned"] = [
        o["id"] for o in call.get("objectives", owner_id=owner, limit=100, **on)["items"]
    ]
    found["review"] = call.get(f"cycles/{world.cycle.pk}/review", **on)
    for one in listed:
        path = f"objectives/{one['id']}"
        found[path] = call.get(path, **on)
        found[f"{path} explained"] = call.get(f"{path}/explanation", **on)
        for key_result in call.get(f"{path}/key-results", limit=100, **on)["items"]:
            inner = f"key-results/{key_result['id']}"
            if not KeyResult.objects.filter(pk=key_result["id"]).exists():
                continue  # removed since: it is told of with its objective, and has no address
            found[inner] = call.get(inner, **on)
            found[f"{inner} explained"] = call.get(f"{inner}/explanation", **on)
    return found


def _id(at: str) -> int:
    return int(at.split("/")[1].split()[0])


def told_apart(was: Any, now: Any, where: str = "") -> list[str]:
    """Where two answers differ, in words."""
    if isinstance(was, dict) and isinstance(now, dict):
        keys = [key for key in {**was, **now} if key not in _OF_NOW]
        return [
            line
            for key in keys
            for line in told_apart(was.get(key), now.get(key), f"{where}.{key}")
        ]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        pairs = enumerate(zip(was, now, strict=True))
        return [line for i, (a, b) in pairs for line in told_apart(a, b, f"{where}[{i}]")]
    if isinstance(was, float) and isinstance(now, float) and abs(was - now) <= 1e-9:
        return []
    return [] if was == now else [f"{where}: {was!r} -> {now!r}"]


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.once)])
def test_every_day_is_shown_later_as_it_was(world, caller, seed):
    """Titles, owners, units, targets, states, scores, statuses and how they came about."""
    call = caller("admin")
    history = History(world, seed)
    kept = {}
    for number in range(DAYS):
        day = FIRST + timedelta(days=number * STEP)
        with clock.frozen(evening(day)):
            history.day_passes()
            kept[day] = shown(call, world)
    assert history.done > DAYS * 3, "something happened"
    assert recompute(world.organisation.pk, write=False)[1] == [], "stored equals recomputed"
    with clock.frozen(evening(day + timedelta(days=3))):
        for earlier, was in kept.items():
            now = shown(call, world, earlier)
            removed = [at for at in was if at.startswith("key-results/") and at not in now]
            assert all(not KeyResult.objects.filter(pk=_id(at)).exists() for at in removed)
            found = told_apart({at: was[at] for at in was if at not in removed}, now)
            assert not found, f"as of {earlier}:\n" + "\n".join(found[:30])
