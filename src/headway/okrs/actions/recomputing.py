"""Recompute what is stored from the readings it follows from, and the scores that others drive from
the lowest level up: proof that what every write left behind is what the core computes.

What is compared was read without a lock. So that nothing newer is lost, a row is written only while
it still holds what was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from headway.core.alignment import Swept, sweep, topological_order
from headway.core.bands import TOLERANCE
from headway.kit.bulk import change_unmoved, read_rows
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink, State
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.inputs import inputs_of, is_frozen
from headway.okrs.queries.measures import put_figures
from headway.okrs.queries.scores import own_coverage, score_objective
from headway.people.models import Organisation

BATCH = 1_000
_MEASURED = (
    "score", "raw", "value", "probability", "raw_original", "weight_original", "raw_of_record",
    "weight_of_record", "valued_on",
)  # fmt: skip
_GUARD = ("version", *_MEASURED)
"""What a change of the definition moves, and what a check-in does. Numbers and days only: a moment
is spelt otherwise by each database than by its driver."""

Figure = float | date | None


class Difference(NamedTuple):
    """A stored figure that is not what the core computes: of a "key_result" or an "objective", its
    score first, else the figure that differs. A "circle" is an objective on a circle of driving
    links, or above one, whose score cannot be computed."""

    kind: str
    id: int
    stored: Figure
    computed: Figure


Own = tuple[float | None, float | None]
"""An objective's own score and its coverage, None without key results."""


def recompute(organisation_id: int, *, write: bool = True) -> tuple[int, list[Difference]]:
    """Recompute every open key result and objective of an organisation, children before parents.

    Returns how many were looked at and which differ by more than 1e-9; writes the computed figures
    when ``write``. Key results are read a thousand objectives at a time; of every objective and
    every link that drives a score a few numbers are held.
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    looked_at, differences = 0, list[Difference]()
    own: dict[int, Own] = {}
    values: dict[int, float | None] = {}
    for ids in _in_turn(organisation_id):
        seen, found = _recompute_key_results(ids, organisation, own, values, write=write)
        looked_at += seen
        differences += found
    return looked_at + len(own), [*differences, *roll_up_stored(organisation_id, own, write=write)]


def _in_turn(organisation_id: int) -> Iterator[list[int]]:
    """Open objectives in batches, those whose values count in others' first."""
    every = list(
        Objective.objects.filter(organisation_id=organisation_id)
        .exclude(state=State.CLOSED)
        .order_by("id")
        .values_list("id", flat=True)
    )
    into: dict[int, list[int]] = defaultdict(list)
    links = ObjectiveLink.objects.filter(
        organisation_id=organisation_id, kind=LinkKind.CONTRIBUTES_VALUE
    )
    for child, parent in links.values_list("child_id", "key_result__objective_id"):
        into[child].append(parent)
        into.setdefault(parent, [])
    plain = [id_ for id_ in every if id_ not in into]
    for first in range(0, len(plain), BATCH):
        yield plain[first : first + BATCH]
    order, is_open = topological_order(into), set(every)
    for id_ in (*reversed(order.nodes), *order.unresolved):
        if id_ in is_open:
            yield [id_]


def _recompute_key_results(
    ids: Sequence[int],
    organisation: Organisation,
    own: dict[int, Own],
    values: dict[int, float | None],
    *,
    write: bool,
) -> tuple[int, list[Difference]]:
    """Key results of some objectives. Puts the objectives' own scores into ``own``, and values that
    may count in others' into ``values``. Six queries, and the writes."""
    objectives = Objective.objects.filter(pk__in=ids).select_related("cycle").in_bulk()
    for objective in objectives.values():
        objective.organisation = organisation
    inside: dict[int, list[KeyResult]] = {id_: [] for id_ in objectives}
    for key_result in KeyResult.objects.filter(objective_id__in=ids).order_by("position", "id"):
        key_result.objective = objectives[key_result.objective_id]
        inside[key_result.objective_id].append(key_result)
    every = [key_result for group in inside.values() for key_result in group]
    before = [_figures(key_result) for key_result in every]
    _measure_again(every, values)
    wrong = [
        (key_result, stored)
        for key_result, stored in zip(every, before, strict=True)
        if any(map(differs, stored, _figures(key_result)))
    ]
    if write:
        changed = ((kr.pk, *_figures(kr), kr.version, *stored) for kr, stored in wrong)
        change_unmoved(KeyResult, _MEASURED, changed, guard=_GUARD)
    for id_, group in inside.items():
        result = score_objective(objectives[id_], group)
        own[id_] = result.score, own_coverage(result)
    return len(every), [_difference(kr, stored) for kr, stored in wrong]


def _figures(key_result: KeyResult) -> list[Figure]:
    return [getattr(key_result, name) for name in _MEASURED]


def _difference(key_result: KeyResult, stored: Sequence[Figure]) -> Difference:
    """The first figure that differs; the score comes first."""
    was, now = next(
        pair for pair in zip(stored, _figures(key_result), strict=True) if differs(*pair)
    )
    return Difference("key_result", key_result.pk, was, now)


def _measure_again(key_results: Sequence[KeyResult], values: dict[int, float | None]) -> None:
    """Put computed figures on the instances. Four queries, five where something contributes."""
    inputs = inputs_of([key_result.pk for key_result in key_results])
    for key_result in key_results:
        if not is_frozen(key_result, inputs):
            measured = inputs.measure(key_result, key_result.objective, values=values)
            put_figures(key_result, measured)
        values[key_result.pk] = key_result.value


_Row = tuple[int, float | None, float | None, float, float | None, float]
"""Id, own score, its coverage, its weight, score and coverage, as stored."""


def roll_up_stored(
    organisation_id: int, own: Mapping[int, Own] | None = None, *, write: bool = True
) -> list[Difference]:
    """Compute the scores of all open objectives of an organisation from their own scores, as stored
    or as ``own`` gives them, along the links that drive them; each objective and each link is
    looked at once. Returns what differs, and writes it when ``write``. Three queries and the write.
    """
    rows: list[Any] = read_rows(_open(organisation_id))
    closed: list[Any] = read_rows(_closed_drivers(organisation_id))
    links: list[Any] = read_rows(_driving(organisation_id))
    place = {row[0]: number for number, row in enumerate(chain(rows, closed))}
    fixed = [(row[4], row[5], 1.0) for row in closed]  # what is closed keeps its score
    starts = [
        *((*(own.get(row[0], row[1:3]) if own else row[1:3]), row[3]) for row in rows),
        *fixed,
    ]
    scores, shares, weights = zip(*starts, strict=True) if starts else ((), (), ())
    swept = sweep(
        scores,
        shares,
        weights,
        [place[link[0]] for link in links],
        [place[link[1]] for link in links],
        [link[2] for link in links],
    )
    circles = {number for number in swept.unresolved if number < len(rows)}
    changed, differences = _compare(rows, starts, swept, circles)
    if write:
        change_unmoved(Objective, _SCORES, changed, guard=("own_score", "score", "coverage"))
    differences += [Difference("circle", rows[n][0], rows[n][4], None) for n in sorted(circles)]
    return differences


_SCORES = ("own_score", "own_coverage", "score", "coverage")


def _compare(
    rows: Sequence[_Row], starts: Sequence[Any], swept: Swept, circles: set[int]
) -> tuple[list[tuple[Any, ...]], list[Difference]]:
    """The rows to write with what was read, and what differs. Looked at a million times over in a
    large organisation, so the score is compared in place."""
    changed, differences = [], []
    computed = zip(rows, starts, swept.scores, swept.coverages, strict=False)
    for number, ((id_, own, share, _weight, stored, covered), start, score, coverage) in enumerate(
        computed
    ):
        if stored is None or score is None:
            is_off = stored is not score
        else:
            is_off = not -TOLERANCE <= stored - score <= TOLERANCE
        was, now = stored, score
        if not is_off:
            rest = ((covered, coverage), (own, start[0]), (share, start[1]))
            was, now = next((pair for pair in rest if differs(*pair)), (None, None))
            is_off = was is not None or now is not None
        if is_off and number not in circles:
            differences.append(Difference("objective", id_, was, now))
            changed.append((id_, start[0], start[1], score, coverage, own, stored, covered))
    return changed, differences


def _open(organisation_id: int) -> QuerySet[Objective, Any]:
    rows = Objective.objects.filter(organisation_id=organisation_id).exclude(state=State.CLOSED)
    return _numbers(rows.order_by("id"))


def _closed_drivers(organisation_id: int) -> QuerySet[Objective, Any]:
    """What is closed and drives something open."""
    drives = ObjectiveLink.objects.filter(
        child_id=OuterRef("pk"), kind=LinkKind.DRIVES_SCORE
    ).exclude(objective__state=State.CLOSED)
    rows = Objective.objects.filter(
        Exists(drives), organisation_id=organisation_id, state=State.CLOSED
    )
    return _numbers(rows.order_by("id"))


def _numbers(objectives: QuerySet[Objective]) -> QuerySet[Objective, Any]:
    return objectives.values_list(
        "id", "own_score", "own_coverage", "own_weight", "score", "coverage"
    )


def _driving(organisation_id: int) -> QuerySet[ObjectiveLink, Any]:
    """Child, parent and weight of each link that counts in an open objective's score."""
    return (
        ObjectiveLink.objects.filter(
            organisation_id=organisation_id,
            kind=LinkKind.DRIVES_SCORE,
            child__archived_at__isnull=True,
            child__state__in=COUNTING_STATES,
        )
        .exclude(objective__state=State.CLOSED)
        .order_by("child_id")
        .values_list("child_id", "objective_id", "weight")
    )


def differs(stored: Figure, computed: Figure) -> bool:
    """Whether two figures are not the same: two numbers by more than 1e-9."""
    if stored is None or computed is None:
        return stored is not computed
    if isinstance(stored, date) or isinstance(computed, date):
        return stored != computed
    return abs(stored - computed) > TOLERANCE
