"""The shape of a plan that is written, or taken back, as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from headway.okrs.models import (
    CheckIn,
    Closure,
    Cycle,
    Initiative,
    KeyResult,
    Milestone,
    Objective,
    ObjectiveLink,
)
from headway.people.models import Person, Unit
from headway.strategy.models import (
    CauseEffectLink,
    GoalMeasure,
    MidTermGoal,
    Perspective,
    Weight,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: its model, the fields that refer to other rows (and to which kind), the verbs
    of its events, and the field of the object whose history tells of it."""

    model: type[models.Model]
    references: Mapping[str, str]
    created: str
    changed: str
    told_by: str = ""


KINDS: dict[str, Kind] = {
    "person": Kind(Person, {}, "person.added", "person.changed"),
    "perspective": Kind(Perspective, {}, "perspective.added", "perspective.changed"),
    "unit": Kind(Unit, {"parent": "unit"}, "unit.created", "unit.changed"),
    "goal": Kind(
        MidTermGoal,
        {"owner": "person", "perspective": "perspective", "unit": "unit", "serves": "goal"},
        "goal.added",
        "goal.changed",
    ),
    "perspective_weight": Kind(
        Weight, {"perspective": "perspective"}, "weight.set", "weight.set", "perspective"
    ),
    "goal_weight": Kind(Weight, {"goal": "goal"}, "weight.set", "weight.set", "goal"),
    "measure": Kind(
        GoalMeasure, {"goal": "goal", "kpi": "kpi"}, "measure.added", "measure.changed", "goal"
    ),
    "arrow": Kind(
        CauseEffectLink,
        {"cause": "goal", "effect": "goal", "cause_kpi": "kpi", "effect_kpi": "kpi"},
        "link.added",
        "link.changed",
        "cause",
    ),
    "cycle": Kind(Cycle, {"parent": "cycle"}, "cycle.created", "cycle.changed"),
    "objective": Kind(
        Objective,
        {"cycle": "cycle", "unit": "unit", "owner": "person"},
        "objective.created",
        "objective.changed",
    ),
    "key_result": Kind(
        KeyResult,
        {
            "objective": "objective",
            "owner": "person",
            "updater": "person",
            "paired_with": "key_result",
        },
        "key_result.added",
        "key_result.changed",
    ),
    "milestone": Kind(
        Milestone,
        {"key_result": "key_result"},
        "key_result.milestone_added",
        "key_result.milestone_changed",
        "key_result",
    ),
    "initiative": Kind(
        Initiative,
        {"key_result": "key_result", "owner": "person"},
        "initiative.added",
        "initiative.changed",
        "key_result",
    ),
    "link": Kind(
        ObjectiveLink,
        {
            "child": "objective",
            "objective": "objective",
            "key_result": "key_result",
            "goal": "goal",
            "child_key_result": "key_result",
        },
        "objective.linked",
        "objective.link_changed",
        "child",
    ),
    "check_in": Kind(
        CheckIn,
        {"key_result": "key_result"},
        "check_in.created",
        "check_in.corrected",
        "key_result",
    ),
    "closure": Kind(
        Closure,
        {"objective": "objective"},
        "objective.closed",
        "objective.closing_changed",
        "objective",
    ),
}
"""Every kind of row, in the order in which rows can be written."""


@dataclass(frozen=True, slots=True)
class Row:
    """One object to write. ``key`` names it within its kind; references in ``fields`` hold keys.
    With an ``id`` the stored object gets these fields; a check-in gets a correction instead."""

    kind: str
    key: str
    fields: Mapping[str, Any]
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows, and the ids of stored objects that they refer to, by kind and key."""

    rows: Sequence[Row]
    known: Mapping[tuple[str, str], int]
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one row: the object's id, and for a changed one its fields as they were.
    Rows of kind ``goal_post`` (key "") are entries of the ledger that changes left."""

    kind: str
    key: str
    id: int
    created: bool
    before: dict[str, Any] | None = None
