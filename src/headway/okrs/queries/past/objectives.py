"""Objectives as they were: the values that have changed since, whether they were there at all, and
how they had ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from headway.activity.queries import EventRow
from headway.activity.queries.past import later_events
from headway.okrs.models import Objective, Phase, State
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.past import closures
from headway.okrs.queries.past.closures import ClosureThen, day_of
from headway.okrs.queries.past.moments import Moment

FIELDS = frozenset(
    {
        "title", "description", "owner_id", "unit_id", "cycle_id", "ambition", "origin", "state",
        "is_local", "visibility", "viewer_ids",
    }
)  # fmt: skip
CREATED, CARRIED = "objective.created", "objective.carried_over"
ARCHIVED, RESTORED = "objective.archived", "objective.restored"
STARTED = "cycle.phase_changed"
VERBS = (
    CREATED, CARRIED, ARCHIVED, RESTORED, *closures.VERBS,
    "objective.changed", "objective.proposed", "objective.agreed", "objective.signed",
    "objective.returned", "objective.signature_withdrawn", "objective.signatures_void",
    "goal_post.approved",
)  # fmt: skip
LOCKED, UNLOCKED = "cycle.locked", "cycle.unlocked"
CYCLE_VERBS = (STARTED, LOCKED, UNLOCKED, "cycle.changed")
_CYCLE = {"name", "starts_on", "ends_on", "plan_lock_on", "scoring_standard", "phase"}


@dataclass(slots=True)
class ObjectiveThen:
    """What was otherwise: ``values`` by the model's names; of its cycle under ``cycle``.

    ``began_later``: nobody had written it yet. ``archived`` is None where that is as it stands.
    ``closure`` holds with ``was_closed_otherwise``: another closure than the one that stands, or
    none.
    """

    values: dict[str, Any] = field(default_factory=dict)
    cycle: dict[str, Any] = field(default_factory=dict)
    began_later: bool = False
    archived: bool | None = None
    was_closed_otherwise: bool = False
    closure: ClosureThen | None = None


def objectives_then(moment: Moment, objective_ids: Collection[int]) -> dict[int, ObjectiveThen]:
    """Those of the objectives, by id, of which anything was otherwise. Three queries, however many
    objectives and however far back."""
    stands = {
        row[0]: row[1:]
        for row in Objective.objects.filter(pk__in=objective_ids).values_list(
            "id", "cycle_id", "state"
        )
    }
    ids = {cycle_id for cycle_id, _state in stands.values()}
    events = later_events(moment.organisation_id, {"objective": stands}, moment.at, VERBS)
    of_cycles = later_events(moment.organisation_id, {"cycle": ids}, moment.at, CYCLE_VERBS)
    told: dict[int, list[EventRow]] = defaultdict(list)
    for event in events:
        told[event.subject_id].append(event)
    by_cycle: dict[int, list[EventRow]] = defaultdict(list)
    for event in of_cycles:
        by_cycle[event.subject_id].append(event)
    found = {}
    for id_, (cycle_id, state) in stands.items():
        own, around = told.get(id_, ()), by_cycle.get(cycle_id, ())
        if own or around:
            found[id_] = _rewound(id_, state, [*own, *around])
    return found


def _rewound(objective_id: int, state: str, events: list[EventRow]) -> ObjectiveThen:
    then = ObjectiveThen()
    for event in sorted(events, key=lambda one: (one.at, one.sequence), reverse=True):
        if event.subject_type == "cycle":
            _rewind_cycle(then, objective_id, state, event)
            continue
        before = event.before or {}
        if event.verb in (CREATED, CARRIED):
            then.began_later = True
        elif event.verb in (ARCHIVED, RESTORED):
            then.archived = event.verb == RESTORED
            then.values["archived_at"] = before.get("archived_at")
        elif event.verb in closures.VERBS:
            _reopen(then, event)
        if event.verb in (closures.CHANGED, closures.REMOVED):
            continue
        then.values |= {name: was for name, was in before.items() if name in FIELDS}
    return then


def _reopen(then: ObjectiveThen, event: EventRow) -> None:
    """Walk back over a closing, or over one that was taken back."""
    if event.verb == closures.CHANGED:
        if then.was_closed_otherwise and then.closure is not None:
            then.closure = ClosureThen({**then.closure.fields, **(event.before or {})})
        return
    then.was_closed_otherwise, then.closure = True, closures.before_it(event)
    if event.verb in (closures.REOPENED, closures.REMOVED):
        then.values["state"] = State.CLOSED.value
    elif not (event.before or {}).get("state"):  # a file brought it in closed
        then.was_closed_otherwise, then.closure = False, None


def _rewind_cycle(then: ObjectiveThen, objective_id: int, state: str, event: EventRow) -> None:
    """Values of the cycle, and what its first day of running or going back to planning did to the
    state of what was agreed."""
    before: Mapping[str, Any] = event.before or {}
    then.cycle |= {name: was for name, was in before.items() if name in _CYCLE}
    if event.verb in (LOCKED, UNLOCKED):
        then.cycle["locked_at"] = before.get("at")
    if event.verb != STARTED:
        return
    phases = before.get("phase"), (event.after or {}).get("phase")
    now = then.values.get("state", state)
    if phases == (Phase.PLANNING, Phase.RUNNING) and now == State.RUNNING:
        if objective_id not in before.get("running", ()):
            then.values["state"] = State.AGREED.value
    elif phases[1] == Phase.PLANNING and now == State.AGREED:
        then.values["state"] = State.RUNNING.value


def cycle_days(then: ObjectiveThen) -> tuple[date | None, date | None]:
    """First and last day of its cycle, where they were otherwise."""
    return day_of(then.cycle.get("starts_on")), day_of(then.cycle.get("ends_on"))


def counting_then(moment: Moment, objective_ids: Collection[int]) -> set[int]:
    """Those of the objectives whose numbers counted in others': agreed, and not put away. Four
    queries."""
    then = objectives_then(moment, objective_ids)
    stands = Objective.objects.filter(pk__in=objective_ids).values_list(
        "id", "state", "archived_at"
    )
    counting = set()
    for id_, state, archived_at in stands:
        was = then.get(id_)
        archived = archived_at is not None
        if was is not None:
            state = was.values.get("state", state)
            archived = archived if was.archived is None else was.archived
        if state in COUNTING_STATES and not archived:
            counting.add(id_)
    return counting
