"""A board pack as PDF: pages in landscape, tagged for readers of screens, with an outline."""

from headway.packs.formats.pdf.writing import MOST_ROWS, PdfUnavailable, pdf_of

__all__ = ["MOST_ROWS", "PdfUnavailable", "pdf_of"]
