"""Records that belong to no business topic."""

from __future__ import annotations

from typing import Any

from django.db import models


class IdempotencyRecord(models.Model):
    """The answer an API POST gave for a key, so that a repeated request is answered, not repeated.

    ``fingerprint`` is the hash of method, path and body: the same key with another request is
    refused. Older records are removed after a day."""

    organisation = models.ForeignKey("people.Organisation", models.CASCADE)
    token_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers: Any = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "token_id", "key"], name="idempotency_key_once"
            )
        ]
