"""Signals as people read them: a run that goes on is one pattern, not a signal at each point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from headway.core.spc import Advice, Signal, Stage, Variation
from headway.kpis.models import Kpi, KpiSignal
from headway.kpis.queries.known.records import SignalRow
from headway.kpis.queries.series.charts import Chart, variation_at
from headway.kpis.queries.series.standings import COUNTING, Standing

OUTSIDE = "LIM"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A signal from its first point to its last, both as places in the chart. ``count`` are the
    points with a value. A hint of trial limits asks for no work."""

    rule: str
    side: int
    first: int
    last: int
    count: int
    variation: Variation
    is_hint: bool

    @property
    def is_run(self) -> bool:
        return self.rule != OUTSIDE


def patterns(kpi: Kpi, found: Chart) -> list[Pattern]:
    """All of a chart, by their last point."""
    merged: list[Pattern] = []
    for stretch in found.stretches:
        is_hint = stretch.stage is Stage.TRIAL
        open_ones: dict[tuple[str, int], Pattern] = {}
        for signal in stretch.signals:
            key = signal.rule, signal.side
            known = open_ones.get(key)
            if known is not None and known.is_run and signal.first <= known.last:
                open_ones[key] = _longer(known, signal, found)
                continue
            if known is not None:
                merged.append(known)
            open_ones[key] = _begun(kpi, signal, found, is_hint=is_hint)
        merged += open_ones.values()
    return sorted(merged, key=lambda one: (one.last, one.first))


def _begun(kpi: Kpi, signal: Signal, found: Chart, *, is_hint: bool) -> Pattern:
    return Pattern(
        rule=signal.rule,
        side=signal.side,
        first=signal.first,
        last=signal.index,
        count=_count(found, signal.first, signal.index),
        variation=_variation(kpi, found, signal),
        is_hint=is_hint,
    )


def _variation(kpi: Kpi, found: Chart, signal: Signal) -> Variation:
    """What it says; of limits that the series grew out of only that it changed."""
    stretch = found.stretch
    if found.judged.advice is Advice.REFIT and stretch and signal.index >= stretch.first:
        return Variation.CHANGED
    return variation_at(kpi, found.points[signal.index], [signal], signal.index)


def _longer(known: Pattern, signal: Signal, found: Chart) -> Pattern:
    more = _count(found, known.last + 1, signal.index)
    return replace(known, last=signal.index, count=known.count + more)


def _count(found: Chart, first: int, last: int) -> int:
    return sum(point.value is not None for point in found.points[first : last + 1])


@dataclass(frozen=True, slots=True)
class _Dated:
    """A signal by its days, or a pattern that several of them make."""

    rule: str
    side: int
    first: date
    last: date

    def goes_on(self, other: _Dated) -> bool:
        """Whether both are of one pattern; a value outside the limits is one by itself."""
        if (self.rule, self.side) != (other.rule, other.side):
            return False
        if self.rule == OUTSIDE:
            return self.last == other.last
        return self.first <= other.last and other.first <= self.last


def moved_patterns(
    found: Standing, appeared: Sequence[KpiSignal], vanished: Sequence[KpiSignal]
) -> tuple[int, int]:
    """How many patterns a write brought and took, of the signals that it brought and took: a run is
    one however long it is, and goes on where it was known before."""
    now = [
        _Dated(one.rule, one.side, found.spans[one.first].start, found.spans[one.index].start)
        for stretch in found.stretches
        if stretch.stage in COUNTING
        for one in stretch.signals
    ]
    came, went = _dated(appeared), _dated(vanished)
    known = [one for one in now if one not in came]
    return _new(came, known), _new(went, now)


def _dated(signals: Sequence[KpiSignal]) -> list[_Dated]:
    return [_Dated(one.rule, one.side, one.first_on, one.starts_on) for one in signals]


def _new(moved: Sequence[_Dated], known: Sequence[_Dated]) -> int:
    """The patterns of what moved that go on with nothing known."""
    count, seen = 0, list(known)
    for one in sorted(moved, key=lambda one: one.last):
        count += not any(one.goes_on(other) for other in seen)
        seen.append(one)
    return count


def pattern_words(pattern: Pattern) -> str:
    """What the pattern is, without its value and period."""
    words = _named(pattern.rule, pattern.side, pattern.count)
    return _("hint: %(words)s") % {"words": words} if pattern.is_hint else words


def _named(rule: str, side: int, count: int) -> str:
    if rule == OUTSIDE:
        return _("above the upper limit") if side > 0 else _("below the lower limit")
    if rule.startswith("RUN"):
        words = _("%(count)d in a row above the centre")
        if side < 0:
            words = _("%(count)d in a row below the centre")
    elif rule.startswith("TREND"):
        words = _("%(count)d in a row, each higher")
        if side < 0:
            words = _("%(count)d in a row, each lower")
    else:
        words = {
            "ALT14": _("%(count)d up and down in turns"),
            "IN15": _("%(count)d unusually close to the centre"),
            "MIX8": _("%(count)d far from the centre on both sides"),
        }.get(rule) or (
            _("%(count)d gather near the upper limit")
            if side > 0
            else _("%(count)d gather near the lower limit")
        )
    return words % {"count": count}


def rules_words(rules: Sequence[str]) -> str:
    """What counts as a signal: "a value outside a limit, 8 in a row on one side of the centre"."""
    return ", ".join(dict.fromkeys(_rule(rule) for rule in rules))


def rule_words(rule: str) -> str:
    """One rule, its code behind it: "a value outside a limit (LIM)"."""
    return f"{_rule(rule)} ({rule})"


def _rule(rule: str) -> str:
    """A rule as its values look; their number is the one in its code."""
    if rule.startswith("RUN"):
        words = _("%(count)d in a row on one side of the centre")
    elif rule.startswith("TREND"):
        words = _("%(count)d in a row, each higher or each lower")
    else:
        words = {
            OUTSIDE: _("a value outside a limit"),
            "ALT14": _("%(count)d up and down in turns"),
            "IN15": _("%(count)d unusually close to the centre"),
            "MIX8": _("%(count)d far from the centre on both sides"),
            "TWO3": _("2 of %(count)d near a limit"),
            "TWO3N": _("2 of %(count)d near a limit"),
            "THREE4": _("3 of %(count)d nearer to a limit than to the centre"),
            "FOUR5": _("4 of %(count)d well off the centre on one side"),
        }.get(rule, rule)
    return words % {"count": _size(rule)}


def signal_words(signals: Sequence[SignalRow]) -> str:
    """What raised a response, each sort once: "below the lower limit; 8 in a row below the
    centre"."""
    said = [_named(row.rule, row.side, _size(row.rule)) for row in signals]
    return "; ".join(dict.fromkeys(said))


def _size(rule: str) -> int:
    """The points of a rule's pattern; they stand in its code."""
    digits = re.search(r"[0-9]+", rule)
    return int(digits[0]) if digits else 1


def at_last(found: Chart, all_of_them: Sequence[Pattern]) -> list[Pattern]:
    """Those that are complete at the last value."""
    return [one for one in all_of_them if one.last == found.last]


TONES = {
    Variation.WORSENING: "bad",
    Variation.IMPROVING: "good",
    Variation.CHANGED: "plain",
    Variation.COMMON: "plain",
}
"""How the picture draws them."""
