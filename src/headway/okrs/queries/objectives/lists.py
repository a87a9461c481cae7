"""Lists of objectives, judged on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import Objective
from headway.okrs.queries.objectives.judging import by_id, judged, judged_rows, stored_objectives
from headway.okrs.queries.objectives.rewinding import rewind
from headway.okrs.queries.objectives.rows import ObjectiveRow, as_rows
from headway.okrs.queries.objectives.scope import Filters, scoped
from headway.okrs.queries.objectives.then import readable_then, standing_then
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor

PAGE = 50


Cursor = tuple[str, int, int]
"""Where a list goes on: unit path, position, id of the last row shown."""


def list_objectives(
    actor: Actor,
    filters: Filters,
    *,
    as_of: date,
    today: date,
    after: Cursor | None = None,
    limit: int = PAGE,
    with_readings: bool = False,
) -> tuple[list[ObjectiveRow], Cursor | None]:
    """Objectives in order of unit and position with their judged key results, and where to go on.
    Three queries, six where readings are needed; the number of rows does not change it.

    Of an earlier day those that passed the filters then. Where more than 5 000 are in scope, those
    that pass them today, as they were, and a page may be shorter than the limit."""
    if as_of < today:
        then = standing_then(actor, filters, as_of)
        if then is not None:
            page, more = _part(then, after, limit)
            shown = judged_rows(page, as_of=as_of, today=today, with_readings=with_readings)
            return shown, more
    path, position, last_id = after or (None, None, None)
    stands = _page(actor, filters, path, position, last_id, Fixed(limit + 1))
    page = stands[:limit]
    more = _place(page[-1]) if len(stands) > limit else None
    if as_of < today:
        page = [row for row in rewind(page, as_of) if not row.is_archived]
    return judged_rows(page, as_of=as_of, today=today, with_readings=with_readings), more


def _place(row: ObjectiveRow) -> Cursor:
    return row.unit_path, row.position, row.id


def _part(
    rows: Sequence[ObjectiveRow], after: Cursor | None, limit: int
) -> tuple[list[ObjectiveRow], Cursor | None]:
    """The next rows of a list that was read whole, and where to go on."""
    coming = [row for row in rows if after is None or _place(row) > after]
    page = coming[:limit]
    return page, _place(page[-1]) if len(coming) > limit else None


@prepared(rows=stored_objectives)
def _page(
    actor: Actor,
    filters: Filters,
    path: str | None,
    position: int | None,
    last_id: int | None,
    limit: Fixed,
) -> QuerySet[Objective, tuple[Any, ...]]:
    objectives = scoped(actor, filters)
    if last_id is not None:
        objectives = objectives.filter(
            Q(unit__path__gt=path)
            | Q(unit__path=path, position__gt=position)
            | Q(unit__path=path, position=position, pk__gt=last_id)
        )
    return as_rows(objectives.order_by("unit__path", "position", "id")[:limit])


def objective_rows(
    objectives: QuerySet[Objective], *, as_of: date, today: date, with_readings: bool = False
) -> list[ObjectiveRow]:
    """The objectives of a scoped, ordered query set as judged rows with their key results."""
    stored = [ObjectiveRow(*row) for row in as_rows(objectives)]
    return judged(stored, as_of=as_of, today=today, with_readings=with_readings)


def rows_of_unit(
    actor: Actor,
    cycle_id: int,
    unit_id: int,
    *,
    as_of: date,
    today: date,
    states: Collection[str] = (),
    most: int = 0,
) -> list[ObjectiveRow]:
    """The objectives of a unit itself in a cycle, in their order, as far as the actor may read
    them: of these ``states`` or of all, at ``most`` so many. Six queries, nine where a kind is
    measured per period."""
    filters, limit = Filters(cycle_id=cycle_id), Fixed(most) if most else None
    stored = _of_unit(actor, filters, unit_id, tuple(map(str, states)), limit)
    return judged(stored, as_of=as_of, today=today, with_readings=False)


@prepared(rows=stored_objectives)
def _of_unit(
    actor: Actor, filters: Filters, unit_id: int, states: Collection[str], limit: Fixed | None
) -> QuerySet[Objective, tuple[Any, ...]]:
    found = scoped(actor, filters).filter(unit_id=unit_id)
    if states:
        found = found.filter(state__in=states)
    rows = as_rows(found.order_by("position", "id"))
    return rows if limit is None else rows[:limit]


def rows_of_units(
    organisation_id: int,
    unit_ids: Collection[int],
    cycle_ids: Collection[int],
    states: Collection[str],
    *,
    today: date,
    at_most: int,
) -> list[ObjectiveRow] | None:
    """The objectives of units themselves in cycles, in these ``states``, unit by unit, whoever may
    read them; None where there are more than ``at_most``, of which then nothing else is read."""
    limit = Fixed(at_most + 1)
    stored = _of_units(organisation_id, unit_ids, cycle_ids, tuple(map(str, states)), limit)
    if len(stored) > at_most:
        return None
    return judged(stored, as_of=today, today=today, with_readings=False)


@prepared(rows=stored_objectives)
def _of_units(
    organisation_id: int,
    unit_ids: Collection[int],
    cycle_ids: Collection[int],
    states: Collection[str],
    limit: Fixed,
) -> QuerySet[Objective, tuple[Any, ...]]:
    found = Objective.objects.filter(
        organisation_id=organisation_id, unit_id__in=unit_ids, cycle_id__in=cycle_ids,
        state__in=states, archived_at__isnull=True,
    )  # fmt: skip
    return as_rows(found.order_by("unit__path", "position", "id"))[:limit]


def objective_rows_by_id(
    ids: Collection[int], *, as_of: date, today: date, with_readings: bool = False
) -> dict[int, ObjectiveRow]:
    """The same, by id, for objectives that are known by their ids, which somebody was let in to."""
    found = judged(by_id(ids), as_of=as_of, today=today, with_readings=with_readings)
    return {row.id: row for row in found}


def readable_rows(
    actor: Actor, ids: Collection[int], *, as_of: date, today: date
) -> list[ObjectiveRow]:
    """Those of the objectives that are live, or were on an earlier day, and that the actor may
    read."""
    if as_of < today:
        return judged_rows(readable_then(actor, ids, as_of), as_of=as_of, today=today)
    return judged(_readable(actor, ids), as_of=as_of, today=today, with_readings=False)


def hidden_from(actor: Actor, rows: Iterable[ObjectiveRow]) -> set[int]:
    """The ids of those rows that the actor may not read. One query, none where all are open."""
    closed = {row.id for row in rows if not row.is_open_to_all}
    if not closed or actor.is_admin:
        return set()
    return closed - visible_ids(actor, closed)


def all_rows(
    actor: Actor, filters: Filters, *, as_of: date, today: date, at_most: int
) -> list[ObjectiveRow] | None:
    """Every objective that the actor may read and that passes the filters, in order of unit and
    position; None where there are more than ``at_most``, of which then nothing else is read. Of an
    earlier day those that passed the filters then."""
    if as_of < today:
        then = standing_then(actor, filters, as_of, at_most=at_most)
        return None if then is None else judged_rows(then, as_of=as_of, today=today)
    found = _scoped(actor, filters, Fixed(at_most + 1))
    if len(found) > at_most:
        return None
    return judged(found, as_of=as_of, today=today, with_readings=False)


@prepared(rows=stored_objectives)
def _readable(actor: Actor, ids: Collection[int]) -> QuerySet[Objective, tuple[Any, ...]]:
    return as_rows(scoped(actor, Filters()).filter(pk__in=ids).order_by("id"))


@prepared(rows=stored_objectives)
def _scoped(actor: Actor, filters: Filters, limit: Fixed) -> QuerySet[Objective, tuple[Any, ...]]:
    return as_rows(scoped(actor, filters).order_by("unit__path", "position", "id"))[:limit]


def grouped_by_unit(
    rows: Iterable[ObjectiveRow],
) -> list[tuple[tuple[int, str], list[ObjectiveRow]]]:
    """Rows in runs of the same unit: ((unit id, unit name), rows)."""
    groups: list[tuple[tuple[int, str], list[ObjectiveRow]]] = []
    for row in rows:
        key = (row.unit_id, row.unit_name)
        if not groups or groups[-1][0] != key:
            groups.append((key, []))
        groups[-1][1].append(row)
    return groups
