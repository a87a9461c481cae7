"""Rows of objectives as they stood at the end of a past day, before they are judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from headway.okrs.models import CheckIn, Cycle
from headway.okrs.queries.objectives.rows import ObjectiveRow
from headway.okrs.queries.past import (
    Moment,
    ObjectiveThen,
    cycle_days,
    links_from,
    moment_of,
    names_then,
    objectives_then,
)
from headway.people.models import Person, Unit


def rewind(rows: Sequence[ObjectiveRow], day: date) -> list[ObjectiveRow]:
    """Those of the rows that were there on the day, as they were; what was put away by then is
    marked ``is_archived``. Seven queries, up to four more where they had other owners, units or
    cycles, however many rows. What nobody had written yet is there from the first day that a
    check-in of it holds for."""
    moment = moment_of([row.id for row in rows], day)
    if moment is None:
        return []
    then = objectives_then(moment, [row.id for row in rows])
    there = _there(rows, then, day)
    places = _places(moment, there, then)
    linked = {link.child_id for link in links_from(moment, [row.id for row in there])}
    for row in there:
        row.is_linked = row.id in linked
        row.unit_name = places.renamed.get(row.unit_id, row.unit_name)
        if row.id in then:
            _put(row, then[row.id], places)
    return there


@dataclass(frozen=True, slots=True)
class _Places:
    """Names of owners, units and cycles by their ids, where rows had others than they have."""

    owners: Mapping[int, str]
    units: Mapping[int, tuple[str, str]]
    renamed: Mapping[int, str]
    cycles: Mapping[int, tuple[str, date, date, str]]


def _there(
    rows: Iterable[ObjectiveRow], then: Mapping[int, ObjectiveThen], day: date
) -> list[ObjectiveRow]:
    """One query where something was written later."""
    later = {id_ for id_, one in then.items() if one.began_later}
    told = read_by(later, day)
    return [replace(row) for row in rows if row.id not in later or row.id in told]


def read_by(objective_ids: Collection[int], day: date) -> set[int]:
    """Those of the objectives of which a check-in holds for that day or an earlier one. One query,
    none for none."""
    if not objective_ids:
        return set()
    read = CheckIn.objects.filter(key_result__objective_id__in=objective_ids, effective_on__lte=day)
    return set(read.values_list("key_result__objective_id", flat=True))


def _places(
    moment: Moment, rows: Iterable[ObjectiveRow], then: Mapping[int, ObjectiveThen]
) -> _Places:
    def values(name: str) -> set[Any]:
        return {one.values[name] for one in then.values() if one.values.get(name)}

    owners, units, cycles = values("owner_id"), values("unit_id"), values("cycle_id")
    found = {
        row[0]: row[1:]
        for row in Cycle.objects.filter(pk__in=cycles).values_list(
            "id", "name", "starts_on", "ends_on", "scoring_standard"
        )
    }
    return _Places(
        dict(Person.objects.filter(pk__in=owners).values_list("id", "name")),
        {
            id_: (name, path)
            for id_, name, path in Unit.objects.filter(pk__in=units).values_list(
                "id", "name", "path"
            )
        },
        names_then(moment, {row.unit_id for row in rows} | units),
        found,
    )


def _put(row: ObjectiveRow, then: ObjectiveThen, places: _Places) -> None:
    values = then.values
    row.rights = row.visibility, row.state
    for name in _FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if "owner_id" in values:
        row.owner_id = values["owner_id"]
        row.owner_name = places.owners.get(row.owner_id or 0)
    if values.get("unit_id", row.unit_id) != row.unit_id:
        row.unit_id = values["unit_id"]
        row.unit_name, row.unit_path = places.units[row.unit_id]
        row.unit_name = places.renamed.get(row.unit_id, row.unit_name)
    if values.get("cycle_id", row.cycle_id) != row.cycle_id:
        row.cycle_id = values["cycle_id"]
        row.cycle_name, row.starts_on, row.ends_on, row.standard = places.cycles[row.cycle_id]
    _put_cycle(row, then)
    if then.archived is not None:
        row.is_archived = then.archived
    if then.was_closed_otherwise:
        closure = row.ending = then.closure
        row.outcome = closure.outcome if closure else None
        row.score = closure.score if closure else None
        row.self_grade = closure.fields.get("self_grade") if closure else None
        row.scored_on = closure.scored_on if closure else None


_FIELDS = ("title", "ambition", "origin", "state", "is_local", "visibility")


def _put_cycle(row: ObjectiveRow, then: ObjectiveThen) -> None:
    starts_on, ends_on = cycle_days(then)
    row.cycle_name = then.cycle.get("name", row.cycle_name)
    row.starts_on, row.ends_on = starts_on or row.starts_on, ends_on or row.ends_on
    row.standard = then.cycle.get("scoring_standard", row.standard)
