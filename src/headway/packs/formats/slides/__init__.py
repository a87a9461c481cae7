"""A board pack as PowerPoint: a slide a page, with charts, tables and maps that can be edited."""

from headway.packs.formats.slides.writing import slides_of

__all__ = ["slides_of"]
