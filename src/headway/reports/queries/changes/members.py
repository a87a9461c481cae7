"""Which objectives are compared: those that were in view on either day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reports.queries.changes.rows import Member, Part
from headway.reports.queries.changes.span import Span


def members_of(
    span: Span, then: Sequence[ObjectiveRow], now: Sequence[ObjectiveRow]
) -> list[Member]:
    """The objectives that were in view on either day, those of the second day first. One query."""
    rows = {row.id: row for row in now}
    gone = {row.id: row for row in then if row.id not in rows}
    known = {
        id_: (created_at, archived_at) for id_, created_at, archived_at in _kept({*rows, *gone})
    }
    found = []
    for row in (*rows.values(), *gone.values()):
        created_at, archived_at = known[row.id]
        is_put_away = archived_at is not None and archived_at <= span.end
        found.append(
            Member(
                row.id, row.title, row.unit_name, created_at, archived_at, row.state,
                has_left=row.id in gone and not is_put_away,
            )
        )  # fmt: skip
    return found


def member(actor: Actor, objective_id: int) -> list[Member]:
    """One objective. One query."""
    return [Member(*row) for row in _one(actor, objective_id)]


def parts_of(objective_ids: Collection[int]) -> dict[int, Part]:
    """The key results and health metrics of objectives, by id. One query."""
    return {row[0]: Part(*row) for row in _parts(objective_ids)}


@prepared
def _kept(ids: Collection[int]) -> QuerySet[Objective, tuple[Any, ...]]:
    return Objective.objects.filter(pk__in=ids).values_list("id", "created_at", "archived_at")


@prepared
def _one(actor: Actor, objective_id: int) -> QuerySet[Objective, tuple[Any, ...]]:
    return Objective.objects.filter(visible_to(actor), pk=objective_id).values_list(
        "id", "title", "unit__name", "created_at", "archived_at", "state"
    )


@prepared
def _parts(objective_ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return (
        KeyResult.objects.filter(objective_id__in=objective_ids)
        .order_by("objective_id", "position", "id")
        .values_list("id", "objective_id", "title", "measure")
    )
