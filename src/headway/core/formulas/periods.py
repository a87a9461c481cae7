"""A formula over periods: what its names came to in each, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headway.core.calendars import ORDINARY, Calendar, Span, rank, span_of
from headway.core.errors import DefinitionError
from headway.core.formulas.evaluating import Missing, Outcome, Reason, outcome
from headway.core.formulas.nodes import Formula
from headway.core.measurements import InTime, Measured, in_time, shorter
from headway.core.texts import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Input:
    """A KPI that a formula names: its values with the days of those that are estimates, and how
    they are put together to longer periods (``in_time``)."""

    values: Sequence[Measured]
    how: str
    cadence: str
    scale: float = 1.0
    estimated: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """What a name came to in one period, of ``present`` out of ``expected`` values. Not
    ``applicable``: there was nothing to measure."""

    value: float | None
    expected: int = 1
    present: int = 0
    is_estimated: bool = False
    applicable: bool = True


@dataclass(frozen=True, slots=True)
class Derived:
    """What a formula came to in one period, and its parts by name."""

    period: Span
    outcome: Outcome
    parts: Mapping[str, Part]

    @property
    def value(self) -> float | None:
        return self.outcome.value

    @property
    def is_estimated(self) -> bool:
        """Whether something that went in was an estimate, or not complete yet."""
        return self.value is not None and any(
            part.is_estimated for part in self.parts.values() if part.value is not None
        )

    @property
    def applicable(self) -> bool:
        """False where all that it lacks a value for had nothing to measure."""
        if self.outcome.reason is not Reason.MISSING:
            return True
        return any(self.parts[name].applicable for name in self.outcome.names)


def derive(
    formula: Formula,
    inputs: Mapping[str, Input],
    days: Iterable[date],
    *,
    frequency: str,
    calendar: Calendar = ORDINARY,
    missing: str = Missing.BLANK,
) -> list[Derived]:
    """What a formula comes to in the periods of some days, each once and in order.

    A value of the same frequency goes in as it is. Values of shorter periods are put together as
    their KPI says; while some of them are missing, an input has no value where ``missing`` is
    blank, and else what is there goes in as an estimate.

    Parameters
    ----------
    inputs
        By the names of the formula.
    frequency
        How often the formula has a value; inputs are as frequent, or more.
    missing
        What an input without a value does, see ``Missing``.

    Returns
    -------
    list[Derived]

    Raises
    ------
    DefinitionError
        An unknown frequency, or an input of longer periods.
    ReadingError
        A value is no ordinary number, or a period has two.

    Examples
    --------
    >>> from headway.core.formulas.parsing import parse
    >>> months = [Measured(date(2026, m, 1), value=v) for m, v in ((1, 5), (2, 7), (3, 1), (4, 2))]
    >>> cost = Input(months, how="sum", cadence="monthly")
    >>> staff = Input([Measured(date(2026, 1, 1), 10), Measured(date(2026, 4, 1), 10)], "last",
    ...     "quarterly")
    >>> found = derive(parse("cost / staff"), {"cost": cost, "staff": staff},
    ...     [date(2026, 3, 1), date(2026, 4, 1)], frequency="quarterly")
    >>> [(one.period.label, one.value, one.outcome.names) for one in found]
    [('Q1 2026', 1.3, ()), ('Q2 2026', None, ('cost',))]

    Source: docs/methods 3.9.
    """
    rule = Missing(missing)
    periods = sorted({span_of(day, frequency, calendar) for day in days})
    parts = {
        name: _parts(inputs[name], periods, frequency, calendar, rule) for name in formula.names
    }
    found = []
    for at, period in enumerate(periods):
        here = {name: each[at] for name, each in parts.items()}
        values = {name: part.value for name, part in here.items()}
        found.append(Derived(period, outcome(formula, values, rule), here))
    return found


def _parts(
    given: Input, periods: Sequence[Span], frequency: str, calendar: Calendar, rule: Missing
) -> list[Part]:
    """What an input came to in each of some periods."""
    if rank(given.cadence) > rank(frequency):
        raise DefinitionError(
            _("Values cannot be split to shorter periods."), code="SHORTER", field="frequency"
        )
    if rank(given.cadence) == rank(frequency):
        by_period = {span_of(one.day, frequency, calendar): one for one in given.values}
        return [_same(by_period.get(period), given) for period in periods]
    whole = in_time(
        given.values,
        how=given.how,
        cadence=given.cadence,
        to=frequency,
        calendar=calendar,
        scale=given.scale,
    )
    together = {one.period: one for one in whole}
    guessed = {
        span_of(span_of(day, given.cadence, calendar).end, frequency, calendar)
        for day in given.estimated
    }
    return [
        _together(together.get(period), period in guessed, rule)
        if period in together
        else Part(None, len(shorter(period, given.cadence, calendar)))
        for period in periods
    ]


def _same(one: Measured | None, given: Input) -> Part:
    if one is None:
        return Part(None)
    if not one.applicable:
        return Part(None, expected=0, applicable=False)
    present = one.value is not None
    return Part(one.value, present=int(present), is_estimated=one.day in given.estimated)


def _together(one: InTime | None, is_estimated: bool, rule: Missing) -> Part:
    if one is None or not one.expected:
        return Part(None, expected=0, applicable=False)
    is_whole = one.present == one.expected
    value = None if rule is Missing.BLANK and not is_whole else one.value
    return Part(value, one.expected, one.present, is_estimated or not is_whole)
