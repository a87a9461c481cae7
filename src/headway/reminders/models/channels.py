from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelKind(models.TextChoices):
    """Which program reads what is posted."""

    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")
    MATTERMOST = "mattermost", _("Mattermost or another that reads Slack's format")


class Topic(models.TextChoices):
    """What a channel hears of."""

    DUE = "due", _("Check-ins that are due, and of whom")
    MEETINGS = "meetings", _("Meetings of the day")
    DECISIONS = "decisions", _("Decisions of meetings that are over")


class Channel(models.Model):
    """Where a unit's digest is posted: an incoming webhook. Its address is a secret and sealed;
    ``host`` is what of it may be shown. ``next_at``: when it is posted to; None: not by itself, as
    it was removed or takes nothing.
    ``posted_at`` is when it took something last, ``error`` why not since. ``told_until``: of which
    closed meetings it heard."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="channels")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    secrets = models.TextField()
    host = models.CharField(max_length=255)
    topics: Any = models.JSONField(default=list)
    at = models.TimeField(default=time(8, 30))
    maker = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, db_index=True)
    posted_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["organisation", "unit"], name="channels_of_unit")]

    def __str__(self) -> str:
        return self.name
