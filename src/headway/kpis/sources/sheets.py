"""CSV and XLSX, by address or as the newest file in a watched folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headway.kit.problems import InvalidInput
from headway.kit.tables import header_of, rows_of
from headway.kit.workbooks import as_csv, is_workbook
from headway.kpis.sources.calls import ADDRESS, SIGNING_IN, call_of, check_call
from headway.kpis.sources.documents import DATES, check_columns
from headway.kpis.sources.folders import file_below, is_plain_path, opened_folder
from headway.kpis.sources.rows import COLUMNS, Row, read
from headway.kpis.sources.terms import Field, Kind, Limits, SourceError, Values, Window
from headway.kpis.sources.timing import Deadline

MOST_FILES = 10_000


def _fetch_table(
    settings: Mapping[str, str], secrets: Mapping[str, str], window: Window, limits: Limits
) -> Values:
    from headway.kpis.sources.web import Web  # an HTTP client, which few processes need

    deadline, call = Deadline(limits.seconds), call_of(settings, secrets, window)
    with Web(limits, deadline) as web:
        _status, content = web.get(call.url, call.headers)
    return _values(content, settings, window, limits, deadline)


def _fetch_newest(
    settings: Mapping[str, str], _secrets: Mapping[str, str], window: Window, limits: Limits
) -> Values:
    deadline = Deadline(limits.seconds)
    path = _newest(opened_folder(limits), settings["pattern"])
    found = _values(_whole(path, limits), settings, window, limits, deadline)
    return Values(found, [*found.notes, _("Read from “%s”.") % path.name], found.left_out)


def _newest(folder: Path, pattern: str) -> Path:
    """The file changed last that fits a pattern; hidden ones and locks are none."""
    fitting: list[tuple[float, str]] = []
    for count, path in enumerate(folder.glob(pattern)):
        if count >= MOST_FILES:
            said = _("More than %d files fit the pattern. Narrow it.")
            raise SourceError("too_many_files", said % MOST_FILES, is_lasting=True)
        if not path.name.startswith((".", "~")) and path.is_file():
            fitting.append((path.stat().st_mtime, str(path.relative_to(folder))))
    if not fitting:
        said = _("No file fits “%s” in the folder that the server's administrator opened.")
        raise SourceError("no_file", said % pattern)
    return file_below(folder, max(fitting)[1])


def _whole(path: Path, limits: Limits) -> bytes:
    """The content of a file that nobody writes to meanwhile."""
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            content = file.read(limits.bytes + 1)
            after = os.fstat(file.fileno())
    except OSError:
        said = _("“%s” cannot be read. May the server's service read it?")
        raise SourceError("no_file", said % path.name) from None
    if len(content) > limits.bytes:
        said = _("“%(name)s” is larger than %(most)d MB.")
        words = said % {"name": path.name, "most": max(1, limits.bytes // 1_000_000)}
        raise SourceError("too_large", words)
    seen = [(state.st_size, state.st_mtime_ns) for state in (before, after)]
    if seen[0] != seen[1] or len(content) != before.st_size:
        said = _("“%s” was being written to. Write it under another name, then rename it.")
        raise SourceError("half_written", said % path.name)
    return content


def _values(
    content: bytes,
    settings: Mapping[str, str],
    window: Window,
    limits: Limits,
    deadline: Deadline,
) -> Values:
    try:
        if is_workbook(content):
            late = deadline.is_over
            content = as_csv(content, limit=limits.bytes, most=limits.rows, is_late=late)
        rows = _rows(content, settings, limits, deadline)
        return read(rows, window, settings.get("dates", "iso"))
    except InvalidInput as error:
        deadline.left()
        raise SourceError("unreadable", str(error.detail)) from None


def _rows(
    content: bytes, settings: Mapping[str, str], limits: Limits, deadline: Deadline
) -> Iterator[Row]:
    told = {name: settings[name] for name in COLUMNS if settings.get(name)}
    columns = {name: column.lower() for name, column in told.items()}
    names = header_of(content)
    for column in columns.values():
        if column not in names:
            said = _("The table has no column “%(column)s”. Its columns are: %(names)s.")
            words = said % {"column": column, "names": ", ".join(names)[:300] or "–"}
            raise SourceError("no_column", words)
    for count, cells in enumerate(rows_of(content), start=1):
        deadline.left()
        if count > limits.rows:
            said = _("The table has more than %d rows.")
            raise SourceError("too_many_rows", said % limits.rows)
        place = _("Line %d") % cells.line
        yield Row(place, {name: cells[column] for name, column in columns.items()}, told)


def _check(settings: Mapping[str, str], _secrets: Mapping[str, str]) -> dict[str, str]:
    return check_columns(settings)


def _check_table(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    return check_call(settings, secrets) | _check(settings, secrets)


def _check_folder(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    errors = _check(settings, secrets)
    pattern = settings.get("pattern", "")
    if pattern and (not is_plain_path(pattern) or "**" in pattern):
        errors["pattern"] = _("Lead downwards only, with * for any text, as in sales/*.csv.")
    return errors


_COLUMNS = (
    Field(
        "date",
        gettext_lazy("Column of dates"),
        gettext_lazy("As the first line of the table names it."),
        is_required=True,
    ),
    Field("value", gettext_lazy("Column of values")),
    Field(
        "numerator",
        gettext_lazy("Column of numerators"),
        gettext_lazy("Of a ratio, instead of values."),
    ),
    Field("denominator", gettext_lazy("Column of denominators")),
    Field(
        "segment",
        gettext_lazy("Column of segments"),
        gettext_lazy("What a row is a part of, if any."),
    ),
    DATES,
)

TABLE = Kind(
    code="table",
    label=gettext_lazy("CSV or XLSX by address"),
    help=gettext_lazy(
        "A table with the names of its columns on top; the first sheet of a workbook."
    ),
    fields=(ADDRESS, *_COLUMNS, *SIGNING_IN),
    check=_check_table,
    fetch=_fetch_table,
)

FOLDER = Kind(
    code="folder",
    label=gettext_lazy("Watched folder"),
    help=gettext_lazy(
        "The newest CSV or XLSX file in the folder that the server's administrator opened."
    ),
    fields=(
        Field(
            "pattern",
            gettext_lazy("Files"),
            gettext_lazy("Such as sales/*.csv: of all that fit, the newest is read."),
            is_required=True,
        ),
        *_COLUMNS,
    ),
    check=_check_folder,
    fetch=_fetch_newest,
)
