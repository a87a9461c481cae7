"""A planning session: what it starts from, what it has drafted, how sure everybody is."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from headway.kpis.queries.responses import MeetingResponse, responses_since
from headway.okrs.models import ObjectiveLink, State
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.queries.dependencies import DependencyRow, needed_by_unit
from headway.okrs.queries.figures import mean_of
from headway.okrs.queries.objectives import Filters, ObjectiveRow, rows_of_unit, scoped
from headway.people.access import Actor
from headway.rituals.models import ActionItem, MeetingKind, Vote
from headway.rituals.queries.board_cards import Card, cards_of, findings_to_settle, unit_facts
from headway.rituals.queries.findings import FindingRow
from headway.rituals.queries.frames import FrameRow, frames_of
from headway.rituals.queries.items import ActionRow, action_rows
from headway.rituals.queries.learnings import kept_learnings
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.strategy.queries.goals import GoalRow, current_statements, goals_during

LOOK_BACK = timedelta(weeks=13)
AT_MOST = 8
PLANNED = tuple(state for state in State if state != State.CLOSED)


@dataclass(frozen=True, slots=True)
class Before:
    """The cycle before, of the same kind: how the unit's objectives ended on average."""

    cycle_id: int
    name: str
    mean: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Start:
    """What a plan starts from. ``served`` are the ids of goals that an objective of the unit serves
    already."""

    mission: str
    goals: tuple[GoalRow, ...]
    served: frozenset[int]
    signals: tuple[MeetingResponse, ...]
    changes: tuple[ActionRow, ...]
    learnings: tuple[str, ...]
    before: Before | None
    frames: tuple[FrameRow, ...]


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure everybody is of an objective: ``counts`` of each answer 0 to 10, once it is counted;
    ``mine`` is the reader's own answer before."""

    objective: ObjectiveRow
    mine: int | None
    counts: tuple[int, ...]

    @property
    def voters(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        if not self.voters:
            return None
        return math.fsum(n * count for n, count in enumerate(self.counts)) / self.voters


@dataclass(frozen=True, slots=True)
class Confidence:
    """The vote: the least sure first once it is counted. ``voted`` people have spoken."""

    rows: tuple[Sure, ...]
    is_counted: bool
    voted: int


def start_of(actor: Actor, row: MeetingRow, *, today: date) -> Start:
    """Everything the session begins with, as far as the reader may read it. About 20 queries."""
    cycles = list_cycles(actor)
    cycle = next(one for one in cycles if one.id == row.cycle_id)
    statements = current_statements(actor, today)
    mission = statements.get("mission")
    goals = goals_during(actor, cycle.starts_on, cycle.ends_on)
    planned = scoped(actor, Filters(cycle_id=cycle.id)).filter(unit_id=row.unit_id)
    served = ObjectiveLink.objects.filter(child__in=planned, goal__isnull=False)
    earlier = [one for one in cycles if one.ends_on < cycle.starts_on and one.kind == cycle.kind]
    last = max(earlier, key=lambda one: one.ends_on, default=None)
    signals = responses_since(actor, row.unit_path, today - LOOK_BACK, today)
    return Start(
        mission=mission.text if mission else "",
        goals=tuple(one for one in goals if one.concerns(row.unit_path)),
        served=frozenset(pk for pk in served.values_list("goal_id", flat=True) if pk is not None),
        signals=tuple(one for one in signals if one.response.is_open)[:AT_MOST],
        changes=tuple(_changes(actor, row)),
        learnings=tuple(_learnings(actor, row)),
        before=_before(actor, row, last.id, last.name, today) if last else None,
        frames=tuple(frames_of(actor, cycle.id, unit_id=row.unit_id)),
    )


def _changes(actor: Actor, row: MeetingRow) -> list[ActionRow]:
    """What retrospectives of the unit agreed to change, the latest first."""
    found = ActionItem.objects.filter(
        unit_id=row.unit_id, meeting__kind=MeetingKind.RETROSPECTIVE
    ).order_by("-created_at", "-pk")
    return action_rows(actor, found, AT_MOST)


def _learnings(actor: Actor, row: MeetingRow) -> list[str]:
    """What the unit learned, the latest first; of a retrospective once it is over."""
    found = kept_learnings(actor).filter(unit_id=row.unit_id)
    return list(found.order_by("-written_at", "-pk").values_list("text", flat=True)[:AT_MOST])


def _before(actor: Actor, row: MeetingRow, cycle_id: int, name: str, today: date) -> Before:
    rows = rows_of_unit(actor, cycle_id, row.unit_id, as_of=today, today=today)
    found = mean_of((one.id, one.score, one.ambition, one.state) for one in rows)
    return Before(cycle_id, name, found.mean, len(rows))


@dataclass(frozen=True, slots=True)
class Drafts:
    """What the session has drafted so far, with what the review finds in it and in how the unit
    plans, and what the unit asks of others for it."""

    cards: tuple[Card, ...]
    habits: tuple[FindingRow, ...]
    needed: tuple[DependencyRow, ...]

    @property
    def to_settle(self) -> tuple[FindingRow, ...]:
        """What is open of the plan itself, of each objective and of how the unit plans."""
        return findings_to_settle(self.cards, self.habits)


def plan_of(actor: Actor, row: MeetingRow, *, today: date, with_needs: bool) -> Drafts:
    """The drafts of the unit. About fifteen queries: what only the planning board shows (loads,
    calendar, versions, what was carried over) is not read."""
    unit = unit_facts(actor, row.unit_id)
    if unit is None or row.cycle_id is None:  # the meeting is of this organisation, so is its unit
        raise LookupError(row.unit_id)
    cards, findings, _more = cards_of(actor, unit, row.cycle_id, today=today)
    habits = tuple(found for found in findings if found.objective_id is None)
    needed = needed_by_unit(actor, unit.path, row.cycle_id, exactly=True) if with_needs else ()
    return Drafts(tuple(cards), habits, tuple(needed))


def planned_rows(actor: Actor, row: MeetingRow, *, today: date) -> list[ObjectiveRow]:
    """What the unit plans, as far as the reader may read it. Three to six queries."""
    if row.cycle_id is None:
        return []
    return rows_of_unit(actor, row.cycle_id, row.unit_id, states=PLANNED, as_of=today, today=today)


def confidence_of(actor: Actor, row: MeetingRow, *, today: date) -> Confidence:
    """How sure everybody is. Others' single answers are not even read before they are counted."""
    rows = planned_rows(actor, row, today=today)
    counted = (row.content or {}).get("confidence")
    votes = Vote.objects.filter(meeting_id=row.id, objective__isnull=False)
    own = votes.filter(person_id=actor.person_id) if actor.person_id else votes.none()
    mine: dict[int | None, int] = dict(own.values_list("objective_id", "value"))
    found = [Sure(one, mine.get(one.id), _counts(counted, one.id)) for one in rows]
    if counted is not None:
        found = [one for one in found if one.voters]
        found.sort(key=lambda one: (one.mean or 0.0, one.objective.id))
    voted = votes.values("person_id").distinct().count()
    return Confidence(tuple(found), counted is not None, voted)


def _counts(counted: dict[str, list[int]] | None, objective_id: int) -> tuple[int, ...]:
    said = Counter((counted or {}).get(str(objective_id), []))
    return tuple(said[n] for n in range(11))
