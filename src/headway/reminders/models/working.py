from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models
from django.db.models import F, Q


class WorkCalendar(models.Model):
    """On which days of the week (``weekdays``, 0 Monday) and between which hours a unit and all
    below it work; without a unit, the organisation. The nearest above a person counts."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, null=True, related_name="+")
    weekdays: Any = models.JSONField(default=list)
    opens = models.TimeField(default=time(8))
    closes = models.TimeField(default=time(18))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(unit__isnull=True),
                name="work_calendar_one_of_organisation",
            ),
            models.UniqueConstraint(fields=["unit"], name="work_calendar_one_of_unit"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")), name="work_calendar_closes_after_it_opens"
            ),
        ]


class PublicHoliday(models.Model):
    """A day on which nobody works: in a unit and all below it, or (None) anywhere."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, null=True, related_name="+")
    on = models.DateField()
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "on"],
                condition=Q(unit__isnull=True),
                name="holiday_once_in_organisation",
            ),
            models.UniqueConstraint(fields=["unit", "on"], name="holiday_once_in_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"


class Absence(models.Model):
    """Days on which somebody does not work, both ends included. Why is nobody's business."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="absences")
    first = models.DateField()
    last = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="absence_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["person", "last"], name="absences_of_person")]


class EscalationRule(models.Model):
    """After how many working days past its day something goes to the lead, and to the coach; None:
    never. Without a rule ``core.reminding.EscalationDays`` holds."""

    organisation = models.OneToOneField(
        "people.Organisation", models.CASCADE, primary_key=True, related_name="escalation_rule"
    )
    lead_after = models.PositiveSmallIntegerField(null=True)
    coach_after = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
