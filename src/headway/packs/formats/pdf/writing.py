"""From a document to its PDF."""

from __future__ import annotations

import io
import logging
import os
from dataclasses import replace
from datetime import UTC
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from headway.kit.problems import Problem
from headway.packs.formats.card_rows import KPI
from headway.packs.formats.document import Document, Page, Table
from headway.packs.formats.drawing import Drawing, drawn
from headway.packs.formats.look import legible
from headway.packs.formats.pdf.styles import FONT, breakable, styled
from headway.web.formats import number

MOST_ROWS = 300
"""Rows of a table or scorecard that a PDF shows: each takes 10 to 20 ms, and nobody reads on."""
FONTS = ("inter-latin-wght-normal.woff2", "inter-latin-ext-wght-normal.woff2")
SCHEME = "headway-font:"
EPOCH = "315532800"
"""The first day of 1980, in seconds."""
VARIANT = "pdf/ua-1"
"""Tagged, so that it can be read aloud and reflowed (ISO 14289-1)."""


class PdfUnavailable(Problem):
    """This machine lacks the libraries that draw a PDF."""

    status = 503
    code = "pdf_unavailable"
    title = "No PDF can be made here"


def pdf_of(document: Document) -> bytes:
    """The pack as a PDF, the same bytes for the same document.

    Takes a second and 10 ms a row: for a large pack a matter of a job. Nothing is fetched for it,
    from the network or from this machine. Raises PdfUnavailable where Pango is not installed.
    """
    weasyprint = _library()
    page = styled(breakable(render_to_string("packs/print.html", _context(document))))
    html = weasyprint.HTML(string=page, base_url=f"{settings.BASE_URL}/", url_fetcher=_Own())
    digest = sha256(page.encode()).digest()[:16]
    content: bytes = html.write_pdf(pdf_variant=VARIANT, pdf_identifier=digest)
    return content


def _library() -> Any:
    # Fonts that are cut to what is used say when, unless told; which made two files of one pack.
    os.environ.setdefault("SOURCE_DATE_EPOCH", EPOCH)
    for name in ("fontTools", "weasyprint.progress"):  # a line for every step they take
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        import weasyprint  # heavy, and no page needs it
    except OSError as missing:
        raise PdfUnavailable(
            _(
                "Pango is not installed on the server, so no PDF can be made. An administrator "
                "installs it, on Debian as libpango-1.0-0, libpangoft2-1.0-0 and "
                "libharfbuzz-subset0. PowerPoint and XLSX work without it."
            )
        ) from missing
    return weasyprint


def _context(document: Document) -> dict[str, Any]:
    return {
        "document": document,
        "made": document.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pages": [
            (page, [_short(drawn(block, alone=True)) for block in _shortened(page).blocks])
            for page in document.pages
        ],
        "font": FONT,
        "fonts": [f"{SCHEME}{name}" for name in FONTS],
        "legible": legible,
    }


def _shortened(page: Page) -> Page:
    """With no more rows than a PDF shows, and how many are left out."""
    blocks = []
    for block in page.blocks:
        found = block
        if isinstance(block, Table) and len(block.rows) > MOST_ROWS:
            words = _left_out(len(block.rows) - MOST_ROWS)
            more = f"{words} {block.more}" if block.more else words
            found = replace(block, rows=block.rows[:MOST_ROWS], more=more)
        blocks.append(found)
    return replace(page, blocks=tuple(blocks))


def _short(found: Drawing) -> Drawing:
    """A scorecard in no more rows: first without its KPIs, which the goals sum up."""
    if len(found.rows) <= MOST_ROWS:
        return found
    kept = tuple(row for row in found.rows if row.depth < KPI)[:MOST_ROWS]
    return replace(found, rows=kept, more=_left_out(len(found.rows) - len(kept)))


def _left_out(count: int) -> str:
    return _("%(num)s more rows stand in the workbook.") % {"num": number(count)}


class _Own:
    """Hands out our two fonts and refuses everything else: what people wrote must not make a
    server open addresses or files."""

    def __call__(self, url: str, **_more: Any) -> Any:
        from weasyprint.urls import URLFetcherResponse

        name = url.removeprefix(SCHEME)
        path = finders.find(f"vendor/{name}") if url != name and name in FONTS else None
        if not isinstance(path, str):
            raise ValueError("Only the fonts of Headway are opened for a PDF.")
        return URLFetcherResponse(url, _unpacked(path), {"Content-Type": "font/ttf"})


@cache
def _unpacked(path: str) -> bytes:
    """A font as it is drawn from: to unpack one takes as long as a page."""
    from fontTools.ttLib import woff2

    out = io.BytesIO()
    woff2.decompress(io.BytesIO(Path(path).read_bytes()), out)
    return out.getvalue()
