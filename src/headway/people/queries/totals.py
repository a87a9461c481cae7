"""How many units and people there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from headway.kit.prepared import counted, prepared
from headway.people.models import Person, Unit
from headway.people.queries.people import InOrganisation

MANY = 5_000
KEEP_TOTALS = 60  # seconds, of many people only


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """How many units there are, and how many have nobody who leads them."""

    units: int
    leaderless: int


def unit_totals(reader: InOrganisation) -> UnitTotals:
    """One query."""
    live = Unit.objects.filter(organisation_id=reader.organisation_id, archived_at__isnull=True)
    return UnitTotals(
        **live.aggregate(units=Count("pk"), leaderless=Count("pk", filter=Q(lead__isnull=True)))
    )


@dataclass(frozen=True, slots=True)
class PersonTotals:
    """How many people are active, and how many of them cannot sign in yet."""

    people: int
    without_access: int


def person_totals(reader: InOrganisation) -> PersonTotals:
    """One query; of more than 5 000 people at most a minute old, since counting them costs more
    than the page."""
    key = f"person-totals:{reader.organisation_id}"
    kept: PersonTotals | None = cache.get(key)
    if kept is not None:
        return kept
    found = PersonTotals(*next(iter(_totals(reader.organisation_id)), (0, 0)))
    if found.people > MANY:
        cache.set(key, found, KEEP_TOTALS)
    return found


@prepared
def _totals(organisation_id: int) -> QuerySet[Person, tuple[int, int]]:
    return counted(
        Person.objects.filter(organisation_id=organisation_id, is_active=True),
        "organisation_id",
        people=Count("pk"),
        without_access=Count("pk", filter=Q(user__isnull=True)),
    )
