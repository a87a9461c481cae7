from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ambition(models.TextChoices):
    """Committed: expected to be reached in full. Aspirational: 0.7 on average is a good result."""

    COMMITTED = "committed", _("Committed")
    ASPIRATIONAL = "aspirational", _("Aspirational")


class Origin(models.TextChoices):
    """Who wanted it first: somebody above its unit, or the unit itself."""

    TOP_DOWN = "top_down", _("Top-down")
    BOTTOM_UP = "bottom_up", _("Bottom-up")


class State(models.TextChoices):
    """Where an objective stands between its first words and its end."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """How it ended, as its owner says; its score is computed."""

    ACHIEVED = "achieved", _("Achieved")
    PARTLY = "partly", _("Partly achieved")
    MISSED = "missed", _("Missed")
    DROPPED = "dropped", _("Dropped")
    CARRIED_OVER = "carried_over", _("Carried over")


class Visibility(models.TextChoices):
    """Who may read an objective. Drafts are for their unit, whatever this says."""

    ORGANISATION = "organisation", _("Everybody in the organisation")
    UNIT = "unit", _("Its unit and the units below")
    PEOPLE = "people", _("Named people")


class Objective(models.Model):
    """What a unit changes in a cycle, in words.

    ``own_score`` is the stored result of ``core.scoring.objective_score`` over the objective's own
    key results, ``own_coverage`` the part of their weight it was computed from (empty without any).
    ``score`` and ``coverage`` are what it comes to with the objectives that drive it
    (``core.alignment.roll_up``; ``own_weight`` is the weight of the own score among theirs). All
    are rewritten in the transaction of every write that moves them.
    ``owner`` is empty only where an imported file names none; ``author`` drafted it.
    ``focus_reason`` says why the unit takes on more than five, or the objective has more key
    results than five.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    cycle = models.ForeignKey("okrs.Cycle", models.PROTECT, related_name="objectives")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="objectives")
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="objectives")
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=400)
    description = models.TextField(blank=True)
    ambition = models.CharField(
        max_length=12, choices=Ambition.choices, default=Ambition.ASPIRATIONAL
    )
    origin = models.CharField(max_length=9, choices=Origin.choices, default=Origin.BOTTOM_UP)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    is_local = models.BooleanField(default=False)  # deliberately without a path to a goal
    position = models.PositiveIntegerField(default=0)
    visibility = models.CharField(
        max_length=12,
        choices=Visibility.choices,
        default=Visibility.ORGANISATION,
        db_default=Visibility.ORGANISATION,
    )
    viewers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "people.Person", related_name="+"
    )  # with visibility "people"
    focus_reason = models.TextField(blank=True, default="", db_default="")
    recovers = models.ForeignKey(
        "kpis.Response", models.SET_NULL, null=True, related_name="objectives"
    )  # the signal it answers
    carry_count = models.PositiveSmallIntegerField(default=0, db_default=0)  # cycles behind it
    own_weight = models.FloatField(default=1.0, db_default=1.0)
    own_score = models.FloatField(null=True)
    own_coverage = models.FloatField(null=True)
    score = models.FloatField(null=True)
    coverage = models.FloatField(default=0.0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "cycle", "unit", "position"], name="objective_by_unit"
            ),
            models.Index(fields=["cycle", "state"], name="objective_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(own_weight__gte=0), name="objective_own_weight_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def has_locked_plan(self, on: date) -> bool:
        """Whether its goal posts stand on that day: the plan is locked, and the objective was part
        of it. What moves from then on needs a reason and goes to the ledger."""
        return self.state not in (State.DRAFT, State.PROPOSED) and self.cycle.is_locked(on)


class LinkKind(models.TextChoices):
    """What a link does to numbers: aligned shows a connection and moves nothing."""

    ALIGNED = "aligned", _("Aligned")
    DRIVES_SCORE = "drives_score", _("Drives score")
    CONTRIBUTES_VALUE = "contributes_value", _("Contributes value")


class ObjectiveLink(models.Model):
    """An objective serves a mid-term goal, another objective or a key result. Several parents are
    allowed; a circle is refused by the action that adds the link.

    *Drives score*: the child's score is part of the parent objective's, by ``weight``.
    *Contributes value*: ``share`` of the value of ``child_key_result`` (one of the child's) is part
    of the value of the parent key result; empty shares split evenly what others leave.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    child = models.ForeignKey(Objective, models.CASCADE, related_name="parent_links")
    goal = models.ForeignKey(
        "strategy.MidTermGoal", models.CASCADE, null=True, related_name="objective_links"
    )
    objective = models.ForeignKey(Objective, models.CASCADE, null=True, related_name="child_links")
    key_result = models.ForeignKey(
        "okrs.KeyResult", models.CASCADE, null=True, related_name="child_links"
    )
    kind = models.CharField(max_length=17, choices=LinkKind.choices, default=LinkKind.ALIGNED)
    weight = models.FloatField(default=1.0, db_default=1.0)
    child_key_result = models.ForeignKey(
        "okrs.KeyResult", models.CASCADE, null=True, related_name="parent_links"
    )
    share = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=LinkKind.ALIGNED, child_key_result__isnull=True)
                | models.Q(
                    kind=LinkKind.DRIVES_SCORE,
                    objective__isnull=False,
                    child_key_result__isnull=True,
                )
                | models.Q(
                    kind=LinkKind.CONTRIBUTES_VALUE,
                    key_result__isnull=False,
                    child_key_result__isnull=False,
                ),
                name="link_ends_fit_its_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=0), name="link_weight_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | models.Q(share__gte=0, share__lte=1),
                name="link_share_to_1",
            ),
            models.UniqueConstraint(
                fields=["child_key_result", "key_result"],
                condition=models.Q(child_key_result__isnull=False),
                name="link_value_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    goal__isnull=False, objective__isnull=True, key_result__isnull=True
                )
                | models.Q(goal__isnull=True, objective__isnull=False, key_result__isnull=True)
                | models.Q(goal__isnull=True, objective__isnull=True, key_result__isnull=False),
                name="link_has_one_parent",
            ),
            models.UniqueConstraint(
                fields=["child", "goal"],
                condition=models.Q(goal__isnull=False),
                name="link_goal_once",
            ),
            models.UniqueConstraint(
                fields=["child", "objective"],
                condition=models.Q(objective__isnull=False),
                name="link_objective_once",
            ),
            models.UniqueConstraint(
                fields=["child", "key_result"],
                condition=models.Q(key_result__isnull=False, child_key_result__isnull=True),
                name="link_key_result_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(child=models.F("objective")), name="link_not_to_itself"
            ),
        ]
