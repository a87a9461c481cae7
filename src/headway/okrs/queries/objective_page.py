"""Everything the page of one objective or key result shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from headway.core.kinds import CHANGE_KINDS
from headway.okrs.models import (
    CheckIn,
    Closure,
    GoalPostChange,
    Grade,
    Initiative,
    KeyResult,
    Objective,
    ObjectiveLink,
)
from headway.okrs.queries.doors import get_objective, objective_facts
from headway.okrs.queries.explanations import Explanation, explain_key_result, explain_objective
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.key_results import rows as key_result_rows
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows
from headway.people.access import Actor, Permission, decide
from headway.web.charts import Point, Trajectory

HISTORY = 30


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as its other end sees it. ``kind`` is goal, objective or key_result."""

    link_id: int
    kind: str
    id: int
    title: str
    unit_name: str
    objective: ObjectiveRow | None


@dataclass(frozen=True, slots=True)
class CheckInRow:
    """One line of the history; ``corrected_by`` is set when it no longer counts."""

    id: int
    key_result_id: int
    key_result_title: str
    measure: str
    value: float | None
    milestones_done: list[int] | None
    stated_progress: float | None
    confidence: int | None
    note: str
    person_name: str | None
    entered_at: datetime
    effective_on: date
    corrected_by: int | None
    corrects: int | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A line of the goal-post ledger."""

    id: int
    key_result_id: int | None
    key_result_title: str | None
    field: str
    before: Any
    after: Any
    reason: str
    author_name: str | None
    effective_on: date


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """A piece of work."""

    id: int
    key_result_id: int
    title: str
    owner_name: str | None
    due_on: date | None
    done_on: date | None
    dropped_on: date | None


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """How the objective ended, with its key results' grades by id."""

    outcome: str
    computed_score: float | None
    self_grade: float | None
    grade_comment: str
    closing_word: str
    closed_by: str | None
    closed_at: datetime
    carried_to_id: int | None
    grades: dict[int, tuple[float | None, float | None, str]]


@dataclass(frozen=True, slots=True)
class ObjectivePage:
    """The page, read in a fixed number of queries."""

    objective: ObjectiveRow
    description: str
    archived_at: datetime | None
    cycle_phase: str
    is_locked: bool
    up: list[LinkRow]
    down: list[LinkRow]
    history: list[CheckInRow]
    ledger: list[ChangeRow]
    initiatives: list[InitiativeRow]
    closure: ClosureRow | None
    explanation: Explanation
    may_edit: bool
    may_agree: bool
    may_close: bool
    may_check_in: frozenset[int]

    @property
    def running(self) -> list[KeyResultRow]:
        """The key results that are not cancelled."""
        return [row for row in self.objective.key_results if not row.is_cancelled]


def objective_page(actor: Actor, objective_id: int, *, as_of: date, today: date) -> ObjectivePage:
    """The objective with its key results, links, history, ledger and what the actor may do.

    Raises NotFound. About a dozen queries, whatever hangs on the objective.
    """
    stored = get_objective(actor, objective_id)
    row = objective_rows(
        Objective.objects.filter(pk=stored.pk), as_of=as_of, today=today, with_readings=True
    )[0]
    facts = objective_facts(stored)
    in_past = as_of < today
    may_edit = decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed and not in_past
    return ObjectivePage(
        objective=row,
        description=stored.description,
        archived_at=stored.archived_at,
        cycle_phase=stored.cycle.phase,
        is_locked=stored.cycle.is_locked(today) and stored.state not in ("draft", "proposed"),
        up=links_up(stored, as_of=as_of, today=today),
        down=links_down(stored, as_of=as_of, today=today),
        history=check_in_rows(objective_id=stored.pk, until=as_of),
        ledger=ledger(stored.pk),
        initiatives=initiatives(objective_id=stored.pk),
        closure=closure_of(stored.pk),
        explanation=explain_objective(row, as_of),
        may_edit=may_edit,
        may_agree=decide(actor, Permission.OBJECTIVE_AGREE, facts).allowed and not in_past,
        may_close=decide(actor, Permission.OBJECTIVE_CLOSE, facts).allowed and not in_past,
        may_check_in=_checkable(actor, stored, row) if not in_past else frozenset(),
    )


def _checkable(actor: Actor, stored: Objective, row: ObjectiveRow) -> frozenset[int]:
    """The ids of the key results that the actor may check in on now."""
    started = stored.state in ("agreed", "running") and stored.cycle.phase in ("running", "review")
    if not started or stored.archived_at:
        return frozenset()
    facts = objective_facts(stored)
    allowed = set()
    for key_result in row.key_results:
        owners = facts.owner_ids | ({key_result.owner_id} if key_result.owner_id else set())
        updaters = frozenset({key_result.updater_id} if key_result.updater_id else ())
        own = type(facts)(facts.unit_id, facts.unit_path, frozenset(owners), updaters)
        if not key_result.is_cancelled and decide(actor, Permission.CHECK_IN, own).allowed:
            allowed.add(key_result.id)
    return frozenset(allowed)


def links_up(objective: Objective, *, as_of: date, today: date) -> list[LinkRow]:
    """What the objective serves: mid-term goals, objectives and key results. Three queries."""
    links: list[Any] = list(
        ObjectiveLink.objects.filter(child=objective)
        .order_by("id")
        .values_list(
            "id",
            "goal_id",
            "goal__title",
            "objective_id",
            "key_result_id",
            "key_result__title",
            "key_result__objective_id",
        )
    )
    wanted = {link[3] or link[6] for link in links} - {None}
    parents = _rows_by_id(wanted, as_of=as_of, today=today)
    found = []
    for link_id, goal_id, goal_title, parent_id, key_result_id, key_result_title, via in links:
        if goal_id is not None:
            found.append(LinkRow(link_id, "goal", goal_id, goal_title, "", None))
        elif parent_id is not None:
            row = parents[parent_id]
            found.append(LinkRow(link_id, "objective", parent_id, row.title, row.unit_name, row))
        else:
            row = parents[via]
            found.append(
                LinkRow(link_id, "key_result", key_result_id, key_result_title, row.unit_name, row)
            )
    return found


def links_down(objective: Objective, *, as_of: date, today: date) -> list[LinkRow]:
    """The objectives that serve this one or one of its key results. Three queries."""
    links = list(
        ObjectiveLink.objects.filter(objective=objective, child__archived_at__isnull=True)
        .order_by("id")
        .values_list("id", "child_id")
    ) + list(
        ObjectiveLink.objects.filter(
            key_result__objective=objective, child__archived_at__isnull=True
        )
        .order_by("id")
        .values_list("id", "child_id")
    )
    children = _rows_by_id({child for _, child in links}, as_of=as_of, today=today)
    return [
        LinkRow(link_id, "objective", child, row.title, row.unit_name, row)
        for link_id, child in links
        for row in [children[child]]
    ]


def _rows_by_id(ids: set[int], *, as_of: date, today: date) -> dict[int, ObjectiveRow]:
    rows = objective_rows(
        Objective.objects.filter(pk__in=ids).order_by("id"), as_of=as_of, today=today
    )
    return {row.id: row for row in rows}


_CHECK_IN = (
    "id", "key_result_id", "key_result__title", "key_result__measure", "value",
    "milestones_done", "stated_progress", "confidence", "note", "person__name", "entered_at",
    "effective_on", "superseded_by__id", "supersedes_id",
)  # fmt: skip


def check_in_rows(
    *,
    objective_id: int | None = None,
    key_result_id: int | None = None,
    until: date | None = None,
    before_id: int | None = None,
    limit: int = HISTORY,
) -> list[CheckInRow]:
    """Check-ins, corrected ones among them, the newest entry first. One query."""
    checkins = CheckIn.objects.all()
    if objective_id is not None:
        checkins = checkins.filter(key_result__objective_id=objective_id)
    if key_result_id is not None:
        checkins = checkins.filter(key_result_id=key_result_id)
    if until is not None:
        checkins = checkins.filter(effective_on__lte=until)
    if before_id is not None:
        checkins = checkins.filter(pk__lt=before_id)
    return [CheckInRow(*row) for row in checkins.order_by("-id").values_list(*_CHECK_IN)[:limit]]


def ledger(objective_id: int) -> list[ChangeRow]:
    """Every goal post that moved after plan lock, the newest first. One query."""
    rows = (
        GoalPostChange.objects.filter(objective_id=objective_id)
        .order_by("-effective_on", "-id")
        .values_list(
            "id",
            "key_result_id",
            "key_result__title",
            "field",
            "before",
            "after",
            "reason",
            "author__name",
            "effective_on",
        )
    )
    return [ChangeRow(*row) for row in rows]


def initiatives(
    *, objective_id: int | None = None, key_result_id: int | None = None
) -> list[InitiativeRow]:
    """Work in order. One query."""
    found = Initiative.objects.all()
    if objective_id is not None:
        found = found.filter(key_result__objective_id=objective_id)
    if key_result_id is not None:
        found = found.filter(key_result_id=key_result_id)
    rows = found.order_by("key_result_id", "position", "id").values_list(
        "id", "key_result_id", "title", "owner__name", "due_on", "done_on", "dropped_on"
    )
    return [InitiativeRow(*row) for row in rows]


def closure_of(objective_id: int) -> ClosureRow | None:
    """The closure with its grades, when there is one. Two queries at most."""
    row = (
        Closure.objects.filter(objective_id=objective_id)
        .values_list(
            "outcome",
            "computed_score",
            "self_grade",
            "grade_comment",
            "closing_word",
            "closed_by__name",
            "closed_at",
            "carried_to_id",
        )
        .first()
    )
    if row is None:
        return None
    grades = Grade.objects.filter(key_result__objective_id=objective_id).values_list(
        "key_result_id", "computed_score", "self_grade", "comment"
    )
    return ClosureRow(*row, grades={key: (c, own, word) for key, c, own, word in grades})


@dataclass(frozen=True, slots=True)
class KeyResultPage:
    """The page of one key result."""

    row: KeyResultRow
    objective: ObjectivePage
    chart: Trajectory
    history: list[CheckInRow]
    initiatives: list[InitiativeRow]
    explanation: Explanation


def key_result_page(
    actor: Actor, key_result_id: int, objective_id: int, *, as_of: date, today: date
) -> KeyResultPage:
    """A key result on its objective's page data. Raises NotFound."""
    page = objective_page(actor, objective_id, as_of=as_of, today=today)
    row = next(row for row in page.objective.key_results if row.id == key_result_id)
    return KeyResultPage(
        row=row,
        objective=page,
        chart=trajectory_of(row, page.ledger, today=as_of),
        history=check_in_rows(key_result_id=key_result_id, until=as_of, limit=200),
        initiatives=[item for item in page.initiatives if item.key_result_id == key_result_id],
        explanation=explain_key_result(row, as_of),
    )


def trajectory_of(row: KeyResultRow, changes: Sequence[ChangeRow], *, today: date) -> Trajectory:
    """The chart of a key result: readings (summed up for a counter), expected course and targets
    as they were set."""
    start = row.added_on or row.cycle_starts_on
    return Trajectory(
        start=start,
        end=row.cycle_ends_on,
        today=today,
        points=tuple(_points(row)),
        expected=tuple(_expected(row, start)),
        targets=tuple(_targets(row, changes, start)),
        measure=row.measure,
    )


def _points(row: KeyResultRow) -> list[Point]:
    points: list[Point] = []
    if row.kind in CHANGE_KINDS and row.start is not None:
        points.append(Point(row.added_on or row.cycle_starts_on, row.start))
    total = row.start or 0.0
    for reading in row.readings:
        value = reading.value
        if row.kind == "milestone":
            value = _milestone_share(row, reading.milestones_done)
        if value is None:
            continue
        if row.aggregation == "sum":
            total += value
            value = total
        points.append(Point(reading.effective_on, value))
    return points


def _milestone_share(row: KeyResultRow, done: list[int] | None) -> float | None:
    """Milestones are drawn as the number that is done."""
    return None if done is None else float(sum(step.id in done for step in row.steps))


def _expected(row: KeyResultRow, start: date) -> list[tuple[date, float]]:
    if row.kind == "milestone" and row.steps:
        low, high = 0.0, float(len(row.steps))
    elif row.kind in CHANGE_KINDS and row.start is not None and row.target is not None:
        low, high = row.start, row.target
    else:
        return []
    days = (row.cycle_ends_on - start).days
    profile = row.profile or [(0, 0), (1, 1)]
    return [
        (start + (row.cycle_ends_on - start) * tau if days else start, low + (high - low) * share)
        for tau, share in profile
    ]


def _targets(
    row: KeyResultRow, changes: Sequence[ChangeRow], start: date
) -> list[tuple[date, float]]:
    if row.kind == "milestone":
        return [(start, float(len(row.steps)))] if row.steps else []
    if row.kind == "within":
        return [(start, row.high)] if row.high is not None else []
    if row.target is None:
        return []
    moves = [
        change
        for change in sorted(changes, key=lambda change: (change.effective_on, change.id))
        if change.key_result_id == row.id and change.field == "target"
    ]
    steps: list[tuple[date, float]] = []
    if moves and isinstance(moves[0].before, int | float):
        steps.append((start, float(moves[0].before)))
    steps += [
        (move.effective_on, float(move.after))
        for move in moves
        if isinstance(move.after, int | float)
    ]
    return steps or [(start, row.target)]


def key_result_rows_of(
    objective_id: int, *, as_of: date, today: date, with_readings: bool = False
) -> list[KeyResultRow]:
    """The key results of one objective, judged."""
    return key_result_rows(
        KeyResult.objects.filter(objective_id=objective_id),
        as_of=as_of,
        today=today,
        with_readings=with_readings,
    )


def field_words(field: str) -> str:
    """The name of a goal post as people say it."""
    return {
        "target": _("target"),
        "start": _("start"),
        "weight": _("weight"),
        "title": _("wording"),
        "ambition": _("ambition"),
        "kind": _("kind"),
        "low": _("lower end"),
        "high": _("upper end"),
        "fail": _("value worth nothing"),
        "milestones": _("milestones"),
        "added": _("added"),
        "profile": _("expected course"),
        "aggregation": _("aggregation"),
        "anchors": _("anchors"),
        "scale": _("scale"),
    }.get(field, field)
