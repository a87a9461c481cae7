"""What the page of a KPI shows of it: which series, which periods and how many, each with its
address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from headway.kit.choices import whole_id
from headway.kpis.models import Frequency, Kpi
from headway.kpis.queries.page.whole import RANGES, KpiPage
from headway.kpis.queries.series.longer import longer

FEW, FEW_LETTERS = 6, 60
"""Series that stand side by side to choose from, and the letters of their names; more are a
list."""


def asked_range(request: HttpRequest) -> int | None:
    asked = request.GET.get("periods", "")
    return 0 if asked == "all" else whole_id(asked)


def asked_longer(request: HttpRequest, kpi: Kpi) -> str:
    """The longer period that is asked for; empty for the KPI's own."""
    asked = request.GET.get("by", "")
    return asked if asked in longer(kpi.frequency) else ""


def _address(page: KpiPage, **changes: str) -> str:
    """The page with another segment, period or range."""
    now = {
        "segment": page.segment.key if page.segment else "",
        "by": page.longer.to if page.longer else "",
        "as_of": page.as_of.isoformat() if page.is_past else "",
    }
    query = {name: value for name, value in {**now, **changes}.items() if value}
    return f"?{urlencode(query)}"


def series_choices(page: KpiPage) -> dict[str, Any]:
    """Which series and which periods the chart can show, each with its address and whether it is
    shown."""
    chosen, to = page.segment, page.longer.to if page.longer else ""
    series = [(_("Whole"), _address(page, segment=""), chosen is None)] + [
        (one.name, _address(page, segment=one.key), one == chosen)
        for one in page.series.segments
        if not page.is_past and (one.archived_at is None or one == chosen)
    ]
    own = str(Frequency(page.kpi.frequency).label)
    periods = [(own, _address(page, by=""), not to)] + [
        (str(Frequency(one).label), _address(page, by=one), one == to)
        for one in longer(page.kpi.frequency)
    ]
    few = len(series) <= FEW and sum(len(name) for name, _href, _now in series) <= FEW_LETTERS
    return {
        "series_choices": series if few and len(series) > 1 else [],
        "series_options": [("", _("Whole"))]
        + [
            (one.key, one.name)
            for one in page.series.segments
            if one.archived_at is None or one == chosen
        ]
        if not few
        else [],
        "period_choices": periods if len(periods) > 1 and page.found.now else [],
        "segment_links": {one.id: _address(page, segment=one.key) for one in page.series.segments},
    }


def ranges(page: KpiPage) -> list[tuple[str, str, bool]]:
    """The ranges that differ, with their addresses and which is shown."""
    periods = page.longer.periods if page.longer else page.periods
    shown_now = len(page.longer.rows) if page.longer else page.shown
    fitting = [count for count in RANGES if count < periods]
    if not fitting:
        return []
    known = shown_now in fitting or shown_now == periods
    counts = fitting if known else sorted({*fitting, shown_now})
    links = [
        (str(count), _address(page, periods=str(count)), count == shown_now) for count in counts
    ]
    return [
        *links,
        (
            _("all %(count)d") % {"count": periods},
            _address(page, periods="all"),
            shown_now == periods,
        ),
    ]
