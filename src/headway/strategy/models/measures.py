"""What scores a mid-term goal, and how much each part counts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from headway.strategy.models.goals import MidTermGoal, Perspective


class Scoring(models.TextChoices):
    """Which value of a KPI is scored."""

    LAST = "last", _("The last value")
    SMOOTHED = "smoothed", _("The mean of the last four periods")


class GoalMeasure(models.Model):
    """A KPI that measures a mid-term goal from ``since`` until the day before ``until`` (None: on).
    Never changed: another weight ends it and begins the next, so that past days keep theirs."""

    goal = models.ForeignKey(MidTermGoal, models.CASCADE, related_name="measures")
    kpi = models.ForeignKey("kpis.Kpi", models.RESTRICT, related_name="measured_goals")
    weight = models.FloatField(default=1.0)
    scoring = models.CharField(max_length=8, choices=Scoring.choices, default=Scoring.LAST)
    since = models.DateField()
    until = models.DateField(null=True)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "kpi"],
                condition=Q(until__isnull=True),
                name="goal_measured_once_by_a_kpi",
            )
        ]

    def __str__(self) -> str:
        return f"{self.goal}: {self.kpi}"


class Weight(models.Model):
    """How much a goal counts in its perspective, or a perspective in the whole, from a day on; 1
    where nothing is said."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    goal = models.ForeignKey(MidTermGoal, models.CASCADE, null=True, related_name="weights")
    perspective = models.ForeignKey(Perspective, models.CASCADE, null=True, related_name="weights")
    weight = models.FloatField()
    since = models.DateField()
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=True) ^ Q(perspective__isnull=True),
                name="weight_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.goal or self.perspective)


class CardRule(models.Model):
    """How an organisation's scores are put together, from a day on."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    mean = models.CharField(max_length=10)  # core.scorecard.Mean
    since = models.DateField()
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
