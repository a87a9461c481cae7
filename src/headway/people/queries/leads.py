"""Who leads a unit, or else the nearest unit above it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.people.models import Unit, line_of

Lead = tuple[int, str]
"""Id and name of a person."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Active leads by the id of the unit they lead."""

    by_unit: dict[int, Lead]

    def nearest(self, unit_path: str, *, without: Collection[int | None] = ()) -> Lead | None:
        """The lead of the unit at ``unit_path``, or of the nearest unit above it whose lead is not
        one of ``without``; None where there is none."""
        upwards = map(self.by_unit.get, reversed(line_of(unit_path)))
        return next((lead for lead in upwards if lead and lead[0] not in without), None)


def leads_on(unit_paths: Iterable[str]) -> Leads:
    """The leads of the units at these paths and of all above. One query, none for no path."""
    units = {unit_id for path in unit_paths for unit_id in line_of(path)}
    return Leads({row[0]: row[1:] for row in _leads(units)} if units else {})


@prepared
def _leads(unit_ids: Collection[int]) -> QuerySet[Unit, tuple[int, int, str]]:
    led = Unit.objects.filter(pk__in=unit_ids, lead__is_active=True)
    return led.values_list("id", "lead_id", "lead__name")
