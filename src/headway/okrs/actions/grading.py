"""What is said of an objective and its key results at the end, and what has to be said."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from headway.core.bands import TOLERANCE, needs_explanation
from headway.core.scoring import self_grade_needs_comment
from headway.kit.problems import FieldError
from headway.okrs.actions.scores import FinalScores
from headway.okrs.models import Decision, KeyResult, Objective, Outcome
from headway.okrs.queries.closing import falls_short

GOES_ON = (Decision.CARRY, Decision.CHANGE)


@dataclass(frozen=True, slots=True)
class SelfGrade:
    """What is said of one key result: the owner's own score, 0 to 1, and why it differs from the
    computed one; why it fell short; and what becomes of it in the next plan (empty: what becomes
    of its objective)."""

    score: float | None = None
    comment: str = ""
    miss_reason: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """What is said of an objective. ``decision`` is what becomes of it in the next plan."""

    outcome: str
    decision: str
    own: SelfGrade
    carry_to_cycle_id: int | None = None
    key_results: Mapping[int, SelfGrade] = field(default_factory=dict)

    def of(self, key_result_id: int) -> SelfGrade:
        """What is said of a key result; nothing where nobody said anything."""
        return self.key_results.get(key_result_id, SelfGrade())

    @property
    def goes_on(self) -> bool:
        return self.decision in GOES_ON


def decision_of(outcome: str, decision: str) -> str:
    """The decision where only the outcome was named: what is carried over goes on as it is."""
    if decision:
        return decision
    return {
        str(Outcome.CARRIED_OVER): str(Decision.CARRY),
        str(Outcome.DROPPED): str(Decision.DROP),
    }.get(outcome, str(Decision.CLOSE))


def key_result_decision(key_result: KeyResult, ending: Ending) -> str:
    """What becomes of a key result: as said of it, else as its objective. What is reached or was
    cancelled is done with."""
    said = ending.of(key_result.pk).decision
    if said or not ending.goes_on:
        return said or ending.decision
    is_open = key_result.cancelled_on is None and not is_reached(key_result)
    return ending.decision if is_open else str(Decision.CLOSE)


def is_reached(key_result: KeyResult) -> bool:
    return key_result.raw is not None and key_result.raw >= 1 - TOLERANCE


def ending_errors(
    objective: Objective,
    key_results: Iterable[KeyResult],
    ending: Ending,
    final: FinalScores,
) -> list[FieldError]:
    """Everything that is wrong with, or missing from, what is said; all of it at once."""
    known = {key_result.pk: key_result for key_result in key_results}
    return [
        *_outcome_errors(ending),
        *grade_errors("self_grade", "grade_comment", final.objective, ending.own),
        *_key_result_errors(known, ending, final),
        *_miss_errors(objective, known.values(), ending, final),
    ]


def _outcome_errors(ending: Ending) -> list[FieldError]:
    errors = []
    if ending.outcome not in Outcome.values:
        errors.append(FieldError("outcome", "unknown", _("Choose how the objective ended.")))
    if ending.decision not in Decision.values:
        errors.append(FieldError("decision", "unknown", _("Choose what becomes of it.")))
    elif ending.outcome == Outcome.CARRIED_OVER and not ending.goes_on:
        message = _("What is carried over goes on: as it is, or changed.")
        errors.append(FieldError("decision", "carried", message))
    elif ending.goes_on and ending.carry_to_cycle_id is None:
        message = _("Choose the cycle it is carried to.")
        errors.append(FieldError("carry_to_cycle_id", "required", message))
    elif not ending.goes_on and ending.carry_to_cycle_id is not None:
        message = _("Only an objective that is carried over goes to another cycle.")
        errors.append(FieldError("carry_to_cycle_id", "not_carried", message))
    return errors


def grade_errors(
    field: str, comment_field: str, computed: float | None, own: SelfGrade
) -> list[FieldError]:
    """What is wrong with an own grade beside the computed score."""
    if own.score is None:
        return []
    if not math.isfinite(own.score) or not 0 <= own.score <= 1:
        return [FieldError(field, "range", _("A grade goes from 0 to 1."))]
    if self_grade_needs_comment(computed, own.score) and not own.comment.strip():
        message = _("The grade differs from the computed score by 0.10 or more. Say why.")
        return [FieldError(comment_field, "required", message)]
    return []


def _key_result_errors(
    known: Mapping[int, KeyResult], ending: Ending, final: FinalScores
) -> list[FieldError]:
    errors: list[FieldError] = []
    for key, own in ending.key_results.items():
        if key not in known:
            message = _("That key result is not of this objective.")
            errors.append(FieldError("key_result_grades", "unknown", message))
            continue
        prefix = f"key_result_{key}"
        computed = final.key_results.get(key)
        errors += grade_errors(f"{prefix}_grade", f"{prefix}_comment", computed, own)
        if own.decision and own.decision not in Decision.values:
            message = _("Choose what becomes of it.")
            errors.append(FieldError(f"{prefix}_decision", "unknown", message))
        elif own.decision in GOES_ON and not ending.goes_on:
            message = _("A key result goes on with its objective only. Carry that over too.")
            errors.append(FieldError(f"{prefix}_decision", "alone", message))
    return errors


def _miss_errors(
    objective: Objective,
    key_results: Iterable[KeyResult],
    ending: Ending,
    final: FinalScores,
) -> list[FieldError]:
    """Every committed key result that fell short is explained; where none did, the objective."""
    short = [k for k in key_results if falls_short(k, objective.ambition)]
    errors = [
        FieldError(f"key_result_{k.pk}_miss", "required", _("Committed and missed. Say why."))
        for k in short
        if not ending.of(k.pk).miss_reason.strip()
    ]
    is_short = needs_explanation(final.objective or 0.0, objective.ambition)
    if is_short and not short and not ending.own.miss_reason.strip():
        errors.append(
            FieldError("miss_reason", "required", _("It was committed and fell short. Say why."))
        )
    return errors
