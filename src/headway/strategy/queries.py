"""Read mission, vision, values, perspectives and mid-term goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.people.access import Actor
from headway.strategy.models import MidTermGoal, Perspective, Statement


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One version of mission, vision or values."""

    id: int
    kind: str
    version: int
    text: str
    effective_on: date
    author_name: str | None


def statement_history(actor: Actor, kind: str | None = None) -> list[StatementRow]:
    """All versions, newest first. One query."""
    return [StatementRow(*row) for row in _statements(actor.organisation_id, kind)]


@prepared
def _statements(organisation_id: int, kind: str | None) -> QuerySet[Statement, tuple[Any, ...]]:
    statements = Statement.objects.filter(organisation_id=organisation_id)
    if kind is not None:
        statements = statements.filter(kind=kind)
    return statements.order_by("kind", "-effective_on", "-version").values_list(
        "id", "kind", "version", "text", "effective_on", "author__name"
    )


def current_statements(actor: Actor, as_of: date) -> dict[str, StatementRow]:
    """The version of each kind in force on a day, by kind. One query."""
    found: dict[str, StatementRow] = {}
    for row in statement_history(actor):
        if row.effective_on <= as_of:
            found.setdefault(row.kind, row)
    return found


@dataclass(frozen=True, slots=True)
class PerspectiveRow:
    """A perspective with the number of live goals in it."""

    id: int
    name: str
    position: int
    goals: int


def perspectives(actor: Actor) -> list[PerspectiveRow]:
    """All perspectives, the top one first. One query."""
    return [PerspectiveRow(*row) for row in _perspectives(actor.organisation_id)]


@prepared
def _perspectives(organisation_id: int) -> QuerySet[Perspective, tuple[Any, ...]]:
    return (
        Perspective.objects.filter(organisation_id=organisation_id)
        .annotate(live=Count("goals", filter=Q(goals__archived_at__isnull=True)))
        .order_by("position", "id")
        .values_list("id", "name", "position", "live")
    )


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A mid-term goal."""

    id: int
    title: str
    description: str
    perspective_id: int | None
    perspective_name: str | None
    owner_id: int | None
    owner_name: str | None
    starts_on: date
    ends_on: date
    version: int

    def lives_during(self, starts_on: date, ends_on: date) -> bool:
        """Whether it is in force at some time of a span of days."""
        return self.starts_on <= ends_on and self.ends_on >= starts_on


_COLUMNS = (
    "id", "title", "description", "perspective_id", "perspective__name", "owner_id",
    "owner__name", "starts_on", "ends_on", "version",
)  # fmt: skip


def goals(actor: Actor, *, as_of: date | None = None) -> list[GoalRow]:
    """Live mid-term goals, by perspective from the top; with ``as_of``, those of that day.
    One query."""
    return [GoalRow(*row) for row in _goals(actor.organisation_id, as_of)]


def goals_during(actor: Actor, starts_on: date, ends_on: date) -> list[GoalRow]:
    """Live mid-term goals that are in force at some time of a span of days. One query."""
    return [goal for goal in goals(actor) if goal.lives_during(starts_on, ends_on)]


@prepared
def _goals(organisation_id: int, as_of: date | None) -> QuerySet[MidTermGoal, tuple[Any, ...]]:
    found = MidTermGoal.objects.filter(organisation_id=organisation_id, archived_at__isnull=True)
    if as_of is not None:
        found = found.filter(starts_on__lte=as_of, ends_on__gte=as_of)
    ordered = found.order_by("perspective__position", "perspective_id", "position", "id")
    return ordered.values_list(*_COLUMNS)


def get_goal(actor: Actor, goal_id: int) -> GoalRow:
    """The goal, archived or not. Raises NotFound."""
    row = (
        MidTermGoal.objects.filter(organisation_id=actor.organisation_id, pk=goal_id)
        .values_list(*_COLUMNS)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such mid-term goal."))
    return GoalRow(*row)
