"""Who a unit's coach is, and who reads what passes between people and their coach.

A question is read by whoever asked it, the owner of what it is about, and the coaches of its unit.
While a unit has no coach, the coaches of other units stand in; where nobody coaches at all, the
administrators do. Leads and (other) administrators read none of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from headway.kit.prepared import prepared
from headway.people.access import Actor, Facts
from headway.people.models import Membership, MembershipKind, Person, Role, Unit


@dataclass(frozen=True, slots=True)
class Coach:
    """Somebody who coaches a unit, or stands in (``is_own`` False)."""

    id: int
    name: str
    is_own: bool = True


def coaches_of(organisation_id: int, unit_id: int) -> list[Coach]:
    """The coaches of a unit, or who stands in while it has none. One query; one or two more where
    it has none."""
    own = _coaching(organisation_id).filter(unit_id=unit_id)
    found = [Coach(*row) for row in own.values_list("person_id", "person__name")]
    if found:
        return found
    others = _coaching(organisation_id).values_list("person_id", "person__name").distinct()
    found = [Coach(*row, is_own=False) for row in others]
    if found:
        return found
    admins = Person.objects.filter(
        organisation_id=organisation_id, role=Role.ADMIN, is_active=True
    ).order_by("name", "id")
    return [Coach(*row, is_own=False) for row in admins.values_list("id", "name")]


def own_coaches(unit_ids: Collection[int]) -> dict[int, list[Coach]]:
    """The coaches of several units, by unit. One query."""
    found: dict[int, list[Coach]] = defaultdict(list)
    for unit_id, pk, name in _own_coaches(unit_ids):
        found[unit_id].append(Coach(pk, name))
    return found


@prepared
def _own_coaches(unit_ids: Collection[int]) -> QuerySet[Membership, tuple[int, int, str]]:
    rows = Membership.objects.filter(
        unit_id__in=unit_ids, kind=MembershipKind.COACH, person__is_active=True
    ).order_by("person__name", "person_id")
    return rows.values_list("unit_id", "person_id", "person__name")


def coaches_here(actor: Actor, unit_id: int) -> bool:
    """Whether the actor coaches a unit, or stands in. No query where they coach it."""
    if unit_id in actor.coached_unit_ids:
        return True
    if actor.person_id is None:
        return False
    return any(one.id == actor.person_id for one in coaches_of(actor.organisation_id, unit_id))


def coach_facts(actor: Actor, unit: Unit, *owners: int | None) -> Facts:
    """What a decision about coaching a unit needs to know: who stands in is let in by a unit that
    they do coach."""
    unit_id = unit.pk
    if unit_id not in actor.coached_unit_ids and coaches_here(actor, unit_id):
        unit_id = min(actor.coached_unit_ids, default=unit_id)
    known = frozenset(owner for owner in owners if owner is not None)
    return Facts(unit_id=unit_id, unit_path=unit.path, owner_ids=known)


def is_party(actor: Actor) -> Q:
    """The questions that the actor reads: asked by them, about what they own, or theirs to answer.
    No query of its own."""
    if actor.person_id is None:
        return Q(pk__in=())
    mine = Q(asked_by_id=actor.person_id)
    mine |= Q(objective__owner_id=actor.person_id) | Q(key_result__owner_id=actor.person_id)
    return mine | is_coach(actor)


def is_coach(actor: Actor) -> Q:
    """The questions that are the actor's to answer."""
    coached = Q(unit_id__in=sorted(actor.coached_unit_ids))
    here = _coaching(actor.organisation_id).filter(unit_id=OuterRef("unit_id"))
    if actor.coached_unit_ids:
        return coached | Q(~Exists(here))
    if actor.is_admin:
        return Q(~Exists(_coaching(actor.organisation_id)))
    return coached


def _coaching(organisation_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(
        organisation_id=organisation_id, kind=MembershipKind.COACH, person__is_active=True
    ).order_by("person__name", "person_id")
