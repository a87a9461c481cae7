from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Aggregation(models.TextChoices):
    """How the readings of a cycle become one value."""

    LAST = "last", _("Latest value")
    SUM = "sum", _("Sum of all entries")
    MEAN = "mean", _("Mean of all entries")
    MAX = "max", _("Highest entry")
    MIN = "min", _("Lowest entry")


class KeyResult(models.Model):
    """How a unit will know that its objective is reached: a number, a start, a target, one owner.

    ``kind`` and the fields it uses follow ``core.progress``: start and target for increase and
    decrease; target (the floor or cap) and fail for stay above and stay below; low, high and fail
    (the tolerance) for within; milestones for milestone; anchors for anchored; n_min for baseline
    (without it somebody says when the baseline is found).
    ``raw``, ``score``, ``value``, ``confidence``, ``read_on``, ``valued_on``, ``checked_in_at`` and
    ``probability`` (of the forecast; empty without one) are stored results of the readings,
    rewritten in the transaction of each check-in. So are ``raw_original``, ``raw_of_record`` and
    the weights beside them: progress and weight by the plan as it was locked, and by the plan that
    counts (``core.goalposts``); all empty while no goal post has moved. ``override`` is the status
    in force that a person set by hand.

    A *health metric* (``is_health``) guards what must not break while its objective is pushed, or
    the key result it is ``paired_with``: it is measured and judged, and counts in no score.

    With a ``kpi`` its values come from there, each check-in dated by the KPI's period.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    objective = models.ForeignKey("okrs.Objective", models.CASCADE, related_name="key_results")
    owner = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="key_results"
    )
    updater = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=600)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=10)  # core.progress.KeyResultKind
    start = models.FloatField(null=True)
    target = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    fail = models.FloatField(null=True)
    scale = models.CharField(max_length=6, default="linear")
    anchors: Any = models.JSONField(null=True)  # [[value, score], …]
    measure = models.CharField(max_length=60, blank=True)  # what one counts in: "%", "EUR", "seats"
    aggregation = models.CharField(
        max_length=4, choices=Aggregation.choices, default=Aggregation.LAST
    )
    weight = models.FloatField(default=1.0)
    cadence = models.CharField(max_length=9, default="weekly")  # core.cadence.cadence_of
    n_min = models.PositiveSmallIntegerField(null=True)  # readings that a baseline takes
    profile: Any = models.JSONField(null=True)  # expected progress [[tau, share], …]; null: linear
    position = models.PositiveIntegerField(default=0)
    added_on = models.DateField(null=True)  # set when added after plan lock; own window from here
    cancelled_on = models.DateField(null=True)
    cancel_reason = models.TextField(blank=True)
    is_health = models.BooleanField(default=False, db_default=False)
    paired_with = models.ForeignKey("self", models.SET_NULL, null=True, related_name="health")
    kpi = models.ForeignKey("kpis.Kpi", models.SET_NULL, null=True, related_name="key_results")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried_to")
    carry_count = models.PositiveSmallIntegerField(default=0, db_default=0)  # cycles behind it

    value = models.FloatField(null=True)
    raw = models.FloatField(null=True)
    score = models.FloatField(null=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    previous_confidence = models.PositiveSmallIntegerField(null=True)
    read_on = models.DateField(null=True)  # effective date of the latest check-in
    valued_on = models.DateField(null=True)  # the same of those with a value, ADR 43
    checked_in_at = models.DateTimeField(null=True)
    probability = models.FloatField(null=True)  # of reaching its aim, of core.forecast
    raw_original = models.FloatField(null=True)
    weight_original = models.FloatField(null=True)
    raw_of_record = models.FloatField(null=True)
    weight_of_record = models.FloatField(null=True)
    override = models.CharField(max_length=9, blank=True, default="", db_default="")
    override_until = models.DateField(null=True)  # its last day; empty: until it is taken back
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence__isnull=True) | models.Q(confidence__lte=10),
                name="key_result_confidence_to_10",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=0), name="key_result_weight_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["objective", "position"], name="key_result_by_objective"),
            models.Index(fields=["owner", "objective"], name="key_result_by_owner"),
            models.Index(fields=["updater", "objective"], name="key_result_by_updater"),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A step of a milestone key result: done or not, never half."""

    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=300)
    weight = models.FloatField(default=1.0)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["key_result", "position"], name="milestone_in_order")]


class Initiative(models.Model):
    """Work that is meant to move a key result. It never moves progress by itself."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="initiatives")
    title = models.CharField(max_length=300)
    owner = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    @property
    def state(self) -> str:
        """open, done or dropped."""
        return "done" if self.done_on else "dropped" if self.dropped_on else "open"


class StatusOverride(models.Model):
    """A status set by hand over the computed one, with a reason; it stays marked, and ends after
    ``expires_on``, or when somebody takes it back (``ended_on``) or sets another."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    key_result = models.ForeignKey(KeyResult, models.CASCADE, related_name="overrides")
    status = models.CharField(max_length=9)  # core.pace.StatusCode: on_track, watch or off_track
    computed = models.CharField(max_length=12)  # what it was set over
    reason = models.TextField()
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    set_on = models.DateField()
    expires_on = models.DateField(null=True)  # its last day, where that was said
    ended_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_result"],
                condition=models.Q(ended_on__isnull=True),
                name="override_one_in_force",
            )
        ]
