"""How a KPI stands, and by what."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.core.spc import (
    Advice,
    Assurance,
    Colour,
    Doubt,
    Form,
    Lack,
    Spread,
    Stage,
    Variation,
    run_chart,
)
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf
from headway.kpis.api.asked import AsOfQuery, DayQuery, SegmentKey, answer_known, chart_asked
from headway.kpis.api.bodies import Body
from headway.kpis.api.outputs import LIMIT_TESTED, SignalOut
from headway.kpis.models import Kpi, MeasurementState
from headway.kpis.queries.explanations.figures import misses
from headway.kpis.queries.known.moment import signals_known
from headway.kpis.queries.page.answers import baseline_doubts
from headway.kpis.queries.series.charts import Chart, settings_of
from headway.people.api.request import ApiRequest

router = Router(tags=["KPIs"])


class LimitsOut(Schema):
    """Process limits of the baseline in force, of the values without trend and season, and what
    they were computed from (docs/methods 3.2)."""

    centre: float = Field(..., examples=[94.6])
    sigma: float = Field(..., examples=[0.5])
    lower: float = Field(..., description=LIMIT_TESTED, examples=[93.1])
    upper: float = Field(..., description=LIMIT_TESTED, examples=[96.1])
    mean_range: float = Field(..., description="Mean or median moving range.", examples=[0.56])
    range_upper: float = Field(..., description="The largest usual range.", examples=[1.84])
    points: int = Field(..., description="Values of the baseline.", examples=[20])
    ranges: int = Field(..., description="Moving ranges that counted.", examples=[19])


class StretchOut(Schema):
    """The periods from one new baseline to the next."""

    starts_on: date
    ends_on: date
    baseline_ends_on: date | None = Field(
        ..., description="The last period that limits were computed from; null without limits."
    )
    points: int = Field(..., description="Values in it.", examples=[24])
    stage: Stage
    lack: Lack | None = Field(
        ...,
        description="Why there are no limits: values (fewer than six), neighbours (too few are "
        "next to each other), cycles (a season without two full ones), not_positive (a season that "
        "multiplies, with values not above 0). Null where there are.",
    )
    limits: LimitsOut | None


class DoubtOut(Schema):
    """Why there will be more false signals than the method says."""

    doubt: Doubt
    value: float = Field(..., examples=[0.52])
    limit: float = Field(..., description="From which it is raised.", examples=[0.45])


class RunChartOut(Schema):
    """What runs about the median tell, where there are too few values for limits to be sure."""

    median: float
    useful: int
    longest: int
    longest_usual: int
    crossings: int
    crossings_usual: int


class MethodOut(Schema):
    """How limits and signals are made."""

    form: Form
    season: int = Field(..., examples=[12])
    spread: Spread
    screened: bool
    rules: list[str] = Field(..., examples=[["LIM", "RUN8"]])


class ChartOut(Schema):
    """How a KPI stands at its last value, and everything that follows from. Its points are the
    `measurements`."""

    starts_on: date | None = Field(..., description="First day of the period of the last value.")
    value: float | None = Field(..., examples=[94.2])
    state: MeasurementState | None = Field(
        ..., description="Of that value; null without one.", examples=["final"]
    )
    variation: Variation
    assurance: Assurance | None = Field(
        ...,
        description="Whether an unchanged process meets the target; null without one, or limits.",
    )
    colour: Colour
    advice: Advice = Field(..., description="What the state asks for.", examples=["change_process"])
    miss_chance: float | None = Field(
        ..., description="Share of periods in which an unchanged process misses its target."
    )
    method: MethodOut
    stretches: list[StretchOut] = Field(..., description="The oldest first.")
    doubts: list[DoubtOut] = Field(..., description="Of the baseline in force.")
    run_chart: RunChartOut | None


class ChartQuery(DayQuery):
    """Which series, as of which day."""

    segment: SegmentKey = ""


@router.get(
    "kpis/{kpi_id}/chart",
    response=ChartOut,
    operation_id="get_kpi_chart",
    summary="Read how a KPI stands, and why",
)
def read_chart(request: ApiRequest, kpi_id: Id, query: Query[ChartQuery]) -> HttpResponse:
    """Signal and assurance, the stretches with their limits, what gives to doubt, and how all of it
    is made. A segment is judged as it is read, by its own values; it opens no response. With
    `as_of`, the whole as it was known on that day."""
    found = chart_asked(request, kpi_id, query.segment, query.as_of)
    return answers.one(request, _chart(found.kpi, found.chart))


@router.get(
    "kpis/{kpi_id}/signals",
    response=PageOf[SignalOut],
    operation_id="list_signals",
    summary="List a KPI's signals",
)
def read_signals(request: ApiRequest, kpi_id: Id, query: Query[AsOfQuery]) -> HttpResponse:
    """The newest period first; withdrawn ones too."""
    return answer_known(request, kpi_id, query, signals_known)


def _chart(kpi: Kpi, found: Chart) -> Body:
    now, settings = found.now, settings_of(kpi)
    judged = found.judged
    return {
        "starts_on": now.span.start if now else None,
        "value": now.value if now else None,
        "state": now.measurement.state if now and now.measurement else None,
        "variation": judged.variation,
        "assurance": judged.assurance,
        "colour": judged.colour,
        "advice": judged.advice,
        "miss_chance": misses(found),
        "method": {
            "form": settings.form,
            "season": settings.season,
            "spread": settings.spread,
            "screened": settings.screened,
            "rules": settings.rules,
        },
        "stretches": _stretches(found),
        "doubts": [
            {"doubt": one.doubt, "value": one.value, "limit": one.limit}
            for one in baseline_doubts(kpi, found)
        ],
        "run_chart": run_chart(_own(found)),
    }


def _stretches(found: Chart) -> list[Body]:
    return [
        {
            "starts_on": found.points[one.first].span.start,
            "ends_on": found.points[one.end - 1].span.end,
            "baseline_ends_on": found.points[one.baseline - 1].span.end if one.fitted else None,
            "points": one.points,
            "stage": one.stage,
            "lack": one.lack,
            "limits": {
                "centre": one.fitted.limits.centre,
                "sigma": one.fitted.limits.sigma,
                "lower": one.fitted.limits.lower,
                "upper": one.fitted.limits.upper,
                "mean_range": one.fitted.limits.mean_range,
                "range_upper": one.fitted.limits.range_upper,
                "points": one.fitted.limits.points,
                "ranges": one.fitted.limits.ranges,
            }
            if one.fitted
            else None,
        }
        for one in found.stretches
    ]


def _own(found: Chart) -> list[float | None]:
    """The values since the baseline in force began."""
    return found.values[found.stretch.first :] if found.stretch else []
