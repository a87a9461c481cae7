from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headway.kpis.models.definitions import Kpi


class Series(models.Model):
    """The values of a KPI: of the whole (``key`` empty), or of a segment such as a region. Where
    there are segments the whole is made of them.

    A segment is expected to have a value in the periods from ``since`` on (empty: in all), until it
    is archived.
    """

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="series")
    key = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kpi", "key"], name="series_once")]


class MeasurementState(models.TextChoices):
    """How far a value can be trusted."""

    FINAL = "final", _("Final")
    ESTIMATED = "estimated", _("Estimated")
    RESTATED = "restated", _("Restated")
    NOT_APPLICABLE = "na", _("Not applicable")


class ValueOrigin(models.TextChoices):
    """Where a value came from."""

    HAND = "hand", _("Entered")
    FILE = "file", _("File")
    API = "api", _("API")
    CONNECTOR = "connector", _("Connector")
    DERIVED = "derived", _("Derived")


class Measurement(models.Model):
    """What a series came to in one period, named by the period's first day. One a period: another
    value is a new ``revision``, and what it replaced is kept as :class:`Revision`.

    ``value`` is empty where the period does not apply (with ``reason``). A ratio keeps its
    ``numerator`` and ``denominator``. The key is series and day, and migrations make the table by
    hand: apart by decades on PostgreSQL, without row numbers on SQLite, where the values of a
    series lie together. A hundred thousand are written in a second, and any day will do.
    """

    pk = models.CompositePrimaryKey("series_id", "starts_on")
    series = models.ForeignKey(Series, models.CASCADE, db_index=False, related_name="measurements")
    starts_on = models.DateField()
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    state = models.CharField(max_length=9, choices=MeasurementState.choices)
    reason = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=9, choices=ValueOrigin.choices)
    revision = models.PositiveIntegerField(default=1)
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, db_index=False, related_name="+"
    )
    entered_at = models.DateTimeField()


class Revision(models.Model):
    """A value as it was before another replaced it. Never changed."""

    series = models.ForeignKey(Series, models.CASCADE, db_index=False, related_name="revisions")
    starts_on = models.DateField()
    revision = models.PositiveIntegerField()
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    state = models.CharField(max_length=9, choices=MeasurementState.choices)
    reason = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=9, choices=ValueOrigin.choices)
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, db_index=False, related_name="+"
    )
    entered_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "starts_on", "revision"], name="revision_once"
            )
        ]
