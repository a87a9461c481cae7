from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class Pulse(models.Model):
    """The pulse question of a meeting, answered from 1 to 5; an empty ``question`` is the one that
    every unit begins with, which each reads in their own language. In a unit of more than four
    people it is anonymous: only how many gave each answer is kept (``counts``, from 1 to 5), apart
    from who has answered, and ``PulseAnswer.value`` stays empty."""

    meeting = models.OneToOneField("rituals.Meeting", models.CASCADE, related_name="pulse")
    question = models.CharField(max_length=300)
    is_anonymous = models.BooleanField()
    counts: Any = models.JSONField(default=list)


class PulseAnswer(models.Model):
    """That somebody has answered; what, only where the pulse is not anonymous."""

    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="answers")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    value = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pulse", "person"], name="pulse_answered_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=5),
                name="pulse_1_to_5",
            ),
        ]
