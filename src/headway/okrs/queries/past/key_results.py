"""Key results as they were: the values that have changed since, which were there, and those that
are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from headway.activity.queries import EventRow
from headway.activity.queries.past import later_events
from headway.okrs.queries.past.closures import day_of
from headway.okrs.queries.past.moments import Moment

FIELDS = frozenset(
    {
        "title", "description", "owner_id", "updater_id", "kind", "start", "target", "low", "high",
        "fail", "scale", "anchors", "measure", "aggregation", "weight", "cadence", "n_min",
        "profile", "paired_with_id", "kpi_id", "milestones", "milestone_ids", "cancelled_on",
        "cancel_reason", "position", "added_on",
    }
)  # fmt: skip
ADDED, REMOVED = "key_result.added", "key_result.removed"
CANCELLED = "key_result.cancelled"
STEP_ADDED, STEP_CHANGED = "key_result.milestone_added", "key_result.milestone_changed"
VERBS = (
    ADDED, CANCELLED, STEP_ADDED, STEP_CHANGED,
    "key_result.changed", "key_result.resumed", "goal_post.approved",
)  # fmt: skip


@dataclass(slots=True)
class KeyResultThen:
    """What was otherwise: ``values`` by the model's names, days as days. ``milestones`` may be
    among them, as [title, weight], with ``milestone_ids`` where the events tell them.
    ``later_steps`` are the ids of milestones that a file brought since."""

    values: dict[str, Any] = field(default_factory=dict)
    began_later: bool = False
    later_steps: set[int] = field(default_factory=set)
    steps: dict[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Removed:
    """A key result that was there then and is not any more."""

    id: int
    objective_id: int
    values: Mapping[str, Any]


def key_results_then(
    moment: Moment, key_result_ids: Collection[int], objective_ids: Collection[int] = ()
) -> tuple[dict[int, KeyResultThen], list[Removed]]:
    """Those of the key results, by id, of which anything was otherwise; and of the objectives, the
    key results that were removed since. One query, however many and however far back."""
    asked = {"key_result": key_result_ids, "objective": objective_ids}
    events = later_events(moment.organisation_id, asked, moment.at, (*VERBS, REMOVED))
    told: dict[int, list[EventRow]] = defaultdict(list)
    gone: dict[int, EventRow] = {}
    for event in events:
        if event.subject_type == "key_result":
            told[event.subject_id].append(event)
        elif event.verb == REMOVED:
            gone[(event.before or {})["key_result_id"]] = event
    of_gone = later_events(moment.organisation_id, {"key_result": gone}, moment.at, VERBS)
    for event in of_gone:
        told[event.subject_id].append(event)
    found = {id_: _rewound(rows) for id_, rows in told.items()}
    removed = [
        Removed(id_, event.subject_id, _values(event.before or {}) | _of(found.pop(id_, None)))
        for id_, event in gone.items()
        if not (id_ in found and found[id_].began_later)
    ]
    return found, removed


def _of(then: KeyResultThen | None) -> dict[str, Any]:
    return {} if then is None else then.values


def _rewound(events: list[EventRow]) -> KeyResultThen:
    """The latest event comes first."""
    then = KeyResultThen()
    for event in events:
        before = event.before or {}
        if event.verb == ADDED:
            then.began_later = True
        elif event.verb == STEP_ADDED:
            then.later_steps.add((event.after or {}).get("milestone_id", 0))
        elif event.verb == STEP_CHANGED:
            step = (event.after or {}).get("milestone_id", 0)
            then.steps[step] = then.steps.get(step, {}) | before
        else:
            then.values |= {name: was for name, was in _values(before).items() if name in FIELDS}
            if event.verb == CANCELLED:
                then.values["cancel_reason"] = ""
    return then


def _values(before: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the model has them."""
    values = dict(before)
    for name in ("cancelled_on", "added_on"):
        if name in values:
            values[name] = day_of(values[name])
    return values
