"""Say how a goal ended before it is closed: own grade, why, what becomes of it. The closing takes
that over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import check_version, refuse_closed
from headway.okrs.actions.grading import GOES_ON, Ending, SelfGrade, grade_errors
from headway.okrs.actions.scores import final_scores
from headway.okrs.models import Assessment, Closure, Decision, Grade, KeyResult, Objective, State
from headway.okrs.queries.doors import (
    get_cycle,
    get_key_result,
    get_objective,
    key_result_facts,
    objective_facts,
)
from headway.people.access import Actor, Permission, require

LONGEST = 2_000
_OF_BOTH = ("self_grade", "comment", "miss_reason", "decision")
_OF_OBJECTIVE = (*_OF_BOTH, "carry_to_id", "closing_word")


@transaction.atomic
def assess_objective(
    actor: Actor, objective_id: int, *, version: int | None = None, **said: Any
) -> Assessment:
    """Say of an objective what is named: ``self_grade``, ``comment`` (why the grade differs),
    ``miss_reason``, ``decision``, ``carry_to_id`` (the cycle it goes on in), ``closing_word``; the
    rest stays. ``version`` is that of the assessment that the caller knows, 0 for none.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (closed, or never agreed), Outdated.
    """
    objective = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_CLOSE, objective_facts(objective))
    if said.get("carry_to_id") is not None:
        get_cycle(actor, said["carry_to_id"])
    return _assess(actor, objective, None, said, version)


@transaction.atomic
def assess_key_result(
    actor: Actor, key_result_id: int, *, version: int | None = None, **said: Any
) -> Assessment:
    """Say of a key result what is named, as :func:`assess_objective`: its owner may, the owner of
    its objective, and who leads the unit. Raises as that."""
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.GOAL_ASSESS, key_result_facts(key_result))
    if key_result.is_health:
        raise Conflict(
            _("A health metric is judged by its limits alone; it gets no grade."),
            code="health_metric",
        )
    return _assess(actor, key_result.objective, key_result, said, version)


def _assess(
    actor: Actor,
    objective: Objective,
    key_result: KeyResult | None,
    said: Mapping[str, Any],
    version: int | None,
) -> Assessment:
    refuse_closed(objective)
    if objective.state not in (State.AGREED, State.RUNNING):
        raise Conflict(
            _("This objective was never agreed, so there is nothing to grade."), code="not_agreed"
        )
    stored = Assessment.objects.filter(objective=objective, key_result=key_result).first()
    found = stored or Assessment(
        organisation_id=actor.organisation_id, objective=objective, key_result=key_result, version=0
    )
    check_version(found, version)
    names = _OF_OBJECTIVE if key_result is None else _OF_BOTH
    before = {name: getattr(found, name) for name in names if name in said}
    for name in before:
        value = said[name]
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    refuse(_errors(actor, objective, key_result, found))
    after = {name: getattr(found, name) for name in before}
    if before == after:
        return found
    found.said_by_id, found.said_at = actor.person_id, clock.now()
    found.version += 1
    found.save()
    goal: Objective | KeyResult = objective if key_result is None else key_result
    kind = "objective" if key_result is None else "key_result"
    record(actor, Entry(f"{kind}.assessed", kind, goal.pk, goal.title, before, after))
    return found


def _errors(
    actor: Actor, objective: Objective, key_result: KeyResult | None, found: Assessment
) -> list[FieldError]:
    everything = objective.key_results.filter(is_health=False).order_by("position", "id")
    final = final_scores(objective, list(everything), day=clock.today(actor.time_zone))
    computed = final.objective if key_result is None else final.key_results.get(key_result.pk)
    own = SelfGrade(found.self_grade, found.comment, found.miss_reason, found.decision)
    errors = grade_errors("self_grade", "comment", computed, own)
    if found.decision and found.decision not in Decision.values:
        errors.append(FieldError("decision", "unknown", _("Choose what becomes of it.")))
    return errors + [
        FieldError(name, "too_long", _("Use at most 2000 characters."))
        for name in ("comment", "miss_reason", "closing_word")
        if len(getattr(found, name)) > LONGEST
    ]


def as_assessed(objective: Objective, ending: Ending) -> Ending:
    """The ending with what was said before where it says nothing itself. A decision to go on that
    its objective does not share is left out: nothing goes on alone. Two queries."""
    rows = list(Assessment.objects.filter(objective=objective))
    whole = next((one for one in rows if one.key_result_id is None), None)
    if whole is not None:
        ending = replace(ending, own=_filled(ending.own, whole))
    given = dict(ending.key_results)
    for one in rows:
        if one.key_result_id is not None:
            own = _filled(given.get(one.key_result_id, SelfGrade()), one)
            alone = own.decision in GOES_ON and not ending.goes_on
            given[one.key_result_id] = replace(own, decision="" if alone else own.decision)
    return replace(ending, key_results=given)


def _filled(own: SelfGrade, said: Assessment) -> SelfGrade:
    graded = own.score is not None
    return SelfGrade(
        own.score if graded else said.self_grade,
        own.comment or ("" if graded else said.comment),
        own.miss_reason or said.miss_reason,
        own.decision or said.decision,
    )


def forget_assessments(objective: Objective) -> None:
    """The closing has taken them over."""
    Assessment.objects.filter(objective=objective).delete()


def remember_assessments(
    actor: Actor, objective: Objective, closure: Closure, grades: Iterable[Grade]
) -> None:
    """What a closing said, before it is taken back: nobody has to think of it again."""
    shared = {
        "organisation_id": objective.organisation_id,
        "objective": objective,
        "said_by_id": actor.person_id,
        "said_at": clock.now(),
    }
    whole = Assessment(
        **shared, self_grade=closure.self_grade, comment=closure.grade_comment,
        miss_reason=closure.miss_reason, decision=closure.decision,
        closing_word=closure.closing_word,
    )  # fmt: skip
    Assessment.objects.bulk_create(
        [
            whole,
            *(
                Assessment(
                    **shared, key_result_id=one.key_result_id, self_grade=one.self_grade,
                    comment=one.comment, miss_reason=one.miss_reason,
                )
                for one in grades
            ),
        ]
    )  # fmt: skip
