"""The status of an objective: its score against what is expected, held down by its key results."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from headway.core.bands import TOLERANCE
from headway.core.pace import Status, StatusCode, elapsed_share, pace_status
from headway.core.scoring import ENOUGH_COVERAGE


def mean_expected(paces: Iterable[tuple[float, float]]) -> float | None:
    """Progress expected of an objective: the mean of what is expected of its key results, as
    (weight, expected) pairs; None without any. Period kinds are expected to be met throughout: 1.

    >>> mean_expected([(1, 0.25), (3, 0.75)])
    0.625

    Weights are those that count in the score, so that both are means over the same key results.
    Source: docs/methods 1.7.
    """
    given = list(paces)
    weight = math.fsum(w for w, _ in given)
    return math.fsum(w * e for w, e in given) / weight if weight > 0 else None


def objective_status(
    *,
    score: float | None,
    coverage: float,
    expected: float | None,
    start: date,
    end: date,
    as_of: date,
    key_results: Iterable[Status] = (),
    is_committed: bool = False,
    is_driven: bool = False,
) -> Status:
    """The status of an objective on a day.

    Parameters
    ----------
    score, coverage
        As :func:`headway.core.scoring.objective_score` or ``alignment.combined`` gives them.
    expected
        As :func:`mean_expected` gives it; None (no key results of its own) for linear.
    start, end
        The cycle; ``as_of`` is the day the verdict is for.
    key_results
        The statuses of its running key results.
    is_committed
        Whether all of it was promised.
    is_driven
        Whether scores of other objectives are part of its score.

    Returns
    -------
    Status
        By precedence: done (score 1), not started, unknown (no score, or coverage below 0.5),
        stale where every running key result is (keeps what it was), pace. Pace is held down by the
        key results (:func:`ceiling`); where none of them can be judged and nothing else drives the
        objective, neither can it.

    Examples
    --------
    >>> running = {"start": date(2026, 1, 1), "end": date(2026, 3, 31), "as_of": date(2026, 2, 15)}
    >>> s = objective_status(score=0.3, coverage=1, expected=0.5, **running)
    >>> str(s.code), round(s.gap, 2)
    ('watch', 0.2)
    >>> unsure = Status(StatusCode.WATCH, "forecast"), Status(StatusCode.OFF_TRACK, "forecast")
    >>> s = objective_status(score=0.5, coverage=1, expected=0.5, key_results=unsure, **running)
    >>> str(s.code), s.source, str(s.pace)
    ('watch', 'key_results', 'on_track')

    References
    ----------
    docs/methods 1.7.
    """
    if score is not None and score >= 1 - TOLERANCE:
        return Status(StatusCode.DONE, "done")
    if as_of < start:
        return Status(StatusCode.NOT_STARTED, "dates")
    if score is None or coverage < ENOUGH_COVERAGE - TOLERANCE:
        return Status(StatusCode.UNKNOWN, "coverage" if coverage > 0 else "unread")
    given = list(key_results)
    alone = pace_status(score, elapsed_share(start, end, as_of), expected=expected)
    verdict = _held_down(alone, given, is_committed=is_committed, is_driven=is_driven)
    if given and all(status.code is StatusCode.STALE for status in given):
        return replace(verdict, code=StatusCode.STALE, source="stale", was=verdict.code)
    return verdict


def ceiling(key_results: Iterable[Status], *, is_committed: bool) -> StatusCode | None:
    """The best that may be said of an objective with these running key results: what the best of
    them is, and at most watch where all of it was promised and one of them is off track. None where
    none of them can be judged. A stale one counts as what it was.

    >>> watch, off = Status(StatusCode.WATCH, "pace"), Status(StatusCode.OFF_TRACK, "pace")
    >>> done = Status(StatusCode.DONE, "done")
    >>> [str(ceiling(found, is_committed=True)) for found in ([watch, off], [off], [done, off])]
    ['watch', 'off_track', 'watch']
    >>> str(ceiling([done, off], is_committed=False))
    'on_track'

    Source: docs/methods 1.7. It is a rule of Headway's own, between an objective and its own key
    results only: over several levels the worst would win almost always (docs/methods 2.2).
    """
    ranks = [
        _RANKS[code] for status in key_results if (code := status.was or status.code) in _RANKS
    ]
    if not ranks:
        return None
    best = max(ranks)
    if is_committed and min(ranks) == _RANKS[StatusCode.OFF_TRACK]:
        best = min(best, _RANKS[StatusCode.WATCH])
    return (StatusCode.OFF_TRACK, StatusCode.WATCH, StatusCode.ON_TRACK)[best]


_RANKS = {
    StatusCode.OFF_TRACK: 0,
    StatusCode.WATCH: 1,
    StatusCode.ON_TRACK: 2,
    StatusCode.DONE: 2,
}


def _held_down(
    alone: Status, key_results: Sequence[Status], *, is_committed: bool, is_driven: bool
) -> Status:
    """The verdict of pace, no better than the key results allow."""
    if alone.code not in _RANKS or not key_results:
        return alone
    most = ceiling(key_results, is_committed=is_committed)
    if most is None:
        why = {status.source for status in key_results}
        source = why.pop() if len(why) == 1 else "key_results"
        return alone if is_driven else Status(StatusCode.UNKNOWN, source, gap=alone.gap)
    if _RANKS[most] >= _RANKS[alone.code]:
        return alone
    return Status(most, "key_results", gap=alone.gap, pace=alone.code)
