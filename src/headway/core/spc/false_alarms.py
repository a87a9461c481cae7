"""How often limits are wrong when nothing changed (docs/methods 3.4).

The figures are simulated (200 000 runs each, normal values, limits of n₀ points by 2.660 m̄R); the
tests simulate a part of them again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from headway.core.errors import DefinitionError
from headway.core.spc.rules import RULES
from headway.core.texts import gettext_noop as _

HORIZONS = (12, 26, 52)
WEEKS = 12
"""How far ahead the false alarms of a unit's KPIs are counted."""
PERIODS = {"daily": 84, "weekly": 12, "monthly": 3, "quarterly": 1, "yearly": 0}
"""Periods of each frequency that come to an end in so many weeks, at least."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules that are used together. ``arl`` is the average number of points between two false
    alarms with limits known exactly; ``chances`` that of at least one in the next 12, 26 and 52
    points, by the points of the baseline."""

    name: str
    rules: tuple[str, ...]
    arl: float
    chances: dict[int, tuple[float, float, float]]


RULE_SETS = (
    RuleSet("LIM", ("LIM",), 369.4, {
        6: (.254, .349, .434), 8: (.207, .305, .398), 12: (.155, .248, .348),
        16: (.125, .212, .315), 20: (.104, .187, .290), 24: (.093, .172, .274),
        30: (.081, .150, .247), 52: (.058, .117, .205), 100: (.045, .093, .172),
    }),
    RuleSet("LIM + RUN8", ("LIM", "RUN8"), 153.0, {
        6: (.313, .488, .649), 8: (.257, .431, .604), 12: (.197, .361, .541),
        16: (.164, .319, .503), 20: (.140, .287, .469), 24: (.127, .269, .449),
        30: (.114, .244, .420), 52: (.086, .204, .369), 100: (.071, .172, .329),
    }),
    RuleSet("XmR-3", ("LIM", "THREE4", "RUN8"), 127.6, {
        6: (.347, .524, .679), 8: (.291, .470, .640), 12: (.230, .405, .584),
        16: (.194, .364, .551), 20: (.168, .332, .520), 24: (.152, .312, .501),
        30: (.138, .287, .473), 52: (.104, .240, .422), 100: (.087, .205, .381),
    }),
    RuleSet("Western Electric", ("LIM", "TWO3", "FOUR5", "RUN8"), 91.8, {
        6: (.391, .573, .721), 8: (.335, .526, .689), 12: (.274, .467, .647),
        16: (.238, .428, .619), 20: (.211, .397, .595), 24: (.194, .379, .579),
        30: (.177, .355, .557), 52: (.140, .306, .511), 100: (.120, .272, .478),
    }),
    RuleSet("NHS", ("LIM", "TWO3N", "RUN7", "TREND7"), 81.4, {
        6: (.392, .597, .764), 8: (.338, .546, .733), 12: (.274, .486, .691),
        16: (.239, .447, .659), 20: (.213, .416, .637), 24: (.196, .396, .619),
        30: (.181, .373, .596), 52: (.146, .328, .553), 100: (.128, .293, .517),
    }),
    RuleSet("Nelson", ("LIM", "RUN9", "TREND6", "ALT14", "TWO3", "FOUR5", "IN15", "MIX8"), 73.6, {
        6: (.382, .628, .815), 8: (.330, .578, .778), 12: (.271, .512, .730),
        16: (.237, .470, .700), 20: (.210, .435, .672), 24: (.194, .419, .656),
        30: (.177, .393, .634), 52: (.141, .343, .584), 100: (.122, .308, .550),
    }),
)  # fmt: skip

RUN_LENGTHS = {
    "LIM": 369.4, "RUN7": 127.3, "RUN8": 255.4, "RUN9": 512.8, "TREND6": 420.6, "TREND7": 2873.4,
    "ALT14": 601.0, "TWO3": 511.3, "FOUR5": 291.0, "IN15": 964.6, "MIX8": 14406.1, "THREE4": 655.2,
    "TWO3N": 576.9,
}  # fmt: skip
"""Points between two false alarms of each rule alone, with limits known exactly."""

_BY_RULES = {frozenset(one.rules): one for one in RULE_SETS}


def rule_set(rules: Iterable[str]) -> RuleSet | None:
    """The set of which the chances are known; None for rules chosen one by one.

    >>> rule_set(["RUN8", "LIM"]).name
    'LIM + RUN8'
    """
    return _BY_RULES.get(frozenset(rules))


def false_alarm_chance(rules: Sequence[str], *, baseline: int, periods: int) -> float:
    """The chance that a process that does not change gives a signal in its next ``periods`` points.

    Between the simulated figures, ln(1 - chance) is drawn straight over the periods, and the chance
    straight over 1/n₀. Of rules that are no known set the rates with exact limits are added up,
    1 - exp(-periods · Σ 1/ARL): too low for a short baseline.

    Raises DefinitionError for an unknown rule, no rules, a baseline without limits (fewer than six
    points) or fewer than no periods.

    >>> round(10 * false_alarm_chance(["LIM", "RUN8"], baseline=24, periods=12), 2)
    1.27

    Source: docs/methods 3.4.
    """
    return _chance(tuple(rules), baseline, periods)


@lru_cache(maxsize=4096)
def _chance(rules: tuple[str, ...], baseline: int, periods: int) -> float:
    """Worked out once: in a list many KPIs have the same rules and a baseline of the same size."""
    if not rules or any(code not in RULES for code in rules):
        raise DefinitionError(
            _("Choose rules that there are: LIM, RUN8 and so on."), code="UNKNOWN", field="rules"
        )
    if baseline < min(RULE_SETS[0].chances) or periods < 0:
        raise DefinitionError(
            _("There are limits from six points on."), code="TOO_FEW", field="baseline"
        )
    known = rule_set(rules)
    if known is None:
        return -math.expm1(-periods * math.fsum(1 / RUN_LENGTHS[code] for code in set(rules)))
    return _within(_by_baseline(known, baseline), periods)


@dataclass(frozen=True, slots=True)
class Watched:
    """``count`` KPIs that are watched alike: by the same rules, with limits of ``baseline`` points,
    and ``periods`` points to come."""

    rules: tuple[str, ...]
    baseline: int
    periods: int
    count: int = 1


def expected_false_alarms(kpis: Iterable[Watched]) -> float:
    """Of KPIs whose processes do not change, how many will raise a false signal, on average: their
    chances added up.

    >>> round(expected_false_alarms([Watched(("LIM", "RUN8"), 12, 12, count=10)]), 2)
    1.97

    Raises DefinitionError as ``false_alarm_chance`` does. Source: docs/methods 3.4.
    """
    return math.fsum(
        one.count * false_alarm_chance(one.rules, baseline=one.baseline, periods=one.periods)
        for one in kpis
    )


def _by_baseline(known: RuleSet, baseline: int) -> tuple[float, ...]:
    sizes = sorted(known.chances)
    if baseline >= sizes[-1]:
        return known.chances[sizes[-1]]
    low, high = next((a, b) for a, b in pairwise(sizes) if a <= baseline < b)
    share = (1 / low - 1 / baseline) / (1 / low - 1 / high)
    return tuple(
        few + share * (many - few)
        for few, many in zip(known.chances[low], known.chances[high], strict=True)
    )


def _within(chances: Sequence[float], periods: int) -> float:
    survived = [(0, 0.0), *((h, math.log1p(-p)) for h, p in zip(HORIZONS, chances, strict=True))]
    (x0, y0), (x1, y1) = next(
        (pair for pair in pairwise(survived) if periods <= pair[1][0]), (survived[-2], survived[-1])
    )
    return -math.expm1(y0 + (periods - x0) * (y1 - y0) / (x1 - x0))
