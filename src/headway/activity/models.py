"""The audit trail: every write leaves one event, chained by hash per organisation."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from django.db import models


class Event(models.Model):
    """Who changed what, from what, to what, and why.

    ``hash`` is SHA-256 over the event's canonical JSON and the hash of the event before it in the
    same organisation, so a changed, removed or inserted event is found by ``verify_chain``.
    Events are only ever inserted.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE, related_name="events")
    sequence = models.PositiveBigIntegerField()  # 1, 2, 3 … without gaps, per organisation
    at = models.DateTimeField()
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    person_name = models.CharField(max_length=200)  # as it was; survives the person's removal
    verb = models.CharField(max_length=60)  # "objective.created"
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=300)
    before = models.TextField(null=True)  # JSON text, as hashed: a JSON column may respell numbers
    after = models.TextField(null=True)
    why = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sequence"], name="event_sequence_once_in_organisation"
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "subject_type", "subject_id", "sequence"],
                name="event_by_subject",
            ),
            models.Index(fields=["organisation", "at"], name="event_by_time"),
        ]

    def link_hash(self) -> str:
        """SHA-256 of the event's canonical JSON, the previous hash included, as 64 hex digits."""
        canonical = json.dumps(
            {
                "organisation": self.organisation_id,
                "sequence": self.sequence,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "person": self.person_name,
                "verb": self.verb,
                "subject": [self.subject_type, self.subject_id, self.subject_label],
                "before": self.before,
                "after": self.after,
                "why": self.why,
                "previous": self.previous_hash,
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        return hashlib.sha256(canonical.encode()).hexdigest()


class ChainHead(models.Model):
    """The newest link of an organisation's event chain; locked while an event is appended."""

    organisation = models.OneToOneField("people.Organisation", models.CASCADE, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
