"""How much fits into a cycle: the bottom-up share, the limits of focus and what passing them
costs, and what each owner carries (docs/methods 7.2 to 7.4)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headway.core.bands import TOLERANCE, Band
from headway.core.cadence import Cadence, Rhythm, cadence_days
from headway.core.planning.plan import PlannedObjective

FEWEST_OBJECTIVES = 3
MOST_OBJECTIVES = 5
MOST_KEY_RESULTS = 5
"""Of one objective."""

MOST_IN_SESSION = 4
"""Objectives that a planning session cuts to: one more fits that comes from above."""

OWNER_OBJECTIVES = 3
OWNER_KEY_RESULTS = 5
"""What one person can be accountable for at a time."""

CHECK_IN_MINUTES = 5.0
"""Finding out the value, thinking about it, writing it down."""

CONFIDENCE_ROUND_MINUTES = 4.0
REVIEW_MINUTES = 10.0
"""Of one key result, at most."""


def two_sided_band(
    value: float | None, *, green: tuple[float, float], amber: tuple[float, float]
) -> Band:
    """The band of a figure that is best in a range, ends included; ``amber`` encloses ``green``.

    >>> [str(two_sided_band(v, green=(0.4, 0.6), amber=(0.25, 0.75))) for v in (0.6, 0.7, 0.8)]
    ['green', 'amber', 'red']
    """
    if value is None:
        return Band.NONE
    for band, (low, high) in ((Band.GREEN, green), (Band.AMBER, amber)):
        if low - TOLERANCE <= value <= high + TOLERANCE:
            return band
    return Band.RED


@dataclass(frozen=True, slots=True)
class BottomUp:
    """Objectives by origin. ``share`` is bottom-up of all, 0 to 1; None without objectives.
    ``lean`` says which side is too strong when the band is not green: top_down or bottom_up."""

    bottom_up: int
    top_down: int
    share: float | None
    band: Band
    lean: str | None


def bottom_up_share(origins: Iterable[str]) -> BottomUp:
    """How many objectives arose in the units themselves; about half is the aim.

    >>> found = bottom_up_share(["bottom_up"] * 3 + ["top_down"] * 7)
    >>> found.share, str(found.band), found.lean
    (0.3, 'amber', 'top_down')

    ``origins`` are ``bottom_up`` and ``top_down``; another raises ValueError. Green from 40 to
    60 %, amber from 25 to 75 %. In a crisis more top-down is acceptable. Source: docs/methods 7.2.
    """
    counts = Counter(origins)
    if unknown := counts.keys() - {"bottom_up", "top_down"}:
        raise ValueError(f"An origin is bottom_up or top_down, not {min(unknown)}.")
    below, above = counts["bottom_up"], counts["top_down"]
    share = below / (below + above) if counts else None
    band = two_sided_band(share, green=(0.4, 0.6), amber=(0.25, 0.75))
    lean = None
    if share is not None and band is not Band.GREEN:
        lean = "top_down" if share < 0.5 else "bottom_up"
    return BottomUp(below, above, share, band, lean)


@dataclass(frozen=True, slots=True)
class Focus:
    """A unit's plan against the limits, and what it costs.

    ``excess_objectives`` and ``excess_key_results`` are how many would at least have to go;
    ``room`` is how many objectives may still come. ``check_in_hours`` are hours of check-ins per
    week, ``excess_hours`` what the excess costs of them. ``round_seconds`` is what each key result
    gets in the weekly's confidence round (None without key results); ``review_hours`` the length
    of a review that gives each its time.
    """

    objectives: int
    key_results: int
    excess_objectives: int
    excess_key_results: int
    room: int
    check_in_hours: float
    excess_hours: float
    round_seconds: float | None
    review_hours: float


def focus(
    key_results: Sequence[int],
    *,
    cadence: Rhythm = Cadence.WEEKLY,
    check_in_minutes: float = CHECK_IN_MINUTES,
) -> Focus:
    """A plan against the limits of 5 objectives and 5 key results each.

    Parameters
    ----------
    key_results
        How many key results each objective has.
    cadence
        How often they are checked in.
    check_in_minutes
        What one check-in takes, thinking included.

    Returns
    -------
    Focus

    Raises
    ------
    ValueError
        A count is negative, or the minutes are no number from 0 up.

    Examples
    --------
    >>> plan = focus([4, 4, 3, 7, 2, 2])
    >>> plan.objectives, plan.key_results, plan.excess_objectives, plan.excess_key_results
    (6, 22, 1, 4)
    >>> round(plan.check_in_hours, 2), round(plan.excess_hours, 2)
    (1.83, 0.33)
    >>> round(plan.round_seconds), round(plan.review_hours, 1)
    (11, 3.7)

    Notes
    -----
    hours per week = key results × minutes / 60 × 7 / days of the cadence. The excess is what is
    left when the five largest objectives keep at most five key results each.

    References
    ----------
    docs/methods 7.3.
    """
    if any(count < 0 for count in key_results):
        raise ValueError("A number of key results is 0 or more.")
    if not (math.isfinite(check_in_minutes) and check_in_minutes >= 0):
        raise ValueError("Minutes are a number from 0 up.")
    total = sum(key_results)
    kept = sum(min(n, MOST_KEY_RESULTS) for n in sorted(key_results)[-MOST_OBJECTIVES:])
    hours_each = check_in_minutes / 60 * 7 / cadence_days(cadence)
    return Focus(
        objectives=len(key_results),
        key_results=total,
        excess_objectives=max(0, len(key_results) - MOST_OBJECTIVES),
        excess_key_results=total - kept,
        room=max(0, MOST_OBJECTIVES - len(key_results)),
        check_in_hours=total * hours_each,
        excess_hours=(total - kept) * hours_each,
        round_seconds=CONFIDENCE_ROUND_MINUTES * 60 / total if total else None,
        review_hours=total * REVIEW_MINUTES / 60,
    )


@dataclass(frozen=True, slots=True)
class Load:
    """What one person is accountable for. ``weight`` is the sum of their key results' shares in
    their objectives: 1 is as much as one whole objective."""

    person_id: int
    objectives: int
    key_results: int
    weight: float

    @property
    def is_over(self) -> bool:
        """More than 3 objectives or more than 5 key results."""
        return self.objectives > OWNER_OBJECTIVES or self.key_results > OWNER_KEY_RESULTS


def owner_loads(objectives: Iterable[PlannedObjective]) -> dict[int, Load]:
    """What each person carries of the active objectives and key results, by person.

    >>> from datetime import date
    >>> from headway.core.planning.plan import PlannedCycle, PlannedKeyResult, PlannedObjective
    >>> cycle = PlannedCycle(1, date(2027, 1, 4), date(2027, 4, 4))
    >>> a = PlannedKeyResult(1, "A", "increase", (7,), weight=3)
    >>> b = PlannedKeyResult(2, "B", "increase", (8,), weight=1)
    >>> owner_loads([PlannedObjective(1, "O", 1, cycle, owner_ids=(7,), key_results=(a, b))])[7]
    Load(person_id=7, objectives=1, key_results=1, weight=0.75)

    Who is one of several owners carries the whole. Source: docs/methods 7.4.
    """
    owned: Counter[int] = Counter()
    key_results: Counter[int] = Counter()
    weights: dict[int, list[float]] = {}
    for objective in objectives:
        if not objective.is_active:
            continue
        owned.update(set(objective.owner_ids))
        active = objective.active_key_results
        total = math.fsum(kr.weight for kr in active)
        for kr in active:
            for person in set(kr.owner_ids):
                key_results[person] += 1
                weights.setdefault(person, []).append(kr.weight / total if total > 0 else 0.0)
    return {
        person: Load(person, owned[person], key_results[person], math.fsum(weights.get(person, ())))
        for person in dict.fromkeys([*owned, *key_results])
    }
