"""Files brought in from elsewhere, and what became of each thing in them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Whether an import was only looked at, written, or taken back."""

    PREVIEW = "preview", _("Preview")
    COMMITTED = "committed", _("Committed")
    UNDONE = "undone", _("Undone")


class ImportRun(models.Model):
    """One import: the file, its report and whether it was undone."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="imports")
    source = models.CharField(max_length=100)  # where the ids of the file's entries come from
    filename = models.CharField(max_length=300)
    format = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=ImportState.choices)
    content = models.BinaryField(null=True)  # kept from preview until commit
    report: Any = models.JSONField()
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="import_newest_first")]


class ImportedObject(models.Model):
    """Which object stands for which entry of a source, so that importing again changes nothing.

    ``values`` are the entry's fields as last imported: what differs from them in a newer file is
    the file's change, what differs from them here is a change made here."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    source = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=250)
    object_id = models.BigIntegerField()
    values: Any = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "kind", "external_id"],
                name="imported_object_once",
            )
        ]


class ImportChange(models.Model):
    """One thing an import created, changed or took for its own, with what is needed to take it
    back.

    ``before`` holds the changed fields as they were, ``entry_before`` the ImportedObject as it was
    (null: there was none). ``fingerprint`` is of the object right after the import; another one at
    undo means that somebody has worked on it since."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=250)
    object_id = models.BigIntegerField()
    created = models.BooleanField()
    before: Any = models.JSONField(null=True)
    entry_before: Any = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["run", "position"], name="import_change_in_order")]
