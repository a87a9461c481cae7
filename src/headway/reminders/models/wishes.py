from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class How(models.TextChoices):
    """How something of a kind reaches somebody. The inbox has all but what is muted."""

    AT_ONCE = "at_once", _("Inbox, and an e-mail at once")
    DIGEST = "digest", _("Inbox and daily e-mail")
    INBOX = "inbox", _("Inbox only")
    OFF = "off", _("Not at all")


class ReminderSettings(models.Model):
    """How somebody wants to be reminded; without it as usual (``core.reminding.Wishes``).

    ``time_zone`` is empty where it is the organisation's. ``kinds`` says for kinds of notices
    (``activity.NoticeKind``) how they reach the person; what it does not name comes in the daily
    e-mail. ``has_at_once``: one of them comes at once. ``by_email``: whether any e-mail leaves.
    """

    person = models.OneToOneField(
        "people.Person", models.CASCADE, primary_key=True, related_name="reminder_settings"
    )
    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    time_zone = models.CharField(max_length=64, blank=True)
    at = models.TimeField(default=time(8))
    before = models.PositiveSmallIntegerField(default=1)
    again = models.PositiveSmallIntegerField(default=2)
    most = models.PositiveSmallIntegerField(default=3)
    kinds: Any = models.JSONField(default=dict)
    has_at_once = models.BooleanField(default=False)
    by_email = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "reminder settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(before__lte=10, again__gte=1, again__lte=10, most__lte=10),
                name="reminder_settings_within_bounds",
            )
        ]
