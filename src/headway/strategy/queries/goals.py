"""Read mission, vision, values, perspectives and mid-term goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.people.access import Actor
from headway.people.models import line_of
from headway.strategy.models import MidTermGoal, Perspective, Statement, live_goals


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
    return _statements(actor.organisation_id, kind)


@prepared(rows=Kept(StatementRow))
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
    hint: str
    position: int
    goals: int


def perspectives(actor: Actor) -> list[PerspectiveRow]:
    """All perspectives, the top one first. One query."""
    return _perspectives(actor.organisation_id)


def perspectives_on(actor: Actor, day: date) -> list[PerspectiveRow]:
    """Those that there were at the end of a day, in today's order and words, the top one first. One
    query."""
    if day >= clock.today(actor.time_zone):
        return perspectives(actor)
    moment = clock.end_of_day(day, actor.time_zone)
    every = Perspective.objects.filter(organisation_id=actor.organisation_id)
    there = every.filter(Q(removed_at__isnull=True) | Q(removed_at__gt=moment))
    return [PerspectiveRow(*row) for row in _rows(there)]


@prepared(rows=Kept(PerspectiveRow))
def _perspectives(organisation_id: int) -> QuerySet[Perspective, tuple[Any, ...]]:
    return _rows(
        Perspective.objects.filter(organisation_id=organisation_id, removed_at__isnull=True)
    )


def _rows(found: QuerySet[Perspective]) -> QuerySet[Perspective, tuple[Any, ...]]:
    return (
        found.annotate(live=Count("goals", filter=live_goals("goals__")))
        .order_by("position", "id")
        .values_list("id", "name", "hint", "position", "live")
    )


EVERY: Final = 0
"""Goals of the organisation and of all units, where one may ask for those of one scorecard: of a
unit by its id, or of the organisation itself by None."""


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A mid-term goal: of a unit, or where there is none of the organisation. ``serves_id`` is the
    goal above it that it contributes to, ``copy_of_id`` the one whose words and time it has.
    ``written_on`` is the day on which it was written down, where it is read as of an earlier
    one."""

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
    unit_id: int | None = None
    unit_name: str | None = None
    unit_path: str | None = None
    serves_id: int | None = None
    copy_of_id: int | None = None
    written_on: date | None = None

    def concerns(self, unit_path: str) -> bool:
        """Whether it is the organisation's, or of the unit at a path or one above it."""
        return self.unit_path is None or unit_path.startswith(self.unit_path)

    def lives_during(self, starts_on: date, ends_on: date) -> bool:
        """Whether it is in force at some time of a span of days."""
        return self.starts_on <= ends_on and self.ends_on >= starts_on


GOAL_COLUMNS = (
    "id", "title", "description", "perspective_id", "perspective__name", "owner_id",
    "owner__name", "starts_on", "ends_on", "version", "unit_id", "unit__name", "unit__path",
    "serves_id", "copy_of_id",
)  # fmt: skip


BY_PERSPECTIVE = (
    F("perspective__position").asc(nulls_first=True),
    F("perspective_id").asc(nulls_first=True),
    "position",
    "id",
)
"""From the top; those without one first, on every database."""


def goals(actor: Actor, *, as_of: date | None = None, of: int | None = EVERY) -> list[GoalRow]:
    """Live mid-term goals, by perspective from the top, ``of`` one scorecard or of all; with
    ``as_of``, those of that day. One query."""
    if of == EVERY:
        return _goals(actor.organisation_id, as_of)
    return _goals_of(actor.organisation_id, as_of, of)


def goals_during(actor: Actor, starts_on: date, ends_on: date) -> list[GoalRow]:
    """Live mid-term goals that are in force at some time of a span of days. One query."""
    return [goal for goal in goals(actor) if goal.lives_during(starts_on, ends_on)]


@prepared(rows=Kept(GoalRow))
def _goals(organisation_id: int, as_of: date | None) -> QuerySet[MidTermGoal, tuple[Any, ...]]:
    return _columns(_live(organisation_id, as_of))


@prepared(rows=Kept(GoalRow))
def _goals_of(
    organisation_id: int, as_of: date | None, unit_id: int | None
) -> QuerySet[MidTermGoal, tuple[Any, ...]]:
    live = _live(organisation_id, as_of)
    if unit_id is None:
        return _columns(live.filter(unit__isnull=True))
    return _columns(live.filter(unit_id=unit_id))


def _live(organisation_id: int, as_of: date | None) -> QuerySet[MidTermGoal]:
    found = MidTermGoal.objects.filter(live_goals(), organisation_id=organisation_id)
    if as_of is not None:
        found = found.filter(starts_on__lte=as_of, ends_on__gte=as_of)
    return found


def _columns(found: QuerySet[MidTermGoal]) -> QuerySet[MidTermGoal, tuple[Any, ...]]:
    ordered = found.order_by(*BY_PERSPECTIVE)
    return ordered.values_list(*GOAL_COLUMNS)


def get_goal(actor: Actor, goal_id: int) -> GoalRow:
    """The goal, archived or not. Raises NotFound."""
    row = (
        MidTermGoal.objects.filter(organisation_id=actor.organisation_id, pk=goal_id)
        .values_list(*GOAL_COLUMNS)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such mid-term goal."))
    return GoalRow(*row)


def goals_above(actor: Actor, unit_path: str | None, day: date) -> list[GoalRow]:
    """Those of the organisation and of the units above a unit, that are not over on a day: what its
    goals may serve; none for the organisation's. One query, none for those."""
    if not unit_path:
        return []
    above = line_of(unit_path)[:-1]
    live = _live(actor.organisation_id, None).filter(ends_on__gte=day)
    found = live.filter(Q(unit__isnull=True) | Q(unit_id__in=above))
    return [GoalRow(*row) for row in _columns(found)]
