"""What a value is compared with: one level, a line, or a level that follows the season
(docs/methods 3.6)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from headway.core.definitions import SMALLEST
from headway.core.errors import DefinitionError
from headway.core.spc.limits import Limits, Spread, Values, checked, limits_of, process_limits
from headway.core.texts import gettext_noop as _


class Form(StrEnum):
    """How a process behaves when nothing changes."""

    LEVEL = "level"
    TREND = "trend"
    SEASON = "season"
    """A pattern that is added to the level."""
    SEASON_RATIO = "season_ratio"
    """A pattern that multiplies it: the swings grow with the level."""
    YEAR_ON_YEAR = "year_on_year"
    """A pattern on a level that goes on rising or falling: each value is compared with the one a
    cycle before."""


SEASONAL = (Form.SEASON, Form.SEASON_RATIO, Form.YEAR_ON_YEAR)
CYCLES_CORRECTED = 3
"""Full cycles from which a season can be taken out of a series; with two, only a comparison with
the year before is fair, with fewer nothing is."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A series without what its form explains, to be tested against ``limits``.

    ``rest`` has a place for each value; None where there is nothing to compare. ``centre`` is where
    the value itself would lie without noise, ``half`` how far its limits lie from there.
    ``cycles`` are the full cycles a season rests on, 0 without one; ``yearly`` says that each value
    is compared with the one a cycle before.
    """

    form: Form
    limits: Limits
    rest: tuple[float | None, ...]
    centre: tuple[float | None, ...]
    half: tuple[float | None, ...]
    cycles: int = 0
    yearly: bool = False

    def lower(self, at: int) -> float | None:
        """The lower limit of a value, in its own unit; None where there is none."""
        centre, half = self.centre[at], self.half[at]
        return None if centre is None or half is None else centre - half

    def upper(self, at: int) -> float | None:
        centre, half = self.centre[at], self.half[at]
        return None if centre is None or half is None else centre + half

    def limits_at(self, at: int) -> Limits | None:
        """The limits as they lie at one place, in the unit of the values: what a target there is
        held against. None where there are none."""
        centre, half = self.centre[at], self.half[at]
        if centre is None or half is None:
            return None
        return replace(self.limits, centre=centre, sigma=half / 3)


def fit(
    values: Values,
    baseline: int,
    *,
    since: int = 0,
    form: str = Form.LEVEL,
    season: int = 12,
    spread: str = Spread.MEAN,
    screened: bool = False,
) -> Fitted:
    """Limits from the periods ``since`` up to before ``baseline``, for all of a series.

    *trend*: least squares through the baseline's values over their periods, limits ± 2.660 m̄R of
    the values themselves around the line. *season*: with c full cycles of ``season`` periods in the
    baseline, c ≥ 3, what each phase has on average more than the whole is taken off (by
    ``season_ratio`` divided out), and since what is left of fitted data is too small, sigma grows
    by √((c + 1)/(c - 1)). With c = 2, and by *year_on_year* with any c, each value is compared with
    the one a cycle before: the centre is that value and the baseline's average change.

    Raises DefinitionError for an unknown form, a season of fewer than two periods, fewer than two
    full cycles in the baseline, a ratio where a phase is not above 0 on average, and for what
    ``process_limits`` refuses.

    >>> line = fit([1, 3, 4, 7, 8, 9.5], 6, form="trend")
    >>> [round(c, 2) for c in line.centre][:2], round(line.limits.sigma, 3)
    ([1.1, 2.82], 1.507)
    """
    kind = _form(form)
    if kind in SEASONAL:
        return _seasonal(values, since, baseline, kind, season, spread, screened)
    fitted = _window(values, since, baseline)
    limits = process_limits(fitted, spread=spread, screened=screened)
    line = [limits.centre] * len(values)
    if kind is Form.TREND:
        intercept, slope = _line(fitted)
        line = [intercept + slope * at for at in range(len(values))]
        limits = replace(limits, centre=0.0, size=_size(fitted))
    rest = tuple(
        None if value is None else value - (centre if kind is Form.TREND else 0.0)
        for value, centre in zip(values, line, strict=True)
    )
    return Fitted(kind, limits, rest, tuple(line), (3 * limits.sigma,) * len(values))


def _window(values: Values, since: int, baseline: int) -> list[float | None]:
    """The baseline's values, each at its own place: a season and a line count from the start."""
    return [*(None for _before in values[:since]), *values[since:baseline]]


def season_widening(cycles: int) -> float:
    """By how much sigma grows for new values when a season of so many full cycles is taken out: the
    remainder of the values it was fitted to is too small.

    >>> [round(season_widening(cycles), 2) for cycles in (2, 3, 4, 5)]
    [1.73, 1.41, 1.29, 1.22]

    Source: docs/methods 3.6.
    """
    return math.sqrt((cycles + 1) / (cycles - 1))


def season_cycles(values: Values, season: int) -> int:
    """Full cycles that a series holds, each with a value in every phase.

    >>> season_cycles([1, 2, 3, 4, 5, None, 7], 2)
    2
    """
    phases = [0] * season
    for at, value in enumerate(values):
        phases[at % season] += value is not None
    return min(phases)


def _seasonal(
    values: Values,
    since: int,
    baseline: int,
    form: Form,
    season: int,
    spread: str,
    screened: bool,
) -> Fitted:
    if season < 2:
        raise DefinitionError(
            _("A season lasts two periods or more."), code="SEASON", field="season"
        )
    fitted = _window(values, since, baseline)
    checked(fitted)
    cycles = season_cycles(fitted, season)
    if cycles < CYCLES_CORRECTED - 1:
        raise DefinitionError(
            _("A season needs two full cycles in the baseline, three to be taken out."),
            code="SEASON_TOO_FEW",
            field="values",
        )
    if cycles < CYCLES_CORRECTED or form is Form.YEAR_ON_YEAR:
        how = (form, season, spread, screened)
        return replace(_year_over_year(values, since, baseline, *how), cycles=cycles)
    effects = _effects(fitted, season, form)
    rest = tuple(
        None if value is None else _without(value, effects[at % season], form)
        for at, value in enumerate(values)
    )
    limits = limits_of(_window(rest, since, baseline), spread=spread, screened=screened)
    widened = replace(
        limits,
        sigma=limits.sigma * season_widening(cycles),
        size=_size(fitted) if form is Form.SEASON else 0.0,
    )
    places = [effects[at % season] for at in range(len(values))]
    if form is Form.SEASON:
        centre = tuple(widened.centre + effect for effect in places)
        half = (3 * widened.sigma,) * len(values)
    else:
        centre = tuple(widened.centre * effect for effect in places)
        half = tuple(3 * widened.sigma * effect for effect in places)
    return Fitted(form, widened, rest, centre, half, cycles)


def _year_over_year(
    values: Values,
    since: int,
    baseline: int,
    form: Form,
    season: int,
    spread: str,
    screened: bool,
) -> Fitted:
    def compared(at: int) -> float | None:
        now, then = values[at], values[at - season] if at >= season else None
        if now is None or then is None:
            return None
        return now - then

    rest = tuple(compared(at) for at in range(len(values)))
    fitted = _window(rest, since + season, baseline)
    limits = limits_of(fitted, spread=spread, screened=screened)
    limits = replace(limits, size=_size(values[since:baseline]))
    centre: list[float | None] = []
    for at in range(len(values)):
        then = values[at - season] if at >= season else None
        centre.append(None if then is None else then + limits.centre)
    half = tuple(None if place is None else 3 * limits.sigma for place in centre)
    return Fitted(form, limits, rest, tuple(centre), half, yearly=True)


def _size(values: Values) -> float:
    """That of the largest."""
    return max((abs(value) for value in values if value is not None), default=0.0)


def _effects(values: Values, season: int, form: Form) -> list[float]:
    """What each phase has more than the whole on average, or how many times it."""
    phases: list[list[float]] = [[] for _phase in range(season)]
    for at, value in enumerate(values):
        if value is not None:
            phases[at % season].append(value)
    means = [math.fsum(phase) / len(phase) for phase in phases]
    overall = math.fsum(means) / season
    if form is Form.SEASON:
        return [mean - overall for mean in means]
    if min(means) <= 0 or min(means) < SMALLEST * overall:
        raise DefinitionError(
            _("A season that multiplies needs values above 0."), code="NOT_POSITIVE", field="values"
        )
    return [mean / overall for mean in means]


def _without(value: float, effect: float, form: Form) -> float:
    return value - effect if form is Form.SEASON else value / effect


def _line(values: Values) -> tuple[float, float]:
    """Least squares of the values over their periods: intercept and slope."""
    points = [(at, value) for at, value in enumerate(values) if value is not None]
    across = math.fsum(at for at, _value in points) / len(points)
    up = math.fsum(value for _at, value in points) / len(points)
    spread = math.fsum((at - across) ** 2 for at, _value in points)
    slope = math.fsum((at - across) * (value - up) for at, value in points) / spread
    return up - slope * across, slope


def _form(form: str) -> Form:
    try:
        return Form(form)
    except ValueError:
        raise DefinitionError(
            _("Choose level, trend, season, season_ratio or year_on_year."),
            code="UNKNOWN",
            field="form",
        ) from None


def shown(
    numbers: Sequence[float | None], lowest: float | None, highest: float | None
) -> list[float | None]:
    """Limits as pages, files and texts show them: held between the natural bounds, such as 0 and
    100 %. Values are tested against those that are not held.

    >>> shown([-2.0, 40.0, None], 0, 100)
    [0, 40.0, None]
    """
    held: list[float | None] = []
    for number in numbers:
        if number is not None and lowest is not None:
            number = max(number, lowest)
        if number is not None and highest is not None:
            number = min(number, highest)
        held.append(number)
    return held
