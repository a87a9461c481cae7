"""One query on an SQLite file that may only be read."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _

from headway.kpis.sources.folders import file_below, is_plain_path, opened_folder
from headway.kpis.sources.statements import BadStatement, columns_of, with_parameters
from headway.kpis.sources.terms import Limits, SourceError, Window
from headway.kpis.sources.timing import Deadline

LONGEST_TEXT = 200
_LONGEST_QUERY = 1_000_000
_LONGEST_VALUE, _LONGEST_PATTERN = 30_000, 200
"""Bytes of any value within the query, and of what LIKE looks for. One line can make a text of
gigabytes; and while one is looked for in another nobody looks at the clock."""
_STEPS = 50
"""So many steps of SQLite's machine between two looks at the clock: each may take a tenth of a
second, with texts as long as they may be."""
_READING = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE,
}  # fmt: skip
_NOT_THESE = {"load_extension", "fts3_tokenizer", "writefile", "readfile", "edit"}


def rows_of_sqlite(
    address: str, query: str, window: Window, limits: Limits, deadline: Deadline
) -> list[dict[str, object]]:
    """The rows by what their columns mean, at most one more than allowed. Raises SourceError."""
    path = file_below(opened_folder(limits), name_of(address))
    try:
        asked = with_parameters(query)
        uri = f"file:{quote(str(path))}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=min(5, deadline.left()))) as database:
            _restrict(database, deadline)
            days = {"since": window.since.isoformat(), "until": window.until.isoformat()}
            columns = columns_of(_names(database, asked, days))
            cut = ", ".join(_short(name) for name in columns)
            whole = f"SELECT {cut} FROM ({asked}) LIMIT {limits.rows + 1}"  # noqa: S608  # as below
            rows = database.execute(whole, days).fetchall()
            deadline.left()
            return [dict(zip(columns.values(), row, strict=True)) for row in rows]
    except BadStatement as error:
        raise SourceError("sql", str(error), is_lasting=True) from None
    except sqlite3.Error as error:
        deadline.left()
        raise _failed(error) from None


def name_of(address: str) -> str:
    """The file that an address names, below the opened folder. Raises SourceError."""
    parts = urlsplit(address)
    name = unquote(parts.path).removeprefix("/")
    if parts.netloc or parts.query or parts.fragment or not is_plain_path(name):
        said = _("Write sqlite:///, then the file as it lies in the opened folder.")
        raise SourceError("address", said, is_lasting=True)
    return name


def _restrict(database: sqlite3.Connection, deadline: Deadline) -> None:
    """Only reading, only this file, no endless steps and no endless texts."""
    database.execute("PRAGMA query_only = ON")
    database.execute("PRAGMA trusted_schema = OFF")
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _LONGEST_PATTERN)
    database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LONGEST_QUERY)
    end = time.monotonic() + deadline.left()
    database.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    database.set_authorizer(_may)


def _may(action: int, _first: str | None, second: str | None, *_more: str | None) -> int:
    if action not in _READING:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _NOT_THESE:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _names(database: sqlite3.Connection, asked: str, days: Mapping[str, str]) -> list[str]:
    described = database.execute(f"SELECT * FROM ({asked}) LIMIT 0", days).description  # noqa: S608  # the query is the person's own
    return [column[0] for column in described]


def _short(name: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return (
        f"CASE WHEN typeof({quoted}) IN ('text', 'blob') "
        f"THEN substr(CAST({quoted} AS TEXT), 1, {LONGEST_TEXT}) ELSE {quoted} END"
    )


def _failed(error: sqlite3.Error) -> SourceError:
    code = getattr(error, "sqlite_errorname", "")
    if code.startswith("SQLITE_BUSY"):
        return SourceError("busy", _("The database was busy. It is tried again."))
    if code.startswith(("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_IOERR")):
        return SourceError("unreadable", _("The file cannot be read as an SQLite database."))
    if code.startswith(("SQLITE_AUTH", "SQLITE_READONLY")):
        said = _("The query may only read.")
        return SourceError("read_only", said, is_lasting=True)
    said = _("The database says: %s.") % str(error).rstrip(".")[:300]
    return SourceError("sql", said)
