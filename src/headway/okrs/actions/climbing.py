"""Recompute what stands above, children before parents: everything is read at once and written at
once, so that a level more costs arithmetic and no statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from headway.core.alignment import RolledUp
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, LinkKind, Objective, State
from headway.okrs.queries.arithmetic import drivers_of
from headway.okrs.queries.scores import own_coverage, score_terms, with_drivers


@dataclass(frozen=True, slots=True)
class Moved:
    """The score of an objective further up that moved with one below."""

    objective_id: int
    title: str
    before: float | None
    after: float | None


@dataclass(slots=True)
class _Above:
    """An objective whose score may move."""

    id: int
    title: str
    state: str
    own_weight: float
    score: float | None
    starts_on: date
    ends_on: date
    standard: str


@dataclass(slots=True)
class _Term:
    """What scoring needs of a key result (``queries.scores.ScoredKeyResult``)."""

    objective_id: int
    id: int
    kind: str
    title: str
    start: float | None
    weight: float
    raw: float | None
    score: float | None
    added_on: date | None
    cancelled_on: date | None
    is_health: bool
    raw_original: float | None
    weight_original: float | None
    raw_of_record: float | None
    weight_of_record: float | None


_MEASURED = ("raw", "score", "raw_original", "weight_original", "raw_of_record", "weight_of_record")


def recompute_in_order(
    order: Sequence[int],
    measure_key_result: Callable[[KeyResult], Any],
    *,
    start: Objective | None = None,
) -> list[Moved]:
    """Recompute and store the scores of objectives given children first; returns what moved. What
    is closed keeps its score. Four reads and a write, and where values are contributed those of
    ``measure_key_result`` for each key result that receives some.

    ``start`` is the first of them where its key results have just been measured: it is recomputed
    whatever its state, has its scores put on it, and is not among what is said to have moved. Two
    reads fewer where nothing stands above it.
    """
    if not order:
        return []
    above = tuple(node for node in order if start is None or node != start.pk)
    objectives = {row[0]: _Above(*row) for row in _objectives(above)} if above else {}
    receiving = _receiving(above) if above else {}
    if start is not None:
        objectives[start.pk] = _Above(
            start.pk, start.title, start.state, start.own_weight, start.score,
            start.cycle.starts_on, start.cycle.ends_on, start.cycle.scoring_standard,
        )  # fmt: skip
    terms: dict[int, dict[int, _Term]] = defaultdict(dict)
    for row in _terms(tuple(order)):
        terms[row[0]][row[1]] = _Term(*row)
    drivers = drivers_of(order)
    fresh: dict[int, RolledUp] = {}
    written: list[tuple[Any, ...]] = []
    moved = []
    for node in order:
        objective = objectives[node]
        is_start = start is not None and node == start.pk
        if objective.state == State.CLOSED and not is_start:
            continue
        for key_result in receiving.get(node, ()):
            measure_key_result(key_result)
            term = terms[node][key_result.pk]
            for name in _MEASURED:
                setattr(term, name, getattr(key_result, name))
        own = score_terms(
            terms[node].values(),
            starts_on=objective.starts_on,
            ends_on=objective.ends_on,
            standard=objective.standard,
        )
        below = [
            replace(d, score=fresh[d.child_id].score, coverage=fresh[d.child_id].coverage)
            if d.child_id in fresh
            else d
            for d in drivers.get(node, ())
        ]
        whole = fresh[node] = with_drivers(own, objective.own_weight, below)
        written.append((own.score, own_coverage(own), whole.score, whole.coverage, node))
        if is_start:
            _put(start, written[-1])
        elif whole.score != objective.score:
            moved.append(Moved(node, objective.title, objective.score, whole.score))
    _write(written)
    return moved


def _receiving(order: Collection[int]) -> dict[int, list[KeyResult]]:
    """Key results into which others contribute, by objective."""
    ids = _receiving_ids(tuple(order))
    found: dict[int, list[KeyResult]] = defaultdict(list)
    if ids:
        key_results = KeyResult.objects.filter(pk__in=set(ids)).select_related("objective__cycle")
        for key_result in key_results.order_by("pk"):
            found[key_result.objective_id].append(key_result)
    return found


@prepared
def _receiving_ids(order: tuple[int, ...]) -> QuerySet[KeyResult, int]:
    return KeyResult.objects.filter(
        objective_id__in=order,
        child_links__kind=LinkKind.CONTRIBUTES_VALUE,
        cancelled_on__isnull=True,  # what is cancelled stays as it was
    ).values_list("id", flat=True)


@prepared
def _objectives(order: tuple[int, ...]) -> QuerySet[Objective, tuple[Any, ...]]:
    return Objective.objects.filter(pk__in=order).values_list(
        "id", "title", "state", "own_weight", "score", "cycle__starts_on", "cycle__ends_on",
        "cycle__scoring_standard",
    )  # fmt: skip


@prepared
def _terms(order: tuple[int, ...]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return (
        KeyResult.objects.filter(objective_id__in=order)
        .order_by("position", "id")
        .values_list(
            "objective_id", "id", "kind", "title", "start", "weight", "raw", "score", "added_on",
            "cancelled_on", "is_health", "raw_original", "weight_original", "raw_of_record",
            "weight_of_record",
        )
    )  # fmt: skip


_STORED = ("own_score", "own_coverage", "score", "coverage")


def _put(objective: Objective | None, figures: Sequence[Any]) -> None:
    for name, figure in zip(_STORED, figures, strict=False):  # behind them stands the id
        setattr(objective, name, figure)


def _write(rows: Sequence[tuple[Any, ...]]) -> None:
    """One prepared statement for all of them."""
    if not rows:
        return
    settings = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in _STORED)
    table = connection.ops.quote_name(Objective._meta.db_table)
    statement = f"UPDATE {table} SET {settings} WHERE id = %s"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
