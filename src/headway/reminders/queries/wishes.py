"""What people wish to hear of, and by which way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.db.models import QuerySet

from headway.activity.models import NoticeKind
from headway.core.reminding import Wishes
from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.reminders.models import How, ReminderSettings


@dataclass(frozen=True, slots=True)
class Chosen:
    """How somebody is reminded. ``time_zone`` is empty where it is the organisation's; ``kinds``
    are those for which they chose another way than the daily e-mail."""

    time_zone: str = ""
    at: time = time(8)
    before: int = 1
    again: int = 2
    most: int = 3
    kinds: dict[str, str] = field(default_factory=dict)
    by_email: bool = True
    version: int = 0

    def how(self, kind: str) -> How:
        """By which way something of a kind reaches them; never by e-mail where they want none."""
        way = How(self.kinds.get(kind, How.DIGEST))
        if not self.by_email and way != How.OFF:
            return How.INBOX
        return way

    def wishes(self, kind: str) -> Wishes:
        """The same for the core."""
        return Wishes(self.at, self.how(kind) == How.OFF, self.before, self.again, self.most)


USUAL = Chosen()


def chosen_by(person_id: int | None) -> Chosen:
    """What somebody chose, or the usual. One query, none for no person."""
    rows = _settings(person_id) if person_id is not None else []
    return Chosen(*rows[0]) if rows else USUAL


def wished(actor: Actor) -> dict[str, How]:
    """By which way each kind reaches the actor, as they chose it. One query."""
    kinds = chosen_by(actor.person_id).kinds
    return {kind: How(kinds.get(kind, How.DIGEST)) for kind in NoticeKind.values}


@prepared
def _settings(person_id: int) -> QuerySet[ReminderSettings, tuple[Any, ...]]:
    return ReminderSettings.objects.filter(person_id=person_id).values_list(
        "time_zone", "at", "before", "again", "most", "kinds", "by_email", "version"
    )


def who_hears(person_ids: Collection[int], kind: str) -> set[int]:
    """Of these people, those who did not mute a kind. One query."""
    rows = _kinds(person_ids)
    return set(person_ids) - {person_id for person_id, kinds in rows if kinds.get(kind) == How.OFF}


@prepared
def _kinds(person_ids: Collection[int]) -> QuerySet[ReminderSettings, tuple[int, Any]]:
    return ReminderSettings.objects.filter(person_id__in=person_ids).values_list(
        "person_id", "kinds"
    )
