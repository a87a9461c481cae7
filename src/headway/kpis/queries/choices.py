"""KPIs as choices of a form."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.choices import CANDIDATES, FEW, Choice, whole_ids
from headway.kpis.models import Kpi
from headway.people.access import Actor
from headway.people.queries import UnitChoices
from headway.web.formats import count_at_start

_ADDRESS = re.compile(r"/kpis/(\d{1,18})\b")


class KpiChoices:
    """Live KPIs by unit and their order there: but the one that chooses, or some (``without``), and
    with those that were chosen already, be they archived since (``also``)."""

    def __init__(
        self,
        actor: Actor,
        *,
        kind: str = "kpis",
        without: int | Collection[int] | None = None,
        also: Collection[int | None] = (),
    ) -> None:
        self.kind = kind
        chosen = [pk for pk in also if pk is not None]
        live = Kpi.objects.filter(
            Q(archived_at__isnull=True) | Q(pk__in=chosen),
            organisation_id=actor.organisation_id,
        )
        left_out = [without] if isinstance(without, int) else list(without or ())
        self._kpis = live.exclude(pk__in=left_out) if left_out else live

    def few(self) -> list[tuple[str, str]] | None:
        """One query."""
        found = _read(self._kpis, FEW + 1)
        return None if len(found) > FEW else [(one.id, one.full) for one in found]

    def by_ids(self, ids: Collection[str]) -> dict[str, Choice]:
        """One query, none for no id."""
        wanted = whole_ids(ids)
        found = _read(self._kpis.filter(pk__in=wanted)) if wanted else []
        return {choice.id: choice for choice in found}

    def named(self, text: str) -> list[Choice]:
        """One to two queries."""
        address = _ADDRESS.search(text)
        known = whole_ids([address[1] if address else text.removeprefix("#")])
        if known:
            return _read(self._kpis.filter(pk=known[0]))
        exact = _read(self._kpis.filter(name__iexact=text))
        return exact or _read(self._kpis.filter(name__istartswith=text))

    def none_fits(self, text: str) -> str:
        return _("No KPI is called “%(text)s”.") % {"text": text}

    def several_fit(self, count: int, text: str) -> str:
        if count > CANDIDATES:
            return _("Many KPIs are called “%(text)s”: type more of the name.") % {"text": text}
        return _("%(words)s KPIs are called “%(text)s”: pick one.") % {
            "words": count_at_start(count), "text": text,
        }  # fmt: skip


def _read(kpis: QuerySet[Kpi], most: int = CANDIDATES + 1) -> list[Choice]:
    rows = kpis.order_by("unit__path", "position", "id").values_list("id", "name", "unit__name")
    return [Choice(str(pk), name, unit) for pk, name, unit in rows[:most]]


def units_to_define_in(actor: Actor) -> UnitChoices:
    """Units in which the actor may define KPIs: led ones with all below."""
    if actor.is_admin:
        return UnitChoices(actor)
    return UnitChoices(actor, kind="led-units", below=actor.led_paths)
