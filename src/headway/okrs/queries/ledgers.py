"""The goal-post ledger: what moved after plan lock, how far and which way, of one objective or of
a unit in a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from headway.core.goalposts import (
    Change,
    ChangeRate,
    Direction,
    GoalPostIndex,
    Plan,
    Severity,
    Step,
    is_late_rescue,
    is_planning_correction,
    rate_of,
)
from headway.core.pace import elapsed_share
from headway.core.progress import score_of
from headway.kit.prepared import prepared
from headway.okrs.models import GoalPostChange, KeyResult
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.goal_post_words import MEMBERSHIP
from headway.okrs.queries.goalposts import INDEXED_FIELDS, index_of
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

AT_MOST = 500


@dataclass(slots=True)
class ChangeRow:
    """A line of the ledger. ``tau`` is the share of the cycle that had passed when it was approved,
    or made where nobody had to approve; ``step`` is what it adds to the index of its key result,
    None for what is not measured (texts, weights, additions)."""

    id: int
    objective_id: int
    objective_title: str
    ambition: str
    unit_id: int
    unit_name: str
    cycle_id: int
    key_result_id: int | None
    key_result_title: str | None
    measure: str | None
    field: str
    before: Any
    after: Any
    reason: str
    author_name: str | None
    approved_by: str | None
    approved_on: date | None
    effective_on: date
    counts_on: date
    starts_on: date
    ends_on: date
    definition: Mapping[str, Any]
    step: Step | None = None

    @property
    def tau(self) -> float:
        return elapsed_share(self.starts_on, self.ends_on, self.counts_on)

    @property
    def direction(self) -> Direction:
        """Eased, tightened, or changed where that cannot be told in numbers."""
        return self.step.direction if self.step else Direction.CHANGED

    @property
    def movement(self) -> float | None:
        return self.step.movement if self.step else None

    @property
    def is_correction(self) -> bool:
        """Whether it counts as part of the plan: approved in the first third."""
        return is_planning_correction(self.tau)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The goal-post index of one key result, with its scores by the plan as it was locked, as it
    stands, and of record."""

    key_result_id: int
    title: str
    objective_id: int
    objective_title: str
    unit_id: int
    unit_name: str
    index: GoalPostIndex
    late_rescue: bool
    score_original: float | None
    score_current: float | None
    score_of_record: float | None

    @property
    def severity(self) -> Severity:
        """That of the movement; a late rescue is an error however small."""
        return Severity.ERROR if self.late_rescue else self.index.severity

    @property
    def movement(self) -> float:
        return self.index.movement

    @property
    def easing(self) -> float:
        return self.index.easing

    @property
    def changes(self) -> int:
        return self.index.changes


@dataclass(frozen=True, slots=True)
class Tally:
    """What the changes of a ledger were: ``targets`` that moved, of which the rate and the index
    are made, key results that came, went or came back, and ``others``: weights, words, links."""

    targets: int
    membership: int
    others: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What moved, the newest first; the index of each key result that moved, the gravest first."""

    moves: list[ChangeRow]
    indexes: list[IndexRow]

    @property
    def tally(self) -> Tally:
        targets = sum(row.step is not None for row in self.moves)
        membership = sum(row.field in MEMBERSHIP for row in self.moves)
        return Tally(targets, membership, len(self.moves) - targets - membership)

    @property
    def by_key_result(self) -> dict[int, IndexRow]:
        return {row.key_result_id: row for row in self.indexes}


@dataclass(frozen=True, slots=True)
class UnitLedger(Ledger):
    """The same for a unit (with all below it) in a cycle: with its change rate, which counts what
    the reader may not see, and how many lines are not for them."""

    rate: ChangeRate
    hidden: int
    is_cut: bool


def ledger(
    objective_id: int, *, then: date | None = None, key_results: Iterable[KeyResultRow] = ()
) -> Ledger:
    """Everything that moved below an objective that somebody was let in to; with ``then``, up to
    that past day, beside its ``key_results`` as they were. One query."""
    rows = [_row(values) for values in _below(objective_id)]
    if then is not None:
        rows = put_back([row for row in rows if row.effective_on <= then], key_results)
    return _indexed(rows)


def put_back(rows: Iterable[ChangeRow], key_results: Iterable[KeyResultRow]) -> list[ChangeRow]:
    """Lines of the ledger beside key results as they were on a past day: what did not happen to be
    there is left out."""
    by_id = {row.id: row for row in key_results}
    found = []
    for row in rows:
        if row.key_result_id is not None:
            one = by_id.get(row.key_result_id)
            if one is None:
                continue
            row.key_result_title, row.measure = one.title, one.measure
            row.ambition = one.ambition
            row.definition = {name: getattr(one, name) for name in _DEFINITION}
        found.append(row)
    return found


def unit_ledger(
    actor: Actor,
    *,
    unit_path: str,
    cycle_id: int | None,
    until: date,
    today: date,
    limit: int = AT_MOST,
) -> UnitLedger:
    """What moved in a unit and those below it up to a day, beside what the key results of what is
    there today were on it. Four queries, five where there is more than ``limit`` (the index of a
    key result is made of all its moves, however many are listed), more of a past day."""
    scope = Q(
        organisation_id=actor.organisation_id,
        objective__unit__path__startswith=unit_path,
        objective__archived_at__isnull=True,
    )
    if cycle_id is not None:
        scope &= Q(objective__cycle_id=cycle_id)
    changes = GoalPostChange.objects.filter(scope, effective_on__lte=until)
    seen = changes.filter(visible_to(actor, "objective__"))
    rows = [_row(values) for values in _newest_first(seen)[: limit + 1]]
    earlier: list[ChangeRow] = []
    if len(rows) > limit:
        listed = {row.key_result_id for row in rows[:limit]} - {None}
        whole = _newest_first(seen.filter(key_result_id__in=listed, field__in=INDEXED_FIELDS))
        known = {row.id for row in rows[:limit]}
        earlier = [_row(values) for values in whole if values[0] not in known]
    shown = rows[:limit]
    if until < today:
        moving = {row.key_result_id for row in shown if row.key_result_id is not None}
        then = rows_by_id(moving, as_of=until, today=today)
        shown, earlier = put_back(shown, then), put_back(earlier, then)
    found = _indexed(shown, earlier)
    return UnitLedger(
        found.moves,
        found.indexes,
        rate=_rate(scope, changes),
        hidden=0 if actor.is_admin else changes.count() - seen.count(),
        is_cut=len(rows) > limit,
    )


def _rate(scope: Q, changes: QuerySet[GoalPostChange]) -> ChangeRate:
    """Counted where they lie: an organisation may have more than a million key results."""
    active = KeyResult.objects.filter(
        scope, objective__state__in=COUNTING_STATES, cancelled_on__isnull=True, is_health=False
    )
    moved = changes.filter(field__in=INDEXED_FIELDS, key_result__isnull=False)
    counted = active.aggregate(
        active=Count("id"), moved=Count("id", filter=Q(pk__in=moved.values("key_result_id")))
    )
    return rate_of(counted["moved"], counted["active"])


_DEFINITION = (
    "kind", "start", "target", "low", "high", "fail", "scale", "raw", "raw_original",
    "weight_original", "raw_of_record",
)  # fmt: skip


def _newest_first(
    changes: QuerySet[GoalPostChange],
) -> QuerySet[GoalPostChange, tuple[Any, ...]]:
    return changes.order_by("-effective_on", "-id").values_list(
        "id", "objective_id", "objective__title", "objective__ambition", "objective__unit_id",
        "objective__unit__name", "objective__cycle_id", "key_result_id", "key_result__title",
        "key_result__measure", "field", "before", "after", "reason", "author__name",
        "approved_by__name", "approved_on", "effective_on",
        Coalesce("approved_on", "effective_on"), "objective__cycle__starts_on",
        "objective__cycle__ends_on", *(f"key_result__{name}" for name in _DEFINITION),
    )  # fmt: skip


@prepared
def _below(objective_id: int) -> QuerySet[GoalPostChange, tuple[Any, ...]]:
    return _newest_first(GoalPostChange.objects.filter(objective_id=objective_id))


def _row(values: Sequence[Any]) -> ChangeRow:
    own = len(values) - len(_DEFINITION)
    definition = dict(zip(_DEFINITION, values[own:], strict=True))
    return ChangeRow(*(*values[:own], definition))


def _indexed(rows: list[ChangeRow], earlier: Sequence[ChangeRow] = ()) -> Ledger:
    """Put on each row what it adds to the index, and make the index of each key result, with moves
    that are ``earlier`` than what is listed."""
    by_key_result: dict[int, list[ChangeRow]] = defaultdict(list)
    for row in reversed([*rows, *earlier]):
        if row.key_result_id is not None and row.field in INDEXED_FIELDS:
            by_key_result[row.key_result_id].append(row)
    indexes = [_index(moved) for moved in by_key_result.values()]
    return Ledger(rows, sorted(indexes, key=_gravity, reverse=True))


_RANK = [Severity.NONE, Severity.INFO, Severity.WARN, Severity.ERROR]


def _gravity(row: IndexRow) -> tuple[int, float]:
    return _RANK.index(row.severity), row.movement


def _index(moved: Sequence[ChangeRow]) -> IndexRow:
    first = moved[0]
    changes = [Change(row.field, row.before, row.after, row.tau) for row in moved]
    duration = float((first.ends_on - first.starts_on).days)
    index = index_of(first.definition, changes, duration=duration)
    for row, step in zip(moved, index.steps, strict=True):
        row.step = step
    scores = _scores(first.definition)
    return IndexRow(
        key_result_id=first.key_result_id or 0,
        title=first.key_result_title or "",
        objective_id=first.objective_id,
        objective_title=first.objective_title,
        unit_id=first.unit_id,
        unit_name=first.unit_name,
        index=index,
        late_rescue=is_late_rescue(
            [row.tau for row in moved if row.direction is Direction.EASED],
            original=scores[Plan.ORIGINAL],
            current=scores[Plan.CURRENT],
            ambition=first.ambition,
        ),
        score_original=scores[Plan.ORIGINAL],
        score_current=scores[Plan.CURRENT],
        score_of_record=scores[Plan.OF_RECORD],
    )


def _scores(stored: Mapping[str, Any]) -> dict[Plan, float | None]:
    """The scores of a key result by each plan, from its stored figures."""
    current = stored["raw"]
    has_moved = stored["weight_original"] is not None
    return {
        Plan.CURRENT: score_of(current),
        Plan.ORIGINAL: score_of(stored["raw_original"] if has_moved else current),
        Plan.OF_RECORD: score_of(stored["raw_of_record"] if has_moved else current),
    }
