"""SQL: what one query on PostgreSQL or SQLite gives, without a chance to change anything.

The query becomes a part of a SELECT of ours, which cuts long texts and counts rows: nothing but a
query can stand there. The connection reads only, knows time limits, and is closed at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headway.kpis.sources.rows import Row, read, whole_periods
from headway.kpis.sources.statements import LONGEST, BadStatement, with_parameters
from headway.kpis.sources.terms import Field, Kind, Limits, SourceError, Values, Window
from headway.kpis.sources.timing import Deadline

POSTGRES, SQLITE = ("postgresql", "postgres"), ("sqlite", "sqlite3")


def _fetch(
    settings: Mapping[str, str], secrets: Mapping[str, str], window: Window, limits: Limits
) -> Values:
    address, whole = secrets["address"], whole_periods(window)
    if urlsplit(address).scheme in POSTGRES:
        from headway.kpis.sources.postgres import rows_of_postgres as ask
    else:
        from headway.kpis.sources.sqlite import rows_of_sqlite as ask
    found = ask(address, settings["query"], whole, limits, Deadline(limits.seconds))
    if len(found) > limits.rows:
        said = _("The query gives more than %d rows. Aggregate it to one for each period.")
        raise SourceError("too_many_rows", said % limits.rows)
    rows = (Row(_("Row %d") % at, cells) for at, cells in enumerate(found, start=1))
    return read(rows, window)


def _check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    query = settings.get("query", "")
    try:
        with_parameters(query)
    except BadStatement as error:
        errors["query"] = str(error)
    if len(query) > LONGEST:
        errors["query"] = _("Use at most %d characters.") % LONGEST
    if secrets.get("address"):
        wrong = _wrong_address(secrets["address"])
        if wrong:
            errors["address"] = wrong
    return errors


def _wrong_address(address: str) -> str:
    from headway.kpis.sources.postgres import parts_of  # the driver, which SQLite does not need
    from headway.kpis.sources.sqlite import name_of

    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = ""
    try:
        if scheme in POSTGRES:
            parts_of(address, Limits(plain=True))
        elif scheme in SQLITE:
            name_of(address)
        else:
            return _("Begin with postgresql:// or sqlite:///.")
    except SourceError as error:
        return error.message
    return ""


SQL = Kind(
    code="sql",
    label=gettext_lazy("SQL query"),
    help=gettext_lazy("A SELECT on PostgreSQL or SQLite that gives a row for each period."),
    fields=(
        Field(
            "address",
            gettext_lazy("Address of the database"),
            gettext_lazy(
                "postgresql://user:password@host:5432/name, of a user who may only read; or "
                "sqlite:///file in the folder that the server's administrator opened. Kept "
                "encrypted, never shown again."
            ),
            is_required=True,
            is_secret=True,
        ),
        Field(
            "query",
            gettext_lazy("Query"),
            gettext_lazy(
                "Columns: date and value, or date, numerator and denominator; perhaps segment. "
                ":since and :until are the first and last day that are asked for; on PostgreSQL "
                "days are those of the organisation's time zone."
            ),
            input="area",
            is_required=True,
        ),
    ),
    check=_check,
    fetch=_fetch,
)
