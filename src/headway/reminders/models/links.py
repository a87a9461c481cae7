from __future__ import annotations

from django.db import models
from django.db.models import Q


class QuickLink(models.Model):
    """The link of a letter by which one person may check in once on one key result, without signing
    in. Only the hash of its secret is kept."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    key_result = models.ForeignKey("okrs.KeyResult", models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    check_in = models.ForeignKey("okrs.CheckIn", models.SET_NULL, null=True, related_name="+")


class FeedToken(models.Model):
    """The address of a calendar for programs that cannot sign in: what ``person`` sees, of their
    own or of a unit. Only the hash of its secret is kept."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="feed_tokens")
    unit = models.ForeignKey("people.Unit", models.CASCADE, null=True, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(revoked_at__isnull=True),
                name="feed_one_of_a_unit",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True, unit__isnull=True),
                name="feed_one_of_ones_own",
            ),
        ]
