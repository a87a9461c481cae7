"""Which objectives were in scope on a past day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from headway.okrs.models import CheckIn, Objective
from headway.okrs.queries.key_results import definitions_then
from headway.okrs.queries.objectives.rewinding import rewind
from headway.okrs.queries.objectives.rows import ObjectiveRow, as_rows
from headway.okrs.queries.objectives.scope import Filters
from headway.okrs.queries.past import Moment, left_since, moment_for
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

AT_MOST = 5_000
"""Objectives whose past is looked at to see which of them pass a filter; of more, those are looked
at that pass it today."""


def standing_then(
    actor: Actor,
    filters: Filters,
    day: date,
    *,
    cycle_ids: Collection[int] = (),
    at_most: int = AT_MOST,
) -> list[ObjectiveRow] | None:
    """The objectives that passed the filters on the day, of those that the actor may read today, as
    they were, in order of unit and position; None where there are more than ``at_most``. They are
    not judged yet. ``cycle_ids`` are those looked at where it is not one.

    A dozen queries, however many objectives."""
    cycles = {filters.cycle_id} if filters.cycle_id is not None else set(cycle_ids)
    within = _candidates(moment_for(actor, day), filters.unit_path, cycles)
    found = _standing(within.filter(visible_to(actor)), filters, day, cycles, at_most)
    if found is None:
        return None
    passing = _passing(found, filters, day)
    return sorted(passing, key=lambda row: (row.unit_path, row.position, row.id))


def hidden_then(
    actor: Actor, filters: Filters, day: date, *, cycle_ids: Collection[int] = ()
) -> list[ObjectiveRow] | None:
    """The objectives of the unit and cycle on the day that the actor may not read today, as they
    were; None where there are more than 5 000. ``cycle_ids`` are those looked at where it is not
    one. One query where there are none."""
    cycles = set(cycle_ids) if filters.cycle_id is None else {filters.cycle_id}
    within = _candidates(moment_for(actor, day), filters.unit_path, cycles)
    readable = Objective.objects.filter(visible_to(actor), organisation_id=actor.organisation_id)
    return _standing(within.exclude(pk__in=readable.values("pk")), filters, day, cycles, AT_MOST)


def _standing(
    within: QuerySet[Objective],
    filters: Filters,
    day: date,
    cycles: Collection[int],
    at_most: int,
) -> list[ObjectiveRow] | None:
    """Those of the candidates that were in scope on the day, as they were; None for too many."""
    values = as_rows(within.order_by("unit__path", "position", "id"))[: at_most + 1]
    stands = [ObjectiveRow(*row) for row in values]
    if len(stands) > at_most:
        return None
    return [
        row
        for row in rewind(stands, day)
        if not row.is_archived
        and row.unit_path.startswith(filters.unit_path)
        and (not cycles or row.cycle_id in cycles)
        and filters.state in ("", row.state)
    ]


def readable_then(actor: Actor, ids: Collection[int], day: date) -> list[ObjectiveRow]:
    """Those of the objectives that were there on the day and not put away, as they were, and that
    the actor may read today. They are not judged yet. About ten queries."""
    found = Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id, pk__in=ids
    )
    stands = [ObjectiveRow(*row) for row in as_rows(found.order_by("id"))]
    return [row for row in rewind(stands, day) if not row.is_archived]


def _candidates(moment: Moment, unit_path: str, cycle_ids: Collection[int]) -> QuerySet[Objective]:
    """What is in scope or was, and had begun, or a check-in says so, and was not put away."""
    read = CheckIn.objects.filter(
        key_result__objective_id=OuterRef("pk"), effective_on__lte=moment.day
    )
    found = Objective.objects.filter(
        Q(archived_at__isnull=True) | Q(archived_at__gt=moment.at),
        Q(created_at__lte=moment.at) | Exists(read),
        organisation_id=moment.organisation_id,
    )
    if cycle_ids:
        found = found.filter(cycle_id__in=cycle_ids)
    if unit_path:
        left = left_since(moment, unit_path)
        found = found.filter(Q(unit__path__startswith=unit_path) | Q(pk__in=left))
    return found


def _passing(rows: Sequence[ObjectiveRow], filters: Filters, day: date) -> list[ObjectiveRow]:
    """Those of the owner and with the words that were asked for, in themselves or a key result."""
    if filters.owner_id is None and not filters.q:
        return list(rows)
    owners: dict[int, set[int | None]] = {row.id: {row.owner_id} for row in rows}
    titles = {row.id: [row.title.casefold()] for row in rows}
    for key_result in definitions_then([row.id for row in rows], day):
        owners[key_result.objective_id].add(key_result.owner_id)
        titles[key_result.objective_id].append(key_result.title.casefold())
    words = filters.q.casefold()
    return [
        row
        for row in rows
        if (filters.owner_id is None or filters.owner_id in owners[row.id])
        and any(words in title for title in titles[row.id])
    ]
