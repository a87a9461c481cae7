from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class CycleKind(models.TextChoices):
    """How long a cycle is; a year holds shorter ones."""

    QUARTER = "quarter", _("Quarter")
    TRIMESTER = "trimester", _("Trimester")
    YEAR = "year", _("Year")
    CUSTOM = "custom", _("Own dates")


class Phase(models.TextChoices):
    """Where a cycle stands; it moves forward one at a time, and back only by an administrator."""

    PLANNING = "planning", _("Planning")
    RUNNING = "running", _("Running")
    REVIEW = "review", _("Review")
    RETROSPECTIVE = "retrospective", _("Retrospective")
    CLOSED = "closed", _("Closed")


class Cycle(models.Model):
    """A span of days in which objectives run; a year may hold quarters.

    From plan lock on (``plan_lock_on``, or ``locked_at`` when locked earlier by hand) the scoring
    standard is fixed and every change of a goal post needs a reason and is recorded.
    ``calendar`` holds the steps of planning and learning whose days differ from the usual ones
    ({step: [first day, last day]}; ``core.planning`` knows the rest).
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="cycles")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=9, choices=CycleKind.choices, default=CycleKind.QUARTER)
    starts_on = models.DateField()
    ends_on = models.DateField()  # last day, inclusive
    phase = models.CharField(max_length=13, choices=Phase.choices, default=Phase.PLANNING)
    plan_lock_on = models.DateField()
    locked_at = models.DateTimeField(null=True)
    scoring_standard = models.CharField(
        max_length=24, default="mwm"
    )  # core.scoring.ScoringStandard
    calendar: Any = models.JSONField(default=dict, db_default={}, blank=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="cycle_name_once_in_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="cycle_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-starts_on"], name="cycle_by_start")]

    def __str__(self) -> str:
        return self.name

    def is_locked(self, on: date) -> bool:
        """Whether the plan is locked on that day."""
        return self.locked_at is not None or on >= self.plan_lock_on

    def late_on(self, today: date) -> date | None:
        """The day from which something counts that comes today, where that is not the first: a plan
        can be locked by hand before it begins."""
        return today if today > self.starts_on and self.is_locked(today) else None
