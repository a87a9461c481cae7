"""Rows of a source as values: what is no day or no number is refused by its row, what is empty is
left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from headway.core.cadence import local_date
from headway.core.calendars import span_of
from headway.core.definitions import is_ordinary
from headway.kpis.sources.terms import Fetched, SourceError, Window

COLUMNS = ("date", "value", "numerator", "denominator", "segment")
LONGEST_SEGMENT = 100
_LONGEST_CELL = 60
_SHORTER = re.compile(r"(\d{4})(?:-(\d{2})|-?Q([1-4]))?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PER_SECOND = {"seconds": 1, "milliseconds": 1000}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came: ``place`` says where it stands, as in "row 3"."""

    place: str
    cells: Mapping[str, object]


def read(rows: Iterable[Row], window: Window, dates: str = "iso") -> list[Fetched]:
    """The values that lie in the periods of a window. ``dates`` says how days are written:
    ``iso``, ``seconds`` or ``milliseconds`` since 1970. Raises SourceError naming the row."""
    found: list[Fetched] = []
    whole = whole_periods(window)
    for row in rows:
        on = _day(row, dates, window.time_zone)
        if whole.since <= on <= whole.until:
            one = _fetched(row, on)
            if one is not None:
                found.append(one)
    return found


def number_in(cell: object) -> float | None:
    """A number, or None of an empty cell. Raises ValueError for anything else: text with units or
    separators, not-a-number, infinity.

    >>> number_in("94.2"), number_in(""), number_in(Decimal("3"))
    (94.2, None, 3.0)
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool):
        raise ValueError
    if isinstance(cell, str):
        if not _NUMBER.fullmatch(cell.strip()):
            raise ValueError
        number = float(cell)
    elif isinstance(cell, int | float | Decimal):
        number = float(cell)
    else:
        raise ValueError
    if not is_ordinary(number):
        raise ValueError
    return number


def day_in(cell: object, dates: str, time_zone: str) -> date:
    """The day of a cell: ISO 8601 (a day, month, quarter or year by its first day), or an instant
    as it falls in ``time_zone``. Raises ValueError.

    >>> [day_in(text, "iso", "UTC").isoformat() for text in ("2026-10-31", "2026-10", "2026-Q4")]
    ['2026-10-31', '2026-10-01', '2026-10-01']
    >>> day_in(1_790_000_000, "seconds", "UTC").isoformat()
    '2026-09-21'
    """
    if dates in _PER_SECOND:
        number = number_in(cell)
        if number is None:
            raise ValueError
        return _instant(number / _PER_SECOND[dates], time_zone)
    if isinstance(cell, datetime):
        return _told(cell, time_zone)
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        raise ValueError
    return _written(str(cell).strip(), time_zone)


def whole_periods(window: Window) -> Window:
    """The window widened to the whole periods that its ends lie in."""
    since = span_of(window.since, window.frequency, window.calendar).start
    until = span_of(window.until, window.frequency, window.calendar).end
    return Window(since, until, window.frequency, window.calendar, window.time_zone)


def in_order(values: Iterable[Fetched], window: Window) -> list[Fetched]:
    """By day and segment; a day of the running period that is yet to come is that of the window's
    end. Raises SourceError for two values of one period: which of them holds, or what they make
    together, is for the source to say."""
    first: dict[tuple[date, str], Fetched] = {}
    for one in sorted(values, key=lambda value: (value.on, value.segment)):
        span = span_of(one.on, window.frequency, window.calendar)
        other = first.setdefault((span.start, one.segment), one)
        if other is not one:
            said = _(
                "There are two values for one period (%(period)s): of %(first)s and of %(second)s. "
                "Let the source give one for each, or choose another frequency of the KPI."
            )
            words = said % {"period": span.label, "first": other.on, "second": one.on}
            raise SourceError("twice", words)
    return [replace(one, on=min(one.on, window.until)) for one in first.values()]


def _fetched(row: Row, on: date) -> Fetched | None:
    value, over = _number(row, "value"), _number(row, "numerator")
    under = _number(row, "denominator")
    if (over is None) != (under is None):
        raise _wrong(
            row, "half", _("There is a numerator without its denominator, or the reverse.")
        )
    if value is None and over is None:
        return None
    segment = row.cells.get("segment")
    text = "" if segment is None else str(segment).strip()
    if len(text) > LONGEST_SEGMENT:
        raise _wrong(row, "segment", _("The segment is longer than 100 characters."))
    return Fetched(on, value, over, under, text)


def _number(row: Row, name: str) -> float | None:
    cell = row.cells.get(name)
    try:
        return number_in(cell)
    except (ValueError, OverflowError):
        said = _("“%(cell)s” in “%(name)s” is no ordinary number.") % {
            "cell": _short(cell),
            "name": name,
        }
        raise _wrong(row, "not_a_number", said) from None


def _day(row: Row, dates: str, time_zone: str) -> date:
    cell = row.cells.get("date")
    try:
        return day_in(cell, dates, time_zone)
    except (ValueError, OverflowError):
        if cell is None or cell == "":
            raise _wrong(row, "not_a_day", _("There is no date.")) from None
        said = _("“%s” is no date. Give days as 2026-10-31.") % _short(cell)
        raise _wrong(row, "not_a_day", said) from None


def _written(text: str, time_zone: str) -> date:
    shorter = _SHORTER.fullmatch(text)
    if shorter:
        year, month, quarter = shorter.groups()
        return date(int(year), int(month or 3 * int(quarter or 1) - 2), 1)
    if len(text) == len("2026-10-31"):
        return date.fromisoformat(text)
    return _told(datetime.fromisoformat(text), time_zone)


def _instant(seconds: float, time_zone: str) -> date:
    return local_date(_EPOCH + timedelta(seconds=seconds), time_zone)


def _told(moment: datetime, time_zone: str) -> date:
    """A moment told without its zone is told in ours."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(time_zone))
    return local_date(moment, time_zone)


def _wrong(row: Row, code: str, said: str) -> SourceError:
    return SourceError(code, _("%(place)s: %(said)s") % {"place": row.place, "said": said})


def _short(cell: object) -> str:
    text = str(cell)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
