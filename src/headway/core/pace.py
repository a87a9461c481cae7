"""Where a key result should be today, and what that says about it (docs/methods 1.6 and 1.7)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from headway.core.bands import TOLERANCE, held
from headway.core.cadence import Cadence, Rhythm, is_stale
from headway.core.definitions import profile_problems
from headway.core.errors import DefinitionError
from headway.core.kinds import DONE_OR_NOT_KINDS, PERIOD_KINDS
from headway.core.progress import interpolate
from headway.core.scoring import ENOUGH_COVERAGE
from headway.core.texts import gettext_noop as _

Profile = Sequence[Sequence[float]]

ON_TRACK_GAP = 0.10
WATCH_GAP = 0.25
NO_VERDICT_BEFORE = 0.15
LIKELY = 0.70
UNLIKELY = 0.30

LINEAR: Profile = ((0.0, 0.0), (1.0, 1.0))
BACK_LOADED: Profile = ((0.0, 0.0), (0.5, 0.2), (0.8, 0.6), (1.0, 1.0))
AT_THE_END: Profile = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
"""The course of what is done or not, to be drawn: nothing before the end."""
FRONT_LOADED: Profile = ((0.0, 0.0), (0.3, 0.5), (0.7, 0.85), (1.0, 1.0))


def stepped(steps: int) -> Profile:
    """A profile that rises in ``steps`` equal jumps, each at the end of its share of the time.

    >>> [round(expected_progress(t, stepped(2)), 2) for t in (0.25, 0.49, 0.51, 1)]
    [0.0, 0.0, 0.5, 1.0]

    Raises DefinitionError for fewer steps than one.
    """
    if steps < 1:
        raise DefinitionError(_("A stepped profile needs a step."), code="PROFILE", field="profile")
    jump = 1e-3 / steps
    points: list[tuple[float, float]] = [(0.0, 0.0)]
    for step in range(1, steps + 1):
        points += [(step / steps - jump, (step - 1) / steps), (step / steps, step / steps)]
    return points


def elapsed_share(start: date, end: date, as_of: date) -> float:
    """The share of a span of days that has passed, 0 to 1 (the method's tau).

    >>> elapsed_share(date(2026, 1, 1), date(2026, 1, 11), date(2026, 1, 6))
    0.5
    """
    days = (end - start).days
    if days <= 0:
        return 1.0 if as_of >= end else 0.0
    return held((as_of - start).days / days)


def expected_progress(tau: float, profile: Profile | None = None) -> float:
    """Progress expected when the share ``tau`` of the time has passed: tau itself, or the value of
    a rising piecewise-linear profile of (time share, progress share) points.

    >>> expected_progress(0.5)
    0.5
    >>> expected_progress(0.5, BACK_LOADED)
    0.2

    Raises DefinitionError for a profile that does not rise from (0, 0) to (1, 1), or a tau outside
    0 to 1. Source: docs/methods 1.6.
    """
    if not 0 <= tau <= 1:
        raise DefinitionError(_("The elapsed share lies between 0 and 1."), code="TAU", field="tau")
    if profile is None:
        return tau
    if problems := profile_problems(profile):
        raise problems[0]
    return interpolate([(float(t), float(e)) for t, e in profile], tau)


def waits_for_its_end(kind: str, profile: Profile | None) -> bool:
    """Whether nothing is expected of a key result before its end: of what is done or not, unless it
    has a profile that says otherwise.

    >>> waits_for_its_end("binary", None), waits_for_its_end("binary", BACK_LOADED)
    (True, False)

    Source: docs/methods 1.6.
    """
    return kind in DONE_OR_NOT_KINDS and profile is None


def expected_of(kind: str, tau: float, profile: Profile | None = None) -> float | None:
    """Progress expected of a key result of a kind: None for kinds measured per period, whose
    progress is the share of periods met; nothing before the end of what waits for it.

    >>> expected_of("increase", 0.25), expected_of("binary", 0.25), expected_of("binary", 1)
    (0.25, 0.0, 1.0)
    >>> expected_of("binary", 0.5, BACK_LOADED), expected_of("stay_above", 0.5) is None
    (0.2, True)

    Source: docs/methods 1.6.
    """
    if kind in PERIOD_KINDS:
        return None
    if waits_for_its_end(kind, profile):
        return 1.0 if tau >= 1 else 0.0
    return expected_progress(tau, profile)


class StatusCode(StrEnum):
    """What a key result's state is called."""

    ON_TRACK = "on_track"
    WATCH = "watch"
    OFF_TRACK = "off_track"
    DONE = "done"
    STALE = "stale"
    NOT_STARTED = "not_started"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """A verdict and where it comes from.

    ``source`` is the rule that decided: cancelled, done, dates, stale, override, forecast, pace,
    periods, key_results or health; or why there is no verdict: early (too soon for pace), waiting
    (nothing is expected yet of what is done or not), unread (no reading), coverage (too little is
    known). ``was`` is the verdict that a stale one replaces, ``over`` the computed one over which a
    person set this, ``pace`` what pace alone would say of an objective that its key results hold
    down. ``gap`` is expected minus raw.
    """

    code: StatusCode
    source: str
    was: StatusCode | None = None
    gap: float | None = None
    over: StatusCode | None = None
    pace: StatusCode | None = None


def status(
    *,
    kind: str,
    raw: float | None,
    start: date,
    end: date,
    as_of: date,
    profile: Profile | None = None,
    cadence: Rhythm = Cadence.WEEKLY,
    last_read_on: date | None = None,
    cancelled_on: date | None = None,
    probability: float | None = None,
    override: StatusCode | None = None,
) -> Status:
    """The status of a key result on a day.

    Parameters
    ----------
    kind, raw
        Kind and progress as :func:`headway.core.progress.key_result_progress` gives it.
    start, end
        The key result's window; ``as_of`` is the day the verdict is for.
    profile
        Expected profile; None for linear (and for what is done or not: nothing before its end).
    cadence, last_read_on
        How often a check-in is due, and the day of the last one.
    cancelled_on
        The day it was cancelled, if it was.
    probability
        Forecast probability of reaching the target, when there is a forecast.
    override
        The verdict a person set over the computed one, where that is in force.

    Returns
    -------
    Status
        By precedence: cancelled, done, not started, stale (keeps what it was), override (keeps what
        was computed), forecast, pace. Nothing is talked out of being stale.
        Period kinds have no pace: their raw is the share of periods met, judged against 1 with
        the same allowed gaps. What is done or not has none before its end, unless it has a profile.

    Examples
    --------
    >>> s = status(kind="increase", raw=0.3, start=date(2026, 1, 1), end=date(2026, 3, 31),
    ...     as_of=date(2026, 2, 15), last_read_on=date(2026, 2, 13))
    >>> str(s.code), s.source, round(s.gap, 2)
    ('watch', 'pace', 0.21)

    References
    ----------
    docs/methods 1.6 (gaps 0.10 and 0.25, no verdict before tau 0.15) and 1.7 (precedence).
    """
    if cancelled_on is not None and cancelled_on <= as_of:
        return Status(StatusCode.CANCELLED, "cancelled")
    if raw is not None and raw >= 1 - TOLERANCE and kind not in PERIOD_KINDS:
        return Status(StatusCode.DONE, "done")
    if as_of < start:
        return Status(StatusCode.NOT_STARTED, "dates")
    verdict = _verdict(kind, raw, elapsed_share(start, end, as_of), profile, probability)
    if override is not None:
        verdict = Status(override, "override", gap=verdict.gap, over=verdict.code)
    if is_stale(cadence, start=start, last_read_on=last_read_on, as_of=min(as_of, end)):
        return Status(StatusCode.STALE, "stale", verdict.code, verdict.gap, verdict.over)
    return verdict


OVERRIDES = (StatusCode.ON_TRACK, StatusCode.WATCH, StatusCode.OFF_TRACK)
"""What a person may set a status to."""


def _verdict(
    kind: str,
    raw: float | None,
    tau: float,
    profile: Profile | None,
    probability: float | None,
) -> Status:
    if probability is not None:
        return Status(_by_probability(probability), "forecast")
    if raw is None:
        return Status(StatusCode.UNKNOWN, "unread")
    if kind in PERIOD_KINDS:
        return Status(by_gap(1 - raw), "periods", gap=1 - raw)
    if waits_for_its_end(kind, profile) and tau < 1:
        return Status(StatusCode.UNKNOWN, "waiting")
    return pace_status(raw, tau, expected=expected_of(kind, tau, profile))


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


def pace_status(raw: float, tau: float, *, expected: float | None = None) -> Status:
    """The verdict of pace alone, for a key result or an objective, of which ``expected`` was to be
    there by now; the share of time gone where that is not said.

    >>> str(pace_status(0.2, 0.5).code)
    'off_track'
    """
    if tau < NO_VERDICT_BEFORE:
        return Status(StatusCode.UNKNOWN, "early")
    gap = (expected_progress(tau) if expected is None else expected) - raw
    return Status(by_gap(gap), "pace", gap=gap)


def by_gap(gap: float) -> StatusCode:
    """The verdict on a shortfall: at most 0.10 on track, at most 0.25 watch, else off track.

    >>> [str(by_gap(gap)) for gap in (0.10, 0.25, 0.26)]
    ['on_track', 'watch', 'off_track']

    Source: docs/methods 1.6.
    """
    if gap <= ON_TRACK_GAP + TOLERANCE:
        return StatusCode.ON_TRACK
    return StatusCode.WATCH if gap <= WATCH_GAP + TOLERANCE else StatusCode.OFF_TRACK


def _by_probability(probability: float) -> StatusCode:
    if probability >= LIKELY - TOLERANCE:
        return StatusCode.ON_TRACK
    return StatusCode.OFF_TRACK if probability < UNLIKELY - TOLERANCE else StatusCode.WATCH
