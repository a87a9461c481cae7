"""The formats that can be read, one module each. A reader turns bytes into an ImportedPlan.

A file is read by the format it says it is in; its name does not matter. A new format is a module
with a ``plan.Format``, and an entry in ``_FORMATS``.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from headway.exchange.formats import okr_research
from headway.exchange.formats.kpi_definitions import read_definitions
from headway.exchange.formats.kpi_values import read_series, read_values
from headway.exchange.formats.kpis import LABELS, SERIES, VALUES, ImportedKpis, format_of
from headway.exchange.formats.plan import ImportedPlan
from headway.kit.problems import InvalidInput
from headway.kit.tables import header_of
from headway.kit.workbooks import UNPACKED, as_csv, is_workbook

_FORMATS = (okr_research.FORMAT,)

_BINARY = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf",
    b"\x28\xb5\x2f\xfd",
    b"%PDF-", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3",
)  # fmt: skip
"""How archives, spreadsheets, pictures and databases begin."""


def read_plan(content: bytes, *, today: date, limit: int) -> ImportedPlan:
    """What a file holds. ``limit`` is the most bytes a file may have; ``today`` decides which
    cycles are over.

    Raises InvalidInput when the file cannot be read at all; single entries that cannot be used
    are listed in the plan.
    """
    _refuse_unreadable(content, limit)
    for known in _FORMATS:
        if known.recognises(content):
            return known.read(content, today)
    said = _("This is no file Headway can read. It reads: %(names)s.")
    if columns := header_of(content):
        said = _(
            "This table has the columns %(columns)s. Values of KPIs need one that names the KPI"
            " (kpi, external_id or name), and date and value, or a column for each period such as"
            " 2026-10. Of one KPI date and value are enough, if you say which it is. Definitions"
            " need name and unit."
        )
    told = {"names": ", ".join(format_names()), "columns": ", ".join(columns)[:200]}
    raise InvalidInput.on("file", said % told, code="unknown_format")


def read_kpis(content: bytes, *, limit: int, kpi: str = "") -> ImportedKpis | None:
    """What a table of KPIs holds; None where the file is none. ``kpi`` is the one that a file of
    values alone is of, by its external id, its name or its id. Raises InvalidInput as
    :func:`read_plan` does."""
    is_sheet = len(content) <= limit and is_workbook(content)
    if is_sheet:
        content = as_csv(content, limit=limit)
    name = format_of(content)
    if not name:
        return None
    _refuse_unreadable(content, limit * UNPACKED if is_sheet else limit)
    if name == VALUES:
        return read_values(content)
    return read_series(content, kpi) if name == SERIES else read_definitions(content, name)


def _refuse_unreadable(content: bytes, limit: int) -> None:
    if len(content) > limit:
        raise InvalidInput.on(
            "file",
            _("The file is larger than %(limit)d MB. Split it by cycle.")
            % {"limit": limit // (1024 * 1024)},
            code="too_large",
        )
    if not content.strip():
        raise InvalidInput.on("file", _("The file is empty. Choose another one."), code="empty")
    if content.startswith(_BINARY):
        raise InvalidInput.on(
            "file",
            _(
                "This is an archive, a spreadsheet or another binary file, whatever its name. "
                "Unpack or export it, and choose the text file: %(names)s."
            )
            % {"names": ", ".join(format_names())},
            code="binary",
        )


def format_names() -> list[str]:
    """The formats that can be read, for people."""
    return [*(known.label for known in _FORMATS), *LABELS]
