"""The figures above a list of objectives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache

from headway.core.planning.focus import BottomUp, bottom_up_share
from headway.core.scoring import CycleScore, ScoredObjective, cycle_score
from headway.okrs.models import State
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.objectives import Filters, ObjectiveRow, all_rows, stored_scores
from headway.people.access import Actor

LARGE_SCOPE = 5_000
KEEP_FIGURES = 60  # seconds, in a large scope only


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands above a list: the cycle's score, and key results and objectives by status."""

    score: CycleScore
    key_results: Mapping[str, int]
    objectives: Mapping[str, int]
    by_origin: BottomUp
    linked: int
    open: int
    computed_at: datetime | None = None

    @property
    def total_objectives(self) -> int:
        return self.score.objectives

    @property
    def linked_share(self) -> float | None:
        """Of all objectives, those that serve something above; None without any."""
        return self.linked / self.total_objectives if self.total_objectives else None


def figures(
    actor: Actor, cycle: CycleRow, unit_path: str, *, as_of: date, today: date, now: datetime
) -> Figures:
    """The figures of a unit (with all below it) in a cycle.

    Of what the actor may read, always fresh, up to 5 000 objectives in scope; beyond that of what
    everybody may read and from stored scores, at most a minute old, and ``computed_at`` says when:
    then nothing is told by status, and no score of an earlier day.
    """
    return figures_and_rows(actor, cycle, unit_path, as_of=as_of, today=today, now=now)[0]


def figures_and_rows(
    actor: Actor, cycle: CycleRow, unit_path: str, *, as_of: date, today: date, now: datetime
) -> tuple[Figures, list[ObjectiveRow] | None]:
    """The same with the rows they are of, in order of unit and position; None for those of more
    than 5 000 objectives."""
    filters = Filters(cycle_id=cycle.id, unit_path=unit_path)
    key = f"figures:{actor.organisation_id}:{cycle.id}:{unit_path}:{as_of}"
    kept: Figures | None = cache.get(key)
    if kept is not None:
        return kept, None
    rows = all_rows(actor, filters, as_of=as_of, today=today, at_most=LARGE_SCOPE)
    if rows is not None:
        return summarise(rows), rows
    found = _of_many(actor.organisation_id, filters, is_now=as_of >= today, now=now)
    cache.set(key, found, KEEP_FIGURES)
    return found, None


def _of_many(organisation_id: int, filters: Filters, *, is_now: bool, now: datetime) -> Figures:
    """From six stored columns an objective: judging tens of thousands of them with their key
    results took a minute, in which nobody else was answered. One query."""
    rows = stored_scores(organisation_id, filters)
    return Figures(
        score=cycle_score(
            ScoredObjective(id_, score if is_now else None, ambition)
            for id_, score, ambition, *_rest in rows
        ),
        key_results={},
        objectives={},
        by_origin=bottom_up_share(origin for _id, _score, _ambition, origin, *_rest in rows),
        linked=sum(is_linked for *_before, is_linked, _state in rows),
        open=sum(state != State.CLOSED for *_before, state in rows),
        computed_at=now,
    )


def summarise(rows: Sequence[ObjectiveRow]) -> Figures:
    """The figures of rows that were read already."""
    key_results: Counter[str] = Counter()
    for row in rows:
        key_results.update(row.counts)
    return Figures(
        score=cycle_score(ScoredObjective(row.id, row.score, row.ambition) for row in rows),
        key_results=key_results,
        objectives=Counter(str(row.status.code) for row in rows if row.status),
        by_origin=bottom_up_share(row.origin for row in rows),
        linked=sum(row.is_linked for row in rows),
        open=sum(not row.is_closed for row in rows),
    )
