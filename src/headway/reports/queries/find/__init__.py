"""Find units, objectives, key results, KPIs, people, cycles, mid-term goals and what was learned by
a few letters."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date

from headway.core.pace import Status
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.key_results import rows_by_id
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.people.access import Actor
from headway.reports.queries.find.adapter import adapter
from headway.reports.queries.find.folding import rank, words_of
from headway.reports.queries.find.learned import find_closings, find_learnings
from headway.reports.queries.find.things import (
    Hit,
    find_key_results,
    find_kpis,
    find_objectives,
    find_people,
    find_units,
    hits,
)
from headway.strategy.queries import GoalRow, goals

__all__ = ["KINDS", "Result", "find", "rank", "words_of"]

KINDS = (
    "units",
    "objectives",
    "key_results",
    "kpis",
    "people",
    "cycles",
    "goals",
    "learnings",
    "closings",
)
FEW = ("cycles", "goals")
"""Kinds of which all are read anyway: there is nothing to bound."""
SHOWN, SHOWN_ALONE = 5, 20
SECONDS_A_KIND, SECONDS = 0.4, 1.5
"""A search ends after that; it then shows what it has found by then."""


@dataclass(slots=True)
class Result:
    """Something found, of a kind; with its verdict where it has one."""

    kind: str
    id: int
    label: str
    about: str
    weight: float
    status: Status | None = None


def find(
    actor: Actor,
    words: list[str],
    *,
    cycle: CycleRow | None,
    cycles: tuple[CycleRow, ...],
    today: date,
    only: str = "",
) -> list[Result]:
    """The best of each kind, or more of one kind. About a dozen short queries, none without words;
    ends after about a second and a half, whatever there is to look through."""
    if not words:
        return []
    kinds = (only,) if only else KINDS
    limit = SHOWN_ALONE if only else SHOWN
    found: list[Result] = []
    end = time.monotonic() + SECONDS
    for kind in kinds:
        if time.monotonic() < end:
            is_few = kind in FEW
            with nullcontext() if is_few else adapter().bounded(SECONDS_A_KIND):
                found += _of_kind(actor, kind, words, cycle, cycles, limit)
    _judge(found, today)
    return found


def _of_kind(
    actor: Actor,
    kind: str,
    words: list[str],
    cycle: CycleRow | None,
    cycles: tuple[CycleRow, ...],
    limit: int,
) -> list[Result]:
    cycle_id = cycle.id if cycle else 0
    if kind == "units":
        found = find_units(actor, words, limit)
    elif kind == "objectives":
        found = find_objectives(actor, words, cycle_id, limit)
    elif kind == "key_results":
        found = find_key_results(actor, words, cycle_id, limit)
    elif kind == "kpis":
        found = find_kpis(actor, words, limit)
    elif kind == "people":
        found = find_people(actor, words, limit)
    elif kind == "learnings":
        found = find_learnings(actor, words, limit)
    elif kind == "closings":
        found = find_closings(actor, words, limit)
    elif kind == "cycles":
        named = ((row.id, row.name, row.phase, False, row.id == cycle_id) for row in cycles)
        found = hits(named, words, limit)
    else:
        titled = (
            (row.id, row.title, _place(row), row.owner_id == actor.person_id, True)
            for row in goals(actor)
        )
        found = hits(titled, words, limit)
    return [_result(kind, hit) for hit in found]


def _place(goal: GoalRow) -> str:
    """Its unit, where it is not the organisation's, and its perspective."""
    return ", ".join(filter(None, (goal.unit_name, goal.perspective_name)))


def _result(kind: str, hit: Hit) -> Result:
    return Result(kind, hit.id, hit.label, hit.about, hit.weight)


def _judge(found: list[Result], today: date) -> None:
    """How what was found stands today. Three queries at most."""
    verdicts: dict[tuple[str, int], Status | None] = {}
    ids = [result.id for result in found if result.kind == "key_results"]
    for row in rows_by_id(ids, as_of=today, today=today):
        verdicts["key_results", row.id] = row.status
    ids = [result.id for result in found if result.kind == "objectives"]
    for line in objective_rows_by_id(ids, as_of=today, today=today).values():
        verdicts["objectives", line.id] = line.status
    for result in found:
        result.status = verdicts.get((result.kind, result.id))
