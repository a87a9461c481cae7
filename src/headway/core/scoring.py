"""Scores of objectives and cycles (docs/methods 1.3, 1.4 and 1.8)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from headway.core.bands import TOLERANCE, Band, band
from headway.core.errors import DefinitionError
from headway.core.kinds import CHANGE_KINDS
from headway.core.texts import gettext_noop as _

LATE_CANCEL = 2 / 3
"""Cancelled after this share of the time, a key result counts at its frozen score."""

ENOUGH_COVERAGE = 0.5
"""With less of the weight known there is not enough data for a score of a whole, or a verdict."""

GRADE_DIFFERENCE = 0.10
GRADES_FOR_A_PATTERN = 8


class ScoringStandard(StrEnum):
    """How a unit scores in a cycle; chosen once, fixed at plan lock."""

    MWM = "mwm"
    RADICAL_FOCUS = "radical_focus"
    STRETCH_TARGET_COMMIT = "stretch_target_commit"
    WEAKEST = "weakest"


@dataclass(frozen=True, slots=True)
class KeyResultTerm:
    """What scoring needs of one key result.

    ``added_at`` and ``cancelled_at`` are shares of the cycle (0 to 1), or None. ``start_known`` is
    False for imported increase and decrease key results that name no start.
    """

    id: int
    label: str
    kind: str
    weight: float
    raw: float | None
    score: float | None
    added_at: float | None = None
    cancelled_at: float | None = None
    start_known: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the arithmetic: the score that entered with the weight that counted.

    ``note`` is "" for an ordinary line, else why it differs: ``unread`` (counted as 0: it stands at
    its start), ``no_reading`` (left out, as nothing of the objective was read), ``ungraded``
    (counted as 0 at grading), ``not_due`` (left out), ``cancelled`` (left out), ``cancelled_late``
    (frozen, counted), ``added_late`` (less weight).
    """

    id: int
    label: str
    score: float | None
    weight: float
    included: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """``score`` is None when no key result could be counted. ``coverage`` is the share of the
    weight that was counted, 0 to 1. ``with_cancelled`` is the second figure that keeps key results
    cancelled in time, when there are any."""

    score: float | None
    coverage: float
    standard: ScoringStandard
    terms: tuple[Term, ...]
    with_cancelled: float | None = None


def objective_score(
    key_results: Iterable[KeyResultTerm],
    *,
    standard: str = ScoringStandard.MWM,
    grading: bool = False,
) -> ObjectiveScore:
    """The score of an objective from its own key results.

    Parameters
    ----------
    key_results
        Their scores, weights and, where they were added or cancelled under way, when.
    standard
        ``mwm``: weighted mean of scores. ``radical_focus``: weighted share of key results hit
        (raw at least 1). ``stretch_target_commit``: weighted mean, shown second to the key
        results' own scores. ``weakest``: the lowest score.
    grading
        True at the end of the cycle: what was never read counts as 0.

    Returns
    -------
    ObjectiveScore

    Raises
    ------
    DefinitionError
        A weight is negative or not finite; an unknown standard raises ValueError.

    Examples
    --------
    >>> a = KeyResultTerm(1, "A", "increase", 1, 0.6, 0.6)
    >>> b = KeyResultTerm(2, "B", "increase", 3, 1.5, 1.0)
    >>> objective_score([a, b]).score
    0.9
    >>> objective_score([a, b], standard="radical_focus").score
    0.75

    Notes
    -----
    Unread increase and decrease key results count as 0 while running (they stand at their start,
    where one is known); other kinds are left out until something is due. Where no key result that
    counts was ever read there is no score: nobody has looked, which is not the same as 0.

    References
    ----------
    docs/methods 1.2 (edge case 3), 1.3 and 1.8.
    """
    chosen = ScoringStandard(standard)
    given = list(key_results)
    terms = _without_guesses([_term(key_result, chosen, grading) for key_result in given])
    counted = [term for term in terms if term.included]
    total = math.fsum(term.weight for term in terms if term.included or term.note in _WAITING)
    weight = math.fsum(term.weight for term in counted)
    score = _combine(counted, chosen)
    return ObjectiveScore(
        score=score,
        coverage=weight / total if total > 0 else 0.0,
        standard=chosen,
        terms=terms,
        with_cancelled=_with_cancelled(given, terms, chosen, grading),
    )


_WAITING = ("not_due", "no_reading")
"""Why a line has no score yet and keeps the coverage down."""


def _without_guesses(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms as they are, but left out where each of them only stands at its start."""
    if any(term.included and term.note != "unread" for term in terms):
        return tuple(terms)
    return tuple(
        Term(term.id, term.label, None, term.weight, False, "no_reading") if term.included else term
        for term in terms
    )


def _term(key_result: KeyResultTerm, standard: ScoringStandard, grading: bool) -> Term:
    weight = key_result.weight
    if not math.isfinite(weight) or weight < 0:
        raise DefinitionError(_("A weight is a number from 0 up."), code="WEIGHTS", field="weight")
    note = ""
    if key_result.added_at:
        weight *= 1 - key_result.added_at
        note = "added_late"
    score = _score(key_result, standard)
    if key_result.cancelled_at is not None:
        late = key_result.cancelled_at > LATE_CANCEL + TOLERANCE
        return Term(
            key_result.id,
            key_result.label,
            (score or 0.0) if late else score,
            weight,
            late,
            "cancelled_late" if late else "cancelled",
        )
    if score is not None:
        return Term(key_result.id, key_result.label, score, weight, True, note)
    if grading:
        return Term(key_result.id, key_result.label, 0.0, weight, True, "ungraded")
    if key_result.kind in CHANGE_KINDS and key_result.start_known:
        return Term(key_result.id, key_result.label, 0.0, weight, True, "unread")
    return Term(key_result.id, key_result.label, None, weight, False, "not_due")


def _score(key_result: KeyResultTerm, standard: ScoringStandard) -> float | None:
    if standard is ScoringStandard.RADICAL_FOCUS and key_result.raw is not None:
        return 1.0 if key_result.raw >= 1 - TOLERANCE else 0.0
    return key_result.score


def _combine(counted: Sequence[Term], standard: ScoringStandard) -> float | None:
    weight = math.fsum(term.weight for term in counted)
    if weight <= 0:
        return None
    if standard is ScoringStandard.WEAKEST:
        return min(term.score or 0.0 for term in counted if term.weight > 0)
    return math.fsum(term.weight * (term.score or 0.0) for term in counted) / weight


def _with_cancelled(
    given: Sequence[KeyResultTerm],
    terms: Sequence[Term],
    standard: ScoringStandard,
    grading: bool,
) -> float | None:
    if not any(term.note == "cancelled" for term in terms):
        return None
    kept = [
        Term(term.id, term.label, term.score or 0.0, term.weight, True, term.note)
        if term.note == "cancelled"
        else term
        for term in terms
    ]
    return _combine([term for term in kept if term.included], standard)


@dataclass(frozen=True, slots=True)
class ScoredObjective:
    """An objective as a portfolio figure sees it. ``counts`` is False for what is only planned: a
    draft or a proposal."""

    id: int
    score: float | None
    ambition: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class CycleScore:
    """The plain mean over distinct objectives that have a score, how many those are of all that
    count, and how the scores spread over the bands. Scores are bimodal: read the spread, not only
    the mean.

    ``sums`` are the sums of the scores in each band: together, over ``scored``, they are the mean.
    ``planned`` are the drafts and proposals, which count in none of this.
    """

    mean: float | None
    scored: int
    objectives: int
    bands: dict[Band, int]
    sums: dict[Band, float]
    planned: int = 0


def cycle_score(objectives: Iterable[ScoredObjective]) -> CycleScore:
    """The portfolio average of a cycle or unit.

    >>> cycle_score([ScoredObjective(1, 0.5, "aspirational"), ScoredObjective(2, 1.0, "committed"),
    ...     ScoredObjective(1, 0.5, "aspirational")]).mean
    0.75

    An objective named twice counts once; what is only planned counts in ``planned`` alone.
    Source: docs/methods 1.1, 1.3 and 2.2 (c).
    """
    named = {objective.id: objective for objective in objectives}
    distinct = {id_: objective for id_, objective in named.items() if objective.counts}
    by_band: dict[Band, list[float | None]] = {name: [] for name in Band}
    for objective in distinct.values():
        by_band[band(objective.score, objective.ambition)].append(objective.score)
    scores = [o.score for o in distinct.values() if o.score is not None]
    return CycleScore(
        mean=math.fsum(scores) / len(scores) if scores else None,
        scored=len(scores),
        objectives=len(distinct),
        bands={name: len(found) for name, found in by_band.items()},
        sums={
            name: math.fsum(score for score in found if score is not None)
            for name, found in by_band.items()
        },
        planned=len(named) - len(distinct),
    )


def self_grade_needs_comment(computed: float | None, self_grade: float | None) -> bool:
    """Whether an owner's grade differs from the computed score by 0.10 or more.

    >>> self_grade_needs_comment(0.6, 0.7), self_grade_needs_comment(0.6, 0.69)
    (True, False)

    A grade beside no computed score needs one too. Source: docs/methods 1.4.
    """
    if self_grade is None:
        return False
    if computed is None:
        return True
    return abs(self_grade - computed) >= GRADE_DIFFERENCE - TOLERANCE


def grade_pattern(pairs: Sequence[tuple[float, float]]) -> str | None:
    """``GRADE_INFLATION`` or ``GRADE_HARSH`` when a unit's own grades differ from the computed
    scores by more than 0.10 on average, over at least 8 (computed, self) pairs; else None.

    >>> grade_pattern([(0.5, 0.7)] * 8)
    'GRADE_INFLATION'
    """
    if len(pairs) < GRADES_FOR_A_PATTERN:
        return None
    mean = math.fsum(own - computed for computed, own in pairs) / len(pairs)
    if mean > GRADE_DIFFERENCE + TOLERANCE:
        return "GRADE_INFLATION"
    return "GRADE_HARSH" if mean < -GRADE_DIFFERENCE - TOLERANCE else None


def round_half_up(number: float, places: int) -> Decimal:
    """A number as people expect it printed: half away from zero, on its shortest decimal form.

    >>> round_half_up(0.545, 2), round_half_up(0.125, 2)
    (Decimal('0.55'), Decimal('0.13'))

    For display only; comparisons use the unrounded number. Source: docs/methods 1.2, edge case 7.
    """
    return Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
