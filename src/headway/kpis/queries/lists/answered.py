"""Signals that were answered and that the last value still shows.

Such a KPI is as red or amber as before: its state is judged by its values. But nothing is asked of
anybody until the next value comes, so lists, headings and its page say so instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from headway.core.cadence import DAY
from headway.core.calendars import Calendar, span_of
from headway.core.spc import Colour, Variation
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, Response
from headway.kpis.queries.known.records import ResponseRow, responses_between
from headway.kpis.queries.known.responses import responses_then
from headway.kpis.queries.lists.rows import KpiFilters, KpiRow, filtered_of
from headway.kpis.queries.periods import period_name
from headway.people.access import Actor

ALWAYS = datetime(1, 1, 2, tzinfo=UTC)
"""Before anything was closed."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Those KPIs of a list, and how many of them are ``red`` and ``amber``."""

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


def is_answered(variation: str, last: ResponseRow | None) -> bool:
    """The rule: the last value signals worse, and of the signals that somebody answered it is the
    last one. What was corrected away was closed by nobody."""
    return (
        variation == Variation.WORSENING
        and last is not None
        and not last.is_open
        and last.closed_by is not None
    )


def answered(
    actor: Actor, filters: KpiFilters, rows: Sequence[KpiRow], *, is_cut: bool
) -> Answered:
    """Of all KPIs that the filters leave; ``rows`` are those of this page, and all of them where it
    is not cut. One query, none where nothing on a whole page got worse and has no open response."""
    if not is_cut and not any(_may_be(row) for row in rows):
        return Answered()
    return Answered.of(_answered(actor.organisation_id, filters))


@prepared
def _answered(organisation_id: int, filters: KpiFilters) -> QuerySet[Kpi, tuple[int, str]]:
    # Of the state, so that PostgreSQL looks for the responses of those only that got worse.
    last = Response.objects.filter(kpi_id=OuterRef("state__pk")).order_by("-number")
    by = last.values("closed_by")[:1]
    kpis = filtered_of(organisation_id, filters).filter(
        state__organisation_id=organisation_id,
        state__colour__in=(Colour.RED, Colour.AMBER),
        state__variation=Variation.WORSENING,
    )
    found = kpis.annotate(answered_by=Subquery(by)).filter(answered_by__isnull=False)
    return found.values_list("id", "state__colour")


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
            if is_answered(row.variation, last.get(row.id))
        ]
    )


def _may_be(row: KpiRow) -> bool:
    return row.variation == Variation.WORSENING and row.response_id is None


def waits_for(starts_on: date, frequency: str, calendar: Calendar) -> str:
    """The period after the one that begins on a day: its value tells whether the answer helped."""
    last = span_of(starts_on, frequency, calendar)
    return period_name(span_of(last.end + DAY, frequency, calendar).start, frequency, calendar)
