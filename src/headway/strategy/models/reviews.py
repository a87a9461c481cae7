"""What became of a mid-term goal when it was looked at again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headway.strategy.models.goals import MidTermGoal


class ReviewOutcome(models.TextChoices):
    """What a review decided."""

    KEPT = "kept", _("Kept")
    CHANGED = "changed", _("Changed")
    DROPPED = "dropped", _("Dropped")


class GoalReview(models.Model):
    """That somebody asked of a goal, once a quarter, whether it is still the right one. Never
    changed: another review of the same day stands beside it. A dropped goal is archived."""

    goal = models.ForeignKey(MidTermGoal, models.CASCADE, related_name="reviews")
    day = models.DateField()
    outcome = models.CharField(max_length=7, choices=ReviewOutcome.choices)
    why = models.TextField(blank=True)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["goal", "-day"], name="reviews_of_goal")]
