"""Which key results wait for a check-in by a person."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from headway.core.cadence import Cadence, next_due, week_start
from headway.okrs.models import KeyResult, Phase, State
from headway.people.access import Actor

AT_MOST = 200
"""More than anybody checks in by hand; bounds every read of this module."""


def mine(actor: Actor) -> QuerySet[KeyResult]:
    """Key results that the actor owns or updates and may check in on now: of agreed or running
    objectives in running cycles, not cancelled."""
    if actor.person_id is None:
        return KeyResult.objects.none()
    return KeyResult.objects.filter(
        Q(owner_id=actor.person_id) | Q(updater_id=actor.person_id),
        organisation_id=actor.organisation_id,
        cancelled_on__isnull=True,
        objective__state__in=(State.AGREED, State.RUNNING),
        objective__archived_at__isnull=True,
        objective__cycle__phase=Phase.RUNNING,
    )


def week_end(today: date, first_weekday: int = 0) -> date:
    """The last day of the week that ``today`` lies in."""
    return week_start(today, first_weekday=first_weekday) + timedelta(days=6)


def count_due(actor: Actor, today: date, until: date) -> int:
    """How many check-ins are late or due by ``until``. One query, light columns."""
    rows = mine(actor).values_list(
        "cadence", "added_on", "read_on", "objective__cycle__starts_on", "objective__cycle__ends_on"
    )[:AT_MOST]
    return sum(
        is_due(
            next_due(
                Cadence(cadence),
                start=added_on or starts_on,
                end=ends_on,
                last_read_on=read_on,
                as_of=today,
            ),
            until,
        )
        for cadence, added_on, read_on, starts_on, ends_on in rows
    )


def is_due(due_on: date | None, until: date) -> bool:
    """Whether something due on that day, if on any, waits for an answer by ``until``."""
    return due_on is not None and due_on <= until
