"""Close objectives with their grades, and open them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record, record_all
from headway.core.goalposts import Plan
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions import assessing
from headway.okrs.actions.carrying import carry_over, put_away_copy
from headway.okrs.actions.checks import refuse_closed
from headway.okrs.actions.grading import (
    GOES_ON,
    Ending,
    SelfGrade,
    decision_of,
    ending_errors,
    key_result_decision,
)
from headway.okrs.actions.scores import (
    FinalScores,
    final_scores,
    measure_key_result,
    measure_objective,
    move_above,
)
from headway.okrs.actions.settling import settle_closed
from headway.okrs.models import Closure, Grade, KeyResult, Objective, Phase, State
from headway.okrs.queries.doors import (
    get_cycle,
    get_objective,
    get_objective_of_its_phase,
    objective_facts,
)
from headway.people.access import Actor, Permission, require

__all__ = ["SelfGrade", "close_objective", "reopen_objective"]


@one_write()
def close_objective(
    actor: Actor,
    objective_id: int,
    *,
    outcome: str,
    decision: str = "",
    closing_word: str = "",
    self_grade: float | None = None,
    grade_comment: str = "",
    miss_reason: str = "",
    key_result_grades: Mapping[int, SelfGrade] | None = None,
    carry_to_cycle_id: int | None = None,
    as_assessed: bool = False,
) -> Closure:
    """Close an objective with its computed score, the owner's own grade and a closing word.

    A self-grade that differs from the computed score by 0.10 or more needs a comment, and every
    committed key result that fell short its explanation. With the decision to carry over (as it is,
    or changed) the objective is drafted anew in ``carry_to_cycle_id``, with those of its key
    results that go on, from where they stand. With ``as_assessed`` what was said before, as in a
    review, counts where nothing is said here. What still waits for an approval is declined. Raises
    NotAllowed, NotFound, InvalidInput, Conflict (closed).
    """
    # The cycle before the objective, as whoever closes one does.
    target = get_cycle(actor, carry_to_cycle_id, lock=True) if carry_to_cycle_id else None
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_CLOSE, objective_facts(objective))
    refuse_closed(objective)
    _refuse_planned(objective)
    ending = Ending(
        outcome=str(outcome),
        decision=decision_of(str(outcome), str(decision)),
        own=SelfGrade(self_grade, grade_comment, miss_reason),
        carry_to_cycle_id=carry_to_cycle_id,
        key_results=dict(key_result_grades or {}),
    )
    if as_assessed:
        ending = assessing.as_assessed(objective, ending)
    everything = list(objective.key_results.order_by("position", "id"))
    key_results = [key_result for key_result in everything if not key_result.is_health]
    today = clock.today(actor.time_zone)
    final = final_scores(objective, key_results, day=today)
    if errors := ending_errors(objective, key_results, ending, final):
        raise InvalidInput(
            _("The objective stays open. Mend what is marked, then close it."), errors=errors
        )
    now = clock.now()
    closure = _keep_closure(actor, objective, final, ending, closing_word.strip(), today, now)
    _keep_grades(actor, key_results, final, ending, now)
    assessing.forget_assessments(objective)
    if target is not None:
        going = [k for k in everything if k.is_health or key_result_decision(k, ending) in GOES_ON]
        closure.carried_to = carry_over(
            actor, objective, going, target, is_changed=ending.decision == "change"
        )
        closure.save(update_fields=["carried_to"])
    before = {"state": str(objective.state), "score": objective.score}
    _settle(
        objective,
        State.CLOSED,
        now,
        score=final.objective,
        own_score=final.own,
        own_coverage=final.own_coverage,
        coverage=final.coverage,
    )
    move_above(objective.pk)
    record_all(actor, settle_closed(actor, [objective.pk]))
    after = {
        "state": "closed",
        "outcome": ending.outcome,
        "decision": ending.decision,
        "computed_score": final.objective,
        "self_grade": ending.own.score,
        "key_results": {str(k): v for k, v in final.key_results.items()},
    }
    _record(actor, "objective.closed", objective, before, after, closing_word.strip())
    return closure


@one_write()
def reopen_objective(actor: Actor, objective_id: int, *, why: str) -> Objective:
    """Take a closure back while its cycle is not closed; what was said stays, as said before
    the next one (:mod:`assessing`). The draft it was carried over to is put away, unless somebody
    has worked on it."""
    objective = get_objective_of_its_phase(actor, objective_id)
    require(actor, Permission.OBJECTIVE_CLOSE, objective_facts(objective))
    if objective.state != State.CLOSED:
        raise Conflict(_("This objective is open already."), code="not_closed")
    if objective.cycle.phase == Phase.CLOSED:
        raise Conflict(
            _("%(cycle)s is closed. An administrator can move it back to review first.")
            % {"cycle": objective.cycle.name},
            code="cycle_closed",
        )
    if not why.strip():
        raise InvalidInput.on("why", _("Say why it is opened again."), code="required")
    closure = Closure.objects.get(objective=objective)
    before = {"state": str(objective.state), **_told(closure, objective)}
    if closure.carried_to_id is not None:
        put_away_copy(actor, closure.carried_to_id, why=why.strip())
    grades = Grade.objects.filter(key_result__objective=objective)
    assessing.remember_assessments(actor, objective, closure, grades)
    closure.delete()
    grades.delete()
    _settle(objective, State.RUNNING, clock.now())
    open_ones = objective.key_results.filter(cancelled_on__isnull=True).order_by("pk")
    for key_result in open_ones:  # what contributes to them may have moved while this was closed
        key_result.objective = objective
        measure_key_result(key_result)
    measure_objective(objective)
    _record(actor, "objective.reopened", objective, before, {"state": "running"}, why.strip())
    return objective


def _told(closure: Closure, objective: Objective) -> dict[str, Any]:
    """A closure and its grades whole, as the event that takes it back keeps them."""
    fields = (
        "outcome", "decision", "scored_on", "computed_score", "original_score", "current_score",
        "self_grade", "grade_comment", "miss_reason", "closing_word", "closed_by_id", "closed_at",
        "carried_to_id",
    )  # fmt: skip
    grades = Grade.objects.filter(key_result__objective=objective).order_by("key_result_id")
    names = (
        "key_result_id", "computed_score", "original_score", "current_score", "self_grade",
        "comment", "miss_reason", "decision",
    )  # fmt: skip
    return {
        **{name: getattr(closure, name) for name in fields},
        "grades": list(grades.values(*names)),
    }


def _refuse_planned(objective: Objective) -> None:
    """Closing shows an objective to all who may read closed ones; a draft is its unit's own."""
    if objective.state in (State.DRAFT, State.PROPOSED):
        raise Conflict(
            _("This objective was never agreed, so there is nothing to close. Archive it instead."),
            code="not_agreed",
        )


def _settle(objective: Objective, state: State, now: datetime, **figures: float | None) -> None:
    objective.state, objective.updated_at = state, now
    objective.version += 1
    for name, value in figures.items():
        setattr(objective, name, value)
    objective.save()


def _keep_closure(
    actor: Actor,
    objective: Objective,
    final: FinalScores,
    ending: Ending,
    closing_word: str,
    today: date,
    now: datetime,
) -> Closure:
    return Closure.objects.create(
        organisation_id=actor.organisation_id,
        objective=objective,
        outcome=ending.outcome,
        decision=ending.decision,
        scored_on=today,
        computed_score=final.objective,
        original_score=final.by_plan[Plan.ORIGINAL][0],
        current_score=final.by_plan[Plan.CURRENT][0],
        self_grade=ending.own.score,
        grade_comment=ending.own.comment.strip(),
        miss_reason=ending.own.miss_reason.strip(),
        closing_word=closing_word,
        closed_by_id=actor.person_id,
        closed_at=now,
    )


def _keep_grades(
    actor: Actor,
    key_results: Iterable[KeyResult],
    final: FinalScores,
    ending: Ending,
    now: datetime,
) -> None:
    Grade.objects.bulk_create(
        Grade(
            organisation_id=actor.organisation_id,
            key_result=key_result,
            computed_score=final.key_results.get(key_result.pk),
            original_score=final.by_plan[Plan.ORIGINAL][1].get(key_result.pk),
            current_score=final.by_plan[Plan.CURRENT][1].get(key_result.pk),
            self_grade=ending.of(key_result.pk).score,
            comment=ending.of(key_result.pk).comment.strip(),
            miss_reason=ending.of(key_result.pk).miss_reason.strip(),
            decision=key_result_decision(key_result, ending),
            graded_by_id=actor.person_id,
            graded_at=now,
        )
        for key_result in key_results
    )


def _record(
    actor: Actor,
    verb: str,
    objective: Objective,
    before: dict[str, Any],
    after: dict[str, Any],
    why: str,
) -> None:
    record(actor, Entry(verb, "objective", objective.pk, objective.title, before, after, why))
