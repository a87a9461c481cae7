"""Rows of a source as values: what is no day or no number is left out and named by its row, what
is empty is no value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.cadence import local_date
from headway.core.calendars import span_of
from headway.core.definitions import is_ordinary
from headway.kpis.sources.terms import Fetched, LeftOut, SourceError, Values, Window

COLUMNS = ("date", "value", "numerator", "denominator", "segment")
LONGEST_SEGMENT = 100
_LONGEST_CELL = 60
_SHORTER = re.compile(r"(\d{4})(?:-(\d{2})|-?Q([1-4]))?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PER_SECOND = {"seconds": 1, "milliseconds": 1000}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it came: ``place`` says where it stands, as in "row 3"; ``names`` are what its
    cells are called there, where that is known."""

    place: str
    cells: Mapping[str, object]
    names: Mapping[str, str] = field(default_factory=dict)


def read(rows: Iterable[Row], window: Window, dates: str = "iso") -> Values:
    """The values that lie in the periods of a window, and the rows that cannot be read. ``dates``
    says how days are written: ``iso``, ``seconds`` or ``milliseconds`` since 1970."""
    found: list[Fetched] = []
    left_out: list[LeftOut] = []
    whole = whole_periods(window)
    for row in rows:
        on = None
        try:
            on = _day(row, dates, window.time_zone)
            if whole.since <= on <= whole.until:
                one = _fetched(row, on)
                if one is not None:
                    found.append(one)
        except _Unreadable as wrong:
            if on is not None or not _is_empty(row):
                left_out.append(LeftOut(wrong.code, wrong.said, on, _segment(row)))
    return Values(found, left_out=left_out)


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


def in_order(values: Values, window: Window) -> Values:
    """By day and segment, one value a period; a day of the running period that is yet to come is
    that of the window's end. Of a period that has two, or a row that cannot be read, no value is
    taken: which of them holds, or what they make together, is for the source to say. Raises
    SourceError where something is left out and nothing is left."""
    unreadable = {
        _key(row.on, row.segment, window) for row in values.left_out if row.on is not None
    }
    periods: dict[tuple[date, str], list[Fetched]] = {}
    for one in sorted(values, key=lambda value: (value.on, value.segment)):
        periods.setdefault(_key(one.on, one.segment, window), []).append(one)
    found: list[Fetched] = []
    left_out = list(values.left_out)
    for key, told in periods.items():
        if len(told) > 1:
            left_out.append(_twice(told, window))
        elif key in unreadable:
            left_out.append(_beside(told[0], window))
        else:
            found.append(replace(told[0], on=min(told[0].on, window.until)))
    if left_out and not found:
        raise SourceError(left_out[0].code, _all_of(left_out))
    return Values(found, values.notes, left_out)


def _key(on: date, segment: str, window: Window) -> tuple[date, str]:
    return span_of(on, window.frequency, window.calendar).start, segment


def _twice(told: Sequence[Fetched], window: Window) -> LeftOut:
    first, second = told[:2]
    said = _(
        "There are two values for one period (%(period)s): of %(first)s and of %(second)s. "
        "Let the source give one for each, or choose another frequency of the KPI."
    )
    period = span_of(first.on, window.frequency, window.calendar).label
    words = said % {"period": period, "first": first.on, "second": second.on}
    return LeftOut("twice", words, first.on, first.segment)


def _beside(one: Fetched, window: Window) -> LeftOut:
    said = _(
        "There are two rows for one period (%(period)s), and one of them cannot be read: so the "
        "value of %(on)s is not taken either."
    )
    period = span_of(one.on, window.frequency, window.calendar).label
    return LeftOut("twice", said % {"period": period, "on": one.on}, one.on, one.segment)


def _all_of(left_out: Sequence[LeftOut]) -> str:
    """The first, and how many more there are."""
    first = left_out[0].message
    more = len(left_out) - 1
    if not more:
        return first
    words = ngettext(
        "%(first)s %(count)d more row cannot be read, and none is left.",
        "%(first)s %(count)d more rows cannot be read, and none is left.",
        more,
    )
    return words % {"first": first, "count": more}


def _is_empty(row: Row) -> bool:
    """Whether it tells no value at all, as a line below a table does."""
    cells = (row.cells.get(name) for name in ("value", "numerator", "denominator"))
    return all(cell is None or not str(cell).strip() for cell in cells)


def _segment(row: Row) -> str:
    segment = row.cells.get("segment")
    return "" if segment is None else str(segment).strip()


def _fetched(row: Row, on: date) -> Fetched | None:
    value, over = _number(row, "value"), _number(row, "numerator")
    under = _number(row, "denominator")
    if (over is None) != (under is None):
        raise _wrong(
            row,
            "half",
            _("There is a numerator without its denominator, or the reverse. Give both or none."),
        )
    if value is None and over is None:
        return None
    text = _segment(row)
    if len(text) > LONGEST_SEGMENT:
        raise _wrong(row, "segment", _("The segment is longer than 100 characters. Shorten it."))
    return Fetched(on, value, over, under, text)


def _number(row: Row, name: str) -> float | None:
    cell = row.cells.get(name)
    try:
        return number_in(cell)
    except (ValueError, OverflowError):
        said = _(
            "“%(cell)s” in “%(name)s” is no ordinary number. Give it as 94.2, or leave it empty."
        ) % {"cell": _short(cell), "name": row.names.get(name, name)}
        raise _wrong(row, "not_a_number", said) from None


def _day(row: Row, dates: str, time_zone: str) -> date:
    cell = row.cells.get("date")
    try:
        return day_in(cell, dates, time_zone)
    except (ValueError, OverflowError):
        if cell is None or cell == "":
            raise _wrong(
                row, "not_a_day", _("There is no date. Give days as 2026-10-31.")
            ) from None
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


class _Unreadable(Exception):
    """A row cannot be read, and why."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code, self.said = code, said


def _wrong(row: Row, code: str, said: str) -> _Unreadable:
    return _Unreadable(code, _("%(place)s: %(said)s") % {"place": row.place, "said": said})


def _short(cell: object) -> str:
    text = str(cell)
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
