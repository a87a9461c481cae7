"""Objectives as plain rows: lists by unit with filters and search, and the figures above them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from headway.core.bands import TOLERANCE
from headway.core.goalposts import Plan
from headway.core.pace import Status, mean_expected, objective_status
from headway.core.scoring import ObjectiveScore
from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import Ambition, KeyResult, Objective, ObjectiveLink, State, Visibility
from headway.okrs.queries.arithmetic import COUNTING_STATES, Driver, drivers_of
from headway.okrs.queries.key_results import KeyResultRow, day_of_figures, rows_of_objectives
from headway.okrs.queries.scores import has_moved, score_terms, with_drivers
from headway.okrs.queries.visibility import visible_ids, visible_to
from headway.people.access import Actor

PAGE = 50


@dataclass(slots=True)
class ObjectiveRow:
    """An objective as a list or a tree needs it, judged on the day it was read for.

    ``result`` is the arithmetic of the own key results, ``own_score`` what it comes to, and
    ``score`` what that and the ``drivers`` (objectives whose score is part of this one) come to.
    Both are of record; ``score_original`` and ``score_current`` are the same as ``score`` by the
    plan as it was locked and by the one that stands.
    ``health`` are the health metrics, which count in neither.
    """

    id: int
    title: str
    cycle_id: int
    cycle_name: str
    unit_id: int
    unit_name: str
    unit_path: str
    owner_id: int | None
    owner_name: str | None
    ambition: str
    origin: str
    state: str
    is_local: bool
    position: int
    version: int
    outcome: str | None
    self_grade: float | None
    score: float | None
    coverage: float
    own_weight: float
    own_score: float | None
    starts_on: date
    ends_on: date
    standard: str
    visibility: str
    scored_on: date | None
    is_linked: bool
    key_results: list[KeyResultRow] = field(default_factory=list)
    health: list[KeyResultRow] = field(default_factory=list)
    drivers: Sequence[Driver] = ()
    result: ObjectiveScore | None = None
    score_original: float | None = None
    score_current: float | None = None
    is_graded: bool = False
    expected: float | None = None
    status: Status | None = None
    judged_on: date | None = None

    @property
    def standing(self) -> str:
        """What is said in place of a verdict: the state while it is planned, the outcome once it
        is closed, "unclosed" where the cycle has ended before it was; empty while it runs."""
        if self.state != State.RUNNING:
            return self.outcome or self.state
        return "unclosed" if self.judged_on and self.judged_on > self.ends_on else ""

    @property
    def counts(self) -> dict[str, int]:
        """Key results by status code."""
        return Counter(str(row.status.code) for row in self.key_results if row.status)

    @property
    def confidence(self) -> int | None:
        """The lowest confidence among the running key results: a chain is as strong as that."""
        known = [
            row.confidence
            for row in self.key_results
            if row.confidence is not None and not row.is_cancelled
        ]
        return min(known, default=None)

    @property
    def read_on(self) -> date | None:
        """The latest day that any check-in holds for."""
        return max((row.read_on for row in self.key_results if row.read_on), default=None)

    @property
    def is_read(self) -> bool:
        """Whether its score rests on anything that was read, rather than on where it starts."""
        return any(row.raw is not None for row in self.key_results) or any(
            driver.score is not None for driver in self.drivers
        )

    @property
    def checked_in_at(self) -> datetime | None:
        """When somebody last checked in on any key result."""
        known = [row.checked_in_at for row in self.key_results if row.checked_in_at]
        return max(known, default=None)

    @property
    def has_two_scores(self) -> bool:
        """Whether the plan as it was locked and the one that stands come to different scores."""
        if self.score_original is None or self.score_current is None:
            return self.score_original is not self.score_current
        return abs(self.score_original - self.score_current) > TOLERANCE

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    def seen_on(self, as_of: date) -> date:
        """The day whose figures are shown when one looks as of a day."""
        return day_of_figures(
            as_of,
            is_closed=self.is_closed,
            scored_on=self.scored_on,
            cycle_ends_on=self.ends_on,
        )

    @property
    def has_begun(self) -> bool:
        """Whether its cycle had begun on the day it is judged for."""
        return self.judged_on is not None and self.judged_on >= self.starts_on

    @property
    def counts_in_means(self) -> bool:
        """Whether it is agreed at least: drafts and proposals are not part of how things stand."""
        return self.state in COUNTING_STATES

    @property
    def is_open_to_all(self) -> bool:
        """Whether everybody of the organisation may read it."""
        return self.visibility == Visibility.ORGANISATION and self.state != State.DRAFT


_COLUMNS = (
    "id", "title", "cycle_id", "cycle__name", "unit_id", "unit__name", "unit__path", "owner_id",
    "owner__name", "ambition", "origin", "state", "is_local", "position", "version",
    "closure__outcome", "closure__self_grade", "score", "coverage", "own_weight", "own_score",
    "cycle__starts_on", "cycle__ends_on", "cycle__scoring_standard", "visibility",
    "closure__scored_on", "is_linked",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of objectives is narrowed to; empty means all."""

    cycle_id: int | None = None
    unit_path: str = ""
    owner_id: int | None = None
    state: str = ""
    q: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything of the unit and cycle passes."""
        return self.owner_id is None and not self.state and not self.q


def scoped(actor: Actor, filters: Filters) -> QuerySet[Objective]:
    """Live objectives that the actor may read and that pass the filters."""
    objectives = Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id, archived_at__isnull=True
    )
    if filters.cycle_id is not None:
        objectives = objectives.filter(cycle_id=filters.cycle_id)
    if filters.unit_path:
        objectives = objectives.filter(unit__path__startswith=filters.unit_path)
    if filters.owner_id is not None:
        owns_a_key_result = KeyResult.objects.filter(
            objective_id=OuterRef("pk"), owner_id=filters.owner_id
        )
        objectives = objectives.filter(Q(owner_id=filters.owner_id) | Exists(owns_a_key_result))
    if filters.state:
        objectives = objectives.filter(state=filters.state)
    if filters.q:
        named = KeyResult.objects.filter(objective_id=OuterRef("pk"), title__icontains=filters.q)
        objectives = objectives.filter(Q(title__icontains=filters.q) | Exists(named))
    return objectives


Cursor = tuple[str, int, int]
"""Where a list goes on: unit path, position, id of the last row shown."""


def list_objectives(
    actor: Actor,
    filters: Filters,
    *,
    as_of: date,
    today: date,
    after: Cursor | None = None,
    limit: int = PAGE,
    with_readings: bool = False,
) -> tuple[list[ObjectiveRow], Cursor | None]:
    """Objectives in order of unit and position with their judged key results, and where to go on.
    Three queries, six where readings are needed; the number of rows does not change it."""
    path, position, last_id = after or (None, None, None)
    values = _page(actor, filters, path, position, last_id, Fixed(limit + 1))
    found = _judged(values, as_of=as_of, today=today, with_readings=with_readings)
    page = found[:limit]
    more = (page[-1].unit_path, page[-1].position, page[-1].id) if len(found) > limit else None
    return page, more


@prepared
def _page(
    actor: Actor,
    filters: Filters,
    path: str | None,
    position: int | None,
    last_id: int | None,
    limit: Fixed,
) -> QuerySet[Objective, tuple[Any, ...]]:
    objectives = scoped(actor, filters)
    if last_id is not None:
        objectives = objectives.filter(
            Q(unit__path__gt=path)
            | Q(unit__path=path, position__gt=position)
            | Q(unit__path=path, position=position, pk__gt=last_id)
        )
    return _rows(objectives.order_by("unit__path", "position", "id")[:limit])


def objective_rows(
    objectives: QuerySet[Objective], *, as_of: date, today: date, with_readings: bool = False
) -> list[ObjectiveRow]:
    """The objectives of a scoped, ordered query set as judged rows with their key results."""
    return _judged(_rows(objectives), as_of=as_of, today=today, with_readings=with_readings)


def objective_rows_by_id(
    ids: Collection[int], *, as_of: date, today: date, with_readings: bool = False
) -> dict[int, ObjectiveRow]:
    """The same, by id, for objectives that are known by their ids, which somebody was let in to."""
    found = _judged(_by_id(ids), as_of=as_of, today=today, with_readings=with_readings)
    return {row.id: row for row in found}


def readable_rows(
    actor: Actor, ids: Collection[int], *, as_of: date, today: date
) -> list[ObjectiveRow]:
    """Those of the objectives that are live and that the actor may read."""
    return _judged(_readable(actor, ids), as_of=as_of, today=today, with_readings=False)


def hidden_from(actor: Actor, rows: Iterable[ObjectiveRow]) -> set[int]:
    """The ids of those rows that the actor may not read. One query, none where all are open."""
    closed = {row.id for row in rows if not row.is_open_to_all}
    if not closed or actor.is_admin:
        return set()
    return closed - visible_ids(actor, closed)


def _rows(objectives: QuerySet[Objective]) -> QuerySet[Objective, tuple[Any, ...]]:
    linked = Exists(ObjectiveLink.objects.filter(child_id=OuterRef("pk")))
    return objectives.annotate(is_linked=linked).values_list(*_COLUMNS)


@prepared
def _by_id(ids: Collection[int]) -> QuerySet[Objective, tuple[Any, ...]]:
    return _rows(Objective.objects.filter(pk__in=ids).order_by("id"))


def all_rows(
    actor: Actor, filters: Filters, *, as_of: date, today: date, at_most: int
) -> list[ObjectiveRow] | None:
    """Every objective that the actor may read and that passes the filters, in order of unit and
    position; None where there are more than ``at_most``, of which then nothing else is read."""
    found = _scoped(actor, filters, Fixed(at_most + 1))
    if len(found) > at_most:
        return None
    return _judged(found, as_of=as_of, today=today, with_readings=False)


@prepared
def _readable(actor: Actor, ids: Collection[int]) -> QuerySet[Objective, tuple[Any, ...]]:
    return _rows(scoped(actor, Filters()).filter(pk__in=ids).order_by("id"))


@prepared
def _scoped(actor: Actor, filters: Filters, limit: Fixed) -> QuerySet[Objective, tuple[Any, ...]]:
    return _rows(scoped(actor, filters).order_by("unit__path", "position", "id"))[:limit]


@prepared
def stored_scores(organisation_id: int, filters: Filters) -> QuerySet[Objective, tuple[Any, ...]]:
    """Id, score as stored, ambition, origin, whether it is linked and its state, of all objectives
    in scope that everybody may read."""
    narrowed = {"cycle_id": filters.cycle_id, "unit__path__startswith": filters.unit_path}
    return (
        Objective.objects.filter(
            organisation_id=organisation_id,
            archived_at__isnull=True,
            visibility=Visibility.ORGANISATION,
            **{name: value for name, value in narrowed.items() if value},
        )
        .exclude(state=State.DRAFT)
        .annotate(is_linked=Exists(ObjectiveLink.objects.filter(child_id=OuterRef("pk"))))
        .values_list("id", "score", "ambition", "origin", "is_linked", "state")
    )


def _judged(
    values: Iterable[tuple[Any, ...]], *, as_of: date, today: date, with_readings: bool
) -> list[ObjectiveRow]:
    found = [ObjectiveRow(*row) for row in values]
    by_objective: dict[int, list[KeyResultRow]] = defaultdict(list)
    rows = rows_of_objectives(
        [row.id for row in found],
        as_of=as_of,
        today=today,
        with_readings=with_readings,
    )
    for row in rows:
        by_objective[row.objective_id].append(row)
    drivers = _drivers([row.id for row in found], as_of=as_of, today=today)
    for objective in found:
        objective.key_results = [row for row in by_objective[objective.id] if not row.is_health]
        objective.health = [row for row in by_objective[objective.id] if row.is_health]
        objective.drivers = drivers.get(objective.id, ())
        judge(objective, as_of)
    return found


def _drivers(ids: Collection[int], *, as_of: date, today: date) -> dict[int, list[Driver]]:
    """The objectives that drive these: as stored, or as they stood on an earlier day."""
    found = drivers_of(ids)
    if as_of >= today or not found:
        return found
    children = {driver.child_id for drivers in found.values() for driver in drivers}
    then = objective_rows_by_id(children, as_of=as_of, today=today)
    return {
        parent: [
            replace(
                driver, score=then[driver.child_id].score, coverage=then[driver.child_id].coverage
            )
            for driver in drivers
        ]
        for parent, drivers in found.items()
    }


def judge(objective: ObjectiveRow, as_of: date, *, grading: bool = False) -> None:
    """Put score, expected progress and status of the day on a row, from its key results. A closed
    objective keeps the score it was closed with; None where nothing had been measured. With
    ``grading`` the figures are those it would be closed with."""
    final = objective.score
    objective.judged_on = as_of
    objective.is_graded = grading or (objective.is_closed and final is not None)
    result = score_terms(
        objective.key_results,
        starts_on=objective.starts_on,
        ends_on=objective.ends_on,
        standard=objective.standard,
        grading=objective.is_graded,
    )
    objective.result = result
    objective.own_score = result.score
    whole = with_drivers(result, objective.own_weight, objective.drivers)
    objective.score = final if objective.is_closed else whole.score
    objective.coverage = whole.coverage
    objective.score_original = _score_by(objective, Plan.ORIGINAL)
    objective.score_current = _score_by(objective, Plan.CURRENT)
    objective.expected = _expected(objective)
    objective.status = _status(objective, as_of)


def _score_by(objective: ObjectiveRow, plan: Plan) -> float | None:
    """The score by one of the plans: the one of record where no goal post has moved."""
    if objective.result is None or not any(map(has_moved, objective.key_results)):
        return objective.score
    if objective.is_closed and objective.score is None:
        return None
    own = score_terms(
        objective.key_results,
        starts_on=objective.starts_on,
        ends_on=objective.ends_on,
        standard=objective.standard,
        grading=objective.is_graded,
        plan=plan,
    )
    return with_drivers(own, objective.own_weight, objective.drivers).score


def _expected(objective: ObjectiveRow) -> float | None:
    """Over the running key results that count in the score, with the weight they have there."""
    counted = objective.result.terms if objective.result else ()
    weights = {term.id: term.weight for term in counted if term.included}
    return mean_expected(
        (weights[row.id], 1.0 if row.expected is None else row.expected)
        for row in objective.key_results
        if row.id in weights and not row.is_cancelled
    )


def _status(objective: ObjectiveRow, as_of: date) -> Status:
    return objective_status(
        score=objective.score,
        coverage=objective.coverage,
        expected=objective.expected,
        start=objective.starts_on,
        end=objective.ends_on,
        as_of=as_of,
        key_results=(
            row.status for row in objective.key_results if row.status and not row.is_cancelled
        ),
        is_committed=objective.ambition == Ambition.COMMITTED,
        is_driven=bool(objective.drivers),
    )


def grouped_by_unit(
    rows: Iterable[ObjectiveRow],
) -> list[tuple[tuple[int, str], list[ObjectiveRow]]]:
    """Rows in runs of the same unit: ((unit id, unit name), rows)."""
    groups: list[tuple[tuple[int, str], list[ObjectiveRow]]] = []
    for row in rows:
        key = (row.unit_id, row.unit_name)
        if not groups or groups[-1][0] != key:
            groups.append((key, []))
        groups[-1][1].append(row)
    return groups
