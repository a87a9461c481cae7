"""The audit trail, in which every write leaves one event, chained by hash; and the inbox."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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


class NoticeKind(models.TextChoices):
    """What people hear of; each may be muted by each person."""

    DUE = "due", _("Check-ins and values that are due")
    ASSIGNED = "assigned", _("Something is yours now")
    ACTION_DUE = "action_due", _("Actions and blockers that are due")
    RITUAL = "ritual", _("Meetings of your units")
    MINUTES = "minutes", _("Minutes")
    MENTION = "mention", _("Somebody mentions you")
    COMMENT = "comment", _("Comments on what you follow")
    NUDGE = "nudge", _("Somebody nudges you")
    HELP = "help", _("Questions to the coach, and answers")
    SUGGESTION = "suggestion", _("The coach suggests something")
    ESCALATION = "escalation", _("What has waited too long in your units")


class Notice(models.Model):
    """A line in somebody's inbox: what happened that concerns them, and the page to go to.

    ``key`` names the occasion, of which nobody is told twice. ``letter`` is the text of an e-mail
    of its own, where it has one. ``sent_at`` says when it left by e-mail, alone or in a digest;
    ``settled_at`` that it needs no sending any more: sent, muted, read or done before.
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="notices")
    author = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=200, blank=True)
    letter = models.TextField(blank=True)
    letter_html = models.TextField(blank=True)
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"], condition=~Q(key=""), name="notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notices_latest"),
            models.Index(
                fields=["person", "-id"], condition=Q(read_at__isnull=True), name="notices_unread"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(settled_at__isnull=True),
                name="notices_to_send",
            ),
        ]

    def __str__(self) -> str:
        return self.title
