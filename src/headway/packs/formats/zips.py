"""Files that are archives, without the moment at which they were written."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

FIRST = (1980, 1, 1, 0, 0, 0)
"""The earliest day that an archive can name."""
_WHEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def settled(content: bytes, made_at: datetime) -> bytes:
    """An office file that says it was made at a moment, so that the same document is always the
    same bytes: whoever keeps one can tell whether it was changed. Spreadsheets within charts, too.
    """
    out = io.BytesIO()
    said = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = settled(part, made_at)
            elif name == "docProps/core.xml":
                part = _WHEN.sub(rb"\g<1>" + said + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, FIRST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()
