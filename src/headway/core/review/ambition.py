"""Targets that are too easy or out of reach, judged by what was known when they were set."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from headway.core.bands import TOLERANCE
from headway.core.kinds import CHANGE_KINDS, direction
from headway.core.planning.plan import (
    PastKeyResult,
    PlannedKeyResult,
    PlannedObjective,
    Ref,
    SubjectKind,
)
from headway.core.review.registry import Hit, Setting, Value, blocks, informs, warns
from headway.core.review.subjects import OBJECTIVE_RULES, PLAN_RULES, IndexedPlan, key_result
from headway.core.texts import gettext_noop as _

READINGS_FOR_SPREAD = 12
SIGMA_PER_RANGE = 2.660 / 3
"""One sigma of a process behaviour chart (a third of the way to its limit), per mean range."""

TOO_LIKELY = 0.90
HOPELESS = 0.02
READINGS_FOR_FORECAST = 8

PAST_CYCLES = 3
PAST_KEY_RESULTS = 8
EASY_SHARE = 0.70
Z_90 = 1.2815515655446004
"""The standard normal value that 90 % lie below: a one-sided bound at 90 %."""

LOW_MEAN = 0.3
LOW_CYCLES = 2


@OBJECTIVE_RULES.add(
    "SANDBAG_TARGET",
    title=_("A target that comes by itself"),
    condition="increase or decrease: the target was already met at the start, or lies less than "
    "one sigma beyond the mean of at least 12 earlier readings (sigma = 2.660 / 3 × mean "
    "moving range); any kind: the forecast at the start gives it a probability of 0.90 or more",
    why=_(
        "What comes by itself needs no objective. It uses up a place that a real change could have."
    ),
    bad=_("Raise uptime from 99.4 % to 99.5 %, where it swings by 0.3"),
    good=_("Raise uptime from 99.4 % to 99.9 %"),
    source="docs/methods 3.2, 4 and 6",
    reasons={
        "met": warns(_("It stood at {value} when the target of {target} was set. Aim further.")),
        "likely": warns(_("At the start the forecast gave it {percent} %. Aim further.")),
        "usual": warns(
            _("{target} lies within the usual ups and downs around {mean}. Aim further.")
        ),
    },
)
def too_easy(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results that no work is needed for; the plainest reason is given."""
    for kr in one.active_key_results:
        outlook = kr.outlook
        if outlook.value is not None and kr.target is not None and _is_met(kr, outlook.value):
            yield Hit(key_result(kr), "met", {"value": outlook.value, "target": kr.target})
        elif outlook.probability is not None and outlook.probability >= TOO_LIKELY - TOLERANCE:
            yield Hit(key_result(kr), "likely", _chance(kr, outlook.probability))
        elif kr.target is not None and _is_usual(kr, kr.target):
            mean, _sigma = natural_spread(outlook.history)
            yield Hit(key_result(kr), "usual", {"target": kr.target, "mean": round(mean, 4)})


def _chance(kr: PlannedKeyResult, chance: float) -> dict[str, Value]:
    """A forecast is never certain, whatever is computed."""
    percent: dict[str, Value] = {"percent": min(99, max(1, round(chance * 100)))}
    return percent if kr.target is None else {**percent, "target": kr.target}


def _is_met(kr: PlannedKeyResult, value: float) -> bool:
    if kr.kind not in CHANGE_KINDS or kr.target is None:
        return False
    return (value - kr.target) * direction(kr.kind) >= 0


def _is_usual(kr: PlannedKeyResult, target: float) -> bool:
    if kr.kind not in CHANGE_KINDS or len(kr.outlook.history) < READINGS_FOR_SPREAD:
        return False
    mean, sigma = natural_spread(kr.outlook.history)
    return (target - mean) * direction(kr.kind) < sigma - TOLERANCE * max(1.0, abs(target))


def natural_spread(readings: Sequence[float]) -> tuple[float, float]:
    """The mean of a measure and one sigma of its natural ups and downs, from moving ranges.

    >>> mean, sigma = natural_spread([10, 12, 11, 13])
    >>> mean, round(sigma, 4)
    (11.5, 1.4778)

    Raises ValueError for fewer than two readings.
    """
    if len(readings) < 2:
        raise ValueError("A spread needs two readings.")
    ranges = [abs(b - a) for a, b in pairwise(readings)]
    mean_range = math.fsum(ranges) / len(ranges)
    return math.fsum(readings) / len(readings), SIGMA_PER_RANGE * mean_range


@OBJECTIVE_RULES.add(
    "OVERREACH",
    title=_("A target out of reach"),
    condition="at least 8 earlier readings, and the forecast at the start gives the target a "
    "probability of 0.02 or less; blocks a committed objective, informs an aspirational one",
    why=_(
        "A commitment that cannot be kept breaks the plans of everybody who relies on it; a "
        "stretch without a new idea only disappoints."
    ),
    bad=_("Committed: sign-ups from 100 to 500 in a quarter, after two years of +5 % a quarter"),
    good=_("Committed: from 100 to 130; as a stretch: 200 by selling through partners"),
    source="docs/methods 4 and 6",
    reasons={
        "committed": blocks(
            _("The forecast gives it {percent} %, too little for a commitment. Aim lower.")
        ),
        "aspirational": informs(
            _("The forecast gives it {percent} %. What will you do in an entirely new way?")
        ),
    },
)
def out_of_reach(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results that nothing so far speaks for."""
    for kr in one.active_key_results:
        chance = kr.outlook.probability
        if chance is None or len(kr.outlook.history) < READINGS_FOR_FORECAST:
            continue
        if chance <= HOPELESS + TOLERANCE:
            yield Hit(key_result(kr), one.ambition, _chance(kr, chance))


@PLAN_RULES.add(
    "SANDBAG_HISTORY",
    title=_("A unit that always gets there"),
    condition="at least 8 aspirational key results over at least 3 closed cycles, and either the "
    "lower 90 % Wilson bound of the share with raw ≥ 1 is above 0.70, or two of: mean score "
    "≥ 0.95, median raw ≥ 1.20, at least half reached before 0.6 of the time",
    why=_(
        "Stretch goals that are always reached were none. The unit could do more than it "
        "dares to write down."
    ),
    bad=_("Nine of ten stretch key results reached, three cycles in a row"),
    good=_("About two of three reached, and the third one taught something"),
    source="docs/methods 6; Google's guide: 0.6 to 0.7 is the mark of a stretch",
    reasons={
        "hits": warns(_("{hits} of {count} aspirational key results were reached. Aim further.")),
        "signs": warns(
            _("{count} aspirational key results came early or by far, on the whole. Aim further.")
        ),
    },
)
def always_reached(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Units whose stretch is none."""
    for unit in plan.plan.units:
        past = _stretches(unit.past)
        if not past:
            continue
        hits = _hits(past)
        subject, values = Ref(SubjectKind.UNIT, unit.id), {"hits": hits, "count": len(past)}
        if wilson_lower(hits, len(past)) > EASY_SHARE:
            yield Hit(subject, "hits", values)
        elif _signs_of_ease(past) >= 2:
            yield Hit(subject, "signs", values)


def _stretches(past: Iterable[PastKeyResult]) -> list[PastKeyResult]:
    """The aspirational ones, where there are enough of them over enough cycles, else none."""
    found = [kr for kr in past if kr.ambition == "aspirational"]
    cycles = {kr.cycle_ended_on for kr in found}
    return found if len(found) >= PAST_KEY_RESULTS and len(cycles) >= PAST_CYCLES else []


def _hits(past: Iterable[PastKeyResult]) -> int:
    return sum(kr.raw >= 1 - TOLERANCE for kr in past)


def _signs_of_ease(past: Sequence[PastKeyResult]) -> int:
    early = sum(kr.reached_at is not None and kr.reached_at < 0.6 for kr in past)
    return _signs_in_scores(past) + (early >= len(past) / 2)


def _signs_in_scores(past: Sequence[PastKeyResult]) -> int:
    scores = math.fsum(kr.score for kr in past) / len(past)
    median = _median([kr.raw for kr in past])
    return (scores >= 0.95 - TOLERANCE) + (median >= 1.20 - TOLERANCE)


def turns_on_time(past: Iterable[PastKeyResult]) -> bool:
    """Whether it depends on ``reached_at`` if a unit always gets there: when its targets were
    reached is costly to find out, and seldom decides.

    >>> from datetime import date
    >>> ends = [date(2026, month, 30) for month in (3, 6, 9)] * 3
    >>> barely = [PastKeyResult(end, "aspirational", 0.99, 0.97) for end in ends]
    >>> by_far = [PastKeyResult(end, "aspirational", 1.3, 1.0) for end in ends]
    >>> turns_on_time(barely), turns_on_time(by_far)
    (True, False)
    """
    stretches = _stretches(past)
    if not stretches or wilson_lower(_hits(stretches), len(stretches)) > EASY_SHARE:
        return False
    return _signs_in_scores(stretches) == 1


def _median(numbers: Sequence[float]) -> float:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[~middle]) / 2


def wilson_lower(hits: int, count: int, z: float = Z_90) -> float:
    """The lower Wilson bound of a share: with ``z`` for 90 % the true share is above it nine times
    in ten.

    >>> round(wilson_lower(8, 8), 3), round(wilson_lower(7, 8), 3)
    (0.83, 0.66)

    Raises ValueError unless 0 ≤ hits ≤ count and count > 0.
    """
    if not 0 <= hits <= count or count == 0:
        raise ValueError("Hits are between 0 and a count above 0.")
    share, square = hits / count, z * z
    centre = share + square / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return max(0.0, (centre - half) / (1 + square / count))


@PLAN_RULES.add(
    "OVERREACH_HISTORY",
    title=_("A unit that hardly gets anywhere"),
    condition="the mean score of a unit's key results over its last 2 closed cycles is below 0.3",
    why=_(
        "Goals that are hardly ever reached stop being taken seriously, and nothing is "
        "learned from missing them."
    ),
    bad=_("Mean scores of 0.2 and 0.25 in the last two cycles"),
    good=_("Half as many goals, each with work behind it"),
    source="docs/methods 6",
    reasons=informs(_("The last two cycles scored {mean} on average. Aim at what you can move.")),
)
def hardly_reached(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Units whose targets are beyond them, cycle after cycle."""
    for unit in plan.plan.units:
        cycles = sorted({kr.cycle_ended_on for kr in unit.past})[-LOW_CYCLES:]
        if len(cycles) < LOW_CYCLES:
            continue
        scores = [kr.score for kr in unit.past if kr.cycle_ended_on in cycles]
        mean = math.fsum(scores) / len(scores)
        if mean < LOW_MEAN - TOLERANCE:
            yield Hit(Ref(SubjectKind.UNIT, unit.id), values={"mean": round(mean, 2)})
