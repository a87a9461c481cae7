"""KPIs whose values are kept by the first day of a week, a quarter or a year."""

from __future__ import annotations

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import ngettext

from headway.kpis.models import Frequency, Kpi, Measurement

KEPT = (Frequency.WEEKLY, Frequency.QUARTERLY, Frequency.YEARLY)
"""How often there are values whose periods the calendar begins."""


def kept_by_period(organisation_id: int) -> dict[str, str]:
    """Why the week or the fiscal year cannot begin otherwise: KPIs, archived ones too, with values
    that are kept by it. Who enters one just now is waited for, and who comes later finds the new
    calendar: the KPIs that go by it are locked until the transaction ends. One query; two on
    PostgreSQL."""
    if connection.features.has_select_for_update:
        kept = Kpi.objects.filter(organisation_id=organisation_id, frequency__in=KEPT)
        list(kept.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    with_values = Exists(Measurement.objects.filter(series__kpi=OuterRef("pk")))
    counts = Kpi.objects.filter(with_values, organisation_id=organisation_id).aggregate(
        weeks=Count("pk", filter=Q(frequency=Frequency.WEEKLY)),
        years=Count("pk", filter=Q(frequency__in=(Frequency.QUARTERLY, Frequency.YEARLY))),
    )
    found = {}
    if counts["weeks"]:
        words = ngettext(
            "%(count)d KPI has values by week, which would no longer be found. Define it anew for "
            "another week, or leave this as it is.",
            "%(count)d KPIs have values by week, which would no longer be found. Define them anew "
            "for another week, or leave this as it is.",
            counts["weeks"],
        )
        found["week_start"] = words % {"count": counts["weeks"]}
    if counts["years"]:
        words = ngettext(
            "%(count)d KPI has values by quarter or year, which would no longer be found. Define "
            "it anew for another year, or leave this as it is.",
            "%(count)d KPIs have values by quarter or year, which would no longer be found. Define "
            "them anew for another year, or leave this as it is.",
            counts["years"],
        )
        found["fiscal_year_start"] = words % {"count": counts["years"]}
    return found
