"""The formulas of the metrics of practice (docs/methods 9.1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from headway.core.cadence import cadence_days
from headway.core.calibration import ENOUGH_KEY_RESULTS, calibration
from headway.core.goalposts import change_rate
from headway.core.planning.focus import bottom_up_share
from headway.core.practice.facts import Retrospective, UnitFacts, Window
from headway.core.practice.metrics import Figure, share
from headway.core.practice.table import Metric
from headway.core.rhythm import Kept, kept_up
from headway.core.rituals import FollowThrough, kept_by_next
from headway.core.spc.limits import median_of
from headway.core.spread import spread

CALIBRATED_OVER = 4
"""Closed cycles whose words are weighed."""
AMBITION_OVER = 2
ENOUGH_OBJECTIVES = 4
"""Of fewer, one objective more or less moves the bottom-up share by more than its good range is
wide."""


class _Spans(Protocol):
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


Span = TypeVar("Span", bound=_Spans)


def measure(facts: UnitFacts, window: Window) -> dict[Metric, Figure]:
    """All metrics of a unit in a window.

    Parameters
    ----------
    facts
        What is known of the unit, of all time that the window looks at.
    window
        The days looked at. What stands (freshness, links, owners, goal posts) is taken at its end,
        of a window of several cycles all that ran in it.

    Returns
    -------
    dict
        A figure for every metric, in their order; without a value where nothing can be said.

    Examples
    --------
    >>> from headway.core.cadence import Cadence
    >>> from headway.core.practice.facts import Measured
    >>> start = date(2026, 11, 2)
    >>> told = Measured(1, 1, start, date(2027, 1, 3), Cadence.WEEKLY, ((start, start),))
    >>> found = measure(UnitFacts((told,)), Window(start, date(2026, 11, 29)))
    >>> found[Metric.CHECK_INS].part, found[Metric.CHECK_INS].whole
    (1, 3)
    >>> round(found[Metric.FRESHNESS].value, 1), found[Metric.RETRO].value
    (3.9, None)

    References
    ----------
    docs/methods 9.1.
    """
    return {metric: formula(facts, window) for metric, formula in _FORMULAS.items()}


def _check_ins(facts: UnitFacts, window: Window) -> Figure:
    kept = Kept(0, 0)
    for one in facts.key_results:
        kept += kept_up(
            one.entries,
            cadence=one.cadence,
            start=one.starts_on,
            end=one.ends_on,
            as_of=window.end,
            since=window.start,
        )
    return share(Metric.CHECK_INS, kept.on_time, kept.due)


def _freshness(facts: UnitFacts, window: Window) -> Figure:
    ages = [
        one.silent_days(window.end) / cadence_days(one.cadence)
        for one in facts.key_results
        if _stands(one, window.end)
    ]
    return Figure(Metric.FRESHNESS, median_of(ages) if ages else None, len(ages))


def _aligned(facts: UnitFacts, window: Window) -> Figure:
    goals = [one for one in standing(facts.goals, window) if not one.is_local]
    return share(Metric.ALIGNED, sum(one.has_path for one in goals), len(goals))


def _bottom_up(facts: UnitFacts, window: Window) -> Figure:
    found = bottom_up_share(one.origin for one in standing(facts.goals, window))
    total = found.bottom_up + found.top_down
    if total < ENOUGH_OBJECTIVES:
        return Figure(Metric.BOTTOM_UP, None, total, wants=ENOUGH_OBJECTIVES)
    return share(Metric.BOTTOM_UP, found.bottom_up, total)


def _one_owner(facts: UnitFacts, window: Window) -> Figure:
    found = standing(facts.key_results, window)
    return share(Metric.ONE_OWNER, sum(one.has_owner for one in found), len(found))


def _lint(facts: UnitFacts, _window: Window) -> Figure:
    if facts.findings is None or not facts.reviewed:
        return Figure(Metric.LINT, None)
    return Figure(Metric.LINT, facts.findings / facts.reviewed, facts.reviewed, facts.findings)


def _calibration(facts: UnitFacts, window: Window) -> Figure:
    over = set(window.ended[:CALIBRATED_OVER])
    found = calibration(word for ended_on, word in facts.words if ended_on in over)
    return Figure(
        Metric.CALIBRATION,
        found.brier,
        found.key_results,
        bias=found.bias,
        wants=ENOUGH_KEY_RESULTS,
    )


def _targets_moved(facts: UnitFacts, window: Window) -> Figure:
    found = standing(facts.key_results, window)
    moved = {one.id for one in found if any(day <= window.end for day in one.moved_on)}
    rate = change_rate({one.id for one in found}, moved)
    return share(Metric.TARGETS_MOVED, rate.moved, rate.active)


def _ambition(facts: UnitFacts, window: Window) -> Figure:
    over = _over(window, AMBITION_OVER)
    scores = [
        one.score
        for one in facts.closings
        if one.ambition == "aspirational" and one.ended_on in over and one.score is not None
    ]
    return Figure(Metric.AMBITION, spread(scores).mean, len(scores))


def _carry_over(facts: UnitFacts, window: Window) -> Figure:
    over = _over(window, 1)
    found = [one for one in facts.closings if one.ended_on in over]
    carried, decided = sum(one.carried for one in found), sum(one.decided for one in found)
    return share(Metric.CARRY_OVER, carried, decided)


def _weekly(facts: UnitFacts, window: Window) -> Figure:
    minutes = [
        one.minutes
        for one in facts.weeklies
        if one.minutes is not None and window.start <= one.on <= window.end
    ]
    return Figure(Metric.WEEKLY, median_of(minutes) if minutes else None, len(minutes))


def _signals(facts: UnitFacts, window: Window) -> Figure:
    due = [one for one in facts.signals if window.start <= one.due_on <= window.end]
    return share(Metric.SIGNALS, sum(one.in_time for one in due), len(due))


def _retro(facts: UnitFacts, window: Window) -> Figure:
    done, agreed = kept_changes(facts.retrospectives, window)
    return share(Metric.RETRO, done, agreed)


def kept_changes(held: Iterable[Retrospective], window: Window) -> tuple[int, int]:
    """Of the changes agreed in retrospectives, how many were done by the next one, and how many
    there were: of the last retrospective, in a window of several cycles of all within it.

    >>> from headway.core.rituals import Change
    >>> late, never = Change(date(2026, 10, 9)), Change()
    >>> first = Retrospective(date(2026, 7, 1), (Change(date(2026, 8, 1)), late, never))
    >>> kept = Change(date(2026, 11, 1), due_on=date(2026, 11, 2))
    >>> second = Retrospective(date(2026, 10, 1), (kept, never))
    >>> long = Window(date(2026, 1, 1), date(2026, 11, 29), is_long=True)
    >>> kept_changes([first, second], long)
    (2, 4)

    What was done after the next retrospective came too late; until there is a next one, those
    count of which one can tell by the end of the window. Source: docs/methods 9.1, 10.2.
    """
    known = sorted((one for one in held if one.on <= window.end), key=lambda one: one.on)
    kept = kept_by_next([(one.on, one.changes) for one in known], until=window.end)
    promised = [(one.on, became) for one, became in zip(known, kept, strict=True) if became.agreed]
    chosen = (
        [one for one in promised if one[0] >= window.start] if window.is_long else promised[-1:]
    )
    found = sum((became for _on, became in chosen), FollowThrough(0, 0))
    return found.done, found.agreed


def standing(found: Sequence[Span], window: Window) -> list[Span]:
    """What stood on the last day of a window; of one of several cycles, all that ran in it.

    >>> from headway.core.practice.facts import Goal
    >>> autumn = Goal(1, date(2026, 10, 5), date(2027, 1, 3))
    >>> standing([autumn], Window(date(2026, 11, 2), date(2026, 11, 29))) == [autumn]
    True
    """
    if window.is_long:
        return [one for one in found if one.starts_on <= window.end and one.ends_on >= window.start]
    return [one for one in found if _stands(one, window.end)]


def _stands(one: _Spans, day: date) -> bool:
    return one.starts_on <= day <= one.ends_on


def _over(window: Window, count: int) -> Collection[date]:
    """The last days of the cycles that are looked back at."""
    if window.is_long:
        return {day for day in window.ended if day >= window.start}
    return set(window.ended[:count])


_FORMULAS: Mapping[Metric, Callable[[UnitFacts, Window], Figure]] = {
    Metric.CHECK_INS: _check_ins,
    Metric.FRESHNESS: _freshness,
    Metric.ALIGNED: _aligned,
    Metric.BOTTOM_UP: _bottom_up,
    Metric.ONE_OWNER: _one_owner,
    Metric.LINT: _lint,
    Metric.CALIBRATION: _calibration,
    Metric.TARGETS_MOVED: _targets_moved,
    Metric.AMBITION: _ambition,
    Metric.CARRY_OVER: _carry_over,
    Metric.WEEKLY: _weekly,
    Metric.SIGNALS: _signals,
    Metric.RETRO: _retro,
}
