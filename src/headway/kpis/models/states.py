from __future__ import annotations

from typing import Any

from django.db import models

from headway.kpis.models.definitions import Kpi


class KpiState(models.Model):
    """How a KPI stands by its measurements, limits and target: results of ``core.spc``, stored in
    the transaction of each write that moves them, so that lists read one row for each.

    ``starts_on`` and ``value`` are those of the last period with a value. ``centre``, ``sigma``,
    ``lower`` and ``upper`` hold at that period; empty without limits. ``rules`` are the codes of
    the signals there, and ``since`` the first period of their pattern. ``recent`` are the values of
    the last periods, oldest first, for a small chart; ``band`` are lower limit, centre and upper
    limit at each of them where limits are not level, else empty. ``misses`` is the share of periods
    in which an unchanged process misses its target, where that is known. ``is_answered``: the last
    value signals worse, and somebody answered that. ``response_due_on``: until when the next step
    of the open response is due; empty without one, and once the KPI is archived. Both change with
    the response, too.
    ``alike`` is all that the health of a unit is made of, as one text; empty once the KPI is
    archived.
    """

    kpi = models.OneToOneField(Kpi, models.CASCADE, primary_key=True, related_name="state")
    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    starts_on = models.DateField(null=True)
    value = models.FloatField(null=True)
    state = models.CharField(max_length=9, blank=True)  # MeasurementState of that value
    points = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=6, default="none")  # core.spc.Stage
    baseline = models.PositiveIntegerField(default=0)  # values the limits rest on
    centre = models.FloatField(null=True)
    sigma = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    variation = models.CharField(max_length=9, default="common")
    assurance = models.CharField(max_length=9, blank=True)
    colour = models.CharField(max_length=5, default="grey")
    advice = models.CharField(max_length=15, default="set_target")
    rules: Any = models.JSONField(default=list)
    since = models.DateField(null=True)
    recent: Any = models.JSONField(default=list)
    band: Any = models.JSONField(default=list)
    misses = models.FloatField(null=True)
    is_answered = models.BooleanField(default=False)
    response_due_on = models.DateField(null=True)
    alike = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "colour"], name="kpi_state_by_colour"),
            models.Index(fields=["organisation", "alike"], name="kpi_state_by_likeness"),
            models.Index(
                fields=["organisation", "response_due_on"],
                condition=models.Q(response_due_on__isnull=False),
                name="kpi_state_by_response_due",
            ),
        ]
