"""Signals that were answered and that the last value still shows.

Such a KPI is as red or amber as before: its state is judged by its values. But nothing is asked of
anybody until the next value comes, so lists, headings and its page say so instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q

from headway.core.cadence import DAY
from headway.core.calendars import Calendar, span_of
from headway.core.spc import Colour, Variation
from headway.kpis.queries.known.records import ResponseRow, responses_between
from headway.kpis.queries.known.responses import responses_then
from headway.kpis.queries.lists.rows import KpiRow
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.series.alike import Alike
from headway.kpis.queries.series.states import is_answered
from headway.people.access import Actor

ALWAYS = datetime(1, 1, 2, tzinfo=UTC)
"""Before anything was closed."""
ASKING = frozenset(map(str, (Colour.RED, Colour.AMBER)))
"""Colours that ask for something."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Those KPIs of a page, and how many of the whole list are ``red`` and ``amber``."""

    ids: frozenset[int] = frozenset()
    red: int = 0
    amber: int = 0

    @property
    def count(self) -> int:
        return self.red + self.amber

    @classmethod
    def of(cls, found: Collection[tuple[int, str]]) -> Answered:
        """Of ids and colours."""
        colours = [colour for _id, colour in found]
        return cls(
            frozenset(kpi_id for kpi_id, _colour in found),
            colours.count(Colour.RED),
            colours.count(Colour.AMBER),
        )


def answered(rows: Sequence[KpiRow], alike: Sequence[Alike]) -> Answered:
    """Of the rows of a page, and of all that its filters leave, as they were counted for its
    health. No query: both are stored with each state."""

    def counted(colour: Colour) -> int:
        return sum(one.count for one in alike if one.is_answered and one.colour == colour)

    return Answered(answered_of(rows), counted(Colour.RED), counted(Colour.AMBER))


def answered_of(rows: Iterable[KpiRow]) -> frozenset[int]:
    """Those of some rows, as they stand today. No query."""
    return frozenset([row.id for row in rows if row.is_answered and row.colour in ASKING])


def answered_then(actor: Actor, rows: Iterable[KpiRow], at: datetime) -> Answered:
    """The same as it was known at a moment, of rows of that moment. At most three queries."""
    asking = {row.id: row for row in rows if _may_be(row)}
    if not asking:
        return Answered()
    told = responses_between(actor, Q(kpi_id__in=list(asking)), raised_by=at, closed_after=ALWAYS)
    last: dict[int, ResponseRow] = {}
    for one in sorted(responses_then(actor, told, at), key=lambda one: one.number):
        last[one.kpi_id] = one
    return Answered.of(
        [
            (row.id, row.colour)
            for row in asking.values()
            if row.id in last and is_answered(row.variation, last[row.id].closed_by)
        ]
    )


def _may_be(row: KpiRow) -> bool:
    return row.variation == Variation.WORSENING and row.response_id is None


def waits_for(starts_on: date, frequency: str, calendar: Calendar) -> str:
    """The period after the one that begins on a day: its value tells whether the answer helped."""
    last = span_of(starts_on, frequency, calendar)
    return period_name(span_of(last.end + DAY, frequency, calendar).start, frequency, calendar)
