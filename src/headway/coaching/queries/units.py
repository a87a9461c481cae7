"""Whose practice somebody sees: coaches that of their units, leads that of their units and all
below, administrators and leads of the organisation that of all, everybody that of the units they
work in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.keeping import Kept
from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.people.access import Actor
from headway.people.models import Unit

AT_MOST = 250
"""Units on one desk; of more, one chooses a part by the unit switcher."""


@dataclass(frozen=True, slots=True)
class PracticeUnit:
    """A unit whose practice is looked at."""

    id: int
    name: str
    path: str
    lead_name: str | None


@dataclass(frozen=True, slots=True)
class PracticeUnits:
    """The units, in order of the tree, and whether there are more than are looked at."""

    rows: tuple[PracticeUnit, ...]
    more: bool


def sees_practice_of(actor: Actor) -> Q:
    """The units whose practice the actor sees. No query."""
    if actor.is_admin:
        return Q()
    own = actor.coached_unit_ids | actor.member_unit_ids
    ways = [Q(pk__in=sorted(own)), *(Q(path__startswith=path) for path in actor.led_paths)]
    return reduce(or_, ways)


def practice_units(actor: Actor, below: str = "") -> PracticeUnits:
    """Those units, below a path where one is given. One query."""
    found = _units(actor, below, Fixed(AT_MOST + 1))
    return PracticeUnits(tuple(found[:AT_MOST]), len(found) > AT_MOST)


def practice_unit(actor: Actor, unit_id: int) -> PracticeUnit:
    """One of them. Raises NotFound, also where there is one whose practice is not for the actor."""
    found = _unit(actor, unit_id)
    if not found:
        raise NotFound(_("There is no such unit among those whose practice you see."))
    return found[0]


_kept = Kept(PracticeUnit)


@prepared(rows=_kept)
def _units(actor: Actor, below: str, limit: Fixed) -> QuerySet[Unit, tuple[Any, ...]]:
    units = _live(actor).order_by("path")
    return _columns(units.filter(path__startswith=below) if below else units)[:limit]


@prepared(rows=_kept)
def _unit(actor: Actor, unit_id: int) -> QuerySet[Unit, tuple[Any, ...]]:
    return _columns(_live(actor).filter(pk=unit_id))


def _live(actor: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(
        sees_practice_of(actor), organisation_id=actor.organisation_id, archived_at__isnull=True
    )


def _columns(units: QuerySet[Unit]) -> QuerySet[Unit, tuple[Any, ...]]:
    return units.values_list("id", "name", "path", "lead__name")
