from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from headway.kpis.models.definitions import Kpi


class Every(models.TextChoices):
    """How often a source is asked (``core.schedules``)."""

    HOUR = "hour", _("Every hour")
    DAY = "day", _("Every day")
    WEEK = "week", _("Every week")


class Connector(models.Model):
    """Where the values of a KPI come from by themselves, when, and how that goes.

    ``settings`` are what the ``kind`` of source asks for (``kpis.sources``); ``sealed`` are its
    secrets (``kit.sealed``), which nothing ever shows. It reads the last ``window`` periods, the
    running one included.

    ``next_at`` is when it is asked next; empty where it is not: it pauses, or what is wrong will
    not mend itself (``gave_up``). ``running_since`` and ``running_for`` (the job, or the hand)
    claim it for one run at a time. ``failing_since`` is the first of ``failures`` in a row;
    ``error`` says what to do about the last one. ``left_out`` rows could not be taken over when it
    last worked, and have not been in full since ``left_out_since``.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    kpi = models.OneToOneField(Kpi, models.CASCADE, related_name="connector")
    kind = models.CharField(max_length=20)
    settings: Any = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    every = models.CharField(max_length=4, choices=Every.choices, default=Every.DAY)
    at = models.TimeField()
    weekday = models.PositiveSmallIntegerField(default=0)
    window = models.PositiveSmallIntegerField(default=3)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    next_at = models.DateTimeField(null=True)
    running_since = models.DateTimeField(null=True)
    running_for = models.CharField(max_length=60, blank=True)
    last_run_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)
    gave_up = models.BooleanField(default=False)
    left_out = models.PositiveIntegerField(default=0)
    left_out_why = models.TextField(blank=True, default="")
    left_out_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(is_active=True, next_at__isnull=False),
                name="connector_due",
            ),
            models.Index(
                fields=["organisation"],
                condition=models.Q(failing_since__isnull=False),
                name="connector_failing",
            ),
            models.Index(
                fields=["organisation"],
                condition=models.Q(left_out_since__isnull=False),
                name="connector_incomplete",
            ),
        ]


class ConnectorRun(models.Model):
    """One time a source was asked, and what that did. The last fifty of a connector are kept.

    Values that are ``read`` are new, changed or as they were; ``kept`` ones stand against the
    source, because somebody entered them. ``left_out`` ones could not be taken over: ``notes`` name
    them. Without an ``error_code`` it went well; ``out_since`` is
    then set where it had not since that moment. ``person`` is who ran it by hand.
    """

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    by_hand = models.BooleanField(default=False)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    notes = models.TextField(blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)
    out_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["connector", "-id"], name="connector_run_latest")]
