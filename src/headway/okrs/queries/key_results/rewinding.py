"""Rows of key results as they stood at the end of a past day, before they are measured."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from headway.okrs.models import Objective
from headway.okrs.queries.goalposts import milestones_then
from headway.okrs.queries.key_results.rows import KeyResultRow
from headway.okrs.queries.past import (
    KeyResultThen,
    Moment,
    ObjectiveThen,
    Removed,
    cycle_days,
    key_results_then,
    moment_of,
    objectives_then,
)
from headway.okrs.queries.readings import Step, milestones_of
from headway.people.models import Person


@dataclass(frozen=True, slots=True)
class Rewound:
    """The rows, their milestones, and the ids of those that nobody had written yet."""

    moment: Moment
    rows: list[KeyResultRow]
    steps: Mapping[int, Sequence[Step]]
    later: frozenset[int]


def rewind(
    stands: Sequence[KeyResultRow], day: date, objective_ids: Collection[int]
) -> Rewound | None:
    """What was there, and what was removed from these objectives since, by the definitions of the
    day; None where there is nothing to look at. Seven queries, nine where something was removed or
    had other owners, however many rows."""
    ids = {row.objective_id for row in stands} | set(objective_ids)
    moment = moment_of(ids, day)
    if moment is None:
        return None
    of_objectives = objectives_then(moment, ids)
    then, removed = key_results_then(moment, {row.id for row in stands}, objective_ids)
    names = _names(then, removed)
    every = [replace(row) for row in stands]
    for row in every:
        _put(row, then.get(row.id), names)
    every += _again(removed, names)
    rows = [row for row in every if row.added_on is None or row.added_on <= day]
    for row in rows:
        _put_objective(row, of_objectives.get(row.objective_id))
    later = {id_ for id_, one in then.items() if one.began_later} | {
        row.id
        for row in rows
        if (above := of_objectives.get(row.objective_id)) and above.began_later
    }
    gone = {one.id: one for one in removed}
    return Rewound(moment, _ordered(rows, gone), _steps(rows, then, gone), frozenset(later))


def _put(row: KeyResultRow, then: KeyResultThen | None, names: Mapping[int, str]) -> None:
    if then is None:
        return
    for name, value in then.values.items():
        if name in _ROW:
            setattr(row, name, value)
    if "owner_id" in then.values:
        row.owner_name = names.get(then.values["owner_id"])


_ROW = frozenset(one.name for one in fields(KeyResultRow)) - {"id", "objective_id"}


def _put_objective(row: KeyResultRow, then: ObjectiveThen | None) -> None:
    if then is None:
        return
    row.objective_state = then.values.get("state", row.objective_state)
    row.ambition = then.values.get("ambition", row.ambition)
    starts_on, ends_on = cycle_days(then)
    row.cycle_starts_on = starts_on or row.cycle_starts_on
    row.cycle_ends_on = ends_on or row.cycle_ends_on
    if then.was_closed_otherwise:
        row.scored_on = then.closure.scored_on if then.closure else None


def _names(then: Mapping[int, KeyResultThen], removed: Iterable[Removed]) -> dict[int, str]:
    """Names of the owners of then, as they are called now. One query, none where nobody else
    owned anything."""
    values = [*(one.values for one in then.values()), *(one.values for one in removed)]
    ids = {one["owner_id"] for one in values if one.get("owner_id")}
    return dict(Person.objects.filter(pk__in=ids).values_list("id", "name")) if ids else {}


def _again(removed: Sequence[Removed], names: Mapping[int, str]) -> list[KeyResultRow]:
    """Rows of what is not stored any more. One query, none for nothing."""
    if not removed:
        return []
    of = {
        row[0]: row[1:]
        for row in Objective.objects.filter(
            pk__in={one.objective_id for one in removed}
        ).values_list(
            "id", "ambition", "cycle__starts_on", "cycle__ends_on", "state", "closure__scored_on"
        )
    }
    blank: dict[str, Any] = dict.fromkeys(_REQUIRED)
    blank |= {"cancel_reason": "", "override": "", "version": 1, "is_health": False}
    rows = []
    for one in removed:
        values = {name: value for name, value in one.values.items() if name in _REQUIRED}
        ambition, starts_on, ends_on, state, scored_on = of[one.objective_id]
        rows.append(
            KeyResultRow(
                **(
                    blank
                    | values
                    | {
                        "id": one.id,
                        "objective_id": one.objective_id,
                        "owner_name": names.get(one.values.get("owner_id") or 0),
                        "ambition": ambition,
                        "cycle_starts_on": starts_on,
                        "cycle_ends_on": ends_on,
                        "objective_state": state,
                        "scored_on": scored_on,
                    }
                )
            )
        )
    return rows


_REQUIRED = tuple(
    one.name
    for one in fields(KeyResultRow)
    if one.name
    not in {
        "expected", "due_on", "status", "readings", "steps", "contributions", "outlook",
        "overridden", "changes",
    }
)  # fmt: skip


def _ordered(rows: list[KeyResultRow], gone: Mapping[int, Removed]) -> list[KeyResultRow]:
    """What was removed at its old place among the others. Rows come in their order."""
    if not gone:
        return rows
    places = {row.id: number for number, row in enumerate(rows)}
    for one in gone.values():
        siblings = [row for row in rows if row.objective_id == one.objective_id]
        before = [row for row in siblings if row.id < one.id and row.id not in gone]
        if before:
            places[one.id] = max(places[row.id] for row in before)
    return sorted(rows, key=lambda row: (places.get(row.id, -1), row.id in gone, row.id))


def _steps(
    rows: Sequence[KeyResultRow],
    then: Mapping[int, KeyResultThen],
    gone: Mapping[int, Removed],
) -> dict[int, list[Step]]:
    """Milestones by key result. One query."""
    stands = milestones_of([row.id for row in rows])
    found: dict[int, list[Step]] = dict(stands)
    for id_, one in then.items():
        now = stands.get(id_, [])
        if one.later_steps or one.steps:
            now = [_step(step, one) for step in now if step.id not in one.later_steps]
            found[id_] = now
        if one.values.get("milestones") is not None:
            found[id_] = _told(one.values, now)
    for id_, removed in gone.items():
        found[id_] = _told(removed.values, [])
    return found


def _step(step: Step, then: KeyResultThen) -> Step:
    was = then.steps.get(step.id, {})
    return Step(step.id, was.get("title", step.title), was.get("weight", step.weight))


def _told(values: Mapping[str, Any], now: Sequence[Step]) -> list[Step]:
    """The milestones that an event tells; by their titles where it does not tell their ids."""
    told, ids = values.get("milestones") or [], values.get("milestone_ids")
    if ids is not None and len(ids) == len(told):
        return [Step(id_ or 0, row[0], row[1]) for id_, row in zip(ids, told, strict=True)]
    return [Step(*row) for row in milestones_then([(one.id, one.title) for one in now], told)]
