"""One query on a PostgreSQL server, in a transaction that may only read."""

from __future__ import annotations

import os
import re
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg
from django.utils.translation import gettext as _
from psycopg import errors, sql

from headway.kpis.sources.places import allowed_addresses
from headway.kpis.sources.statements import BadStatement, columns_of, with_parameters
from headway.kpis.sources.terms import Limits, SourceError, Window
from headway.kpis.sources.timing import Deadline

LONGEST_TEXT = 200
_TO_CANCEL = 2
_ENCRYPTED = ("require", "verify-full")
_PLAIN = ("disable", "allow", "prefer")
_LASTING = (
    errors.InvalidPassword, errors.InvalidAuthorizationSpecification, errors.SyntaxError,
    errors.FeatureNotSupported,
)  # fmt: skip
_SYSTEMS = (
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
)  # fmt: skip
"""Where Debian, Fedora, SUSE and Alpine keep whom they trust."""
_CUT = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow)
_TLS = re.compile(r"\b(SSL|TLS|certificate)\b")
_FATAL = re.compile(r"FATAL:\s+(.+)")


@dataclass(frozen=True, slots=True)
class Parts:
    """What an address says. Nothing else of it reaches the driver: no file to read, no socket of
    this machine, no options for the server."""

    host: str
    port: int
    name: str
    user: str
    password: str
    encryption: str


def rows_of_postgres(
    address: str, query: str, window: Window, limits: Limits, deadline: Deadline
) -> list[dict[str, object]]:
    """The rows by what their columns mean, at most one more than allowed. Raises SourceError."""
    parts = parts_of(address, limits)
    try:
        asked = with_parameters(query, "%({})s".format, lambda text: text.replace("%", "%%"))
        with closing(_connect(parts, limits, deadline)) as connection:
            try:
                return _asked(connection, asked, window, limits)
            except psycopg.OperationalError:
                _end(connection)
                raise
    except BadStatement as error:
        raise SourceError("sql", str(error), is_lasting=True) from None
    except (errors.QueryCanceled, errors.ConnectionTimeout):
        raise deadline.passed() from None
    except psycopg.Error as error:
        deadline.left()
        raise _failed(error, parts) from None


def parts_of(address: str, limits: Limits) -> Parts:
    """The parts of an address. Raises SourceError, which never repeats the password."""
    try:
        split = urlsplit(address)
        options = dict(parse_qsl(split.query, strict_parsing=bool(split.query)))
        port = split.port or 5432
    except ValueError:
        raise _wrong(_("Write postgresql://user:password@host:5432/name.")) from None
    host, name = unquote(split.hostname or ""), unquote(split.path.lstrip("/"))
    if not host or not name or not split.username or host.startswith(("/", "@")) or "," in host:
        raise _wrong(_("Write postgresql://user:password@host:5432/name."))
    encryption = options.pop("sslmode", "require")
    if options:
        said = _("Only sslmode may stand behind the name of the database, not “%s”.")
        raise _wrong(said % min(options)[:40])
    if encryption not in (*_ENCRYPTED, *_PLAIN):
        raise _wrong(_("sslmode is require or verify-full."))
    if encryption in _PLAIN and not limits.plain:
        raise _wrong(
            _(
                "sslmode must be require or verify-full. The server's administrator can allow "
                "connections without encryption with HEADWAY_SOURCE_PLAIN."
            )
        )
    password = unquote(split.password or "")
    return Parts(host, port, name, unquote(split.username), password, encryption)


class _Timed(psycopg.Connection[Any]):
    """Never waits beyond the deadline of its fetch, not even for a server that fell silent."""

    deadline: Deadline

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        return super().wait(gen, interval=interval, timeout=self.deadline.left())


def _connect(parts: Parts, limits: Limits, deadline: Deadline) -> _Timed:
    """A connection to the first judged address that takes one."""
    addresses = allowed_addresses(parts.host, parts.port, limits, deadline)
    root = _authorities(limits) if parts.encryption == "verify-full" else None
    refused: psycopg.Error | None = None
    for address in addresses:
        try:
            connection = _Timed.connect(
                host=parts.host,
                hostaddr=address,
                port=parts.port,
                dbname=parts.name,
                user=parts.user,
                password=parts.password,
                passfile=os.devnull,
                sslmode=parts.encryption,
                sslrootcert=root,
                sslcertmode="disable",
                gssencmode="disable",
                options="",
                connect_timeout=max(2, int(deadline.left())),
                client_encoding="utf-8",
                application_name="Headway",
                prepare_threshold=None,
            )
        except psycopg.OperationalError as error:
            refused = error
        else:
            connection.deadline = deadline
            return connection
    raise refused or psycopg.OperationalError()


def _authorities(limits: Limits) -> str:
    """The file of those whose certificates are trusted. The driver brings a TLS of its own, which
    does not know where the system keeps them."""
    usual = [ssl.get_default_verify_paths().cafile, *_SYSTEMS]
    for path in (limits.authorities, *usual):
        if path and Path(path).is_file():
            return str(path)
    said = _(
        "This server knows no certificate authorities. Its administrator can name a file of them "
        "with HEADWAY_SOURCE_AUTHORITIES."
    )
    raise SourceError("certificate", said, is_lasting=True)


def _asked(
    connection: _Timed, asked: str, window: Window, limits: Limits
) -> list[dict[str, object]]:
    """All in one transaction, which is never committed: the connection is closed instead.

    Results in binary make the driver send one statement alone, so that the server itself refuses
    several, whatever is written."""
    milliseconds = max(1, int(connection.deadline.left() * 1000))
    connection.read_only = True
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), milliseconds))
    connection.execute("SET LOCAL datestyle = ISO")
    zone = sql.SQL("SET LOCAL TimeZone = {}").format(window.time_zone)
    connection.execute(zone)
    days = {"since": window.since, "until": window.until}
    described = connection.execute(f"SELECT * FROM ({asked}) AS asked LIMIT 0", days, binary=True)  # noqa: S608  # the query is the person's own
    columns = columns_of([column.name for column in described.description or ()])
    cut = ", ".join(f"left({_quoted(name)}::text, {LONGEST_TEXT})" for name in columns)
    whole = f"SELECT {cut} FROM ({asked}) AS asked LIMIT {limits.rows + 1}"  # noqa: S608  # as above
    rows = connection.execute(whole, days, binary=True).fetchall()
    return [dict(zip(columns.values(), row, strict=True)) for row in rows]


def _end(connection: _Timed) -> None:
    """Tell the server that nobody waits any more: it would go on for as long as the query takes."""
    with suppress(psycopg.Error):
        connection.cancel_safe(timeout=_TO_CANCEL)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


def _failed(error: psycopg.Error, parts: Parts) -> SourceError:
    said_by_server = error.diag.message_primary or "".join(_FATAL.findall(str(error))[-1:])
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return SourceError("read_only", _("The query may only read."), is_lasting=True)
    if isinstance(error, errors.LockNotAvailable):
        return SourceError("busy", _("The database was busy. It is tried again."))
    if error.sqlstate is None and _TLS.search(str(error)):
        said = _("No trusted, encrypted connection to “%(host)s” came about: %(why)s.")
        why = str(error).rsplit("failed: ", 1)[-1].strip()[:200]
        return SourceError("certificate", said % {"host": parts.host, "why": why})
    if isinstance(error, _CUT) or (error.sqlstate is None and not said_by_server):
        said = _("The database at “%s” cannot be reached, or broke off. Is it running?")
        return SourceError("no_connection", said % parts.host)
    is_lasting = isinstance(error, _LASTING) or "password authentication failed" in said_by_server
    said = _("The database says: %s.") % said_by_server.rstrip(".")[:300]
    return SourceError("sql", said, is_lasting=is_lasting)


def _wrong(said: str) -> SourceError:
    return SourceError("address", said, is_lasting=True)
