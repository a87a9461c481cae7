from __future__ import annotations

from typing import Any

from django.db import models


class CheckIn(models.Model):
    """What was read, when it held, who says so and how sure they are. Never changed: a correction
    is a new check-in that supersedes the old one. "Latest" goes by ``effective_on``, then by
    ``id``; never by edit time.

    Exactly one of ``value`` (a reading in the key result's measure; 1 or 0 for yes/no kinds),
    ``milestones_done`` (ids of the milestones that are done) and ``stated_progress`` (raw progress
    stated outright, as imported files do) may be set; none of them is a check-in on confidence
    alone. One that says nothing at all withdraws what it supersedes: the KPI that gave it no longer
    says so. It is kept, and counts as no reading (:data:`SAYS`).
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    key_result = models.ForeignKey("okrs.KeyResult", models.CASCADE, related_name="checkins")
    value = models.FloatField(null=True)
    milestones_done: Any = models.JSONField(null=True)
    stated_progress = models.FloatField(null=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField()
    effective_on = models.DateField()
    kpi_starts_on = models.DateField(null=True)  # the KPI's period that the value is of
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence__isnull=True) | models.Q(confidence__lte=10),
                name="checkin_confidence_to_10",
            ),
        ]
        indexes = [
            models.Index(fields=["key_result", "-effective_on", "-id"], name="checkin_latest"),
        ]

    @property
    def has_value(self) -> bool:
        """Whether it tells where the key result stands (:data:`HAS_VALUE`)."""
        told = (self.value, self.milestones_done, self.stated_progress)
        return any(one is not None for one in told)


HAS_VALUE = (
    models.Q(value__isnull=False)
    | models.Q(milestones_done__isnull=False)
    | models.Q(stated_progress__isnull=False)
)
"""Check-ins that tell where a key result stands."""
SAYS = HAS_VALUE | models.Q(confidence__isnull=False)
"""Check-ins that say something."""
