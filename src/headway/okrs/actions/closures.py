"""Grade key results, close objectives, reopen them, carry them over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.scoring import self_grade_needs_comment
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.objectives import next_position, refuse_closed
from headway.okrs.actions.scores import final_scores, measure_objective
from headway.okrs.models import (
    Closure,
    Cycle,
    Grade,
    KeyResult,
    Milestone,
    Objective,
    ObjectiveLink,
    Outcome,
    Phase,
    State,
)
from headway.okrs.queries.doors import get_cycle, get_objective, objective_facts
from headway.people.access import Actor, Facts, Permission, require


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
    final = final_scores(objective, key_results)
    errors = _outcome_errors(outcome, carry_to_cycle_id)
    errors += _grade_errors(
        "self_grade", "grade_comment", final.objective, self_grade, grade_comment
    )
    known = {key_result.pk for key_result in key_results}
    for key_result_id, grade in grades.items():
        if key_result_id not in known:
            errors.append(
                FieldError(
                    "key_result_grades", "unknown", _("That key result is not of this objective.")
                )
            )
            continue
        prefix = f"key_result_{key_result_id}"
        errors += _grade_errors(
            f"{prefix}_grade",
            f"{prefix}_comment",
            final.key_results.get(key_result_id),
            grade.score,
            grade.comment,
        )
    if errors:
        raise InvalidInput(
            _("The objective stays open. Mend what is marked, then close it."), errors=errors
        )
    now = clock.now()
    closure = Closure.objects.create(
        organisation_id=actor.organisation_id,
        objective=objective,
        outcome=outcome,
        computed_score=final.objective,
        self_grade=self_grade,
        grade_comment=grade_comment.strip(),
        closing_word=closing_word.strip(),
        closed_by_id=actor.person_id,
        closed_at=now,
    )
    Grade.objects.bulk_create(
        Grade(
            organisation_id=actor.organisation_id,
            key_result=key_result,
            computed_score=final.key_results.get(key_result.pk),
            self_grade=grades.get(key_result.pk, SelfGrade()).score,
            comment=grades.get(key_result.pk, SelfGrade()).comment.strip(),
            graded_by_id=actor.person_id,
            graded_at=now,
        )
        for key_result in key_results
    )
    if carry_to_cycle_id is not None and outcome == Outcome.CARRIED_OVER:
        target = get_cycle(actor, carry_to_cycle_id)
        closure.carried_to = _carry_over(actor, objective, key_results, target)
        closure.save(update_fields=["carried_to"])
    before = {"state": str(objective.state), "score": objective.score}
    objective.state = State.CLOSED
    objective.score, objective.coverage = final.objective, final.coverage
    objective.updated_at = now
    objective.version += 1
    objective.save()
    record(
        actor,
        Entry(
            "objective.closed",
            "objective",
            objective.pk,
            objective.title,
            before,
            {
                "state": "closed",
                "outcome": str(outcome),
                "computed_score": final.objective,
                "self_grade": self_grade,
                "key_results": {str(k): v for k, v in final.key_results.items()},
            },
            closing_word.strip(),
        ),
    )
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
    objective.state = State.RUNNING
    objective.version += 1
    objective.updated_at = clock.now()
    objective.save()
    measure_objective(objective)
    record(
        actor,
        Entry(
            "objective.reopened",
            "objective",
            objective.pk,
            objective.title,
            before,
            {"state": "running"},
            why.strip(),
        ),
    )
    return objective


def _carry_over(
    actor: Actor, objective: Objective, key_results: list[KeyResult], cycle: Cycle
) -> Objective:
    require(
        actor,
        Permission.OBJECTIVE_CREATE,
        Facts(
            unit_id=objective.unit_id,
            unit_path=objective.unit.path,
        ),
    )
    if cycle.phase == Phase.CLOSED:
        raise Conflict(_("%(cycle)s is closed.") % {"cycle": cycle.name}, code="cycle_closed")
    now = clock.now()
    copy = Objective.objects.create(
        organisation_id=objective.organisation_id,
        cycle=cycle,
        unit_id=objective.unit_id,
        owner_id=objective.owner_id,
        title=objective.title,
        description=objective.description,
        ambition=objective.ambition,
        origin=objective.origin,
        is_local=objective.is_local,
        position=next_position(Objective.objects.filter(cycle=cycle, unit_id=objective.unit_id)),
        created_at=now,
        updated_at=now,
    )
    for key_result in key_results:
        if key_result.cancelled_on is None and not _is_reached(key_result):
            _carry_key_result(key_result, copy)
    ObjectiveLink.objects.bulk_create(
        ObjectiveLink(
            organisation_id=objective.organisation_id,
            child=copy,
            goal_id=link.goal_id,
            kind=link.kind,
        )
        for link in objective.parent_links.filter(goal__isnull=False)
    )
    measure_objective(copy)
    record(
        actor,
        Entry(
            "objective.carried_over",
            "objective",
            copy.pk,
            copy.title,
            after={"from_objective_id": objective.pk, "cycle": cycle.name},
        ),
    )
    return copy


def _carry_key_result(key_result: KeyResult, objective: Objective) -> None:
    steps = list(key_result.milestones.order_by("position"))
    carried = KeyResult.objects.create(
        organisation_id=key_result.organisation_id,
        objective=objective,
        owner_id=key_result.owner_id,
        updater_id=key_result.updater_id,
        title=key_result.title,
        description=key_result.description,
        kind=key_result.kind,
        start=_next_start(key_result),
        target=key_result.target,
        low=key_result.low,
        high=key_result.high,
        fail=key_result.fail,
        scale=key_result.scale,
        anchors=key_result.anchors,
        measure=key_result.measure,
        aggregation=key_result.aggregation,
        weight=key_result.weight,
        cadence=key_result.cadence,
        profile=key_result.profile,
        position=key_result.position,
    )
    Milestone.objects.bulk_create(
        Milestone(key_result=carried, title=s.title, weight=s.weight, position=s.position)
        for s in steps
    )


def _next_start(key_result: KeyResult) -> float | None:
    """A level goes on from where it stands; a counter starts again."""
    goes_on = key_result.kind in ("increase", "decrease") and key_result.aggregation == "last"
    return key_result.value if goes_on and key_result.value is not None else key_result.start


def _is_reached(key_result: KeyResult) -> bool:
    return key_result.raw is not None and key_result.raw >= 1 - 1e-9


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
    field: str, comment_field: str, computed: float | None, grade: float | None, comment: str
) -> list[FieldError]:
    if grade is None:
        return []
    if not math.isfinite(grade) or not 0 <= grade <= 1:
        return [FieldError(field, "range", _("A grade goes from 0 to 1."))]
    if self_grade_needs_comment(computed, grade) and not comment.strip():
        return [
            FieldError(
                comment_field,
                "required",
                _("The grade differs from the computed score by 0.10 or more. Say why."),
            )
        ]
    return []
