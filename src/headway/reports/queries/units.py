"""The units a switcher shows: the way up, the way down, one's own. Never all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.people.models import Unit, line_of

NEIGHBOURS = 12
OWN = 8


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to choose: its name, and ``path`` for everything below it."""

    id: int
    name: str
    path: str
    parent_id: int | None

    @property
    def ids_above(self) -> list[int]:
        """The ids from the root down to this unit's parent."""
        return list(line_of(self.path)[:-1])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``above`` from the root down, then ``below`` or, where nothing lies below, ``beside`` (the
    chosen unit among them); ``own`` are the actor's units that stand nowhere else."""

    above: tuple[UnitChoice, ...]
    below: tuple[UnitChoice, ...]
    beside: tuple[UnitChoice, ...]
    own: tuple[UnitChoice, ...]


_choices = Kept(UnitChoice)


def _live(organisation_id: int) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation_id=organisation_id, archived_at__isnull=True)


def _choice(units: QuerySet[Unit]) -> QuerySet[Unit, tuple[Any, ...]]:
    return units.values_list("id", "name", "path", "parent_id")


@prepared(rows=_choices)
def _by_id(organisation_id: int, ids: Collection[int]) -> QuerySet[Unit, tuple[Any, ...]]:
    return _choice(_live(organisation_id).filter(pk__in=ids).order_by("path"))


@prepared(rows=_choices)
def _children(organisation_id: int, parent_id: int | None) -> QuerySet[Unit, tuple[Any, ...]]:
    """The first few units of a parent; of the root where none is named."""
    live = _live(organisation_id)
    below = (
        live.filter(parent__in=live.filter(parent=None).values("pk"))
        if parent_id is None
        else live.filter(parent_id=parent_id)
    )
    return _choice(below.order_by("position", "id"))[:NEIGHBOURS]


def unit_choice(actor: Actor, unit_id: int) -> UnitChoice | None:
    """The live unit of the actor's organisation, if there is one. One query."""
    return next(iter(_by_id(actor.organisation_id, [unit_id])), None)


def own_unit(actor: Actor) -> UnitChoice | None:
    """The topmost unit the actor works in; else leads; else coaches. At most one query."""
    ids = actor.member_unit_ids or _led_ids(actor) or actor.coached_unit_ids
    return next(iter(_by_id(actor.organisation_id, ids)), None)


def _led_ids(actor: Actor) -> set[int]:
    return {line_of(path)[-1] for path in actor.led_paths}


def surroundings(actor: Actor, unit: UnitChoice | None) -> Surroundings:
    """What to offer beside ``unit`` (None: the whole organisation). Two to three queries, however
    large the organisation."""
    below, beside = _below(actor, unit), []
    if unit is not None and unit.parent_id is not None and not below:
        beside = _in_order(_children(actor.organisation_id, unit.parent_id), unit)
    above_ids = unit.ids_above if unit else []
    own_ids = {*actor.member_unit_ids, *_led_ids(actor)}
    wanted = {*above_ids, *sorted(own_ids)[: 4 * OWN]}
    known = {choice.id: choice for choice in _by_id(actor.organisation_id, wanted)}
    shown = {*above_ids, *(choice.id for choice in [*below, *beside])}
    if unit is not None:
        shown.add(unit.id)
    own = [choice for choice in known.values() if choice.id in own_ids and choice.id not in shown]
    return Surroundings(
        above=tuple(known[unit_id] for unit_id in above_ids if unit_id in known),
        below=tuple(below),
        beside=tuple(beside),
        own=tuple(sorted(own, key=lambda choice: choice.path)[:OWN]),
    )


def _below(actor: Actor, unit: UnitChoice | None) -> list[UnitChoice]:
    return _in_order(_children(actor.organisation_id, unit.id if unit else None))


def _in_order(found: list[UnitChoice], kept: UnitChoice | None = None) -> list[UnitChoice]:
    """The first few in their order; ``kept`` is among them whatever its place."""
    if kept is not None and all(choice.id != kept.id for choice in found):
        found = [*found[: NEIGHBOURS - 1], kept]
    return found
