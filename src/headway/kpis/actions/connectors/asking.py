"""Ask a source, outside of any transaction, and turn what it tells into readings."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
from headway.kpis.queries.segments import series_of
from headway.kpis.sources import Fetched, SourceError

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
    """Readings, one a period and segment, and what is to be said about them."""

    readings: tuple[Reading, ...]
    notes: tuple[str, ...] = ()


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


def _answered(kpi: Kpi, asked: Asked, found: Sequence[Fetched]) -> Answered:
    if any(one.segment for one in found):
        _refuse_unknown(kpi, found)
    wanted = [one for one in found if asked.since <= one.on <= asked.until]
    notes = [*getattr(found, "notes", ())]
    if beyond := len(found) - len(wanted):
        words = ngettext(
            "%(count)d value of other days was left out.",
            "%(count)d values of other days were left out.",
            beyond,
        )
        notes.append(words % {"count": beyond})
    if not wanted and not notes:
        notes.append(_("The source has no value for these periods."))
    in_order = sorted(wanted, key=lambda one: (one.on, one.segment))
    return Answered(tuple(_reading(kpi, one, asked) for one in in_order), tuple(notes))


def _refuse_unknown(kpi: Kpi, found: Sequence[Fetched]) -> None:
    """Raise SourceError where the source names a segment that the KPI does not have. One query."""
    series = series_of([kpi.pk])[kpi.pk]
    told = dict.fromkeys(one.segment for one in found if one.segment)
    unknown = [name for name in told if series.named(name) is None]
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
