"""The KPIs that a file names, by external id, name or id."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from headway.kpis.models import Kpi

_PART = 200


@dataclass(frozen=True, slots=True)
class _Kpi:
    id: int
    is_archived: bool


class KpisHere:
    """Reads all that are named, a query for every two hundred names; the same names find the same
    KPIs as in a table of values."""

    def __init__(self, organisation_id: int, names: Collection[str]) -> None:
        self._external: dict[str, _Kpi] = {}
        self._named: dict[str, list[_Kpi]] = {}
        self._by_id: dict[str, _Kpi] = {}
        every = Kpi.objects.filter(organisation_id=organisation_id).annotate(low=Lower("name"))
        self._names = asked = sorted(names)
        for first in range(0, len(asked), _PART):
            part = asked[first : first + _PART]
            by_name = Q(name__in=part) | Q(low__in=[name.lower() for name in part])
            by_id = Q(pk__in=[int(name) for name in part if _is_id(name)])
            found = every.filter(Q(external_id__in=part) | by_name | by_id)
            for row in found.values_list("pk", "external_id", "name", "archived_at"):
                self._add(*row)

    @property
    def ids(self) -> dict[str, int]:
        """By what the file calls them, of those that are plain."""
        return {said: found for said in self._names if (found := self.id(said)) is not None}

    def id(self, said: str) -> int | None:
        """Of the KPI that is meant; None where it is not plain."""
        found = self._find(said)
        return found[0].id if len(found) == 1 else None

    def is_archived(self, said: str) -> bool:
        found = self._find(said)
        return len(found) == 1 and found[0].is_archived

    def fault(self, said: str) -> str | None:
        """Why it is not plain which KPI is meant."""
        found = self._find(said)
        if not found:
            return _("There is no KPI “%(name)s”. Define it first.") % {"name": said[:80]}
        if len(found) > 1:
            text = _("Several KPIs are called “%(name)s”. Name the one by its id.")
            return text % {"name": said[:80]}
        return None

    def _find(self, said: str) -> list[_Kpi]:
        if said in self._external:
            return [self._external[said]]
        named = self._named.get(said.lower(), [])
        live = [one for one in named if not one.is_archived]
        own = self._by_id.get(said) if _is_id(said) else None
        return live or ([own] if own else named)

    def _add(self, pk: int, external_id: str, name: str, archived_at: object) -> None:
        one = _Kpi(pk, archived_at is not None)
        self._by_id[str(pk)] = one
        if external_id:
            self._external[external_id] = one
        same = self._named.setdefault(name.lower(), [])
        if one not in same:
            same.append(one)


def _is_id(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) < 19
