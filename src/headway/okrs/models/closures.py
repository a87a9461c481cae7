from __future__ import annotations

from django.db import models

from headway.okrs.models.objectives import Outcome


class Closure(models.Model):
    """How an objective ended. ``computed_score`` is the number of record; ``self_grade`` is the
    owner's own, with a comment when the two differ by 0.10 or more."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    objective = models.OneToOneField("okrs.Objective", models.CASCADE, related_name="closure")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    computed_score = models.FloatField(null=True)
    self_grade = models.FloatField(null=True)
    grade_comment = models.TextField(blank=True)
    closing_word = models.TextField(blank=True)
    carried_to = models.ForeignKey(
        "okrs.Objective", models.SET_NULL, null=True, related_name="carried_from"
    )
    closed_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField()


class Grade(models.Model):
    """A key result's final score: computed, and the owner's own beside it."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    key_result = models.OneToOneField("okrs.KeyResult", models.CASCADE, related_name="grade")
    computed_score = models.FloatField(null=True)
    self_grade = models.FloatField(null=True)
    comment = models.TextField(blank=True)
    graded_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    graded_at = models.DateTimeField()
