"""The arrows of the strategy map, and what data said of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headway.kpis.models import Frequency
from headway.strategy.models.goals import MidTermGoal


class Strength(models.TextChoices):
    """How much of the effect is expected of a cause."""

    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


class CauseEffectLink(models.Model):
    """A hypothesis: as ``cause`` gets better, ``effect`` gets better (``sign`` 1) or worse (-1),
    ``lag`` periods of ``per`` later. Held against the values of ``cause_kpi`` and ``effect_kpi``;
    None: of the KPI that counts most for the goal.

    Holds from ``since`` until the day before ``until`` (None: on). What is tested never changes:
    another lag, sign or KPI ends it and begins the next, untested. ``strength`` and ``rationale``
    are words, whose earlier ones the audit trail keeps.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    cause = models.ForeignKey(MidTermGoal, models.CASCADE, related_name="links_up")
    effect = models.ForeignKey(MidTermGoal, models.CASCADE, related_name="links_down")
    cause_kpi = models.ForeignKey("kpis.Kpi", models.RESTRICT, null=True, related_name="+")
    effect_kpi = models.ForeignKey("kpis.Kpi", models.RESTRICT, null=True, related_name="+")
    sign = models.SmallIntegerField(default=1)
    lag = models.PositiveSmallIntegerField(default=1)
    per = models.CharField(max_length=9, choices=Frequency.choices, default=Frequency.MONTHLY)
    strength = models.CharField(max_length=6, choices=Strength.choices, default=Strength.MEDIUM)
    rationale = models.TextField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "effect"],
                condition=Q(until__isnull=True),
                name="goals_linked_once",
            ),
            models.CheckConstraint(condition=~Q(cause=F("effect")), name="link_between_two_goals"),
        ]

    def __str__(self) -> str:
        return f"{self.cause} → {self.effect}"


class LinkLack(models.TextChoices):
    """Why data say nothing of an arrow."""

    NO_KPI = "no_kpi", _("A goal of it is measured by no KPI.")
    NO_DIRECTION = "direction", _("A KPI of it has no better direction.")
    TOO_LONG = (
        "too_long",
        _("A KPI of it has values of longer periods: tell the lag in those."),
    )
    TOO_FEW = "too_few", _("Too few periods in a row have values of both.")
    FLAT = "flat", _("A KPI of it does not move.")


class LinkTrial(models.Model):
    """What the values of two KPIs said of an arrow when it was tested, ``together`` with so many
    others (docs/methods 5.4). ``verdict`` is one of ``core.hypothesis.LinkVerdict``; ``lack`` says
    why it could not be tested. ``r`` is by what is better: above 0, better goes with better.

    The same ``data`` (a digest of KPIs and values) say the same again: then the trial stays and is
    told to be ``again_at``. With ``same_data`` as the one before it is another trial only because
    it was judged together with others."""

    link = models.ForeignKey(CauseEffectLink, models.CASCADE, related_name="trials")
    cause_kpi = models.ForeignKey("kpis.Kpi", models.SET_NULL, null=True, related_name="+")
    effect_kpi = models.ForeignKey("kpis.Kpi", models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(max_length=12)
    lack = models.CharField(max_length=9, choices=LinkLack.choices, blank=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    n = models.PositiveIntegerField(default=0)
    pairs = models.PositiveIntegerField(default=0)
    r = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    p_value = models.FloatField(null=True)
    power = models.FloatField(null=True)
    without_season = models.BooleanField(default=False)
    together = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    tested_at = models.DateTimeField()
    data = models.CharField(max_length=64, blank=True, default="")
    same_data = models.BooleanField(default=False)
    again_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["link", "-tested_at"], name="trials_of_link")]
