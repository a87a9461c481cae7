from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Round(models.Model):
    """When it is looked at next what somebody is to be reminded of; None: it is to be worked out,
    since they chose anew or are new."""

    person = models.OneToOneField(
        "people.Person", models.CASCADE, primary_key=True, related_name="+"
    )
    next_at = models.DateTimeField(null=True, db_index=True)


class Reminded(models.Model):
    """That somebody was reminded of a matter (``key``, such as "check_in:12") that was due on a
    day, the last time on ``told_on``."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    due_on = models.DateField()
    told_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="reminded_of_a_key")]


class EscalationLevel(models.TextChoices):
    """``core.reminding.Level``."""

    LEAD = "lead", _("Lead")
    COACH = "coach", _("Coach")


class Escalation(models.Model):
    """That somebody was told what waits for another, too long. ``person`` is who was told, None
    where there was nobody to tell; ``withdrawn_at`` says that it was done after all, or changed
    hands."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    owner = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    due_on = models.DateField()
    level = models.CharField(max_length=5, choices=EscalationLevel.choices)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key", "due_on", "level"], name="escalated_once_a_level"
            )
        ]
        indexes = [
            models.Index(
                fields=["owner"],
                condition=Q(withdrawn_at__isnull=True),
                name="escalations_open",
            )
        ]
