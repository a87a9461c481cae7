from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headway.kpis.models.definitions import Kpi


class ResponseStage(models.TextChoices):
    """How far a response has come; what it waits for next."""

    RAISED = "raised", _("Raised")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CAUSE = "cause", _("Cause known")
    ACTION = "action", _("Action under way")
    CLOSED = "closed", _("Closed")


class ResponseOutcome(models.TextChoices):
    """How a response ended."""

    RESOLVED = "resolved", _("Resolved")
    COMMON_CAUSE = "common_cause", _("Accepted as common cause")
    WITHDRAWN = "withdrawn", _("The signal was corrected away")
    REBASED = "rebased", _("Answered by new limits")


class Response(models.Model):
    """The work on a worsening signal, from alert to answer. The KPI's owner has it until it is
    closed; further signals of the same run join it. One is open for a KPI at a time.

    Days due are working days from the signal, of the response plan as it was then.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="responses")
    number = models.PositiveIntegerField()  # counts within the KPI
    stage = models.CharField(
        max_length=12, choices=ResponseStage.choices, default=ResponseStage.RAISED
    )
    owner = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="+"
    )
    note = models.TextField(blank=True)
    cause_due_on = models.DateField()
    cause = models.TextField(blank=True)
    cause_at = models.DateTimeField(null=True)
    cause_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    action_due_on = models.DateField()  # until when an action is to be found
    action = models.TextField(blank=True)
    action_at = models.DateTimeField(null=True)
    action_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    action_owner = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    action_ends_on = models.DateField(null=True)  # until when it is to be done
    outcome = models.CharField(max_length=12, choices=ResponseOutcome.choices, blank=True)
    closing_word = models.TextField(blank=True)
    held_because = models.TextField(blank=True, default="")
    """Why it is held to be resolved although the last value still signalled; empty otherwise."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kpi"], condition=models.Q(closed_at__isnull=True), name="response_one_open"
            ),
            models.UniqueConstraint(fields=["kpi", "number"], name="response_number_once"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "owner"],
                condition=models.Q(closed_at__isnull=True),
                name="response_open_by_owner",
            )
        ]


class KpiSignal(models.Model):
    """A pattern that was complete at a period (``core.spc``). A correction that makes it vanish
    withdraws it; it stays in the record. Signals that do not worsen have no response."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="signals")
    rule = models.CharField(max_length=6)
    starts_on = models.DateField()
    first_on = models.DateField()
    side = models.SmallIntegerField()
    variation = models.CharField(max_length=9)
    raised_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    response = models.ForeignKey(Response, models.SET_NULL, null=True, related_name="signals")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "starts_on", "rule"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="signal_once",
            )
        ]
        indexes = [models.Index(fields=["kpi", "-starts_on"], name="signal_by_period")]


HOLDS = models.Q(withdrawn_at__isnull=True)
"""Signals that were not corrected away."""
