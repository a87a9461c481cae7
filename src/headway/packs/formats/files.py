"""The files that a pack is written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from headway.packs.formats.document import Document


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its ending, and its media type."""

    ending: str
    media_type: str


FILES: Mapping[str, FileKind] = {
    "pdf": FileKind("pdf", "application/pdf"),
    "pptx": FileKind(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ),
    "xlsx": FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def write(kind: str, document: Document) -> bytes:
    """The document as a file of a kind of ``FILES``. Raises KeyError for another."""
    return _writer(kind)(document)


def _writer(kind: str) -> Callable[[Document], bytes]:
    """Each is loaded when it is first asked for: they are large, and few processes need them."""
    if kind == "pdf":
        from headway.packs.formats.pdf import pdf_of

        return pdf_of
    if kind == "pptx":
        from headway.packs.formats.slides import slides_of

        return slides_of
    if kind == "xlsx":
        from headway.packs.formats.workbook import workbook_of

        return workbook_of
    raise KeyError(kind)
