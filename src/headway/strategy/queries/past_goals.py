"""The mid-term goals of a past day: as they were then, and those that were written down later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from headway.activity.queries.past import later_events, values_at
from headway.core.cadence import local_date
from headway.kit import clock
from headway.people.access import Actor
from headway.people.models import Person
from headway.strategy.models import MidTermGoal, Perspective
from headway.strategy.queries.goals import EVERY, GOAL_COLUMNS, GoalRow, goals, perspectives_on


def goals_on(
    actor: Actor, day: date | None, *, of: int | None = EVERY, as_known: bool = False
) -> list[GoalRow]:
    """The mid-term goals whose time holds a day, as :func:`goals_then` has them; all live ones for
    None."""
    if day is None or day >= clock.today(actor.time_zone):
        return goals(actor, as_of=day, of=of)
    found = goals_then(actor, day, of=of, as_known=as_known)
    return [row for row in found if row.lives_during(day, day)]


def goals_then(
    actor: Actor, day: date, *, of: int | None = EVERY, as_known: bool = False
) -> list[GoalRow]:
    """The mid-term goals that were live at the end of a past day, as they were, by perspective from
    the top as it is now. But for ``as_known`` then, also live ones that were written down later
    and whose own time holds the day, as they stand (docs/adr 0039). Two queries, four where goals
    had other owners or perspectives."""
    moment = clock.end_of_day(day, actor.time_zone)
    every = MidTermGoal.objects.filter(organisation_id=actor.organisation_id)
    if of != EVERY:
        every = every.filter(unit_id=of) if of else every.filter(unit__isnull=True)
    read = every.values_list(*GOAL_COLUMNS, "position", "archived_at", "unit__archived_at")
    stands = {row[0]: row for row in read}
    units = {row[_UNIT]: row[-1] is None for row in stands.values() if row[_UNIT]}
    asked = {"goal": stands, "unit": units}
    then: dict[int, dict[str, Any]] = {id_: {} for id_ in stands}
    live = {id_ for id_, row in stands.items() if row[-2] is None}
    written: dict[int, datetime] = {}
    for event in later_events(actor.organisation_id, asked, moment, _VERBS):
        match event.verb:
            case "unit.archived" | "unit.restored":
                units[event.subject_id] = event.verb == "unit.archived"
                continue
            case "goal.added":
                written[event.subject_id] = event.at
            case "goal.archived":
                live.add(event.subject_id)
            case "goal.restored":
                live.discard(event.subject_id)
        then[event.subject_id] |= event.before or {}
    there = {id_: then[id_] for id_ in live if units.get(stands[id_][_UNIT], True)}
    there = {id_: values for id_, values in there.items() if id_ not in written}
    names = _names_then(there.values())
    found = [_goal_then(stands[id_], values, names) for id_, values in there.items()]
    if not as_known:
        found += _written_later(actor, stands, written, day)
    order = {row.id: row.position for row in perspectives_on(actor, day)}
    place = {id_: row[_PLACE] for id_, row in stands.items()}
    return sorted(
        found, key=lambda row: (order.get(row.perspective_id or 0, -1), place[row.id], row.id)
    )


_UNIT = GOAL_COLUMNS.index("unit_id")
_PLACE = len(GOAL_COLUMNS)
_VERBS = (
    "goal.added", "goal.changed", "goal.archived", "goal.restored", "unit.archived",
    "unit.restored",
)  # fmt: skip


def _goal_then(
    stands: tuple[Any, ...], then: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]
) -> GoalRow:
    row = GoalRow(*stands[:_PLACE])
    values = {name: then[name] for name in _CHANGED if name in then}
    for name in ("starts_on", "ends_on"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    for name, label in (("owner_id", "owner_name"), ("perspective_id", "perspective_name")):
        if name in values:
            values[label] = names[name].get(values[name] or 0)
    return replace(row, **values)


def _written_later(
    actor: Actor,
    stands: Mapping[int, tuple[Any, ...]],
    written: Mapping[int, datetime],
    day: date,
) -> list[GoalRow]:
    """Nobody had said anything else of them by the day, so they count as they stand."""
    found = []
    for id_, at in written.items():
        row = GoalRow(*stands[id_][:_PLACE])
        is_live = stands[id_][-2:] == (None, None)
        if is_live and row.lives_during(day, day):
            found.append(replace(row, written_on=local_date(at, actor.time_zone)))
    return found


_CHANGED = (
    "title", "description", "perspective_id", "owner_id", "starts_on", "ends_on", "serves_id",
    "copy_of_id",
)  # fmt: skip


def _names_then(then: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, str]]:
    """Names of other owners and perspectives, as they are called now."""
    found: dict[str, dict[int, str]] = {}
    for name, model in (("owner_id", Person), ("perspective_id", Perspective)):
        ids = {values[name] for values in then if values.get(name)}
        named = model._default_manager.filter(pk__in=ids).values_list("id", "name")
        found[name] = dict(named) if ids else {}
    return found


def titles_then(
    organisation_id: int, goal_ids: Collection[int], moment: datetime
) -> dict[int, str]:
    """What these goals were called. Two queries, none for none."""
    if not goal_ids:
        return {}
    titles = dict(
        MidTermGoal.objects.filter(organisation_id=organisation_id, pk__in=goal_ids).values_list(
            "id", "title"
        )
    )
    then = values_at(organisation_id, "goal", goal_ids, moment, ("title",), verbs=("goal.changed",))
    return titles | {id_: values["title"] for id_, values in then.items() if "title" in values}
