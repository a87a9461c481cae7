"""When limits can be trusted, when they stop moving, and what a series with breaks looks like
(docs/methods 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from headway.core.errors import DefinitionError
from headway.core.spc.forms import CYCLES_CORRECTED, SEASONAL, Fitted, Form, fit, season_cycles
from headway.core.spc.limits import Spread, Values
from headway.core.spc.rules import DEFAULT, Signal, signals
from headway.core.texts import gettext_noop as _

FEWEST, USABLE, LOCKED = 6, 12, 20
"""Values from which there are trial limits, from which they are usable, and at which they lock."""


class Stage(StrEnum):
    """How far limits can be trusted. ``none``: fewer than six values, or a season without two full
    cycles. ``trial``: computed again with each value, signals are hints. ``usable``: computed again
    with each value, signals count. ``locked``: new values do not move them."""

    NONE = "none"
    TRIAL = "trial"
    USABLE = "usable"
    LOCKED = "locked"


class Lack(StrEnum):
    """Why there are no limits."""

    VALUES = "values"
    """Fewer than six values."""
    NEIGHBOURS = "neighbours"
    """Too few values are neighbours: no range can be taken."""
    CYCLES = "cycles"
    """A season without two full cycles."""
    NOT_POSITIVE = "not_positive"
    """A season that multiplies, of which a phase comes to nothing or less on average."""
    WORDS = "words"
    """A few levels of a scale, not a measure: ranges between them say nothing of its variation."""


_LACKS = {
    "TOO_FEW": Lack.NEIGHBOURS,
    "SEASON_TOO_FEW": Lack.CYCLES,
    "NOT_POSITIVE": Lack.NOT_POSITIVE,
}
"""What ``fit`` refuses of values, and what is no error of a series that goes on."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the limits of a series are made, see ``process_limits`` and ``fit``."""

    form: str = Form.LEVEL
    season: int = 12
    spread: str = Spread.MEAN
    screened: bool = False
    rules: tuple[str, ...] = DEFAULT
    in_words: bool = False  # levels of a scale: there are no limits


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a series with limits of its own: ``first`` to before ``end``.

    Of ``points`` values, those before ``baseline`` (an index of the whole series) make the limits.
    ``fitted`` is None where there are none, and ``lack`` says why; its places count from ``first``.
    Signals count from the series' beginning. ``since`` is the first index of the baseline:
    ``first``, unless somebody chose another.
    """

    first: int
    end: int
    baseline: int
    points: int
    stage: Stage
    fitted: Fitted | None
    signals: tuple[Signal, ...]
    since: int
    lack: Lack | None = None


def stretches(
    values: Values,
    *,
    starts: Sequence[int] = (),
    settings: Settings | None = None,
    chosen: Sequence[tuple[int, int]] = (),
) -> list[Stretch]:
    """A series cut where its definition changed or its limits were re-based, each with its limits.

    Parameters
    ----------
    values
        By period, the oldest first; None is a gap.
    starts
        Indexes at which a new baseline begins, in any order; 0 always is one.
    settings
        How the limits are made. By default one level with the mean range and LIM and RUN8.
    chosen
        Baselines that somebody chose, as first index and the one after the last, at most one in
        each stretch. They do not grow; their values say how far the limits can be trusted.

    Returns
    -------
    list[Stretch]
        One for each start, in order; none for an empty series.

    Raises
    ------
    DefinitionError
        A start outside the series, a chosen baseline that lies in no single stretch or holds fewer
        than six values, or settings that ``fit`` and ``signals`` refuse. Values that no limits can
        be made of are no error: the stretch has none, and says why.

    Examples
    --------
    >>> found = stretches([10, 12, 11, 13, 12, 10, 11, 30, 31], starts=[7])
    >>> [(s.first, s.end, str(s.stage), len(s.signals)) for s in found]
    [(0, 7, 'trial', 0), (7, 9, 'none', 0)]

    Source: docs/methods 3.5.
    """
    how = settings or Settings()
    if not values:
        return []
    if any(not 0 <= start < len(values) for start in starts):
        raise DefinitionError(
            _("A baseline begins at one of the periods."), code="OUTSIDE", field="starts"
        )
    cuts = list(pairwise([*sorted({0, *starts}), len(values)]))
    homes = [_home(span, cuts) for span in chosen]
    if len(set(homes)) < len(homes):
        raise DefinitionError(
            _("Choose one baseline between two breaks."), code="SEVERAL", field="baseline"
        )
    spans = dict(zip(homes, chosen, strict=True))
    return [_stretch(values, cut, spans.get(cut), how) for cut in cuts]


def _home(span: tuple[int, int], cuts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The stretch that a chosen baseline lies in."""
    for first, end in cuts:
        if first <= span[0] < span[1] <= end:
            return first, end
    raise DefinitionError(
        _("A baseline lies between two breaks, and inside the series."),
        code="OUTSIDE",
        field="baseline",
    )


def _stretch(
    values: Values, cut: tuple[int, int], span: tuple[int, int] | None, settings: Settings
) -> Stretch:
    first, end = cut
    own = values[first:end]
    points = _points(own)
    since = span[0] - first if span else 0
    baseline, stage = _chosen(own, span, first) if span else _baseline(own, points, settings)
    fitted: Fitted | Lack
    if settings.in_words:
        fitted = Lack.WORDS
    elif stage is Stage.NONE:
        fitted = Lack.CYCLES if settings.form in SEASONAL and points >= FEWEST else Lack.VALUES
    else:
        fitted = _fitted(own, since, baseline, settings)
    if isinstance(fitted, Lack):
        end_of = first + baseline
        return Stretch(first, end, end_of, points, Stage.NONE, None, (), first + since, fitted)
    stage = _trusted(stage, fitted)
    found = signals(fitted.rest, fitted.limits, rules=settings.rules)
    moved = tuple(Signal(s.rule, s.index + first, s.first + first, s.side) for s in found)
    return Stretch(first, end, first + baseline, points, stage, fitted, moved, first + since)


def _trusted(stage: Stage, fitted: Fitted) -> Stage:
    """Limits around the change on a season before rest on fewer differences than there are values,
    and count and lock by those."""
    if not fitted.yearly or stage not in (Stage.USABLE, Stage.LOCKED):
        return stage
    if fitted.limits.points < USABLE:
        return Stage.TRIAL
    return Stage.USABLE if fitted.limits.points < LOCKED else stage


def _points(values: Values) -> int:
    return sum(value is not None for value in values)


def _chosen(own: Values, span: tuple[int, int], first: int) -> tuple[int, Stage]:
    """A chosen baseline never grows, so it can be trusted as far as its values go."""
    since, end = span[0] - first, span[1] - first
    points = _points(own[since:end])
    if points < FEWEST:
        raise DefinitionError(
            _("A baseline holds six values or more."), code="TOO_FEW_CHOSEN", field="baseline"
        )
    if points < USABLE:
        return end, Stage.TRIAL
    return end, Stage.USABLE if points < LOCKED else Stage.LOCKED


def _fitted(own: Values, since: int, baseline: int, settings: Settings) -> Fitted | Lack:
    """Or why nothing can be fitted to these values."""
    try:
        return fit(
            own,
            baseline,
            since=since,
            form=settings.form,
            season=settings.season,
            spread=settings.spread,
            screened=settings.screened,
        )
    except DefinitionError as refused:
        if refused.code in _LACKS:
            return _LACKS[refused.code]
        raise


def _baseline(own: Values, points: int, settings: Settings) -> tuple[int, Stage]:
    """How many periods make the limits, and how far these can be trusted."""
    if settings.form in SEASONAL:
        baseline, stage = _seasonal_baseline(own, settings.season)
        if settings.form == Form.YEAR_ON_YEAR and stage is Stage.LOCKED:
            return _until_compared(own, settings.season, baseline)
        return baseline, stage
    if points < FEWEST:
        return len(own), Stage.NONE
    if points < USABLE:
        return len(own), Stage.TRIAL
    if points < LOCKED:
        return len(own), Stage.USABLE
    return _until(own, LOCKED), Stage.LOCKED


def _seasonal_baseline(own: Values, season: int) -> tuple[int, Stage]:
    """With a season, full cycles count: two are a trial, three are usable, and at the fewest that
    hold 20 values, but three, they lock."""
    if season < 2:
        return len(own), Stage.TRIAL  # let fit refuse it
    cycles = season_cycles(own, season)
    if cycles < CYCLES_CORRECTED:
        return len(own), Stage.TRIAL if cycles == CYCLES_CORRECTED - 1 else Stage.NONE
    needed = max(CYCLES_CORRECTED, -(-LOCKED // season))
    if cycles < needed:
        return len(own), Stage.USABLE
    baseline = needed * season
    while season_cycles(own[:baseline], season) < needed:
        baseline += 1
    return baseline, Stage.LOCKED


def _until_compared(own: Values, season: int, least: int) -> tuple[int, Stage]:
    """From ``least`` periods on, up to and with the one that makes twenty changes on a season
    before; all periods while there are fewer."""
    changes = 0
    for at in range(season, len(own)):
        changes += own[at] is not None and own[at - season] is not None
        if changes >= LOCKED and at + 1 >= least:
            return at + 1, Stage.LOCKED
    return len(own), Stage.USABLE


def _until(own: Values, wanted: int) -> int:
    """Up to and with the value that makes so many."""
    seen = 0
    for at, value in enumerate(own):
        seen += value is not None
        if seen == wanted:
            return at + 1
    return len(own)


def changed_signals(
    before: Sequence[Stretch], after: Sequence[Stretch]
) -> tuple[list[Signal], list[Signal]]:
    """Signals that a correction made appear, and those it made vanish, by rule and index.

    >>> series = [10, 12, 11, 13, 12, 10, 11, 12] * 3
    >>> corrected = [*series[:-1], 30]
    >>> appeared, vanished = changed_signals(stretches(series), stretches(corrected))
    >>> [(s.rule, s.index) for s in appeared]
    [('LIM', 23)]

    Source: docs/methods 3.5.
    """
    old = {(s.rule, s.index): s for part in before for s in part.signals}
    new = {(s.rule, s.index): s for part in after for s in part.signals}
    appeared = [new[key] for key in sorted(new.keys() - old.keys(), key=_place)]
    vanished = [old[key] for key in sorted(old.keys() - new.keys(), key=_place)]
    return appeared, vanished


def _place(key: tuple[str, int]) -> tuple[int, str]:
    return key[1], key[0]
