"""The outlook of a key result: everything a forecast says about it, or why there is none
(docs/methods 4.2 to 4.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from headway.core.cadence import Rhythm, periods, periods_until
from headway.core.definitions import Anchors
from headway.core.errors import MethodError, ReadingError
from headway.core.forecast.due_periods import expected_share, period_probability
from headway.core.forecast.fan import Bounds, fan
from headway.core.forecast.goals import AIMED_SHARE, Goal, goal_of
from headway.core.forecast.results import Basis, NoOutlook, Outlook, Reason
from headway.core.forecast.scores import mean_over
from headway.core.forecast.series import Readings, Series, series
from headway.core.forecast.walk import FEWEST, Forecast, Walk, clipped, walk
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.progress import due_period_values, period_grade
from headway.core.texts import gettext_noop as _

_REASONS = {
    "TOO_FEW": Reason.TOO_FEW,
    "KR_NO_NUMBER": Reason.NO_TARGET,
    "KR_NO_BASELINE": Reason.NO_START,
    "NOT_POSITIVE": Reason.NOT_POSITIVE,
}


def outlook(
    kind: str,
    *,
    readings: Readings,
    cadence: Rhythm,
    starts_on: date,
    ends_on: date,
    ambition: str,
    start: float | None = None,
    target: float | None = None,
    scale: str = "linear",
    aggregation: str = "last",
    counter: bool = False,
    low: float | None = None,
    high: float | None = None,
    fail: float | None = None,
    anchors: Anchors | None = None,
    bounds: Bounds = (None, None),
) -> Outlook | NoOutlook:
    """What the readings of a key result lead to by the end of its window.

    It depends on the readings and the definition alone, not on the day it is asked for.

    Parameters
    ----------
    kind, start, target, low, high, fail, scale, anchors
        The definition, as of :func:`headway.core.progress.key_result_progress`.
    readings
        (day, value) of all readings that count, by day and then by order of entry.
    cadence, starts_on, ends_on
        The rhythm and the window of the key result, both days included.
    ambition
        "committed" or "aspirational".
    aggregation
        How readings become one value: last, sum, mean, max, min.
    counter
        Readings that are running totals themselves, and so cannot fall; with aggregation "last".
    bounds
        Values the measure cannot leave, for display only: 0 and 100 for a percentage.

    Returns
    -------
    Outlook or NoOutlook
        NoOutlook names the reason. With the last reading on or after the last day it is settled:
        probabilities of 0 or 1, whatever the number of readings.

    Raises
    ------
    ValueError
        An unknown kind; KeyError for an unknown ambition.

    Examples
    --------
    >>> from headway.core.cadence import Cadence
    >>> from datetime import timedelta
    >>> weekly = [(date(2026, 10, 7) + timedelta(weeks=i), y)
    ...     for i, y in enumerate([40, 41, 43, 42, 45, 46, 48])]
    >>> o = outlook("increase", start=40, target=60, readings=weekly, cadence=Cadence.WEEKLY,
    ...     starts_on=date(2026, 10, 5), ends_on=date(2026, 12, 30), ambition="aspirational")
    >>> o.periods_left, o.aim, o.mean, round(o.probability, 2), round(o.probability_full, 3)
    (6, 54.0, 54.0, 0.5, 0.146)
    >>> outlook("binary", readings=[], cadence=Cadence.WEEKLY, starts_on=date(2026, 10, 5),
    ...     ends_on=date(2026, 12, 30), ambition="committed")
    NoOutlook(reason=<Reason.NO_MODEL: 'no_model'>)

    References
    ----------
    docs/methods 4.2 (when there is none), 4.3 and 4.4.
    """
    kind = KeyResultKind(kind)
    ordered = sorted(readings, key=lambda reading: reading[0])
    if kind not in PERIOD_KINDS | CHANGE_KINDS | {KeyResultKind.ANCHORED}:
        return NoOutlook(Reason.NO_MODEL)
    if ends_on < starts_on:
        return NoOutlook(Reason.ENDED)
    try:
        if kind in PERIOD_KINDS:
            grades = _grades(kind, ordered, cadence, starts_on, ends_on, target, low, high, fail)
            whole = len(periods(cadence, start=starts_on, end=ends_on))
            return _of_periods(grades, whole, ordered[-1][0], AIMED_SHARE[ambition])
        goal = goal_of(
            kind, start=start, target=target, scale=scale, ambition=ambition, anchors=anchors
        )
        line = series(
            ordered,
            aggregation=aggregation,
            cadence=cadence,
            start=starts_on,
            scale=goal.scale,
            totals=counter,
        )
        if not ordered:
            raise _too_few()
        return _of_values(goal, line, ordered[-1][0], cadence, ends_on, bounds)
    except MethodError as refusal:
        return NoOutlook(_REASONS.get(refusal.code, Reason.UNUSABLE))


def _grades(
    kind: KeyResultKind,
    readings: Readings,
    cadence: Rhythm,
    starts_on: date,
    ends_on: date,
    target: float | None,
    low: float | None,
    high: float | None,
    fail: float | None,
) -> list[float | None]:
    """One for each period up to the last that has a reading; None where there is none."""
    if not readings:
        raise _too_few()
    due = due_period_values(
        readings, cadence=cadence, start=starts_on, end=ends_on, as_of=readings[-1][0]
    )
    return [
        None if value is None else period_grade(
            kind, value, target=target, low=low, high=high, fail=fail
        )
        for value in due
    ]  # fmt: skip


def _of_periods(grades: Sequence[float | None], whole: int, read_on: date, share: float) -> Outlook:
    seen, left = len(grades), whole - len(grades)
    met = sum(grade is not None and grade >= 1.0 for grade in grades)
    read = sum(grade is not None for grade in grades)
    if left and read < FEWEST:
        raise _too_few()
    earned = math.fsum(grade or 0.0 for grade in grades)
    return Outlook(
        basis=Basis.PERIODS if left else Basis.SETTLED,
        read_on=read_on,
        periods_read=read,
        periods_left=left,
        probability=_unless_decided(period_probability(met=met, seen=seen, left=left, share=share)),
        probability_full=_unless_decided(
            period_probability(met=met, seen=seen, left=left, share=1.0)
        ),
        expected_score=expected_share(earned=earned, seen=seen, left=left),
    )


def _unless_decided(probability: float) -> float:
    return probability if probability in (0.0, 1.0) else clipped(probability)


def _of_values(
    goal: Goal,
    line: Series,
    read_on: date,
    cadence: Rhythm,
    ends_on: date,
    bounds: Bounds,
) -> Outlook:
    left = periods_until(cadence, last=read_on, end=ends_on)
    if left == 0:
        return _settled(goal, line, read_on)
    if line.periods_read < FEWEST:
        raise _too_few()
    path = walk(line.values, times=line.times, counter=line.counter)
    aimed = path.forecast(left, target=goal.aim, direction=goal.direction)
    full = path.forecast(left, target=goal.target, direction=goal.direction)
    points = fan(
        path,
        goal=goal,
        line=line,
        bounds=bounds,
        read_on=read_on,
        ends_on=ends_on,
        cadence=cadence,
        left=left,
    )
    end = points[-1]
    return Outlook(
        basis=_basis(line, path),
        read_on=read_on,
        periods_read=line.periods_read,
        periods_left=left,
        probability=_probability(goal, goal.aim, line, aimed),
        probability_full=_probability(goal, goal.target, line, full),
        expected_score=mean_over(aimed, lambda value: goal.score(line.hold(value))),
        value=goal.shown(line.values[-1]),
        target=goal.shown(goal.target),
        aim=goal.shown(goal.aim),
        mean=end.mean,
        low=end.low80,
        high=end.high80,
        low50=end.low50,
        high50=end.high50,
        fan=points,
        aimed=aimed,
        full=full,
    )


def _settled(goal: Goal, line: Series, read_on: date) -> Outlook:
    last = line.values[-1]
    if not math.isfinite(last):
        raise ReadingError(_("A reading is no number."), code="NOT_FINITE", field="readings")
    shown = goal.shown(last)
    return Outlook(
        basis=Basis.SETTLED,
        read_on=read_on,
        periods_read=line.periods_read,
        periods_left=0,
        probability=float(goal.met(last, goal.aim)),
        probability_full=float(goal.met(last, goal.target)),
        expected_score=goal.score(last),
        value=shown,
        target=goal.shown(goal.target),
        aim=goal.shown(goal.aim),
        mean=shown,
        low=shown,
        high=shown,
        low50=shown,
        high50=shown,
    )


def _probability(goal: Goal, limit: float, line: Series, made: Forecast) -> float:
    """As the forecast says, unless what can still be leaves no choice."""
    best, worst = (line.most, line.least)[:: goal.direction]
    if math.isfinite(worst) and goal.met(worst, limit):
        return 1.0
    if math.isfinite(best) and not goal.met(best, limit):
        return 0.0
    return made.probability


def _basis(line: Series, path: Walk) -> Basis:
    if line.counter:
        return Basis.COUNTER
    return Basis.MOMENTUM if path.momentum > 0.0 else Basis.DRIFT


def _too_few() -> ReadingError:
    return ReadingError(_("Readings of four periods are needed."), code="TOO_FEW", field="readings")
