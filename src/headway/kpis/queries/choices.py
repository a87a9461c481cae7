"""KPIs as choices of a form."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import ClassVar

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from headway.kit.choices import CANDIDATES, FEW, Choice, whole_id, whole_ids
from headway.kit.prepared import Fixed, prepared
from headway.kpis.models import Kpi
from headway.people.queries import InOrganisation
from headway.web.formats import count_at_start

_ADDRESS = re.compile(r"/kpis/(\d{1,18})(?:[/?#].*)?$")


class KpiChoices:
    """Live KPIs of the organisation by name, each with its unit."""

    kind: ClassVar[str] = "kpis"

    def __init__(self, reader: InOrganisation, *, also: Collection[int | None] = ()) -> None:
        """``also`` may be chosen even when they are archived: what they are the source of keeps
        them."""
        self._organisation_id = reader.organisation_id
        self._also = tuple(pk for pk in also if pk is not None)

    def few(self) -> list[tuple[str, str]] | None:
        """One query."""
        rows = _first(self._organisation_id, self._also, Fixed(FEW + 1))
        if len(rows) > FEW:
            return None
        return [(str(pk), f"{name}, {unit}") for pk, name, unit in rows]

    def by_ids(self, ids: Collection[str]) -> dict[str, Choice]:
        """One query, none for no id."""
        wanted = whole_ids(ids)
        found = _choices(self._live().filter(pk__in=wanted)) if wanted else []
        return {choice.id: choice for choice in found}

    def named(self, text: str) -> list[Choice]:
        """One to two queries."""
        pasted = _ADDRESS.search(text)
        known = whole_id(pasted[1] if pasted else text.removeprefix("#"))
        if known is not None:
            return _choices(self._live().filter(pk=known))
        exact = _choices(self._live().annotate(low=Lower("name")).filter(low=Lower(Value(text))))
        return exact or _choices(self._live().filter(name__icontains=text))

    def none_fits(self, text: str) -> str:
        return _("No KPI is called “%(text)s”. Type a part of its name.") % {"text": text}

    def several_fit(self, count: int, text: str) -> str:
        if count > CANDIDATES:
            return _("Many KPIs are called “%(text)s”: type more of the name.") % {"text": text}
        return _("%(words)s KPIs are called “%(text)s”: pick one.") % {
            "words": count_at_start(count), "text": text,
        }  # fmt: skip

    def _live(self) -> QuerySet[Kpi]:
        return _choosable(self._organisation_id, self._also)


def _choosable(organisation_id: int, also: Collection[int]) -> QuerySet[Kpi]:
    live = Q(archived_at__isnull=True)
    return Kpi.objects.filter(
        live | Q(pk__in=also) if also else live, organisation_id=organisation_id
    )


@prepared
def _first(
    organisation_id: int, also: Collection[int], limit: Fixed
) -> QuerySet[Kpi, tuple[int, str, str]]:
    found = _choosable(organisation_id, also).order_by(Lower("name"), "id")
    return found.values_list("id", "name", "unit__name")[:limit]


def _choices(kpis: QuerySet[Kpi]) -> list[Choice]:
    rows = kpis.order_by(Lower("name"), "id").values_list("id", "name", "unit__name")
    return [Choice(str(pk), name, unit) for pk, name, unit in rows[: CANDIDATES + 1]]
