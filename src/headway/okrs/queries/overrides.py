"""Statuses that a person set over the computed ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import StatusOverride


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """Who set which status, over what, why, when, and until when. ``ended_on`` is the day it was
    taken back or replaced."""

    id: int
    key_result_id: int
    status: str
    computed: str
    reason: str
    person_name: str | None
    set_on: date
    expires_on: date | None
    ended_on: date | None
    created_at: datetime

    def holds_on(self, day: date) -> bool:
        """Whether it was in force that day."""
        is_over = self.expires_on is not None and day > self.expires_on
        is_ended = self.ended_on is not None and day >= self.ended_on
        return self.set_on <= day and not is_over and not is_ended


_COLUMNS = (
    "id", "key_result_id", "status", "computed", "reason", "person__name", "set_on", "expires_on",
    "ended_on", "created_at",
)  # fmt: skip


def overrides_on(key_result_ids: Collection[int], day: date) -> dict[int, OverrideRow]:
    """Those in force on a day, by key result. One query."""
    found = _since(tuple(key_result_ids), day)
    return {row.key_result_id: row for row in found if row.holds_on(day)}


_rows = Kept(OverrideRow)


@prepared(rows=_rows)
def _since(key_result_ids: tuple[int, ...], day: date) -> QuerySet[StatusOverride, tuple[Any, ...]]:
    still = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return (
        StatusOverride.objects.filter(still, key_result_id__in=key_result_ids)
        .order_by("id")
        .values_list(*_COLUMNS)
    )


def overrides_of(key_result_id: int, *, until: date | None = None) -> list[OverrideRow]:
    """All of one key result, the newest first; with ``until`` those that were set by then, as they
    stood. One query."""
    rows = _of(key_result_id)
    if until is None:
        return rows
    return [
        row if row.ended_on is None or row.ended_on <= until else replace(row, ended_on=None)
        for row in rows
        if row.set_on <= until
    ]


@prepared(rows=_rows)
def _of(key_result_id: int) -> QuerySet[StatusOverride, tuple[Any, ...]]:
    return (
        StatusOverride.objects.filter(key_result_id=key_result_id)
        .order_by("-id")
        .values_list(*_COLUMNS)
    )
