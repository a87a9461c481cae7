"""Grade key results, close objectives, reopen them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.goalposts import Plan
from headway.core.scoring import self_grade_needs_comment
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.carrying import carry_over
from headway.okrs.actions.objectives import refuse_closed
from headway.okrs.actions.scores import FinalScores, final_scores, measure_objective, move_above
from headway.okrs.models import Closure, Grade, KeyResult, Objective, Outcome, Phase, State
from headway.okrs.queries.doors import get_cycle, get_objective, objective_facts
from headway.people.access import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class SelfGrade:
    """The owner's own score of a key result, 0 to 1, and why it differs from the computed one."""

    score: float | None = None
    comment: str = ""


@transaction.atomic
def close_objective(
    actor: Actor,
    objective_id: int,
    *,
    outcome: str,
    closing_word: str = "",
    self_grade: float | None = None,
    grade_comment: str = "",
    key_result_grades: Mapping[int, SelfGrade] | None = None,
    carry_to_cycle_id: int | None = None,
) -> Closure:
    """Close an objective with its computed score, the owner's own grade and a closing word.

    A self-grade that differs from the computed score by 0.10 or more needs a comment. Outcome
    ``carried_over`` drafts the objective anew, with its open key results from where they stand,
    in ``carry_to_cycle_id``. Raises NotAllowed, NotFound, InvalidInput, Conflict (closed).
    """
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_CLOSE, objective_facts(objective))
    refuse_closed(objective)
    grades = dict(key_result_grades or {})
    key_results = list(objective.key_results.order_by("position", "id"))
    today = clock.today(actor.time_zone)
    final = final_scores(objective, key_results, day=today)
    own = SelfGrade(self_grade, grade_comment)
    _refuse(
        _outcome_errors(outcome, carry_to_cycle_id)
        + _grade_errors("self_grade", "grade_comment", final.objective, own)
        + _key_result_grade_errors(final, {k.pk for k in key_results}, grades)
    )
    now = clock.now()
    closure = Closure.objects.create(
        organisation_id=actor.organisation_id,
        objective=objective,
        outcome=outcome,
        scored_on=today,
        computed_score=final.objective,
        original_score=final.by_plan[Plan.ORIGINAL][0],
        current_score=final.by_plan[Plan.CURRENT][0],
        self_grade=self_grade,
        grade_comment=grade_comment.strip(),
        closing_word=closing_word.strip(),
        closed_by_id=actor.person_id,
        closed_at=now,
    )
    _keep_grades(actor, key_results, final, grades, now)
    if carry_to_cycle_id is not None:
        target = get_cycle(actor, carry_to_cycle_id)
        closure.carried_to = carry_over(actor, objective, key_results, target)
        closure.save(update_fields=["carried_to"])
    before = {"state": str(objective.state), "score": objective.score}
    _settle(
        objective,
        State.CLOSED,
        now,
        score=final.objective,
        own_score=final.own,
        coverage=final.coverage,
    )
    move_above(objective.pk)
    after = {
        "state": "closed",
        "outcome": str(outcome),
        "computed_score": final.objective,
        "self_grade": self_grade,
        "key_results": {str(k): v for k, v in final.key_results.items()},
    }
    _record(actor, "objective.closed", objective, before, after, closing_word.strip())
    return closure


@transaction.atomic
def reopen_objective(actor: Actor, objective_id: int, *, why: str) -> Objective:
    """Take a closure back while its cycle is not closed; grades are asked again at the next one."""
    objective = get_objective(actor, objective_id, lock=True)
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
    before = {"outcome": closure.outcome, "computed_score": closure.computed_score}
    closure.delete()
    Grade.objects.filter(key_result__objective=objective).delete()
    _settle(objective, State.RUNNING, clock.now())
    measure_objective(objective)
    _record(actor, "objective.reopened", objective, before, {"state": "running"}, why.strip())
    return objective


def _settle(objective: Objective, state: State, now: datetime, **figures: float | None) -> None:
    objective.state, objective.updated_at = state, now
    objective.version += 1
    for name, value in figures.items():
        setattr(objective, name, value)
    objective.save()


def _keep_grades(
    actor: Actor,
    key_results: Iterable[KeyResult],
    final: FinalScores,
    grades: Mapping[int, SelfGrade],
    now: datetime,
) -> None:
    Grade.objects.bulk_create(
        Grade(
            organisation_id=actor.organisation_id,
            key_result=key_result,
            computed_score=final.key_results.get(key_result.pk),
            original_score=final.by_plan[Plan.ORIGINAL][1].get(key_result.pk),
            current_score=final.by_plan[Plan.CURRENT][1].get(key_result.pk),
            self_grade=grades.get(key_result.pk, SelfGrade()).score,
            comment=grades.get(key_result.pk, SelfGrade()).comment.strip(),
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


def _refuse(errors: list[FieldError]) -> None:
    if errors:
        raise InvalidInput(
            _("The objective stays open. Mend what is marked, then close it."), errors=errors
        )


def _outcome_errors(outcome: str, carry_to_cycle_id: int | None) -> list[FieldError]:
    if outcome not in Outcome.values:
        return [FieldError("outcome", "unknown", _("Choose how the objective ended."))]
    if outcome == Outcome.CARRIED_OVER and carry_to_cycle_id is None:
        return [
            FieldError("carry_to_cycle_id", "required", _("Choose the cycle it is carried to."))
        ]
    if outcome != Outcome.CARRIED_OVER and carry_to_cycle_id is not None:
        return [
            FieldError(
                "carry_to_cycle_id",
                "not_carried",
                _("Only an objective that is carried over goes to another cycle."),
            )
        ]
    return []


def _grade_errors(
    field: str, comment_field: str, computed: float | None, own: SelfGrade
) -> list[FieldError]:
    if own.score is None:
        return []
    if not math.isfinite(own.score) or not 0 <= own.score <= 1:
        return [FieldError(field, "range", _("A grade goes from 0 to 1."))]
    if self_grade_needs_comment(computed, own.score) and not own.comment.strip():
        return [
            FieldError(
                comment_field,
                "required",
                _("The grade differs from the computed score by 0.10 or more. Say why."),
            )
        ]
    return []


def _key_result_grade_errors(
    final: FinalScores, known: Collection[int], grades: Mapping[int, SelfGrade]
) -> list[FieldError]:
    errors = []
    for key_result_id, own in grades.items():
        if key_result_id in known:
            field = f"key_result_{key_result_id}"
            computed = final.key_results.get(key_result_id)
            errors += _grade_errors(f"{field}_grade", f"{field}_comment", computed, own)
        else:
            message = _("That key result is not of this objective.")
            errors.append(FieldError("key_result_grades", "unknown", message))
    return errors
