"""Links with arithmetic: which key results contribute to the value of others, and which objectives
drive the score of others (docs/methods 2.2)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from headway.core.alignment import effective_shares
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import LinkKind, ObjectiveLink, State

COUNTING_STATES = (State.AGREED, State.RUNNING, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Contribution:
    """``share`` of the value of a key result that counts towards another's."""

    key_result_id: int
    child_id: int
    title: str
    objective_id: int
    share: float
    value: float | None

    @property
    def amount(self) -> float | None:
        """What it adds; None while the child was not read."""
        return None if self.value is None else self.share * self.value


def contributions_to(
    key_result_ids: Collection[int], *, values: Mapping[int, float | None] | None = None
) -> dict[int, list[Contribution]]:
    """Contributions by the key result they go to. One query where there are none, else two.

    ``values`` are the children's values where the stored ones are not of the wanted day.
    """
    into = _into(tuple(key_result_ids))
    if not into:
        return {}
    shares = shares_of({child for _parent, child, *_rest in into})
    found: dict[int, list[Contribution]] = defaultdict(list)
    for parent, child, title, objective_id, stored in into:
        value = stored if values is None else values.get(child)
        found[parent].append(
            _contribution(parent, child, title, objective_id, shares[child, parent], value)
        )
    return found


_contribution = lru_cache(maxsize=1024)(Contribution)
"""The very same of the same, as rows are kept: what is measured with them is kept by them."""


def contributed(contributions: Iterable[Contribution]) -> float | None:
    """The sum of what is known; None when nothing is."""
    amounts = [c.amount for c in contributions if c.amount is not None]
    return math.fsum(amounts) if amounts else None


def contributors_of(key_result_ids: Collection[int]) -> set[int]:
    """The key results that contribute to these. One query."""
    return {child for _parent, child, *_rest in _into(tuple(key_result_ids))}


def shares_of(children: Collection[int]) -> dict[tuple[int, int], float]:
    """The share of each (child, parent) link of these key results. One query."""
    stated: dict[int, dict[int, float | None]] = defaultdict(dict)
    for child, parent, share in _out_of(tuple(children)):
        stated[child][parent] = share
    return {
        (child, parent): share
        for child, parents in stated.items()
        for parent, share in effective_shares(parents).items()
    }


@prepared
def _into(key_result_ids: tuple[int, ...]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return _counting(
        ObjectiveLink.objects.filter(
            kind=LinkKind.CONTRIBUTES_VALUE, key_result_id__in=key_result_ids
        )
    ).values_list(
        "key_result_id",
        "child_key_result_id",
        "child_key_result__title",
        "child_id",
        "child_key_result__value",
    )


@prepared
def _out_of(key_result_ids: tuple[int, ...]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return (
        ObjectiveLink.objects.filter(
            kind=LinkKind.CONTRIBUTES_VALUE, child_key_result_id__in=key_result_ids
        )
        .order_by("id")
        .values_list("child_key_result_id", "key_result_id", "share")
    )


def _counting(links: QuerySet[ObjectiveLink]) -> QuerySet[ObjectiveLink]:
    """Links whose child is agreed: what is only drafted moves nobody's number."""
    return links.filter(child__archived_at__isnull=True, child__state__in=COUNTING_STATES).order_by(
        "id"
    )


def is_fed(key_result: str) -> Exists:
    """Whether others contribute to the value of the key result that a column names."""
    links = ObjectiveLink.objects.filter(
        kind=LinkKind.CONTRIBUTES_VALUE,
        key_result_id=OuterRef(key_result),
        child_key_result__value__isnull=False,
    )
    return Exists(_counting(links))


@dataclass(frozen=True, slots=True)
class Driver:
    """An objective whose score is part of another's, by weight."""

    parent_id: int
    link_id: int
    child_id: int
    title: str
    unit_name: str
    weight: float
    score: float | None
    coverage: float


def drivers_of(objective_ids: Collection[int]) -> dict[int, list[Driver]]:
    """The objectives that drive the score of these, with their stored scores. One query."""
    found: dict[int, list[Driver]] = defaultdict(list)
    for driver in _drivers(tuple(objective_ids)):
        found[driver.parent_id].append(driver)
    return found


@prepared(rows=Kept(Driver))
def _drivers(objective_ids: tuple[int, ...]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return _counting(
        ObjectiveLink.objects.filter(kind=LinkKind.DRIVES_SCORE, objective_id__in=objective_ids)
    ).values_list(
        "objective_id",
        "id",
        "child_id",
        "child__title",
        "child__unit__name",
        "weight",
        "child__score",
        "child__coverage",
    )


def moved_by(objective_ids: Collection[int]) -> dict[int, list[int]]:
    """The objectives above these whose figures they move, or would move once they count (a draft
    moves nothing yet), each with those directly above it, the given ones included. One query for
    each level that arithmetic links climb; one where none do."""
    parents: dict[int, list[int]] = {}
    waiting = set(objective_ids)
    while waiting:
        found: dict[int, list[int]] = {child: [] for child in waiting}
        for child, objective_id, of_key_result in _moving(tuple(sorted(waiting))):
            found[child].append(objective_id or of_key_result)
        parents |= found
        waiting = {above for all_above in found.values() for above in all_above} - set(parents)
    return parents


@prepared
def _moving(objective_ids: tuple[int, ...]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return (
        ObjectiveLink.objects.filter(child_id__in=objective_ids)
        .exclude(kind=LinkKind.ALIGNED)
        .order_by("id")
        .values_list("child_id", "objective_id", "key_result__objective_id")
    )
