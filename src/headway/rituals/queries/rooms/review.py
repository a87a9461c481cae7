"""A review: where it goes in each stage, and what it shows of the goal that everybody looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from headway.core.bands import needs_explanation
from headway.okrs.models import State
from headway.okrs.queries.assessments import AssessmentRow, Assessments, assessments_of
from headway.okrs.queries.closing import closing_row, falls_short
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.foresight import Foresight, foresights
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.learning import Learned, final_score, learn
from headway.okrs.queries.ledgers import ChangeRow, ledger
from headway.okrs.queries.moved import explained
from headway.okrs.queries.objectives import (
    ObjectiveRow,
    graded,
    objective_rows_by_id,
    rows_of_unit,
)
from headway.people.access import Actor, Facts, Permission, decide
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.web.explanation import Explanation

BY_OBJECTIVE = frozenset({"scores", "decisions"})
"""Stages that go from objective to objective; the others from key result to key result."""

REVIEWED = (State.AGREED, State.RUNNING, State.CLOSED)
MOST = 50
"""Objectives of a unit that a review goes through."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A goal that the review comes by; ``said`` is what was said of it so far, ``is_done`` whether
    that is what this stage asks for."""

    key: str  # "objective-12", "key_result-5"
    title: str
    objective: ObjectiveRow
    key_result: KeyResultRow | None
    score: float | None
    said: AssessmentRow
    is_done: bool

    @property
    def grade(self) -> float | None:
        return self.said.self_grade


@dataclass(frozen=True, slots=True)
class Walk:
    """The stops of a stage in order; ``at`` is the index of the one that everybody looks at, None
    where there is none, or the reader may not read it (``is_hidden``)."""

    stops: tuple[Stop, ...]
    at: int | None
    is_hidden: bool

    @property
    def here(self) -> Stop | None:
        return None if self.at is None else self.stops[self.at]

    @property
    def before(self) -> Stop | None:
        return self.stops[self.at - 1] if self.at else None

    @property
    def after(self) -> Stop | None:
        if self.at is None or self.at + 1 >= len(self.stops):
            return None
        return self.stops[self.at + 1]

    @property
    def done(self) -> int:
        return sum(stop.is_done for stop in self.stops)


@dataclass(frozen=True, slots=True)
class Review:
    """The agreed objectives of the unit with the figures that they are, or would be, closed with,
    and what was said of them."""

    rows: tuple[ObjectiveRow, ...]
    said: Assessments
    learned: Learned


@dataclass(frozen=True, slots=True)
class Item:
    """What is shown of the goal at hand. ``why`` opens its score, ``whys`` those of the key results
    of an objective; ``foresight`` by key result; ``moves`` are its goal posts."""

    stop: Stop
    objective: ObjectiveRow
    why: Explanation
    whys: Mapping[int, Explanation]
    foresight: Mapping[int, list[Foresight]]
    moves: tuple[ChangeRow, ...]
    outcome: str
    is_short: bool
    may_assess: bool

    @property
    def key_results(self) -> list[KeyResultRow]:
        if self.stop.key_result is not None:
            return [one for one in self.objective.key_results if one.id == self.stop.key_result.id]
        return self.objective.key_results


def review_of(actor: Actor, row: MeetingRow, *, today: date) -> Review:
    """The objectives of the unit itself that the reader may read. About nine queries, whatever
    their number; none of more than 50."""
    if row.cycle_id is None:
        return Review((), Assessments(), learn(actor, (), as_of=today))
    read = rows_of_unit(
        actor, row.cycle_id, row.unit_id, states=REVIEWED, most=MOST, as_of=today, today=today
    )
    rows = tuple(one if one.is_closed else graded(one, today) for one in read)
    learned = learn(actor, rows, as_of=today)
    return Review(rows, _said(rows, learned), learned)


def _said(rows: tuple[ObjectiveRow, ...], learned: Learned) -> Assessments:
    """What was said before closing; of what is closed, what its closing says."""
    said = assessments_of([one.id for one in rows if not one.is_closed])
    for row in rows:
        end = learned.ends.get(row.id)
        if end is None:
            continue
        said.of_objectives[row.id] = AssessmentRow(
            row.id, None, end.own, end.grade_comment, end.miss_reason, end.decision,
            closing_word=end.closing_word,
        )  # fmt: skip
        for one in row.key_results:
            if grade := learned.grades.get(one.id):
                said.of_key_results[one.id] = AssessmentRow(
                    row.id, one.id, grade.self_grade, grade.comment, grade.miss_reason,
                    grade.decision,
                )  # fmt: skip
    return said


def walk(review: Review, row: MeetingRow, stage_key: str) -> Walk:
    """Where a stage goes. Costs no query."""
    stops = tuple(stops_of(review, stage_key))
    keys = [stop.key for stop in stops]
    if row.focus in keys:
        return Walk(stops, keys.index(row.focus), is_hidden=False)
    if row.focus:
        return Walk(stops, None, is_hidden=True)
    return Walk(stops, 0 if stops else None, is_hidden=False)


def stops_of(review: Review, stage_key: str) -> Iterator[Stop]:
    """The goals that a stage comes by: misses are those that have to be explained."""
    for row in review.rows:
        if stage_key in BY_OBJECTIVE:
            yield _objective_stop(review, row, stage_key)
            continue
        short = [one for one in row.key_results if falls_short(one, row.ambition)]
        if stage_key == "misses":
            yield from (_key_result_stop(review, row, one, stage_key) for one in short)
            if not short and needs_explanation(row.score or 0.0, row.ambition):
                yield _objective_stop(review, row, stage_key)
        else:
            for one in row.key_results:
                if not one.is_cancelled:
                    yield _key_result_stop(review, row, one, stage_key)


def every_stop(review: Review) -> Iterator[Stop]:
    """Each objective and then its key results: a walk that asks for nothing."""
    for row in review.rows:
        yield _objective_stop(review, row, "scores")
        for one in row.key_results:
            yield _key_result_stop(review, row, one, "scores")


def _objective_stop(review: Review, row: ObjectiveRow, stage_key: str) -> Stop:
    said = review.said.of_objective(row.id)
    done = {
        "decisions": bool(said.decision) or row.is_closed,
        "misses": bool(said.miss_reason),
    }.get(stage_key, False)
    return Stop(f"objective-{row.id}", row.title, row, None, row.score, said, done)


def _key_result_stop(review: Review, row: ObjectiveRow, one: KeyResultRow, stage_key: str) -> Stop:
    said = review.said.of_key_result(row.id, one.id)
    done = {
        "grades": said.self_grade is not None,
        "misses": bool(said.miss_reason),
    }.get(stage_key, False)
    score = final_score(row, one)
    return Stop(f"key_result-{one.id}", one.title, row, one, score, said, done)


def item_of(actor: Actor, stop: Stop, *, today: date) -> Item:
    """Everything shown of one goal. Nine queries."""
    read = objective_rows_by_id([stop.objective.id], as_of=today, today=today, with_readings=True)
    found = read[stop.objective.id]
    row = found if found.is_closed else graded(found, today)
    whys = {one.id: explain_key_result(one, row.seen_on(today)) for one in row.key_results}
    one = stop.key_result
    moves = [move for move in ledger(row.id).moves if one is None or move.key_result_id == one.id]
    why = whys[one.id] if one is not None else explained(actor, [row], today)[row.id]
    owners = {row.owner_id, one.owner_id if one else None} - {None}
    facts = Facts(row.unit_id, row.unit_path, frozenset(pk for pk in owners if pk is not None))
    permission = Permission.OBJECTIVE_CLOSE if one is None else Permission.GOAL_ASSESS
    return Item(
        stop=replace(stop, objective=row),
        objective=row,
        why=why,
        whys=whys,
        foresight=foresights(row, today=today),
        moves=tuple(moves),
        outcome=row.outcome or closing_row(actor, row).outcome,
        is_short=falls_short(one, row.ambition)
        if one
        else needs_explanation(row.score or 0.0, row.ambition),
        may_assess=not row.is_closed and decide(actor, permission, facts).allowed,
    )
