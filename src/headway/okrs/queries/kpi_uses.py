"""The key results whose values come from KPIs, for the library below."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count
from django.utils.translation import ngettext

from headway.okrs.models import KeyResult, Phase
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor


def fed_key_results(actor: Actor, kpi_ids: Collection[int]) -> dict[int, str]:
    """How many key results of open cycles each of the KPIs feeds, as far as the actor may read
    them: "2 key results". One query."""
    counts = (
        KeyResult.objects.filter(
            visible_to(actor, "objective__"),
            organisation_id=actor.organisation_id,
            kpi_id__in=kpi_ids,
            cancelled_on__isnull=True,
            objective__archived_at__isnull=True,
        )
        .exclude(objective__cycle__phase=Phase.CLOSED)
        .values_list("kpi_id")
        .annotate(count=Count("id", distinct=True))
        .order_by()
    )
    return {kpi_id: _words(count) for kpi_id, count in counts if kpi_id is not None}


def _words(count: int) -> str:
    return ngettext("%(count)d key result", "%(count)d key results", count) % {"count": count}
