"""The unit that all others lie below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet

from headway.kit.prepared import prepared
from headway.people.models import Unit


@dataclass(frozen=True, slots=True)
class TopUnit:
    """The organisation as a unit, which meets and has goals like any other; ``is_alone`` where no
    other unit is in use."""

    id: int
    name: str
    path: str
    is_alone: bool


def top_unit(organisation_id: int) -> TopUnit | None:
    """The organisation's topmost unit. One query."""
    for pk, name, path, has_others in _top(organisation_id):
        return TopUnit(pk, name, path, not has_others)
    return None


@prepared
def _top(organisation_id: int) -> QuerySet[Unit, tuple[Any, ...]]:
    live = Unit.objects.filter(organisation_id=organisation_id, archived_at__isnull=True)
    others = Exists(live.filter(parent__isnull=False))
    top = live.filter(parent=None).order_by("pk").annotate(has_others=others)
    return top.values_list("pk", "name", "path", "has_others")[:1]
