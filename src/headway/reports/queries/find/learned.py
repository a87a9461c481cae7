"""Find what was learned: in retrospectives that are over, and said when objectives were closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import Closure
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reports.queries.find.things import MANY, WINDOW, Hit, hits, parts
from headway.rituals.models import Learning, MeetingState
from headway.web.formats import shortened

WIDTH = 120
"""Letters of a text that a line shows."""


def find_learnings(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Among the latest of retrospectives that are over. Two queries."""
    ids = parts("text", words, _some_learnings.inside(actor, Fixed(WINDOW)))[:MANY]
    return _hits(_learnings_by_id(actor, ids), words, limit)


def find_closings(actor: Actor, words: list[str], limit: int) -> list[Hit]:
    """Among the latest closing words of objectives that the actor may read, by the objective's id.
    Two queries."""
    ids = parts("closing_word", words, _some_closings.inside(actor, Fixed(WINDOW)))[:MANY]
    return _hits(_closings_by_id(actor, ids), words, limit)


def _hits(rows: Iterable[tuple[Any, ...]], words: list[str], limit: int) -> list[Hit]:
    found = hits(((pk, text, unit, False, True) for pk, text, unit in rows), words, limit)
    return [Hit(one.id, _short(one.label), one.about, one.weight) for one in found]


def _short(text: str) -> str:
    return "".join(shortened(" ".join(text.split()), WIDTH, 1))


def _learnings(actor: Actor) -> QuerySet[Learning]:
    return Learning.objects.filter(
        Q(meeting__isnull=True) | Q(meeting__state=MeetingState.CLOSED),
        organisation_id=actor.organisation_id, removed_at__isnull=True,
    )  # fmt: skip


@prepared
def _some_learnings(actor: Actor, most: Fixed) -> QuerySet[Learning, tuple[int, str]]:
    found = _learnings(actor).order_by("-written_at", "-pk")
    return found.values_list("pk", "text")[:most]


@prepared
def _learnings_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Learning, tuple[Any, ...]]:
    return _learnings(actor).filter(pk__in=ids).values_list("id", "text", "unit__name")


def _closings(actor: Actor) -> QuerySet[Closure]:
    return Closure.objects.filter(
        visible_to(actor, "objective__"), objective__organisation_id=actor.organisation_id,
        objective__archived_at__isnull=True,
    ).exclude(closing_word="")  # fmt: skip


@prepared
def _some_closings(actor: Actor, most: Fixed) -> QuerySet[Closure, tuple[int, str]]:
    found = _closings(actor).order_by("-closed_at", "-pk")
    return found.values_list("pk", "closing_word")[:most]


@prepared
def _closings_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Closure, tuple[Any, ...]]:
    found = _closings(actor).filter(pk__in=ids)
    return found.values_list("objective_id", "closing_word", "objective__unit__name")
