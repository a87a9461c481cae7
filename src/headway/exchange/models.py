"""Files brought in from elsewhere, and what became of each thing in them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("Preview")
    COMMITTED = "committed", _("Committed")
    UNDONE = "undone", _("Undone")


class ImportRun(models.Model):
    """One import: the file, its report and whether it was undone."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="imports")
    source = models.CharField(max_length=100)  # the file's own name for where it comes from
    filename = models.CharField(max_length=300)
    format = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=ImportState.choices)
    content = models.BinaryField(null=True)  # kept from preview until commit
    report: Any = models.JSONField()
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)


class ImportedObject(models.Model):
    """Which object stands for which entry of a source, so that importing again changes nothing."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    source = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=200)
    object_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)  # of the entry as last imported

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "kind", "external_id"],
                name="imported_object_once",
            )
        ]


class ImportChange(models.Model):
    """One thing an import created or changed, with what is needed to take it back."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    created = models.BooleanField()
    before: Any = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "position"], name="import_change_in_order")]
