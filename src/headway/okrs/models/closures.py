from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headway.okrs.models.objectives import Outcome


class Decision(models.TextChoices):
    """What becomes of a goal in the next plan."""

    CLOSE = "close", _("Done with it")
    CARRY = "carry", _("Carry over as it is")
    CHANGE = "change", _("Carry over, changed")
    DROP = "drop", _("Drop it")


class Closure(models.Model):
    """How an objective ended. ``computed_score`` is the number of record; ``self_grade`` is the
    owner's own, with a comment when the two differ by 0.10 or more. ``current_score`` is what goal
    posts as they were moved would give, ``original_score`` what the plan as locked gives.
    ``miss_reason`` explains a committed objective below 1 none of whose key results fell short.
    ``scored_on`` is the day whose figures were graded: that of the closing; empty for imported
    closures, which are graded as of the cycle's last day."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    objective = models.OneToOneField("okrs.Objective", models.CASCADE, related_name="closure")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    scored_on = models.DateField(null=True)
    computed_score = models.FloatField(null=True)
    original_score = models.FloatField(null=True)
    current_score = models.FloatField(null=True)
    self_grade = models.FloatField(null=True)
    miss_reason = models.TextField(blank=True, default="", db_default="")
    decision = models.CharField(
        max_length=6, choices=Decision.choices, blank=True, default="", db_default=""
    )
    grade_comment = models.TextField(blank=True)
    closing_word = models.TextField(blank=True)
    carried_to = models.ForeignKey(
        "okrs.Objective", models.SET_NULL, null=True, related_name="carried_from"
    )
    closed_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "-closed_at", "-id"],
                condition=~models.Q(closing_word=""),
                name="closing_words_latest",
            )
        ]


class Grade(models.Model):
    """A key result's final score: computed (of record, and by the original and the current goal
    posts), and the owner's own beside it. ``miss_reason`` explains one of a committed objective
    that fell short."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    key_result = models.OneToOneField("okrs.KeyResult", models.CASCADE, related_name="grade")
    computed_score = models.FloatField(null=True)
    original_score = models.FloatField(null=True)
    current_score = models.FloatField(null=True)
    self_grade = models.FloatField(null=True)
    decision = models.CharField(
        max_length=6, choices=Decision.choices, blank=True, default="", db_default=""
    )
    miss_reason = models.TextField(blank=True, default="", db_default="")
    comment = models.TextField(blank=True)
    graded_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    graded_at = models.DateTimeField()


class Assessment(models.Model):
    """What is said of an objective, or of one of its key results, before it is closed: in a review,
    by those who answer for it. The closing takes it over, and then this is gone. ``key_result`` is
    None where it is said of the objective; ``decision`` is the one that is planned. ``carry_to``
    and ``closing_word`` belong to the objective alone."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    objective = models.ForeignKey("okrs.Objective", models.CASCADE, related_name="assessments")
    key_result = models.OneToOneField(
        "okrs.KeyResult", models.CASCADE, null=True, related_name="assessment"
    )
    self_grade = models.FloatField(null=True)
    comment = models.TextField(blank=True)
    miss_reason = models.TextField(blank=True)
    decision = models.CharField(max_length=6, choices=Decision.choices, blank=True)
    carry_to = models.ForeignKey("okrs.Cycle", models.SET_NULL, null=True, related_name="+")
    closing_word = models.TextField(blank=True)
    said_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["objective"],
                condition=models.Q(key_result__isnull=True),
                name="assessment_once_for_an_objective",
            )
        ]
