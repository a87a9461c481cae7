"""The arithmetic of a scorecard as formulas of a spreadsheet (docs/methods 5.2 and 5.3): what
core.scorecard does, in functions that every spreadsheet has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headway.core.bands import TOLERANCE
from headway.core.scorecard import FLOOR, ScoreCurve
from headway.core.thresholds import FULL


@dataclass(frozen=True, slots=True)
class Rules:
    """Cells, fixed, that hold what a whole card is computed by: the chosen mean, the least
    coverage, and the scores from which it is green and amber. ``geometric`` is the word for that
    mean."""

    mean: str
    coverage: str
    green: str
    amber: str
    geometric: str


@dataclass(frozen=True, slots=True)
class Below:
    """The rows that something is put together from: its parts are those of which ``level``, a
    column's cells, says ``part``; KPIs those of which it says ``kpi``. ``least`` are the cells of
    the parts alone, the others those of all rows."""

    level: str
    part: str
    kpi: str
    weight: str
    share: str
    score: str
    coverage: str
    least: str
    reds: str
    log: str


def curve_score(value: str, lack: str, curve: ScoreCurve, values: str, scores: str) -> str:
    """The score of the cell ``value``, nothing where the cell ``lack`` says why. ``values`` and
    ``scores`` are the cells of the curve's points, or of a step's two ends."""
    return f'=IF(OR({lack}<>"",NOT(ISNUMBER({value}))),"",{_curve(value, curve, values, scores)})'


def _curve(value: str, curve: ScoreCurve, values: str, scores: str) -> str:
    if not curve.points:
        low, high = values.split(":")
        ends = []
        if curve.low is not None:
            ends.append(f"{value}>={low}")
        if curve.high is not None:
            ends.append(f"{value}<={high}")
        return f"IF(AND({','.join(ends)}),{FULL:g},0)" if ends else f"{FULL:g}"
    first, last = values.split(":")
    lowest, highest = scores.split(":")
    at = f"MATCH({value},{values},1)"
    x0, x1 = f"INDEX({values},{at})", f"INDEX({values},{at}+1)"
    y0, y1 = f"INDEX({scores},{at})", f"INDEX({scores},{at}+1)"
    between = f"{y0}+({y1}-{y0})*({value}-{x0})/({x1}-{x0})"
    # Not <=: a curve may begin with a jump, two points that are one to a spreadsheet (it compares
    # 15 digits). MATCH then finds the second, whose score is that of the value.
    return f"IF({value}<{first},{lowest},IF({value}>={last},{highest},{between}))"


def mean_of(values: str) -> str:
    """The mean of the values that a smoothed one is made of."""
    return f"=AVERAGE({values})"


def same(cell: str) -> str:
    """What another cell says, empty where it is."""
    return f'=IF({cell}="","",{cell})'


def share(weight: str, score: str, among: Below) -> str:
    """Of the weights of the parts that are there."""
    there = f"SUMPRODUCT({_parts(among)}*{among.weight}*ISNUMBER({among.score}))"
    return f"=IF(ISNUMBER({score}),IF({there}>0,{weight}/{there},0),0)"


def together(coverage: str, below: Below, rules: Rules) -> str:
    """The weighted mean of what is there; nothing where the cell ``coverage`` says too little."""
    parts = _parts(below)
    arithmetic = f"SUMPRODUCT({parts}*{below.share},{below.score})"
    geometric = f"EXP(SUMPRODUCT({parts}*{below.share},{below.log}))"
    chosen = f'IF({rules.mean}="{_quoted(rules.geometric)}",{geometric},{arithmetic})'
    is_enough = f"AND(SUMPRODUCT({parts}*{below.share})>0,{coverage}>={rules.coverage}-{TOLERANCE})"
    return f'=IF({is_enough},MIN({chosen},{FULL:g}),"")'


def coverage(below: Below) -> str:
    """The share of the weights that is there, all the way down."""
    parts = _parts(below)
    whole = f"SUMPRODUCT({parts}*{below.weight})"
    there = f"SUMPRODUCT({parts}*{below.weight}*ISNUMBER({below.score})*{below.coverage})"
    return f"=IF({whole}>0,{there}/{whole},0)"


def least(below: Below) -> str:
    """The lowest score of a KPI below; nothing where all that is put together weighs nothing."""
    whole = f"SUMPRODUCT({_parts(below)}*{below.weight})"
    return f'=IF(OR({whole}=0,COUNT({below.least})=0),"",MIN({below.least}))'


def reds(below: Below) -> str:
    """How many KPIs below are red."""
    return f'=SUMIF({below.level},"{_quoted(below.kpi)}",{below.reds})'


def is_there(score: str) -> str:
    """1 of a KPI with a score, else 0: its coverage."""
    return f"=IF(ISNUMBER({score}),1,0)"


def is_red(score: str, rules: Rules) -> str:
    """1 of a red KPI, else 0."""
    return f"=IF(ISNUMBER({score}),IF({score}<{rules.amber}-{TOLERANCE},1,0),0)"


def log_of(score: str) -> str:
    """Its logarithm, as it goes into a geometric mean."""
    return f"=IF(ISNUMBER({score}),LN(MAX({score},{FLOOR:g})),0)"


def status(score: str, rules: Rules, words: Sequence[str]) -> str:
    """The word for a score: green, amber, red, none."""
    green, amber, red, none = (f'"{_quoted(word)}"' for word in words)
    ladder = (
        f"IF({score}>={rules.green}-{TOLERANCE},{green},"
        f"IF({score}>={rules.amber}-{TOLERANCE},{amber},{red}))"
    )
    return f"=IF(ISNUMBER({score}),{ladder},{none})"


def _parts(below: Below) -> str:
    return f'({below.level}="{_quoted(below.part)}")'


def _quoted(text: str) -> str:
    return text.replace('"', '""')
