"""Prometheus: a query in PromQL, asked once for the end of each period.

Periods of the same length that follow each other are one ``query_range``; months, which differ,
and days around a change of the clock are several. The period that runs is asked for as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from headway.core.calendars import spans
from headway.core.definitions import is_ordinary
from headway.core.errors import DefinitionError
from headway.kit import clock
from headway.kpis.sources.calls import SIGNING_IN, Call, call_of, check_call
from headway.kpis.sources.documents import parsed
from headway.kpis.sources.rows import LONGEST_SEGMENT, whole_periods
from headway.kpis.sources.terms import Fetched, Field, Kind, Limits, SourceError, Values, Window
from headway.kpis.sources.timing import Deadline

MOST_POINTS = 10_000
_REFUSING = {400, 422, 503}
"""The statuses with which Prometheus says in JSON what it does not like."""
_SHORTEST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a period is asked for, in seconds since 1970, and the day its value is of."""

    at: float
    on: date


@dataclass(slots=True)
class _Told:
    """What the answers have said so far."""

    values: list[Fetched] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    without_number: int = 0

    def note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)


def _fetch(
    settings: Mapping[str, str], secrets: Mapping[str, str], window: Window, limits: Limits
) -> Values:
    from headway.kpis.sources.web import Web, refuse_status  # an HTTP client, seldom needed

    call, told = call_of(settings, secrets, window), _Told()
    host = urlsplit(call.url).hostname or ""
    with Web(limits, Deadline(limits.seconds)) as web:
        for run in runs(moments(window, clock.now(), limits.rows)):
            url = _address(call, settings["query"], run)
            status, content = web.get(url, call.headers, also=_REFUSING)
            try:
                answer = parsed(content)
            except SourceError:
                refuse_status(status, host)
                raise
            series = _result(answer, told)
            try:
                _take(told, series, run, settings.get("segment", ""))
            except (AttributeError, IndexError, KeyError, TypeError, ValueError):
                raise _not_read() from None
            if len(told.values) > limits.rows:
                raise _too_many(limits.rows)
    if told.without_number:
        said = ngettext(
            "%(num)d sample is no number (NaN or infinite) and was left out.",
            "%(num)d samples are no numbers (NaN or infinite) and were left out.",
            told.without_number,
        )
        told.note(said % {"num": told.without_number})
    return Values(told.values, told.notes)


def moments(window: Window, now: datetime, most: int) -> list[Moment]:
    """The last moment of each period in a window, or now in the one that runs. Raises SourceError
    for more than ``most``."""
    whole = whole_periods(window)
    try:
        periods = spans(whole.since, whole.until, window.frequency, window.calendar)
    except DefinitionError:
        periods = []
    if not periods or len(periods) > most:
        raise _too_many(most)
    zone = ZoneInfo(window.time_zone)
    found: list[Moment] = []
    for span in periods:
        end = datetime.combine(span.end + timedelta(days=1), time(), zone) - _SHORTEST
        if datetime.combine(span.start, time(), zone) > now:
            break
        found.append(Moment(min(end, now).timestamp(), min(span.end, window.until)))
    return found


def runs(wanted: Sequence[Moment]) -> Iterator[list[Moment]]:
    """Moments in the order of time, cut wherever their distance changes."""
    run: list[Moment] = []
    for moment in wanted:
        if len(run) >= MOST_POINTS or (len(run) > 1 and _step(run) != _between(run[-1], moment)):
            yield run
            run = []
        run.append(moment)
    if run:
        yield run


def _between(one: Moment, other: Moment) -> float:
    return round(other.at - one.at, 3)


def _step(run: Sequence[Moment]) -> float:
    return _between(run[0], run[1]) if len(run) > 1 else 1.0


def _address(call: Call, query: str, run: Sequence[Moment]) -> str:
    asked = {
        "query": query,
        "start": f"{run[0].at:.3f}",
        "end": f"{run[-1].at:.3f}",
        "step": f"{_step(run):.3f}",
    }
    base, _mark, rest = call.url.partition("?")
    parameters = "&".join(filter(None, (rest, urlencode(asked, quote_via=quote))))
    return f"{base.rstrip('/')}/api/v1/query_range?{parameters}"


def _result(answer: Any, told: _Told) -> list[Any]:
    """The series of an answer. Raises SourceError with what Prometheus says."""
    if not isinstance(answer, dict) or answer.get("status") not in {"success", "error"}:
        said = _("This is no Prometheus. Enter its address without /api.")
        raise SourceError("not_prometheus", said, is_lasting=True)
    if answer["status"] == "error":
        said = _("Prometheus says: %s") % str(answer.get("error", ""))[:300]
        is_lasting = answer.get("errorType") == "bad_data"
        raise SourceError("prometheus", said, is_lasting=is_lasting)
    try:
        for warning in answer.get("warnings") or ():
            told.note(_("Prometheus warns: %s") % str(warning)[:300])
        return list(answer["data"]["result"])
    except (KeyError, TypeError):
        raise _not_read() from None


def _not_read() -> SourceError:
    return SourceError("not_prometheus", _("Prometheus answered in a form that is not read."))


def _take(told: _Told, series: Sequence[Any], run: Sequence[Moment], label: str) -> None:
    named = [str(one["metric"].get(label, ""))[:LONGEST_SEGMENT] if label else "" for one in series]
    if len(set(named)) < len(named):
        raise _several(len(named), label)
    for name, one in zip(named, series, strict=True):
        for at, sample in one["values"]:
            number = float(sample)
            if is_ordinary(number):
                place = round((float(at) - run[0].at) / _step(run))
                told.values.append(Fetched(run[place].on, number, segment=name))
            else:
                told.without_number += 1


def _several(count: int, label: str) -> SourceError:
    if label:
        said = _(
            "Several of the %(count)d series have the same “%(label)s”. Aggregate the query by it, "
            "as in sum by (%(label)s) (…)."
        ) % {"count": count, "label": label}
    else:
        said = _(
            "The query gives %d series. Make one of them, as in sum(…), or name the label that "
            "tells segments apart."
        )
        said %= count
    return SourceError("several_series", said, is_lasting=True)


def _too_many(most: int) -> SourceError:
    said = _("That makes more than %d values. Read less far back.")
    return SourceError("too_many_rows", said % most, is_lasting=True)


def _check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    errors = check_call(settings, secrets)
    label = settings.get("segment", "")
    if label and not (label.isascii() and label.isidentifier()):
        errors["segment"] = _("The name of a label is letters, digits and underscores.")
    return errors


PROMETHEUS = Kind(
    code="prometheus",
    label=gettext_lazy("Prometheus"),
    help=gettext_lazy("A query in PromQL; the value of a period is what it gives at its end."),
    fields=(
        Field(
            "url",
            gettext_lazy("Address of Prometheus"),
            gettext_lazy("Such as https://prometheus.example.org, without /api."),
            input="url",
            is_required=True,
        ),
        Field(
            "query",
            gettext_lazy("Query"),
            gettext_lazy(
                "One series, such as sum(increase(orders_total[1d])). Let it cover the period: the "
                "day for a daily KPI, [7d] for a weekly one."
            ),
            input="area",
            is_required=True,
        ),
        Field(
            "segment",
            gettext_lazy("Label of segments"),
            gettext_lazy("Where the query gives several series: the label that tells them apart."),
        ),
        *SIGNING_IN,
    ),
    check=_check,
    fetch=_fetch,
)
