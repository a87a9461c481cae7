"""Read mission, vision, values, perspectives and mid-term goals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from headway.activity.queries.past import later_events, values_at
from headway.kit import clock
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.people.access import Actor
from headway.people.models import Person, line_of
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
    goal above it that it contributes to, ``copy_of_id`` the one whose words and time it has."""

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

    def concerns(self, unit_path: str) -> bool:
        """Whether it is the organisation's, or of the unit at a path or one above it."""
        return self.unit_path is None or unit_path.startswith(self.unit_path)

    def lives_during(self, starts_on: date, ends_on: date) -> bool:
        """Whether it is in force at some time of a span of days."""
        return self.starts_on <= ends_on and self.ends_on >= starts_on


_COLUMNS = (
    "id", "title", "description", "perspective_id", "perspective__name", "owner_id",
    "owner__name", "starts_on", "ends_on", "version", "unit_id", "unit__name", "unit__path",
    "serves_id", "copy_of_id",
)  # fmt: skip


_UNIT = _COLUMNS.index("unit_id")


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
    return ordered.values_list(*_COLUMNS)


def goals_on(actor: Actor, day: date | None, *, of: int | None = EVERY) -> list[GoalRow]:
    """The mid-term goals whose time holds a day, as they were on it; all live ones for None."""
    if day is None or day >= clock.today(actor.time_zone):
        return goals(actor, as_of=day, of=of)
    return [row for row in goals_then(actor, day, of=of) if row.starts_on <= day <= row.ends_on]


def goals_then(actor: Actor, day: date, *, of: int | None = EVERY) -> list[GoalRow]:
    """The mid-term goals that were live at the end of a past day, as they were, by perspective from
    the top as it is now. Two queries, four where goals had other owners or perspectives."""
    moment = clock.end_of_day(day, actor.time_zone)
    every = MidTermGoal.objects.filter(organisation_id=actor.organisation_id)
    if of != EVERY:
        every = every.filter(unit_id=of) if of else every.filter(unit__isnull=True)
    read = every.values_list(*_COLUMNS, "archived_at", "unit__archived_at")
    stands = {row[0]: row for row in read}
    units = {row[_UNIT]: row[-1] is None for row in stands.values() if row[_UNIT]}
    asked = {"goal": stands, "unit": units}
    then: dict[int, dict[str, Any]] = {id_: {} for id_ in stands}
    live = {id_ for id_, row in stands.items() if row[-2] is None}
    begun = set(stands)
    for event in later_events(actor.organisation_id, asked, moment, _VERBS):
        match event.verb:
            case "unit.archived" | "unit.restored":
                units[event.subject_id] = event.verb == "unit.archived"
                continue
            case "goal.added":
                begun.discard(event.subject_id)
            case "goal.archived":
                live.add(event.subject_id)
            case "goal.restored":
                live.discard(event.subject_id)
        then[event.subject_id] |= event.before or {}
    live = {id_ for id_ in live if units.get(stands[id_][_UNIT], True)}
    names = _names_then(then.values())
    order = {row.id: row.position for row in perspectives_on(actor, day)}
    found = [_goal_then(stands[id_], then[id_], names) for id_ in live & begun]
    place = dict(every.values_list("id", "position"))
    return sorted(
        found, key=lambda row: (order.get(row.perspective_id or 0, -1), place[row.id], row.id)
    )


_VERBS = (
    "goal.added", "goal.changed", "goal.archived", "goal.restored", "unit.archived",
    "unit.restored",
)  # fmt: skip


def _goal_then(
    stands: tuple[Any, ...], then: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]
) -> GoalRow:
    row = GoalRow(*stands[:-2])
    values = {name: then[name] for name in _CHANGED if name in then}
    for name in ("starts_on", "ends_on"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    for name, label in (("owner_id", "owner_name"), ("perspective_id", "perspective_name")):
        if name in values:
            values[label] = names[name].get(values[name] or 0)
    return replace(row, **values)


_CHANGED = (
    "title", "description", "perspective_id", "owner_id", "starts_on", "ends_on", "serves_id",
    "copy_of_id",
)  # fmt: skip


def _names_then(then: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, str]]:
    """Names of other owners and perspectives, as they are called now."""
    found: dict[str, dict[int, str]] = {}
    for name, model in (("owner_id", Person), ("perspective_id", Perspective)):
        ids = {values[name] for values in then if values.get(name)}
        named = model._default_manager.filter(pk__in=ids).values_list("id", "name")
        found[name] = dict(named) if ids else {}
    return found


def titles_then(
    organisation_id: int, goal_ids: Collection[int], moment: datetime
) -> dict[int, str]:
    """What these goals were called. Two queries, none for none."""
    if not goal_ids:
        return {}
    titles = dict(
        MidTermGoal.objects.filter(organisation_id=organisation_id, pk__in=goal_ids).values_list(
            "id", "title"
        )
    )
    then = values_at(organisation_id, "goal", goal_ids, moment, ("title",), verbs=("goal.changed",))
    return titles | {id_: values["title"] for id_, values in then.items() if "title" in values}


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


def goals_above(actor: Actor, unit_path: str | None, day: date) -> list[GoalRow]:
    """Those of the organisation and of the units above a unit, that are not over on a day: what its
    goals may serve; none for the organisation's. One query, none for those."""
    if not unit_path:
        return []
    above = line_of(unit_path)[:-1]
    live = _live(actor.organisation_id, None).filter(ends_on__gte=day)
    found = live.filter(Q(unit__isnull=True) | Q(unit_id__in=above))
    return [GoalRow(*row) for row in _columns(found)]
