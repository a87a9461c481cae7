"""Ask a source, outside of any transaction, and turn what it tells into readings."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from threading import BoundedSemaphore

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.calendars import Calendar, before, span_of
from headway.kit.database import Busy
from headway.kpis import sources
from headway.kpis.actions.formulas import listed
from headway.kpis.actions.readings import Reading
from headway.kpis.models import Kpi, MeasurementState
from headway.kpis.queries.series.segments import SeriesOf, series_of
from headway.kpis.sources import Fetched, SourceError, Values
from headway.kpis.sources.rows import in_order
from headway.kpis.sources.terms import Window

logger = logging.getLogger("headway.connectors")

_by_hand = BoundedSemaphore(1)
"""Of the threads that answer requests one may wait for a source, so that pages go on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source is asked for: how, and for which days in which periods. ``organisation`` is
    its short name, which the server's limits go by."""

    organisation: str
    kind: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    since: date
    until: date
    calendar: Calendar
    time_zone: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Readings, one a period and segment, what is to be said about them, and what is wrong with the
    rows that are ``left_out``."""

    readings: tuple[Reading, ...]
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def window_of(kpi: Kpi, periods: int, today: date, calendar: Calendar) -> tuple[date, date]:
    """The days from the first of so many periods, the running one included, until today."""
    return before(today, periods - 1, kpi.frequency, calendar).start, today


@contextmanager
def one_by_hand() -> Iterator[None]:
    """Around a fetch that somebody waits for. Raises Busy while somebody else does."""
    if not _by_hand.acquire(blocking=False):
        raise Busy(_("Somebody else waits for a source just now. Try again in a moment."))
    try:
        yield
    finally:
        _by_hand.release()


def ask(kpi: Kpi, asked: Asked) -> Answered:
    """The readings a source has for a KPI. A period that runs still is estimated. Raises
    SourceError, and nothing else: what goes wrong in a way that nobody thought of is in the log."""
    try:
        found = sources.fetch(
            asked.kind,
            asked.settings,
            asked.secrets,
            since=asked.since,
            until=asked.until,
            limits=sources.limits_of_server(asked.organisation),
            frequency=kpi.frequency,
            calendar=asked.calendar,
            time_zone=asked.time_zone,
        )
        return _answered(kpi, asked, found)
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - a source must not stop what asks others
        # Where, not what: an error may quote an address with its password.
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("The source of KPI %d: %s\n%s", kpi.pk, type(error).__name__, where)
        said = _("Headway does not understand the answer. The server's log says where it stumbled.")
        raise SourceError("fault", said) from None


def _answered(kpi: Kpi, asked: Asked, told: Values) -> Answered:
    named = _by_name(kpi, told)
    wanted = [one for one in named if asked.since <= one.on <= asked.until]
    window = Window(asked.since, asked.until, kpi.frequency, asked.calendar, asked.time_zone)
    found = in_order(Values(wanted, told.notes, named.left_out), window)
    notes = [*found.notes]
    if beyond := len(named) - len(wanted):
        words = ngettext(
            "%(count)d value of other days was left out.",
            "%(count)d values of other days were left out.",
            beyond,
        )
        notes.append(words % {"count": beyond})
    if not found and not notes:
        notes.append(_("The source has no value for these periods."))
    readings = [_reading(kpi, one, asked) for one in found]
    return Answered(tuple(readings), tuple(notes), tuple(row.message for row in found.left_out))


def _by_name(kpi: Kpi, told: Values) -> Values:
    """The same with segments under their names, where the source may tell keys: two of them may be
    one. Raises SourceError where it names one that the KPI does not have. One query where any is
    named."""
    named = dict.fromkeys(one.segment for one in told if one.segment)
    if not named:
        return told
    series = series_of([kpi.pk])[kpi.pk]
    _refuse_unknown(series, named)

    def name(segment: str) -> str:
        known = series.named(segment) if segment else None
        return known.name if known else segment

    return Values(
        [replace(one, segment=name(one.segment)) for one in told],
        told.notes,
        [replace(row, segment=name(row.segment)) for row in told.left_out],
    )


def _refuse_unknown(series: SeriesOf, named: Iterable[str]) -> None:
    unknown = [name for name in named if series.named(name) is None]
    if not unknown:
        return
    has = ", ".join(one.name for one in series.live)
    if not has:
        said = _("The source tells values by segment, and the KPI has no segments. Add them to the "
                 "KPI, or let the source tell one value for each period.")  # fmt: skip
    else:
        said = _("The KPI has no segment %(unknown)s, which the source tells. It has %(names)s. "
                 "Add it to the KPI, or leave it out of the source.")  # fmt: skip
    told_as = {"unknown": listed(unknown), "names": has}
    raise SourceError("segments", said % told_as, is_lasting=True)


def _reading(kpi: Kpi, one: Fetched, asked: Asked) -> Reading:
    span = span_of(one.on, kpi.frequency, asked.calendar)
    runs = span.end >= asked.until
    state = MeasurementState.ESTIMATED.value if runs else ""
    return Reading(one.on, one.value, one.numerator, one.denominator, state, segment=one.segment)
