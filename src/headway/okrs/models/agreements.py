from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from headway.okrs.models.answers import Answer


class SigningRole(models.TextChoices):
    """For whom a signature stands: the owner, the lead above the owner, the unit's coach."""

    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead above")
    COACH = "coach", _("Coach")


class Signature(models.Model):
    """Somebody agrees to an objective and its key results as they stand.

    ``digest`` names the plan that was signed: when the plan changes, signatures under another
    digest are void (``voided_at``) and have to be given again. Nothing is deleted."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    objective = models.ForeignKey("okrs.Objective", models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=5, choices=SigningRole.choices)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "role"],
                condition=models.Q(voided_at__isnull=True),
                name="signature_once_per_role",
            )
        ]


class Dependency(models.Model):
    """A key result needs something from another unit, which accepts or declines; an accepted one
    may name the objective by which the unit delivers."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    key_result = models.ForeignKey("okrs.KeyResult", models.CASCADE, related_name="dependencies")
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="asked_of")
    title = models.CharField(max_length=300)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=Answer.choices, default=Answer.WAITING)
    requested_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    answered_by = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    delivered_by = models.ForeignKey(
        "okrs.Objective", models.SET_NULL, null=True, related_name="delivers"
    )

    class Meta:
        indexes = [models.Index(fields=["unit", "state"], name="dependency_by_unit")]
