"""Signals put together to what happened, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from headway.cli.spc_series import Series
from headway.core.spc import Signal, Stretch


@dataclass(frozen=True, slots=True)
class Pattern:
    """Signals of one rule that follow each other: one thing that happened."""

    rule: str
    side: int
    first: int
    last: int
    count: int

    def __str__(self) -> str:
        return _words(self)


def patterns(part: Stretch, series: Series) -> list[Pattern]:
    """A stretch's signals, those of one rule and side that go on put together, by beginning."""
    found: list[Pattern] = []
    order = {rule: at for at, rule in enumerate(dict.fromkeys(s.rule for s in part.signals))}
    by_rule = sorted(part.signals, key=lambda s: (order[s.rule], s.side, s.index))
    for _key, group in groupby(by_rule, key=lambda s: (s.rule, s.side)):
        run: list[Signal] = []
        for signal in group:
            if run and signal.first > _next_value(series, run[-1].index):
                found.append(_pattern(run, series))
                run = []
            run.append(signal)
        found.append(_pattern(run, series))
    return sorted(found, key=lambda one: (one.first, one.last))


def _next_value(series: Series, at: int) -> int:
    return next((i for i in range(at + 1, len(series.values)) if series.values[i] is not None), at)


def _pattern(run: Sequence[Signal], series: Series) -> Pattern:
    first, last = min(s.first for s in run), run[-1].index
    count = sum(value is not None for value in series.values[first : last + 1])
    return Pattern(run[0].rule, run[0].side, first, last, count)


def _words(one: Pattern) -> str:
    n, high = one.count, one.side > 0
    side = "above" if high else "below"
    if one.rule == "LIM":
        limit = f"{side} the {'upper' if high else 'lower'} limit"
        return limit if n == 1 else f"{n} in a row {limit}"
    if one.rule.startswith("RUN"):
        return f"{n} in a row {side} the centre"
    if one.rule.startswith("TREND"):
        return f"{n} in a row, each {'higher' if high else 'lower'} than the one before"
    zone = f"{side} the centre"
    return {
        "TWO3": f"2 of 3 far {zone} (beyond 2 sigma)",
        "TWO3N": f"2 of 3 far {zone} (from 2 to 3 sigma)",
        "THREE4": f"3 of 4 nearer the limit {side} than the centre",
        "FOUR5": f"4 of 5 well {zone} (beyond 1 sigma)",
        "ALT14": f"{n} in a row, up and down in turns",
        "IN15": f"{n} in a row very near the centre: too even",
        "MIX8": f"{n} in a row away from the centre, on both sides: two processes in one?",
    }[one.rule]
