"""The days of the past on which a scorecard and its map can be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Min

from headway.core.cadence import Cadence
from headway.core.calendars import Calendar, span_of
from headway.people.access import Actor
from headway.strategy.models import MidTermGoal, live_goals
from headway.strategy.queries.goals import EVERY
from headway.web.formats import day as day_words
from headway.web.formats import short_day

BESIDE = 4
"""Days that stand beside each other; all others are a step further away."""
MOST = 120
"""Ends of quarters that are offered at all: those of thirty years."""
_DAY, _YEAR = timedelta(days=1), timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CardDays:
    """Ends of quarters: of ``all``, ``near`` are those around the day that is looked at, with their
    words, the latest first, and ``years`` all of them by year, where there are more. ``nearest`` to
    the day is the one to go to where there is nothing to see on it. ``count`` are the live goals of
    all times."""

    all: frozenset[date]
    near: tuple[tuple[date, str], ...]
    years: tuple[tuple[int, tuple[date, ...]], ...]
    nearest: date | None
    count: int


def card_days(
    actor: Actor, *, of: int | None, day: date, today: date, calendar: Calendar
) -> CardDays:
    """Of the goals of a unit, of the organisation (None) or of all (``EVERY``), seen on a day. One
    query."""
    spans = _spans(actor, of)
    ends = sorted(ends_of_quarters(spans, today, calendar), reverse=True)[:MOST]
    seen = ends_of_quarters([one for one in spans if one.live], today, calendar) - {day}
    near = ends if len(ends) <= BESIDE else _around(ends, day)
    by_year = [(year, tuple(found)) for year, found in groupby(ends, key=lambda end: end.year)]
    return CardDays(
        all=frozenset(ends),
        near=tuple((end, _words(end, today)) for end in near),
        years=tuple(by_year) if len(ends) > BESIDE else (),
        nearest=min(sorted(seen), key=lambda end: abs(end - day), default=None),
        count=sum(one.live for one in spans),
    )


class Span(NamedTuple):
    """Goals of the same first and last day: since when a KPI has measured one of them, if any, and
    how many are live."""

    first: date
    last: date
    measured: date | None
    live: int


def _spans(actor: Actor, of: int | None) -> list[Span]:
    mine = MidTermGoal.objects.filter(organisation_id=actor.organisation_id)
    if of != EVERY:
        mine = mine.filter(unit_id=of) if of else mine.filter(unit__isnull=True)
    spans = mine.values_list("starts_on", "ends_on").order_by("starts_on", "ends_on")
    live = Count("pk", filter=live_goals(), distinct=True)
    return [Span(*row) for row in spans.annotate(measured=Min("measures__since"), live=live)]


def ends_of_quarters(spans: Iterable[Span], today: date, calendar: Calendar) -> set[date]:
    """Within the times of goals that are over, with the last day of those that hold none; within
    the times of goals in force since a KPI has measured one of them: before, nobody had anything to
    look at. None of today or later."""
    found: set[date] = set()
    for one in spans:
        if one.last < today:
            found |= set(_ends_within(one.first, one.last, calendar)) or {one.last}
        elif one.measured is not None:
            begun = max(one.first, one.measured)
            found |= set(_ends_within(begun, today - _DAY, calendar))
    return found


def _ends_within(first: date, last: date, calendar: Calendar) -> Iterator[date]:
    """The latest first."""
    end = span_of(last + _DAY, Cadence.QUARTERLY, calendar).start - _DAY
    for _at in range(MOST):
        if end < first:
            return
        yield end
        end = span_of(end, Cadence.QUARTERLY, calendar).start - _DAY


def _around(ends: Sequence[date], day: date) -> Sequence[date]:
    """So many with the day among them, or the nearest to it."""
    at = min(range(len(ends)), key=lambda place: abs(ends[place] - day))
    first = max(0, min(at - 1, len(ends) - BESIDE))
    return ends[first : first + BESIDE]


def _words(end: date, today: date) -> str:
    """With its year where that does not go without saying."""
    return short_day(end) if today - end < _YEAR else day_words(end)
