from __future__ import annotations

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """An e-mail on its way: the digest of a ``day``, or a notice that has one of its own.

    What a digest says is put together when it leaves, so that it holds what waits then.
    ``next_at``: when it is tried; None when it left, was not needed, or was given up, which
    ``ended_at`` and ``error`` tell apart from one that left (``sent_at``).
    """

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    day = models.DateField(null=True)
    notice = models.OneToOneField("activity.Notice", models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="digest_once_a_day"),
            models.CheckConstraint(
                condition=Q(day__isnull=True, notice__isnull=False)
                | Q(day__isnull=False, notice__isnull=True),
                name="letter_is_digest_or_notice",
            ),
        ]
        indexes = [models.Index(fields=["person", "-created_at"], name="letters_of_person")]
