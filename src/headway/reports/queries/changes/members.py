"""Which objectives are compared: those in view, and those that were put away or moved out of it
meanwhile."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from headway.activity.models import Event
from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Unit
from headway.reports.queries.changes.rows import Member, Part
from headway.reports.queries.changes.span import Span

AT_MOST = 5_000
"""Objectives that can be compared at once."""

_COLUMNS = ("id", "title", "unit_id", "unit__name", "created_at", "archived_at", "state")


def members_of_unit(
    actor: Actor, span: Span, *, cycle_id: int, unit_path: str
) -> list[Member] | None:
    """The objectives of a unit (with all below it) in a cycle that the actor may read, those put
    away too; None where there are more than 5 000. One query, up to three more where the unit is
    not the whole organisation."""
    found = [Member(*row) for row in _of_unit(actor, cycle_id, unit_path, Fixed(AT_MOST + 1))]
    if len(found) > AT_MOST:
        return None
    if unit_path:
        found += _left(actor, span, cycle_id, unit_path)
    return found


def member(actor: Actor, objective_id: int) -> list[Member]:
    """One objective. One query."""
    return [Member(*row) for row in _one(actor, objective_id)]


def parts_of(objective_ids: Collection[int]) -> dict[int, Part]:
    """The key results and health metrics of objectives, by id. One query."""
    return {row[0]: Part(*row) for row in _parts(objective_ids)}


@prepared
def _of_unit(
    actor: Actor, cycle_id: int, unit_path: str, limit: Fixed
) -> QuerySet[Objective, tuple[Any, ...]]:
    found = _readable(actor).filter(cycle_id=cycle_id, unit__path__startswith=unit_path)
    return found.order_by("unit__path", "position", "id").values_list(*_COLUMNS)[:limit]


@prepared
def _one(actor: Actor, objective_id: int) -> QuerySet[Objective, tuple[Any, ...]]:
    return _readable(actor).filter(pk=objective_id).values_list(*_COLUMNS)


@prepared
def _parts(objective_ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return (
        KeyResult.objects.filter(objective_id__in=objective_ids)
        .order_by("objective_id", "position", "id")
        .values_list("id", "objective_id", "title", "measure")
    )


def _readable(actor: Actor) -> QuerySet[Objective]:
    return Objective.objects.filter(visible_to(actor), organisation_id=actor.organisation_id)


def _left(actor: Actor, span: Span, cycle_id: int, unit_path: str) -> list[Member]:
    """Those that belonged to the unit when the span began and lie elsewhere now."""
    elsewhere = _readable(actor).filter(cycle_id=cycle_id).exclude(unit__path__startswith=unit_path)
    moved = Event.objects.filter(
        organisation_id=actor.organisation_id,
        subject_type="objective",
        subject_id__in=elsewhere.values("id"),
        verb="objective.changed",
        at__gt=span.start,
        at__lte=span.end,
    ).order_by("at", "sequence")
    first: dict[int, int | None] = {}
    for objective_id, before, after in moved.values_list("subject_id", "before", "after"):
        was, now = (json.loads(text or "{}").get("unit_id") for text in (before, after))
        if was != now:
            first.setdefault(objective_id, was)
    if not first:
        return []
    units = Unit.objects.filter(
        organisation_id=actor.organisation_id,
        path__startswith=unit_path,
        pk__in=set(first.values()),
    )
    inside = set(units.values_list("id", flat=True))
    ids = [objective_id for objective_id, was in first.items() if was in inside]
    rows = _readable(actor).filter(pk__in=ids).order_by("id").values_list(*_COLUMNS)
    return [replace(Member(*row), has_left=True) for row in rows]
