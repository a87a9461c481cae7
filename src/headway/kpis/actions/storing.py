"""Write measurements the way each database does it fastest: COPY on PostgreSQL, one prepared
statement for all rows on SQLite. Rows go in as they are told, without instances."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Max, QuerySet

from headway.kit.prepared import prepared
from headway.kpis.models import Measurement, Revision, ValueOrigin

BATCH = 20_000
DAYS = 5_000
"""Named in one statement at most: databases take some ten thousand values."""

Group = TypeVar("Group")


class Stored(NamedTuple):
    """A row of ``kpis_measurement``, in the order of its columns."""

    series_id: int
    starts_on: date
    value: float | None
    numerator: float | None
    denominator: float | None
    state: str
    reason: str
    origin: str
    revision: int
    person_id: int | None
    entered_at: datetime


Replaced = tuple[Stored, Stored]
"""A row as it was, and as it is."""

COLUMNS = Stored._fields
_CHANGED = COLUMNS[2:]
_KEY = COLUMNS[:2]


def stored_rows(series_ids: Sequence[int], first: date, last: date) -> list[Stored]:
    """What is there of some series from one day to another. One query."""
    return [Stored(*row) for row in _stored(series_ids, first, last)]


@prepared
def _stored(
    series_ids: Sequence[int], first: date, last: date
) -> QuerySet[Measurement, tuple[Any, ...]]:
    return Measurement.objects.filter(
        series_id__in=series_ids, starts_on__gte=first, starts_on__lte=last
    ).values_list(*COLUMNS)


def store(new: Sequence[Stored], replaced: Sequence[Replaced]) -> None:
    """Append rows of periods that had none, and put others in the place of theirs, of which a
    revision is kept. Inside the transaction of a write that holds the rows of their KPIs, so that
    nobody else enters the same periods."""
    write = _by_copy if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else _by_statement
    if new:
        write("kpis_measurement", COLUMNS, new)
    if replaced:
        kept = [(*old, now.entered_at) for old, now in replaced]
        write("kpis_revision", (*COLUMNS, "replaced_at"), kept)
        _replace([now for _old, now in replaced])


def restore(*, gone: Sequence[Stored], back: Sequence[Stored]) -> None:
    """Take rows away, and put others back as the revisions that were kept of them say. Inside such
    a transaction too."""
    _take_away(gone)
    if back:
        _replace(back)
    for (series_id, revision), days in _days(back, lambda row: (row.series_id, row.revision)):
        kept = Revision.objects.filter(series_id=series_id, revision=revision)
        kept.filter(starts_on__in=days).delete()


def withdraw(rows: Sequence[Stored], at: datetime) -> None:
    """Take rows away that follow from nothing any more, and keep them as revisions. Inside such a
    transaction too."""
    if not rows:
        return
    write = _by_copy if connections[DEFAULT_DB_ALIAS].vendor == "postgresql" else _by_statement
    write("kpis_revision", (*COLUMNS, "replaced_at"), [(*row, at) for row in rows])
    _take_away(rows)


def _take_away(rows: Sequence[Stored]) -> None:
    for series_id, days in _days(rows, lambda row: row.series_id):
        Measurement.objects.filter(series_id=series_id, starts_on__in=days).delete()


def _days(
    rows: Iterable[Stored], key: Callable[[Stored], Group]
) -> Iterator[tuple[Group, Sequence[date]]]:
    """The days of rows by what they share, as many at once as a statement takes."""
    found: dict[Group, list[date]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row.starts_on)
    for shared, days in found.items():
        for first in range(0, len(days), DAYS):
            yield shared, days[first : first + DAYS]


def last_revisions(
    series_ids: Collection[int], first: date, last: date
) -> dict[tuple[int, date], int]:
    """The highest number of a kept revision, by series and day. One query."""
    kept = Revision.objects.filter(
        series_id__in=series_ids, starts_on__gte=first, starts_on__lte=last
    )
    rows = kept.order_by().values_list("series_id", "starts_on").annotate(last=Max("revision"))
    return {(series_id, day): number for series_id, day, number in rows}


def numbered(new: Sequence[Stored]) -> list[Stored]:
    """Rows of periods that have none, counted on from revisions that were kept of some: a value was
    computed there once, and withdrawn. One query where there are any rows."""
    if not new:
        return []
    days = [row.starts_on for row in new]
    last = last_revisions({row.series_id for row in new}, min(days), max(days))
    if not last:
        return list(new)
    return [row._replace(revision=last.get(row[:2], 0) + 1) for row in new]


def entered_before(made: Sequence[Stored], at: datetime) -> list[Replaced]:
    """Of rows that were made of segments, those that took the place of what somebody had entered:
    each with that one as it comes back. One query where there are any."""
    if not made:
        return []
    days = [row.starts_on for row in made]
    kept = Revision.objects.filter(
        series_id=made[0].series_id, starts_on__gte=min(days), starts_on__lte=max(days)
    )
    entered = kept.exclude(origin=ValueOrigin.DERIVED).order_by("revision").values_list(*COLUMNS)
    last = {row.starts_on: row for row in (Stored(*values) for values in entered)}
    return [
        (row, last[row.starts_on]._replace(revision=row.revision + 1, entered_at=at))
        for row in made
        if row.starts_on in last
    ]


def _by_copy(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with (
        connections[DEFAULT_DB_ALIAS].cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for first in range(0, len(rows), BATCH):
            copy.write("".join(_lines(rows[first : first + BATCH])))


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Rows as COPY reads them: series and day, three numbers, and the rest. Days, words and
    instants are the same in many rows, so each is spelt once."""
    spelt = _Each(_escaped)
    for row in rows:
        numbers = ["\\N" if number is None else repr(number) for number in row[2:5]]
        rest = [spelt[value] for value in row[5:]]
        yield "\t".join([str(row[0]), spelt[row[1]], *numbers, *rest]) + "\n"


def _escaped(value: Any) -> str:
    """A value without what COPY would read otherwise than it is written."""
    if value is None:
        return "\\N"
    text = str(value)
    for sign, written in _SIGNS:
        text = text.replace(sign, written)
    return text


_SIGNS = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def _by_statement(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for first in range(0, len(rows), BATCH):
            cursor.executemany(statement, _adapted(rows[first : first + BATCH]))


def _replace(rows: Sequence[Stored]) -> None:
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("DROP TABLE IF EXISTS headway_entered")
            cursor.execute(
                "CREATE TEMPORARY TABLE headway_entered ON COMMIT DROP AS "
                "SELECT * FROM kpis_measurement WITH NO DATA"
            )
            _by_copy("headway_entered", COLUMNS, rows)
            settings = ", ".join(f"{name} = n.{name}" for name in _CHANGED)
            cursor.execute(
                f"UPDATE kpis_measurement AS t SET {settings} FROM headway_entered AS n "  # noqa: S608 - as above
                "WHERE t.series_id = n.series_id AND t.starts_on = n.starts_on"
            )
            return
        settings = ", ".join(f"{name} = %s" for name in _CHANGED)
        cursor.executemany(
            f"UPDATE kpis_measurement SET {settings} WHERE series_id = %s AND starts_on = %s",  # noqa: S608 - as above
            [(*row[len(_KEY) :], *row[: len(_KEY)]) for row in _adapted(rows)],
        )


def _adapted(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Days and instants as SQLite keeps them, each written once."""
    instant = connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value
    days, instants = _Each(date.isoformat), _Each(instant)
    return [(row[0], days[row[1]], *row[2:10], *[instants[at] for at in row[10:]]) for row in rows]


class _Each(dict[Any, Any]):
    """What a function makes of each of few values."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __missing__(self, value: Any) -> Any:
        made = self[value] = self._make(value)
        return made
