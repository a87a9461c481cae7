"""Whose scorecard, board and map a page shows, and who may change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import prepared
from headway.people.access import Actor, Facts, Permission, decide, require
from headway.people.models import line_of
from headway.people.queries import get_unit
from headway.strategy.models import MidTermGoal, live_goals
from headway.strategy.queries.goals import GoalRow
from headway.strategy.queries.past_goals import goals_then


class Chosen(Protocol):
    """A unit that somebody looks at."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Whose:
    """The unit whose scorecard it is, or None where it is the organisation's. ``lacking`` is the
    unit that was asked for, where that has none of its own; its path is ``lacking_path``."""

    unit_id: int | None = None
    name: str = ""
    path: str = ""
    lacking_id: int | None = None
    lacking: str = ""
    lacking_path: str = ""


ORGANISATION = Whose()


def whose_card(
    actor: Actor, asked: Chosen | None, day: date, *, today: date, as_known: bool = False
) -> Whose:
    """That of the unit, else of the nearest unit above it that has one, else the organisation's. A
    unit has one when a mid-term goal of it is not archived, be it of another time; on a past day as
    :func:`goals_then` has them. One query, none for the organisation; up to four on a past day."""
    if asked is None:
        return ORGANISATION
    line = list(line_of(asked.path))
    if day < today:
        # Units are looked for where they are now; their goals as they were.
        then = goals_then(actor, day, as_known=as_known)
        found = {
            (goal.unit_id, goal.unit_name, goal.unit_path) for goal in then if goal.unit_id in line
        }
    else:
        found = set(_having_goals(actor.organisation_id, line))
    if not found:
        return Whose(lacking_id=asked.id, lacking=asked.name, lacking_path=asked.path)
    nearest, name, path = max(found, key=lambda one: line.index(one[0] or 0))
    if nearest == asked.id:
        return Whose(asked.id, asked.name, asked.path)
    return Whose(nearest, name or "", path or "", asked.id, asked.name, asked.path)


def whose_by_id(actor: Actor, unit_id: int | None) -> Whose:
    """That of exactly this unit, be it empty; of the root, as of None, the organisation's. At most
    one query. Raises NotFound."""
    unit = get_unit(actor, unit_id) if unit_id else None
    return Whose(unit.pk, unit.name, unit.path) if unit and unit.parent_id else ORGANISATION


@prepared
def _having_goals(organisation_id: int, line: list[int]) -> QuerySet[MidTermGoal, tuple[Any, ...]]:
    mine = MidTermGoal.objects.filter(live_goals(), organisation_id=organisation_id)
    rows = mine.filter(unit_id__in=line).order_by("unit_id").distinct()
    return rows.values_list("unit_id", "unit__name", "unit__path")


def may_edit(actor: Actor, unit_id: int | None, unit_path: str | None) -> bool:
    """Whether the actor may change the scorecard of a unit, or of the organisation (None). No
    query."""
    if unit_id is None:
        return decide(actor, Permission.STRATEGY_EDIT).allowed
    facts = Facts(unit_id, unit_path or "")
    return decide(actor, Permission.UNIT_STRATEGY_EDIT, facts).allowed


def require_edit(actor: Actor, whose: Whose) -> None:
    """Refuse who may not change it. Raises NotAllowed."""
    if whose.unit_id is None:
        require(actor, Permission.STRATEGY_EDIT)
    else:
        require(actor, Permission.UNIT_STRATEGY_EDIT, Facts(whose.unit_id, whose.path))


def goal_words(goal: GoalRow) -> str:
    """A goal as a form offers it: with its unit where it is not the organisation's."""
    if not goal.unit_name:
        return goal.title
    return _("%(title)s (%(unit)s)") % {"title": goal.title, "unit": goal.unit_name}


def lacking_words(whose: Whose, organisation: str) -> str:
    """That the unit that was asked for has none of its own, and whose this is; else empty."""
    if whose.lacking_id is None:
        return ""
    return _("%(unit)s has no scorecard of its own: this is that of %(whose)s.") % {
        "unit": whose.lacking,
        "whose": whose.name or organisation,
    }
