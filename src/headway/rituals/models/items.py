from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ItemState(models.TextChoices):
    """What became of something that somebody was to do."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Blocker(models.Model):
    """What keeps a unit from going on, until it is resolved: about a key result, an objective, or
    the unit's work as a whole. An action may have come of it (``ActionItem.blocker``)."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="blockers")
    meeting = models.ForeignKey(
        "rituals.Meeting", models.SET_NULL, null=True, related_name="blockers"
    )  # where it was raised
    objective = models.ForeignKey("okrs.Objective", models.SET_NULL, null=True, related_name="+")
    key_result = models.ForeignKey(
        "okrs.KeyResult", models.SET_NULL, null=True, related_name="blockers"
    )
    title = models.CharField(max_length=400)
    owner = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True)
    raised_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    resolution = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "raised_at"],
                condition=Q(resolved_at__isnull=True),
                name="blocker_open_by_unit",
            ),
            models.Index(
                fields=["organisation", "raised_at"],
                condition=Q(resolved_at__isnull=True),
                name="blocker_open_of_all",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActionItem(models.Model):
    """Something agreed in a meeting: one owner, a day, and it comes back in the next weekly and
    retrospective until it is done or dropped with a word why. ``put_off_why`` is what was said when
    its day was moved the last time."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="action_items")
    meeting = models.ForeignKey(
        "rituals.Meeting", models.SET_NULL, null=True, related_name="action_items"
    )  # where it was agreed
    blocker = models.ForeignKey(Blocker, models.SET_NULL, null=True, related_name="action_items")
    objective = models.ForeignKey("okrs.Objective", models.SET_NULL, null=True, related_name="+")
    key_result = models.ForeignKey("okrs.KeyResult", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=400)
    owner = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="action_items"
    )
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=7, choices=ItemState.choices, default=ItemState.OPEN)
    created_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    closing_word = models.TextField(blank=True)
    times_put_off = models.PositiveSmallIntegerField(default=0, db_default=0)
    put_off_why = models.TextField(blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ItemState.OPEN, ended_at__isnull=True)
                | (~Q(state=ItemState.OPEN) & Q(ended_at__isnull=False)),
                name="action_item_ended_when_settled",
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_on"],
                condition=Q(state=ItemState.OPEN),
                name="action_open_by_unit",
            ),
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(state=ItemState.OPEN),
                name="action_open_by_owner",
            ),
            models.Index(
                fields=["organisation", "due_on"],
                condition=Q(state=ItemState.OPEN),
                name="action_open_of_all",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Priority(models.Model):
    """One of the few things that somebody does first in a week, at most three
    (docs/methods 6, PRIORITY_TIE), for a key result where one is named."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="priorities")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="priorities")
    week = models.DateField()  # its first day
    title = models.CharField(max_length=300)
    key_result = models.ForeignKey("okrs.KeyResult", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=ItemState.choices, default=ItemState.OPEN)
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "priorities"
        indexes = [
            models.Index(fields=["unit", "week", "id"], name="priorities_of_week"),
            models.Index(fields=["person", "week"], name="priorities_of_person"),
        ]

    def __str__(self) -> str:
        return self.title


class HeadsUp(models.Model):
    """What others should know of the coming weeks."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.CASCADE, related_name="heads_ups")
    on = models.DateField()
    title = models.CharField(max_length=300)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "on"], name="heads_ups_by_day")]

    def __str__(self) -> str:
        return self.title
