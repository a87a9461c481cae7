from __future__ import annotations

from typing import Any

from django.db import models

from headway.okrs.models.answers import Answer


class GoalPostChange(models.Model):
    """A target, start, deadline, weight or text that moved after plan lock: what, why and by whom.

    Kept for ever, so that a result can be read against the plan as it was locked. ``approved_by``
    is empty where the organisation asks for no approval."""

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
    approved_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    approved_on = models.DateField(null=True)
    effective_on = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["objective", "effective_on"], name="goal_post_ledger")]


class GoalPostRequest(models.Model):
    """A goal post that somebody asks to move after plan lock; it stays where it is until the lead
    above approves. ``changes`` are the arguments of the action that will move it; of a link its
    terms, with what it is ``of`` by id, which not everybody may know who reads the request."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    objective = models.ForeignKey(
        "okrs.Objective", models.CASCADE, related_name="goal_post_requests"
    )
    key_result = models.ForeignKey(
        "okrs.KeyResult", models.CASCADE, null=True, related_name="goal_post_requests"
    )
    changes: Any = models.JSONField()
    before: Any = models.JSONField()  # the same fields as they were when it was asked
    reason = models.TextField()
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=Answer.choices, default=Answer.WAITING)
    answered_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "objective"], name="goal_post_asked")
        ]
