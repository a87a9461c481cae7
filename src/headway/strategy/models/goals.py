"""What the organisation is for and where it must be in a year."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

CARRIED = "carried_from_id"
"""In the event of a linked copy that changed with its original: the id of that."""


class StatementKind(models.TextChoices):
    """Which text of the organisation it is."""

    MISSION = "mission", _("Mission")
    VISION = "vision", _("Vision")
    VALUES = "values", _("Values")


class Statement(models.Model):
    """One version of the organisation's mission, vision or values. A change is a new version."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    kind = models.CharField(max_length=8, choices=StatementKind.choices)
    version = models.PositiveIntegerField()
    text = models.TextField()
    effective_on = models.DateField()
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "version"], name="statement_version_once"
            )
        ]


class Perspective(models.Model):
    """A view of the balanced scorecard, such as Customer; ``hint`` says what it is about. Position
    0 is on top. One that was removed stays for the past days that it was seen on."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="perspective_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


def live_goals(prefix: str = "") -> models.Q:
    """Goals that are neither archived nor of a unit that is; ``prefix`` leads to the goal."""
    return models.Q(
        **{f"{prefix}archived_at__isnull": True, f"{prefix}unit__archived_at__isnull": True}
    )


class MidTermGoal(models.Model):
    """Where the organisation, or a ``unit`` of it, must be in a year; belongs to a perspective.

    ``serves`` is a goal of a unit above, or of the organisation, that it contributes to; nothing is
    computed by it. A ``copy_of`` another goal has the title, description, perspective and time of
    that one, which ``strategy.actions`` keeps the same (docs/adr 0036). While its unit is archived
    a goal is not live (:func:`live_goals`)."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, related_name="goals")
    serves = models.ForeignKey("self", models.SET_NULL, null=True, related_name="served_by")
    copy_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    perspective = models.ForeignKey(Perspective, models.PROTECT, null=True, related_name="goals")
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    owner = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="goal_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["unit", "copy_of"],
                condition=models.Q(archived_at__isnull=True, copy_of__isnull=False),
                name="goal_copied_once_into_a_unit",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "starts_on"], name="goal_by_year")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        """As :func:`live_goals`. A query where its unit was not read along."""
        return self.archived_at is None and (self.unit is None or self.unit.archived_at is None)
