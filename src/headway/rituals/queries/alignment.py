"""The alignment board: what leaders ask and what the units below propose, side by side, and what
does not fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q

from headway.core.planning.focus import MOST_OBJECTIVES, bottom_up_share, owner_loads
from headway.core.planning.plan import PlannedGoal, SubjectKind
from headway.okrs.models import Answer, ObjectiveLink, State
from headway.okrs.queries.calendars import Planned
from headway.okrs.queries.dependencies import DependencyRow, asked_of_unit, needed_by_unit
from headway.okrs.queries.objectives import Filters, scoped
from headway.okrs.queries.planned import AT_MOST, Part, Told, planned_part
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.models import Person
from headway.rituals.queries.alignment_rows import (
    Alignment,
    GoalLine,
    Overload,
    ProposalRow,
    UnitLine,
)
from headway.rituals.queries.board_cards import UnitFacts
from headway.rituals.queries.findings import FindingRow, finding_rows
from headway.rituals.queries.frames import FrameRow, frames_of
from headway.strategy.queries import GoalRow, goals

CONFLICTS = frozenset(
    {"CONFLICT_DIRECTION", "CONFLICT_TARGET", "CYCLE", "DOUBLE_SHARE", "REDUNDANT_EDGE", "DEPTH"}
)
SHOWN = frozenset({*CONFLICTS, "DUPLICATE", "ORPHAN", "UNSUPPORTED_GOAL"})


def alignment_of(actor: Actor, unit: UnitFacts, cycle: Planned, *, today: date) -> Alignment:
    """The board of a unit with all below it. About 25 queries, and one for each level of links;
    500 objectives at most are looked at."""
    every = goals(actor)
    known_goals = _in_force(every, cycle, unit)
    part = _part(actor, unit, cycle, known_goals, today)
    findings = _without_supported(
        cycle.id,
        finding_rows(part.plan, cycle.id, today=today, without=()),
    )
    rows = _proposals(actor, unit, cycle)
    frames = frames_of(actor, cycle.id, unit_path=unit.path)
    by_rule = _by_rule(findings)
    facts = Facts(unit_id=unit.id, unit_path=unit.path)
    return Alignment(
        goals=len(known_goals),
        lines=tuple(_lines(every, known_goals, cycle, frames, rows, _goals_of(part))),
        conflicts=tuple(row for code in sorted(CONFLICTS) for row in by_rule.get(code, ())),
        duplicates=tuple(by_rule.get("DUPLICATE", ())),
        orphans=tuple(by_rule.get("ORPHAN", ())),
        unsupported=tuple(by_rule.get("UNSUPPORTED_GOAL", ())) if unit.parent_id is None else (),
        overloads=tuple(_overloads(part, rows)),
        frames=tuple(frames),
        dependencies=tuple(_unsettled_needs(actor, unit, cycle.id)),
        units=tuple(_units(rows)),
        bottom_up=bottom_up_share([row.origin for row in rows]),
        total=len(rows),
        more=part.more,
        may_decide=decide(actor, Permission.PLAN_PUBLISH, facts).allowed,
        may_ask=actor.is_admin or bool(actor.leads(unit.path)),
    )


def alignment_findings(
    actor: Actor, unit: UnitFacts, cycle: Planned, today: date
) -> list[FindingRow]:
    """What does not fit together among the units below."""
    part = _part(actor, unit, cycle, _in_force(goals(actor), cycle, unit), today)
    found = finding_rows(part.plan, cycle.id, today=today, without=())
    return [row for row in found if row.code in SHOWN]


def _part(
    actor: Actor, unit: UnitFacts, cycle: Planned, known: Sequence[GoalRow], today: date
) -> Part:
    """What is written, and no more: only how plans fit together is told here."""
    return planned_part(
        actor,
        cycle.id,
        Q(unit__path__startswith=unit.path),
        today=today,
        told=Told.PLAN,
        goals=[PlannedGoal(goal.id, goal.title) for goal in known],
    )


def _in_force(every: Iterable[GoalRow], cycle: Planned, unit: UnitFacts) -> list[GoalRow]:
    """Those in force at some time of the cycle, of the organisation, the unit or those above it."""
    mine = [goal for goal in every if goal.concerns(unit.path)]
    return [goal for goal in mine if goal.lives_during(cycle.starts_on, cycle.ends_on)]


def _without_supported(cycle_id: int, rows: Iterable[FindingRow]) -> list[FindingRow]:
    """Without goals that something serves which the reader does not see. One query."""
    supported = set(
        ObjectiveLink.objects.filter(
            child__cycle_id=cycle_id, child__archived_at__isnull=True, goal__isnull=False
        )
        .exclude(child__state=State.CLOSED)
        .values_list("goal_id", flat=True)
    )
    return [
        row for row in rows if row.code != "UNSUPPORTED_GOAL" or row.subject_id not in supported
    ]


def _by_rule(rows: Iterable[FindingRow]) -> Mapping[str, list[FindingRow]]:
    found: dict[str, list[FindingRow]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(row)
    return {code: sorted(rows, key=lambda row: row.seen is not None)
            for code, rows in found.items()}  # fmt: skip


def _proposals(actor: Actor, unit: UnitFacts, cycle: Planned) -> list[ProposalRow]:
    rows = scoped(actor, Filters(cycle_id=cycle.id, unit_path=unit.path))
    ordered = rows.order_by("unit__path", "position", "id")[:AT_MOST]
    return [
        ProposalRow(*row)
        for row in ordered.values_list(
            "id", "title", "unit_id", "unit__name", "owner__name", "origin", "state", "frame__id"
        )
    ]


def _goals_of(part: Part) -> dict[int, set[int]]:
    """The goals that each objective serves, directly or by what is above it."""
    direct: dict[int, set[int]] = {}
    above: dict[int, set[int]] = {}
    objective_of = {kr.id: one.id for one in part.plan.objectives for kr in one.key_results}
    for link in part.plan.links:
        if link.parent.kind is SubjectKind.GOAL:
            direct.setdefault(link.child_id, set()).add(link.parent.id)
        elif link.parent.kind is SubjectKind.OBJECTIVE:
            above.setdefault(link.child_id, set()).add(link.parent.id)
        elif link.parent.id in objective_of:
            above.setdefault(link.child_id, set()).add(objective_of[link.parent.id])
    found: dict[int, set[int]] = {}
    for one in part.plan.objectives:
        seen, waiting, served = {one.id}, [one.id], set()
        while waiting:
            here = waiting.pop()
            served |= direct.get(here, set())
            waiting += above.get(here, set()) - seen
            seen |= above.get(here, set())
        found[one.id] = served
    return found


def _lines(
    every: Sequence[GoalRow],
    known: Sequence[GoalRow],
    cycle: Planned,
    frames: Sequence[FrameRow],
    rows: Sequence[ProposalRow],
    served: Mapping[int, set[int]],
) -> Iterable[GoalLine]:
    """Each goal in force with its frames and objectives, those not in force and of other units that
    are served or asked for all the same, and at the end what serves none."""
    ids = {goal.id for goal in every}
    for goal in [*known, *(goal for goal in every if goal not in known), None]:

        def belongs(row: ProposalRow, goal: GoalRow | None = goal) -> bool:
            mine = served.get(row.id, set()) & ids
            return goal.id in mine if goal is not None else not mine

        asked = tuple(
            frame
            for frame in frames
            if frame.state != "withdrawn"
            and (frame.goal_id == goal.id if goal else frame.goal_id not in ids)
        )
        mine = [row for row in rows if belongs(row)]
        line = GoalLine(
            goal,
            asked,
            tuple(row for row in mine if row.origin == "top_down"),
            tuple(row for row in mine if row.origin != "top_down"),
            is_ended=goal is not None and not goal.lives_during(cycle.starts_on, cycle.ends_on),
        )
        if goal in known or not line.is_bare:
            yield line


def _overloads(part: Part, rows: Sequence[ProposalRow]) -> Iterable[Overload]:
    """People above their limits among what is looked at, and units with more than five objectives
    that are not closed. One query where somebody is."""
    loads = [load for load in owner_loads(part.plan.objectives).values() if load.is_over]
    names: dict[int, str] = {}
    if loads:
        people = Person.objects.filter(pk__in=[load.person_id for load in loads])
        names = dict(people.values_list("id", "name"))
    for load in loads:
        yield Overload(
            "person", load.person_id, names[load.person_id], load.objectives, load.key_results
        )
    units: dict[int, list[ProposalRow]] = {}
    for row in rows:
        if row.state != State.CLOSED:
            units.setdefault(row.unit_id, []).append(row)
    for unit_id, mine in units.items():
        if len(mine) > MOST_OBJECTIVES:
            yield Overload("unit", unit_id, mine[0].unit_name, len(mine), 0)


def _unsettled_needs(actor: Actor, unit: UnitFacts, cycle_id: int) -> Iterable[DependencyRow]:
    """Asked by or of a unit below, and not accepted. Four queries."""
    seen: set[int] = set()
    for state in (Answer.WAITING, Answer.DECLINED):
        for row in [
            *asked_of_unit(actor, unit.path, cycle_id, state=state),
            *needed_by_unit(actor, unit.path, cycle_id, state=state),
        ]:
            if row.id not in seen:
                seen.add(row.id)
                yield row


def _units(rows: Sequence[ProposalRow]) -> Iterable[UnitLine]:
    found: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        found.setdefault((row.unit_id, row.unit_name), []).append(row.state)
    for (unit_id, name), states in found.items():
        drafts, proposed = states.count("draft"), states.count("proposed")
        yield UnitLine(unit_id, name, drafts, proposed, len(states) - drafts - proposed)
