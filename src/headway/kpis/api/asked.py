"""What reads of a KPI may ask for alike: which series, which periods, and as of which day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Protocol, TypeVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Schema

from headway.kit import clock
from headway.kit.problems import InvalidInput, NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Line, PageQuery
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.queries.known.moment import judged_known
from headway.kpis.queries.known.past import moment_asked
from headway.kpis.queries.series.charts import Chart
from headway.kpis.queries.series.chosen import series_chart
from headway.kpis.queries.series.segments import segment_of, series_of
from headway.people.api.request import ApiRequest

Row = TypeVar("Row")


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


Made = TypeVar("Made", bound=_Numbered)

SegmentKey = Annotated[Line, Field(description="Key of a segment; left out: the whole.")]


class DayQuery(Schema):
    """Which day."""

    as_of: Day | None = Field(None, description="As it was known on this day; today when left out.")


class AsOfQuery(PageQuery, DayQuery):
    """Which page, as of which day."""


class SpanQuery(PageQuery):
    """Which periods."""

    first: Day | None = Field(None, description="From the period of this day on.")
    last: Day | None = Field(None, description="Until the period of this day.")


class PeriodsQuery(SpanQuery, AsOfQuery):
    """Which periods of which series, and as of which day."""

    segment: SegmentKey = ""

    def within(self, rows: Iterable[Row], span: Callable[[Row], tuple[date, date]]) -> list[Row]:
        """Those of which the first and the last day lie within what is asked for."""
        return [
            row
            for row in rows
            if (self.first is None or span(row)[1] >= self.first)
            and (self.last is None or span(row)[0] <= self.last)
        ]


def moment_of_read(request: ApiRequest, kpi: Kpi, as_of: date | None) -> datetime | None:
    """The moment that is shown; None for now. Raises NotFound before the KPI was defined."""
    today = clock.today(request.auth.time_zone)
    return moment_asked(request.auth, kpi, as_of, today)


def answer_known(
    request: ApiRequest,
    kpi_id: int,
    query: AsOfQuery,
    read: Callable[[Kpi, datetime | None], Sequence[Row]],
    as_item: Callable[[Row], Any] | None = None,
) -> HttpResponse:
    """A page of what is known of a KPI, as it was on the day that is asked for. Raises NotFound."""
    kpi = get_kpi(request.auth, kpi_id)
    rows = read(kpi, moment_of_read(request, kpi, query.as_of))
    return answers.listed(request, rows, query, as_item)


def whole_only(segment: str, at: datetime | None) -> None:
    """Raise InvalidInput where a segment is asked for as of a past day."""
    if segment and at is not None:
        said = _("Only the whole is kept as it was known. Leave out the segment.")
        raise InvalidInput.on("segment", said)


@dataclass(frozen=True, slots=True)
class ChartAsked:
    """A KPI with its definition, and the chart of a series of it, at a moment; None for now."""

    kpi: Kpi
    chart: Chart
    series_id: int
    at: datetime | None


def chart_asked(request: ApiRequest, kpi_id: int, segment: str, as_of: date | None) -> ChartAsked:
    """The KPI and the chart of its whole, or of one of its segments. Raises NotFound,
    InvalidInput."""
    kpi = get_kpi(request.auth, kpi_id)
    at = moment_of_read(request, kpi, as_of)
    whole_only(segment, at)
    series, calendar = series_of([kpi.pk])[kpi.pk], calendar_of(kpi.organisation_id)
    wanted = segment_of(series, segment)
    if wanted is None:
        seen = judged_known(kpi, series.whole, calendar, at)
        return ChartAsked(seen.kpi, seen.chart, series.whole, at)
    return ChartAsked(kpi, series_chart(kpi, series, wanted, calendar), wanted.id, at)


def made_row(rows: Iterable[Made], pk: int) -> Made:
    """What a request has just written, as it is read. Raises NotFound where somebody replaced or
    removed it meanwhile."""
    for row in rows:
        if row.id == pk:
            return row
    raise NotFound(_("It was saved, and somebody has replaced or removed it since. Read it again."))
