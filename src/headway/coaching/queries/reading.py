"""Everything that the practice of some units is measured by, read once for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from headway.coaching.queries.meetings import Met, met
from headway.coaching.queries.paths import with_path
from headway.coaching.queries.windows import Windows
from headway.core.bands import TOLERANCE
from headway.core.cadence import cadence_of, local_date
from headway.core.calibration import Word
from headway.core.goalposts import Plan
from headway.core.practice import Answered, Closing, Goal, Measured, UnitFacts
from headway.kit.prepared import prepared
from headway.kpis.models import Response
from headway.kpis.models.responses import ResponseOutcome
from headway.okrs.models import Decision, Objective
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.goalposts import INDEXED_FIELDS
from headway.okrs.queries.learning import LEARN_FROM, Learned, MoveRow, is_scored, learn
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows, rows_of_units
from headway.okrs.queries.scores import counted_by
from headway.people.access import Actor
from headway.people.models import Person


@dataclass(frozen=True, slots=True)
class Practised:
    """What is known of some units: ``facts`` by unit, and the rows behind them, which may tell of
    objectives that the reader may not read: they count, and are not named. ``left_out`` are cycles
    of which there was no room for the objectives."""

    facts: Mapping[int, UnitFacts]
    rows: Sequence[ObjectiveRow]
    learned: Learned
    met: Met
    left_out: int = 0

    def moves_of(self, unit_id: int) -> list[MoveRow]:
        """Targets of a unit that moved after plan lock, the latest first."""
        inside = {row.id for row in self.rows if row.unit_id == unit_id}
        return [
            move
            for move in self.learned.moves
            if move.objective_id in inside and move.key_result_id and move.field in INDEXED_FIELDS
        ]


def read_practice(
    actor: Actor, unit_ids: Collection[int], windows: Windows, today: date
) -> Practised:
    """The facts of these units for these windows, without what the coach's desk alone knows (who
    asked, what the review of the plan finds). About a score of queries, however many units; hidden
    objectives count. Of more than 5 000 objectives the oldest cycles are left out."""
    rows, left_out = _rows(actor, unit_ids, windows, today)
    learned = learn(actor, rows, as_of=today, habits=True)
    aligned = with_path({row.id for row in learned.rows})
    gone = _gone(learned.rows)
    meetings = met(actor, unit_ids, since=windows.start, today=today)
    facts: dict[int, UnitFacts] = {}
    by_unit: dict[int, list[ObjectiveRow]] = defaultdict(list)
    for row in learned.rows:
        by_unit[row.unit_id].append(row)
    words = _words(learned)
    signals = _signals(actor, unit_ids, windows.start)
    moved = _moved_on(learned)
    for unit_id in unit_ids:
        own = by_unit[unit_id]
        facts[unit_id] = UnitFacts(
            key_results=tuple(_measured(own, learned, moved, gone)),
            goals=tuple(_goal(row, aligned) for row in own),
            closings=tuple(_closing(row, learned) for row in own if is_scored(row)),
            words=tuple(words[unit_id]),
            weeklies=tuple(meetings.weeklies[unit_id]),
            signals=tuple(signals[unit_id]),
            retrospectives=tuple(meetings.retrospectives[unit_id]),
            first_cycle=bool(own) and not any(row.ends_on < windows.now.start for row in own),
        )
    return Practised(facts, rows, learned, meetings, left_out)


def _rows(
    actor: Actor, unit_ids: Collection[int], windows: Windows, today: date
) -> tuple[list[ObjectiveRow], int]:
    """Everything agreed in these units, in as many of the cycles as there is room for."""
    every = rows_of_units(
        actor.organisation_id, unit_ids, windows.cycle_ids, COUNTING_STATES,
        today=today, at_most=LEARN_FROM,
    )  # fmt: skip
    if every is not None:
        return every, 0
    live = Objective.objects.filter(
        organisation_id=actor.organisation_id,
        unit_id__in=unit_ids,
        cycle_id__in=windows.cycle_ids,
        state__in=COUNTING_STATES,
        archived_at__isnull=True,
    )
    found = list(live.order_by("-cycle__starts_on", "cycle_id", "id").values_list("id", "cycle_id"))
    cycles = {cycle_id for _id, cycle_id in found[LEARN_FROM:]}
    wanted = live.exclude(cycle_id__in=cycles).order_by("unit__path", "position", "id")
    rows = objective_rows(wanted, as_of=today, today=today)
    return rows, len(cycles)


def _gone(rows: Iterable[ObjectiveRow]) -> set[int]:
    """Owners who have left."""
    owners = {k.owner_id for row in rows for k in row.key_results if k.owner_id is not None}
    return set(_left(owners))


@prepared
def _left(person_ids: Collection[int]) -> QuerySet[Person, int]:
    return Person.objects.filter(pk__in=person_ids, is_active=False).values_list("id", flat=True)


def _moved_on(learned: Learned) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    for move in learned.moves:
        if move.key_result_id is not None and move.field in INDEXED_FIELDS:
            found[move.key_result_id].append(move.on)
    return found


def _measured(
    rows: Iterable[ObjectiveRow],
    learned: Learned,
    moved: Mapping[int, Sequence[date]],
    gone: Collection[int],
) -> Iterable[Measured]:
    for row in rows:
        ends_on = min(row.ends_on, row.scored_on) if row.scored_on else row.ends_on
        for one in row.key_results:
            if one.is_cancelled:
                continue
            said = learned.said.get(one.id, ())
            yield Measured(
                id=one.id,
                objective_id=row.id,
                starts_on=one.starts_on,
                ends_on=ends_on,
                cadence=cadence_of(one.cadence),
                entries=tuple((word.day, word.entered_on) for word in said if word.is_answer),
                has_owner=one.owner_id is not None and one.owner_id not in gone,
                moved_on=tuple(moved.get(one.id, ())),
            )


def _goal(row: ObjectiveRow, aligned: Collection[int]) -> Goal:
    return Goal(
        row.id, row.starts_on, row.ends_on, row.origin, row.is_local, has_path=row.id in aligned
    )


def _closing(row: ObjectiveRow, learned: Learned) -> Closing:
    live = [one for one in row.key_results if not one.is_cancelled]
    raws = [counted_by(Plan.OF_RECORD, one).raw for one in live]
    graded = [learned.grades[one.id].decision for one in live if one.id in learned.grades]
    decided = [decision for decision in graded if decision]
    return Closing(
        row.id,
        row.ends_on,
        row.ambition,
        row.score,
        tuple(raw is not None and raw >= 1 - TOLERANCE for raw in raws),
        len(decided),
        sum(decision == Decision.CARRY for decision in decided),
    )


def _words(learned: Learned) -> dict[int, list[tuple[date, Word]]]:
    found: dict[int, list[tuple[date, Word]]] = defaultdict(list)
    for row, word in learned.words():
        found[row.unit_id].append((row.ends_on, word))
    return found


_NOT_ASKED = (ResponseOutcome.WITHDRAWN, ResponseOutcome.REBASED)
"""Signals that came to nothing: nobody had to answer them."""


def _signals(actor: Actor, unit_ids: Collection[int], since: date) -> dict[int, list[Answered]]:
    """The answers to signals that were due since a day, and those that still wait."""
    found: dict[int, list[Answered]] = defaultdict(list)
    for unit_id, due_on, action_at, closed_at in _answers(unit_ids, since):
        given = min((at for at in (action_at, closed_at) if at is not None), default=None)
        on = local_date(given, actor.time_zone) if given else None
        found[unit_id].append(Answered(due_on, on))
    return found


@prepared
def _answers(unit_ids: Collection[int], since: date) -> QuerySet[Response, tuple[Any, ...]]:
    waits = Q(action_at__isnull=True, closed_at__isnull=True)
    rows = Response.objects.filter(
        Q(action_due_on__gte=since) | waits,
        kpi__unit_id__in=unit_ids,
        kpi__archived_at__isnull=True,
    ).exclude(outcome__in=_NOT_ASKED)
    return rows.values_list("kpi__unit_id", "action_due_on", "action_at", "closed_at")


def with_desk(
    read: Practised,
    *,
    asked_on: Mapping[int, date],
    findings: Mapping[int, int] | None,
    reviewed: Mapping[int, int],
) -> dict[int, UnitFacts]:
    """The facts with what the desk knows beside them."""
    return {
        unit_id: replace(
            one,
            asked_on=asked_on.get(unit_id),
            findings=None if findings is None else findings.get(unit_id, 0),
            reviewed=reviewed.get(unit_id, 0),
        )
        for unit_id, one in read.facts.items()
    }
