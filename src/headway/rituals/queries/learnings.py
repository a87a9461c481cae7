"""What was learned, across cycles and units: in retrospectives, and said when goals were closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.okrs.models import Closure
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.rituals.models import Learning, MeetingState

PAGE = 50


@dataclass(frozen=True, slots=True)
class LearningRow:
    """Something learned. ``source`` is retrospective or closing; ``about`` the objective that was
    closed; ``url`` where it was said."""

    id: int
    source: str
    text: str
    unit_id: int
    unit_name: str
    cycle_id: int | None
    cycle_name: str | None
    meeting_id: int | None
    objective_id: int | None
    about: str | None
    at: datetime


def learnings_of_meeting(meeting_id: int) -> list[tuple[int, str, int | None]]:
    """(id, text, author) of what a meeting learned so far, in order. One query."""
    return _of_meeting(meeting_id)


@prepared
def _of_meeting(meeting_id: int) -> QuerySet[Learning, tuple[int, str, int | None]]:
    found = Learning.objects.filter(meeting_id=meeting_id, removed_at__isnull=True)
    return found.order_by("pk").values_list("pk", "text", "author_id")


def learning_row(actor: Actor, learning_id: int) -> LearningRow:
    """Something that a retrospective learned. One query. Raises NotFound, also until it is over."""
    rows = _as_learned(_learned(kept_learnings(actor).filter(pk=learning_id)))
    if not rows:
        raise NotFound(_("There is no such learning, or its retrospective is not over yet."))
    return rows[0]


def kept_learnings(actor: Actor) -> QuerySet[Learning]:
    """What the actor's organisation learned, without what was said in a retrospective that is not
    over yet (docs/adr/0041)."""
    return Learning.objects.filter(
        Q(meeting__isnull=True) | Q(meeting__state=MeetingState.CLOSED),
        organisation_id=actor.organisation_id, removed_at__isnull=True,
    )  # fmt: skip


def search_learnings(
    actor: Actor,
    *,
    text: str = "",
    unit_path: str = "",
    cycle_id: int | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> tuple[list[LearningRow], bool]:
    """What was learned, the latest first, and whether there is more. All words of ``text`` must
    occur. What a retrospective learned is read once it is over; of closings what the reader may
    read. Two queries, of at most ``offset + limit`` rows each."""
    words = tuple(text.split()[:8])
    most = Fixed(offset + limit + 1)
    learned = _as_learned(_found_learned(actor, words, unit_path, cycle_id, most))
    closed = _as_closed(_found_closed(actor, words, unit_path, cycle_id, most))
    rows = sorted([*learned, *closed], key=lambda one: one.at, reverse=True)
    return rows[offset : offset + limit], len(rows) > offset + limit


@prepared
def _found_learned(
    actor: Actor, words: tuple[str, ...], unit_path: str, cycle_id: int | None, most: Fixed
) -> QuerySet[Learning, tuple[Any, ...]]:
    learned = kept_learnings(actor)
    if unit_path:
        learned = learned.filter(unit__path__startswith=unit_path)
    for word in words:
        learned = learned.filter(text__icontains=word)
    if cycle_id is not None:
        learned = learned.filter(cycle_id=cycle_id)
    return _learned(learned)[:most]


@prepared
def _found_closed(
    actor: Actor, words: tuple[str, ...], unit_path: str, cycle_id: int | None, most: Fixed
) -> QuerySet[Closure, tuple[Any, ...]]:
    closed = Closure.objects.filter(
        visible_to(actor, "objective__"), objective__archived_at__isnull=True
    ).exclude(closing_word="")  # fmt: skip
    if unit_path:  # ids of units: of one organisation alone, whose latest need not be gone through
        closed = closed.filter(objective__unit__path__startswith=unit_path)
    else:
        closed = closed.filter(organisation_id=actor.organisation_id)
    for word in words:
        closed = closed.filter(closing_word__icontains=word)
    if cycle_id is not None:
        closed = closed.filter(objective__cycle_id=cycle_id)
    return closed.order_by("-closed_at", "-pk").values_list(
        "pk", "closing_word", "objective__unit_id", "objective__unit__name", "objective__cycle_id",
        "objective__cycle__name", "objective_id", "objective__title", "closed_at",
    )[:most]  # fmt: skip


def _learned(found: QuerySet[Learning]) -> QuerySet[Learning, tuple[Any, ...]]:
    return found.order_by("-written_at", "-pk").values_list(
        "pk", "text", "unit_id", "unit__name", "cycle_id", "cycle__name", "meeting_id", "written_at"
    )


def _as_learned(values: Iterable[tuple[Any, ...]]) -> list[LearningRow]:
    return [
        LearningRow(
            pk, "retrospective", text, unit_id, unit, cycle_id, cycle, meeting_id, None, None, at
        )
        for pk, text, unit_id, unit, cycle_id, cycle, meeting_id, at in values
    ]


def _as_closed(values: Iterable[tuple[Any, ...]]) -> list[LearningRow]:
    return [
        LearningRow(
            pk, "closing", text, unit_id, unit, cycle_id, cycle, None, objective_id, title, at
        )
        for pk, text, unit_id, unit, cycle_id, cycle, objective_id, title, at in values
    ]
