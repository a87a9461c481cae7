from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Nature(models.TextChoices):
    """Whether it moves before the outcome, with it, or both."""

    LEADING = "leading", _("Leading")
    LAGGING = "lagging", _("Lagging")
    BOTH = "both", _("Both")


class Frequency(models.TextChoices):
    """How often there is a value: the calendar's own periods, of the organisation's fiscal year
    and week."""

    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    YEARLY = "yearly", _("Yearly")


class InTime(models.TextChoices):
    """How values of shorter periods become that of a longer one."""

    SUM = "sum", _("Sum")
    MEAN = "mean", _("Mean")
    LAST = "last", _("Last value")
    MIN = "min", _("Lowest value")
    MAX = "max", _("Highest value")
    RATIO = "ratio", _("Ratio of the sums")


class Missing(models.TextChoices):
    """What an input without a value does to a formula (``core.formulas``)."""

    BLANK = "blank", _("No value")
    ZERO = "zero", _("Counts as 0")
    IGNORE = "ignore", _("Left out of sum, mean, min and max")


class Colouring(models.TextChoices):
    """What the colour of a KPI goes by."""

    SIGNALS = "signals", _("Signals and target")
    THRESHOLDS = "thresholds", _("Thresholds alone")


class Kpi(models.Model):
    """What a unit watches all the time, with the definition in force (``version``; the earlier ones
    are :class:`KpiVersion`).

    ``owner`` answers for it, ``updater`` enters it; without one the owner does. ``better``,
    ``form``, ``spread`` and ``rules`` follow ``core.spc``. ``scale`` is what a ratio is multiplied
    by: 100 for a percentage. ``low_bound`` and ``high_bound`` are what is possible at all.
    ``segmented_by`` says what its segments are, such as region; with ``partial`` the whole is made
    where some of them have no value, too. ``cause_days`` and ``action_days`` are the working days
    the response plan allows from a signal to its cause and to an action. ``copied_from`` is the KPI
    whose definition, as it was in ``copied_version``, this one began with. One with an
    ``expression`` is *derived*: its values are computed from those of other KPIs
    (:class:`KpiInput`), and nobody enters them. One with ``levels``, pairs of a name and its score,
    is told in those words, and its values are their scores (``core.levels``); ``former_levels``
    are those that its scale has no more.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="kpis")
    owner = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="kpis", db_index=False
    )
    updater = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)
    external_id = models.CharField(max_length=200, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    question = models.TextField(blank=True)
    formula = models.TextField(blank=True)
    expression = models.TextField(blank=True, default="")
    missing = models.CharField(max_length=6, choices=Missing.choices, default=Missing.BLANK)
    measure = models.CharField(max_length=60, blank=True)
    decimals = models.PositiveSmallIntegerField(default=1)
    better = models.CharField(max_length=7, default="up")
    nature = models.CharField(max_length=7, choices=Nature.choices, default=Nature.LAGGING)
    leads = models.ForeignKey("self", models.SET_NULL, null=True, related_name="led_by")
    leads_lag = models.PositiveSmallIntegerField(null=True)
    frequency = models.CharField(max_length=9, choices=Frequency.choices, default=Frequency.MONTHLY)
    due_lag = models.PositiveSmallIntegerField(default=5)
    in_time = models.CharField(max_length=5, choices=InTime.choices, default=InTime.MEAN)
    scale = models.FloatField(default=1.0)
    is_count = models.BooleanField(default=False)
    segmented_by = models.CharField(max_length=60, blank=True, default="")
    partial = models.BooleanField(default=False)
    low_bound = models.FloatField(null=True)
    high_bound = models.FloatField(null=True)
    source = models.TextField(blank=True)
    query = models.TextField(blank=True)
    limitations = models.TextField(blank=True)
    counter_metric = models.TextField(blank=True)
    response_plan = models.TextField(blank=True)
    cause_days = models.PositiveSmallIntegerField(default=5)
    action_days = models.PositiveSmallIntegerField(default=10)
    review_by = models.DateField(null=True)

    form = models.CharField(max_length=12, default="level")
    season = models.PositiveSmallIntegerField(default=12)
    spread = models.CharField(max_length=6, default="mean")
    screened = models.BooleanField(default=False)
    rules: Any = models.JSONField(default=list)  # codes of core.spc.RULES; empty: its default
    levels: Any = models.JSONField(default=list)
    former_levels: Any = models.JSONField(default=list)
    colouring = models.CharField(
        max_length=10, choices=Colouring.choices, default=Colouring.SIGNALS
    )
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    copied_version = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(F("organisation"), Lower("name"), F("id"), name="kpi_by_name"),
            models.Index(fields=["organisation", "unit", "position"], name="kpi_by_unit"),
            models.Index(fields=["owner"], name="kpi_by_owner"),
            models.Index(  # most have none: with those in it, SQLite takes nobody for rare
                fields=["updater"], condition=Q(updater__isnull=False), name="kpi_by_updater"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                condition=~Q(external_id=""),
                name="kpi_external_id_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_words(self) -> bool:
        """Whether its values are words of a scale."""
        return bool(self.levels)

    @property
    def is_derived(self) -> bool:
        """Whether its values are computed from other KPIs."""
        return bool(self.expression)


class KpiInput(models.Model):
    """A name in a KPI's expression, and the KPI whose values it stands for."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="inputs")
    name = models.CharField(max_length=60)
    input = models.ForeignKey(Kpi, models.RESTRICT, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kpi", "name"], name="kpi_input_once")]


class KpiVersion(models.Model):
    """One version of a definition, in full, and the unit that the KPI belonged to. Where the
    formula changed (``breaks``) a new baseline begins with the period of ``effective_on``."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="versions")
    unit = models.ForeignKey("people.Unit", models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField()
    fields: Any = models.JSONField()
    effective_on = models.DateField()
    breaks = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kpi", "number"], name="kpi_version_once")]


class ArchivedSpell(models.Model):
    """From when to when a KPI was put away that is back: past days do not show it in between."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="spells")
    archived_at = models.DateTimeField()
    restored_at = models.DateTimeField()


class TargetKind(models.TextChoices):
    """What is wanted of the values."""

    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")
    WITHIN = "within", _("Within")


class Target(models.Model):
    """What is wanted from a period on, until another target takes over; past periods keep theirs.

    At least ``low``, at most ``high``, or within both. ``red`` is the value from which it is red
    (within: how far outside); ``worst`` and ``best`` end the scale of scores. With a ``curve``,
    pairs of value and score, these follow from it (``core.curves``). Never changed: a
    newer one of the same day replaces it, and one without numbers ends it. It ``moves`` the goal
    posts where it took the place of another, later than on the day the KPI was defined.
    """

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="targets")
    effective_on = models.DateField()
    kind = models.CharField(max_length=8, choices=TargetKind.choices)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    worst = models.FloatField(null=True)
    red = models.FloatField(null=True)
    best = models.FloatField(null=True)
    curve: Any = models.JSONField(null=True)
    by = models.DateField(null=True)  # when it is to be met
    moves = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["kpi", "effective_on", "id"], name="target_in_force"),
            models.Index(fields=["created_at"], condition=Q(moves=True), name="target_moves"),
        ]


class Rebase(models.Model):
    """A new baseline from a period on, on four answers that were yes."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="rebases")
    starts_on = models.DateField()
    different = models.TextField()  # how one sees that the behaviour is different
    reason = models.TextField()  # why it is
    wanted = models.TextField()  # that it is wanted or accepted
    lasting = models.TextField()  # why it is expected to last
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "starts_on"],
                condition=Q(undone_at__isnull=True),
                name="rebase_once_a_period",
            )
        ]


class Annotation(models.Model):
    """A remark at a period of the chart, such as a strike or a release."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="annotations")
    starts_on = models.DateField()
    text = models.CharField(max_length=200)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)


class Follow(models.Model):
    """Somebody wants to hear of a KPI they do not own."""

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="followers")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="followed_kpis")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kpi", "person"], name="follow_once")]
