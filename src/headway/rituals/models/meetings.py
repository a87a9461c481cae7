from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MeetingKind(models.TextChoices):
    """The rituals that have a room."""

    WEEKLY = "weekly", _("Weekly")
    REVIEW = "review", _("Review")
    RETROSPECTIVE = "retrospective", _("Retrospective")
    PLANNING = "planning", _("Planning session")


class MeetingMode(models.TextChoices):
    """Together at one time, or each in their own time until a deadline."""

    LIVE = "live", _("Together")
    ASYNC = "async", _("Each in their own time")


class MeetingState(models.TextChoices):
    """Where a meeting stands. A cancelled one stays in the record."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Over")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingSeries(models.Model):
    """When a unit meets again and again: ``weekday`` (0 Monday) at ``at``, where the organisation
    lives, every ``weeks`` weeks counted from ``since``. A meeting that is async is open from then
    until ``open_hours`` later. One series of a kind is in force in a unit at a time."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="series")
    kind = models.CharField(max_length=13, choices=MeetingKind.choices, default=MeetingKind.WEEKLY)
    mode = models.CharField(max_length=5, choices=MeetingMode.choices, default=MeetingMode.LIVE)
    weekday = models.PositiveSmallIntegerField()
    at = models.TimeField()
    weeks = models.PositiveSmallIntegerField(default=1)
    open_hours = models.PositiveSmallIntegerField(default=24)
    facilitator = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    since = models.DateField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "meeting series"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(ended_on__isnull=True),
                name="series_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, weeks__gte=1), name="series_weekday_and_weeks"
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind"],
                condition=Q(mode=MeetingMode.ASYNC, ended_on__isnull=True),
                name="series_async_in_force",
            )
        ]


class Meeting(models.Model):
    """A weekly, review, retrospective or planning session of a unit.

    ``stages`` is the agenda in order, as it was when the meeting opened: each has a ``key``, the
    ``minutes`` meant for it and the ``seconds`` spent in it so far. ``stage`` is the index of the
    one under way, which runs since ``running_since``; None: the clock stands, or has not started.
    ``version`` grows with every write in the room, so whoever looks knows when to look again.
    ``focus`` is what everybody looks at now, as the facilitator moves on: "objective-12",
    "key_result-5", or nothing. ``week`` is the first day of the week that a weekly is of.
    ``heard_at`` is when something last happened there; whoever only came in says nothing.
    ``content`` is what the minutes show beside the records that hang on the meeting: numbers as
    they were when it closed.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="meetings")
    cycle = models.ForeignKey("okrs.Cycle", models.SET_NULL, null=True, related_name="meetings")
    series = models.ForeignKey(MeetingSeries, models.SET_NULL, null=True, related_name="meetings")
    kind = models.CharField(max_length=13, choices=MeetingKind.choices)
    mode = models.CharField(max_length=5, choices=MeetingMode.choices, default=MeetingMode.LIVE)
    state = models.CharField(
        max_length=9, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    week = models.DateField(null=True)
    planned_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # the deadline of an async one
    facilitator = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    format = models.CharField(max_length=20, blank=True)  # of a retrospective's board
    is_anonymous = models.BooleanField(default=False)  # its cards have no author
    stages: Any = models.JSONField(default=list)
    stage = models.PositiveSmallIntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    focus = models.CharField(max_length=40, blank=True, default="", db_default="")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    content: Any = models.JSONField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(state=MeetingState.OPEN),
                name="meeting_one_open_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["unit", "week"],
                condition=Q(kind=MeetingKind.WEEKLY) & ~Q(state=MeetingState.CANCELLED),
                name="meeting_one_weekly_a_week",
            ),
            models.CheckConstraint(
                condition=~Q(kind=MeetingKind.WEEKLY) | Q(week__isnull=False),
                name="meeting_weekly_has_week",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "kind", "-planned_at"], name="meeting_by_unit"),
            models.Index(fields=["organisation", "state", "planned_at"], name="meeting_by_day"),
            models.Index(fields=["unit", "-planned_at"], name="meeting_latest_of_unit"),
            models.Index(
                fields=["state", "id"],
                condition=Q(mode=MeetingMode.ASYNC),
                name="meeting_async_by_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.planned_at:%Y-%m-%d}"

    @property
    def held_at(self) -> datetime:
        """When it took place: when it opened; before that, when it is planned."""
        return self.opened_at or self.planned_at


class Attendance(models.Model):
    """Somebody is or was in the room; ``seen_at`` is when their page last asked for news,
    ``writing_at`` when it last said that something is typed there and not sent."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(seen_at__gte=F("joined_at")), name="attendance_seen_after_joining"
            ),
        ]
