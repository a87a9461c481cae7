from __future__ import annotations

from typing import Any

from django.db import models


class GoalPostChange(models.Model):
    """A target, start, deadline, weight or text that moved after plan lock: what, why and by whom.

    Kept for ever, so that a result can be read against the plan as it was locked."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    objective = models.ForeignKey(
        "okrs.Objective", models.CASCADE, related_name="goal_post_changes"
    )
    key_result = models.ForeignKey(
        "okrs.KeyResult", models.CASCADE, null=True, related_name="goal_post_changes"
    )
    field = models.CharField(max_length=20)
    before: Any = models.JSONField(null=True)
    after: Any = models.JSONField(null=True)
    reason = models.TextField()
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    effective_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["objective", "effective_on"], name="goal_post_ledger")]
