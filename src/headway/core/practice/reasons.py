"""Why a unit may need its coach (docs/methods 9.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from headway.core.cadence import STALE_AFTER, cadence_days
from headway.core.practice.facts import Measured, UnitFacts, Window
from headway.core.practice.figures import kept_changes, standing
from headway.core.practice.metrics import Figure
from headway.core.practice.need import Code, Reason
from headway.core.practice.table import Metric
from headway.core.texts import gettext_noop as _

TOO_EASY = 2
"""Cycles in a row in which everything aspirational was reached, before one asks."""
SKIPPED = 2


def stale(facts: UnitFacts, day: date) -> list[Measured]:
    """The running key results that nobody told of for more than one and a half times their rhythm.

    >>> from headway.core.cadence import Cadence
    >>> told = Measured(1, 1, date(2026, 10, 5), date(2027, 1, 3), Cadence.WEEKLY)
    >>> [one.id for one in stale(UnitFacts((told,)), date(2026, 11, 1))]
    [1]
    """
    return [
        one
        for one in facts.key_results
        if one.starts_on <= day <= one.ends_on
        and one.silent_days(day) > STALE_AFTER * cadence_days(one.cadence)
    ]


def easy_cycles(facts: UnitFacts, window: Window) -> int:
    """In how many cycles in a row, back from the last one, every key result of every aspirational
    objective was reached in full. Cycles without any are passed over.

    >>> from headway.core.practice.facts import Closing
    >>> first, second = date(2026, 6, 28), date(2026, 9, 27)
    >>> closed = [Closing(1, first, "aspirational", 1.0, (True, True)),
    ...     Closing(2, second, "aspirational", 1.0, (True,))]
    >>> easy_cycles(UnitFacts(closings=tuple(closed)), Window(second, second, (second, first)))
    2
    """
    count = 0
    for ended_on in window.ended:
        reached = [
            is_reached
            for one in facts.closings
            if one.ended_on == ended_on and one.ambition == "aspirational"
            for is_reached in one.reached
        ]
        if reached and not all(reached):
            break
        count += bool(reached)
    return count


def reasons(facts: UnitFacts, figures: Mapping[Metric, Figure], window: Window) -> list[Reason]:
    """Everything for which a unit may need its coach, the gravest first.

    Parameters
    ----------
    facts, window
        As for :func:`~headway.core.practice.measure`.
    figures
        What it gave.

    Returns
    -------
    list
        Each reason once, in the order of :class:`Code`.

    Examples
    --------
    >>> from headway.core.cadence import Cadence
    >>> from headway.core.practice.figures import measure
    >>> told = Measured(1, 1, date(2026, 10, 5), date(2027, 1, 3), Cadence.WEEKLY)
    >>> window = Window(date(2026, 10, 5), date(2026, 11, 1))
    >>> facts = UnitFacts((told,))
    >>> [one.said.format(**one.values) for one in reasons(facts, measure(facts, window), window)]
    ['Nobody touched 1 of 1 key results for 27 days']

    References
    ----------
    docs/methods 9.3.
    """
    found = [
        _asked(facts, window),
        _stale(facts, window),
        _owners(facts, window),
        _easy(facts, window),
        _moved(facts, window),
        _skipped(facts, window),
        _signals(facts, window),
        _sure(figures),
        _loose(facts, figures, window),
        _retro(facts, figures, window),
        _long(figures),
        _carried(figures),
        _findings(facts, figures),
        _first(facts),
    ]
    return [one for one in found if one is not None]


def _asked(facts: UnitFacts, window: Window) -> Reason | None:
    if facts.asked_on is None:
        return None
    days = max((window.end - facts.asked_on).days, 0)
    if not days:
        return Reason(Code.ASKED, _("Asked for help today"))
    return Reason(
        Code.ASKED,
        _("Waits for an answer of the coach for {count} days"),
        {"count": days},
        one=_("Waits for an answer of the coach since yesterday"),
    )


def _stale(facts: UnitFacts, window: Window) -> Reason | None:
    found = stale(facts, window.end)
    if not found:
        return None
    running = [one for one in facts.key_results if one.starts_on <= window.end <= one.ends_on]
    return Reason(
        Code.STALE,
        _("Nobody touched {stale} of {all} key results for {days} days"),
        {
            "stale": len(found),
            "all": len(running),
            "days": min(one.silent_days(window.end) for one in found),
        },
        about=tuple(one.id for one in found),
    )


def _owners(facts: UnitFacts, window: Window) -> Reason | None:
    without = [one.id for one in standing(facts.key_results, window) if not one.has_owner]
    if not without:
        return None
    return Reason(
        Code.OWNERS,
        _("{count} key results without one owner"),
        {"count": len(without)},
        one=_("One key result without one owner"),
        about=tuple(without),
    )


def _easy(facts: UnitFacts, window: Window) -> Reason | None:
    count = easy_cycles(facts, window)
    if count < TOO_EASY:
        return None
    now = [one.id for one in facts.goals if one.starts_on <= window.end <= one.ends_on]
    return Reason(
        Code.EASY,
        _("Every aspirational target reached {count} cycles in a row: too easy?"),
        {"count": count},
        about=tuple(now),
        of_objectives=True,
    )


def _moved(facts: UnitFacts, window: Window) -> Reason | None:
    running = [one for one in facts.key_results if one.starts_on <= window.end <= one.ends_on]
    moved = [one.id for one in running if any(day <= window.end for day in one.moved_on)]
    if not moved:
        return None
    return Reason(
        Code.MOVED,
        _("{count} targets moved this cycle"),
        {"count": len(moved)},
        one=_("One target moved this cycle"),
        about=tuple(moved),
    )


def _skipped(facts: UnitFacts, window: Window) -> Reason | None:
    due = [one for one in facts.weeklies if window.start <= one.on <= window.end]
    count = sum(not one.held for one in due)
    if count < SKIPPED:
        return None
    return Reason(Code.SKIPPED, _("Weekly skipped {count} times"), {"count": count})


def _signals(facts: UnitFacts, window: Window) -> Reason | None:
    late = [one for one in facts.signals if one.on is None and one.due_on < window.end]
    if not late:
        return None
    return Reason(
        Code.SIGNALS,
        _("{count} signals of KPIs wait past their day"),
        {"count": len(late)},
        one=_("One signal of a KPI waits past its day"),
    )


def _sure(figures: Mapping[Metric, Figure]) -> Reason | None:
    found = figures[Metric.CALIBRATION]
    if not found.is_poor:
        return None
    if (found.bias or 0.0) > 0:
        return Reason(Code.SURE, _("Much surer than the results allow"))
    return Reason(Code.SURE, _("The confidence tells little of what happens"))


def _loose(facts: UnitFacts, figures: Mapping[Metric, Figure], window: Window) -> Reason | None:
    if not figures[Metric.ALIGNED].is_poor:
        return None
    found = [one.id for one in standing(facts.goals, window) if not (one.is_local or one.has_path)]
    return Reason(
        Code.LOOSE,
        _("{count} objectives lead to no mid-term goal"),
        {"count": len(found)},
        one=_("One objective leads to no mid-term goal"),
        about=tuple(found),
        of_objectives=True,
    )


def _retro(facts: UnitFacts, figures: Mapping[Metric, Figure], window: Window) -> Reason | None:
    if not figures[Metric.RETRO].is_poor:
        return None
    done, agreed = kept_changes(facts.retrospectives, window)
    return Reason(
        Code.RETRO,
        _("{done} of {all} changes agreed in the retrospective are done"),
        {"done": done, "all": agreed},
    )


def _long(figures: Mapping[Metric, Figure]) -> Reason | None:
    found = figures[Metric.WEEKLY]
    if not found.is_poor or found.value is None:
        return None
    return Reason(
        Code.LONG, _("The weekly takes {minutes} minutes"), {"minutes": round(found.value)}
    )


def _carried(figures: Mapping[Metric, Figure]) -> Reason | None:
    found = figures[Metric.CARRY_OVER]
    if not found.is_poor:
        return None
    values = {"carried": found.part or 0, "all": found.whole}
    return Reason(
        Code.CARRIED, _("{carried} of {all} key results carried over as they were"), values
    )


def _findings(facts: UnitFacts, figures: Mapping[Metric, Figure]) -> Reason | None:
    if not figures[Metric.LINT].is_poor:
        return None
    return Reason(
        Code.FINDINGS,
        _("{count} findings about wording and numbers are open"),
        {"count": facts.findings or 0},
    )


def _first(facts: UnitFacts) -> Reason | None:
    return Reason(Code.FIRST, _("First cycle with OKRs")) if facts.first_cycle else None
