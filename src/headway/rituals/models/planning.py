"""Frames handed down, plans published, findings acknowledged."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class FrameState(models.TextChoices):
    """What a unit did with a frame: took it as it is, in words of its own, or not."""

    OPEN = "open", _("Waiting for the unit")
    ACCEPTED = "accepted", _("Accepted")
    RESHAPED = "reshaped", _("Reshaped")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Frame(models.Model):
    """What leaders ask of a unit in a cycle, before it plans: a proposal from above.

    It may serve a mid-term goal or an objective of the unit above. The unit accepts it (an
    objective is drafted from it), reshapes it (drafted in the unit's own words) or declines it,
    with a reason.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    cycle = models.ForeignKey("okrs.Cycle", models.CASCADE, related_name="frames")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="frames")
    title = models.CharField(max_length=400)
    why = models.TextField(blank=True)
    goal = models.ForeignKey("strategy.MidTermGoal", models.SET_NULL, null=True, related_name="+")
    parent = models.ForeignKey("okrs.Objective", models.SET_NULL, null=True, related_name="frames")
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=FrameState.choices, default=FrameState.OPEN)
    answered_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    objective = models.OneToOneField(
        "okrs.Objective", models.SET_NULL, null=True, related_name="frame"
    )  # what the unit made of it

    class Meta:
        indexes = [models.Index(fields=["cycle", "unit", "state"], name="frame_by_unit")]

    def __str__(self) -> str:
        return self.title


class PublishedPlan(models.Model):
    """A unit's plan as it stood when it was published: objectives, key results, links and
    signatures, kept whole so that later plans can be compared with it."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    cycle = models.ForeignKey("okrs.Cycle", models.CASCADE, related_name="published_plans")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="published_plans")
    number = models.PositiveIntegerField()  # 1, 2, … within unit and cycle
    content: Any = models.JSONField()
    note = models.TextField(blank=True)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit", "number"], name="published_plan_numbered"
            )
        ]


class Acknowledgement(models.Model):
    """Somebody says of a finding in a plan: seen, and we keep it; of one that blocks, with the
    reason in ``note``.

    ``mark`` names the finding (``queries.findings.mark_of``), most with everything they say: when
    that changes, it is open again. What is found in cycles before stays acknowledged, whatever
    numbers each reads there. ``message`` is what it said."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    cycle = models.ForeignKey("okrs.Cycle", models.CASCADE, related_name="acknowledgements")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="acknowledgements")
    rule = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    mark = models.CharField(max_length=64)
    message = models.TextField()
    note = models.TextField(blank=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "mark"], name="acknowledged_once")]

    def __str__(self) -> str:
        return self.message
