"""A board pack as XLSX: a sheet a page, numbers as numbers, charts that can be edited, and scores
as formulas that can be computed again."""

from headway.packs.formats.workbook.writing import workbook_of

__all__ = ["workbook_of"]
