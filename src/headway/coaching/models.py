"""What passes between people and their coach: a question, the thread below it, and suggestions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HelpState(models.TextChoices):
    """Where a question stands; whose turn it is."""

    OPEN = "open", _("Waits for the coach")
    ANSWERED = "answered", _("Answered, not closed")
    CLOSED = "closed", _("Closed")


class HelpRequest(models.Model):
    """A question to the coach of a unit, about a draft, a key result or the unit's work. It and
    its thread are read by who asked, the owner of what it is about, and the coaches; nobody else,
    administrators included (docs/adr/0042)."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="help_requests")
    objective = models.ForeignKey("okrs.Objective", models.CASCADE, null=True, related_name="+")
    key_result = models.ForeignKey("okrs.KeyResult", models.CASCADE, null=True, related_name="+")
    question = models.TextField()
    asked_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=HelpState.choices, default=HelpState.OPEN)
    waits_since = models.DateTimeField(null=True)  # for the coach; empty while it does not
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=HelpState.OPEN, waits_since__isnull=False)
                | (~Q(state=HelpState.OPEN) & Q(waits_since__isnull=True)),
                name="help_waits_while_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "state", "-asked_at"],
                condition=~Q(state=HelpState.CLOSED),
                name="help_not_closed_by_unit",
            ),
            models.Index(
                fields=["organisation", "waits_since"],
                condition=~Q(state=HelpState.CLOSED),
                name="help_not_closed_of_all",
            ),
            models.Index(fields=["asked_by", "-asked_at"], name="help_by_asker"),
        ]

    def __str__(self) -> str:
        return self.question[:60]


class HelpMessage(models.Model):
    """A line of the thread below a question."""

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="messages")
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["request", "id"], name="help_thread")]

    def __str__(self) -> str:
        return self.text[:60]


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    OPEN = "open", _("Waits for the owner")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Suggestion(models.Model):
    """Other words or numbers for an objective, or for a key result of it, drafted by the coach.
    ``changes`` are the fields as the coach would have them, ``before`` the same as they were. The
    owner accepts, which is an edit of their own, or declines with a word."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    request = models.ForeignKey(
        HelpRequest, models.SET_NULL, null=True, related_name="suggestions"
    )  # the question that it answers
    objective = models.ForeignKey("okrs.Objective", models.CASCADE, related_name="suggestions")
    key_result = models.ForeignKey(
        "okrs.KeyResult", models.CASCADE, null=True, related_name="suggestions"
    )
    changes: Any = models.JSONField()
    before: Any = models.JSONField()
    why = models.TextField(blank=True)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=SuggestionState.choices, default=SuggestionState.OPEN
    )
    answered_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["objective", "state", "id"], name="suggestion_by_objective")
        ]
