"""The figures above a list of objectives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.core.cache import cache
from django.db.models import Count, QuerySet

from headway.core.planning.focus import BottomUp, bottom_up_share
from headway.core.scoring import CycleScore, ScoredObjective, cycle_score
from headway.kit.keeping import MANY, said_once
from headway.kit.prepared import counted, prepared
from headway.okrs.models import Objective, State, Visibility
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.explanations import explain_cycle, hidden_words
from headway.okrs.queries.objectives import (
    Filters,
    ObjectiveRow,
    all_rows,
    hidden_then,
    scoped,
    stored_scores,
)
from headway.people.access import Actor
from headway.web.explanation import Explanation

LARGE_SCOPE = 5_000
KEEP_FIGURES = 60  # seconds, in a large scope only


@dataclass(frozen=True, slots=True, eq=False)  # each is itself, as the rows that they are of
class Figures:
    """What stands above a list: the cycle's score, and key results and objectives by status.

    Drafts and proposals are objectives, but no part of the score and not ``open``, which is what is
    still to be closed. ``hidden`` is how many more would count that are left out, as the reader may
    not read them, or (``computed_at``) not everybody may.
    """

    score: CycleScore
    key_results: Mapping[str, int]
    objectives: Mapping[str, int]
    by_origin: BottomUp
    linked: int
    open: int
    hidden: int = 0
    computed_at: datetime | None = None

    @property
    def total_objectives(self) -> int:
        return self.score.objectives + self.score.planned

    @property
    def is_for_all(self) -> bool:
        """Whether they are of what everybody may read, rather than of what the reader may."""
        return self.computed_at is not None

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
        return summarise(rows, hidden=left_out(actor, filters, as_of=as_of, today=today)), rows
    found = _of_many(actor.organisation_id, filters, is_now=as_of >= today, now=now)
    cache.set(key, found, KEEP_FIGURES)
    return found, None


def left_out(actor: Actor, filters: Filters, *, as_of: date, today: date) -> int:
    """How many objectives of a unit and cycle count in the figures of a day and are not for the
    actor to read today. One query, none for administrators; of an earlier day a dozen where there
    are any, and of more than 5 000 those that count today."""
    if actor.is_admin:
        return 0
    if as_of < today:
        then = hidden_then(actor, filters, as_of)
        if then is not None:
            return sum(row.counts_in_means for row in then)
    return sum(hidden for (hidden,) in _hidden(actor, filters))


def left_out_of(
    actor: Actor, unit_path: str, cycle_ids: Collection[int], *, as_of: date, today: date
) -> list[tuple[int, int, str]]:
    """The same one by one, in several cycles: (id, cycle, path of the unit) of each objective that
    counts and is not for the actor to read. Never to be shown but in numbers. One query, none for
    administrators; of an earlier day a dozen where there are any."""
    if actor.is_admin or not cycle_ids:
        return []
    then = _left_out_then(actor, unit_path, cycle_ids, as_of) if as_of < today else None
    if then is not None:
        return then
    found = _left_out(actor, unit_path, cycle_ids)
    return list(found.order_by("pk").values_list("id", "cycle_id", "unit__path"))


def count_left_out(
    actor: Actor, unit_path: str, cycle_ids: Collection[int], *, as_of: date, today: date
) -> int:
    """How many these are. As many queries."""
    if actor.is_admin or not cycle_ids:
        return 0
    then = _left_out_then(actor, unit_path, cycle_ids, as_of) if as_of < today else None
    return _left_out(actor, unit_path, cycle_ids).count() if then is None else len(then)


def _left_out(actor: Actor, unit_path: str, cycle_ids: Collection[int]) -> QuerySet[Objective]:
    filters = Filters(unit_path=unit_path)
    readable = scoped(actor, filters).filter(cycle_id__in=cycle_ids).values("pk")
    found = _counting(actor.organisation_id, filters).filter(cycle_id__in=cycle_ids)
    return found.exclude(pk__in=readable)


def _left_out_then(
    actor: Actor, unit_path: str, cycle_ids: Collection[int], as_of: date
) -> list[tuple[int, int, str]] | None:
    """On an earlier day; None where there are too many to rewind."""
    then = hidden_then(actor, Filters(unit_path=unit_path), as_of, cycle_ids=cycle_ids)
    if then is None:
        return None
    return [(row.id, row.cycle_id, row.unit_path) for row in then if row.counts_in_means]


@prepared
def _hidden(actor: Actor, filters: Filters) -> QuerySet[Objective, tuple[int]]:
    readable = scoped(actor, filters).values("pk")
    return counted(
        _counting(actor.organisation_id, filters).exclude(pk__in=readable),
        "organisation_id",
        hidden=Count("id"),
    )


@prepared
def _not_for_all(organisation_id: int, filters: Filters) -> QuerySet[Objective, tuple[int]]:
    found = _counting(organisation_id, filters).exclude(visibility=Visibility.ORGANISATION)
    return counted(found, "organisation_id", hidden=Count("id"))


def _counting(organisation_id: int, filters: Filters) -> QuerySet[Objective]:
    found = Objective.objects.filter(
        organisation_id=organisation_id, archived_at__isnull=True, state__in=COUNTING_STATES
    )
    if filters.cycle_id is not None:
        found = found.filter(cycle_id=filters.cycle_id)
    return found.filter(unit__path__startswith=filters.unit_path) if filters.unit_path else found


def _of_many(organisation_id: int, filters: Filters, *, is_now: bool, now: datetime) -> Figures:
    """From six stored columns an objective: judging tens of thousands of them with their key
    results took a minute, in which nobody else was answered. Two queries."""
    rows = stored_scores(organisation_id, filters)
    return Figures(
        score=mean_of(
            (id_, score if is_now else None, ambition, state)
            for id_, score, ambition, _origin, _linked, state in rows
        ),
        key_results={},
        objectives={},
        by_origin=bottom_up_share(origin for _id, _score, _ambition, origin, *_rest in rows),
        linked=sum(is_linked for *_before, is_linked, _state in rows),
        open=sum(is_to_close(state) for *_before, state in rows),
        hidden=sum(hidden for (hidden,) in _not_for_all(organisation_id, filters)),
        computed_at=now,
    )


def summarise(rows: Sequence[ObjectiveRow], *, hidden: int = 0) -> Figures:
    """The figures of rows that were read already."""
    return (_summed if len(rows) > MANY else _summed_once)(tuple(rows), hidden)


def _summed(rows: Sequence[ObjectiveRow], hidden: int) -> Figures:
    key_results: Counter[str] = Counter()
    objectives: Counter[str] = Counter()
    for row in rows:
        if row.counts_in_means or not row.has_begun:
            key_results.update(row.counts)
            objectives.update([str(row.status.code)] if row.status else [])
    return Figures(
        score=mean_of((row.id, row.score, row.ambition, row.state) for row in rows),
        key_results=key_results,
        objectives=objectives,
        by_origin=bottom_up_share(row.origin for row in rows),
        linked=sum(row.is_linked for row in rows),
        open=sum(is_to_close(row.state) for row in rows),
        hidden=hidden,
    )


_summed_once = lru_cache(maxsize=128)(_summed)


@said_once(128)
def explain_figures(found: Figures, as_of: date) -> Explanation:
    """The score of figures, with all that it leaves out."""
    return explain_cycle(found.score, as_of, hidden=found.hidden, is_for_all=found.is_for_all)


def left_out_words(found: Figures) -> str:
    """That they leave out what is not for the reader, or not for everybody."""
    return hidden_words(found.hidden, is_for_all=found.is_for_all)


def mean_of(objectives: Iterable[tuple[int, float | None, str, str]]) -> CycleScore:
    """The mean score of objectives, of which id, score, ambition and state are given, however they
    were read: the one number of every page, report and answer."""
    return cycle_score(
        ScoredObjective(id_, score, ambition, counts=state in COUNTING_STATES)
        for id_, score, ambition, state in objectives
    )


def is_to_close(state: str) -> bool:
    """Whether an objective of that state is still to be closed: drafts and proposals never ran."""
    return state in COUNTING_STATES and state != State.CLOSED
