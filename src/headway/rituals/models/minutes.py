from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MinuteKind(models.TextChoices):
    """What a line of the minutes is, beside actions and blockers, which have lives of their own."""

    DECISION = "decision", _("Decision")
    PARKED = "parked", _("Parked")
    NOTE = "note", _("Note")


class Minute(models.Model):
    """A line of the minutes, written as it happens, ``seconds`` into the meeting. A removed one
    stays in the record."""

    meeting = models.ForeignKey("rituals.Meeting", models.CASCADE, related_name="minutes")
    kind = models.CharField(max_length=8, choices=MinuteKind.choices)
    text = models.TextField()
    objective = models.ForeignKey("okrs.Objective", models.SET_NULL, null=True, related_name="+")
    key_result = models.ForeignKey("okrs.KeyResult", models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    seconds = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["meeting", "id"], name="minutes_of_meeting")]

    def __str__(self) -> str:
        return self.text[:60]


class Contribution(models.Model):
    """What somebody answers to a question of an async weekly (``where``, ``stuck`` or
    ``differently``). What is written after it closed is told apart by its time."""

    meeting = models.ForeignKey("rituals.Meeting", models.CASCADE, related_name="contributions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    question = models.CharField(max_length=20)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "question"], name="contribution_once"
            )
        ]


class Learning(models.Model):
    """What a unit learned about how it works, kept to be found again in later cycles."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="learnings")
    cycle = models.ForeignKey("okrs.Cycle", models.SET_NULL, null=True, related_name="learnings")
    meeting = models.ForeignKey(
        "rituals.Meeting", models.SET_NULL, null=True, related_name="learnings"
    )
    text = models.TextField()
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-written_at"], name="learnings_latest")]

    def __str__(self) -> str:
        return self.text[:60]
