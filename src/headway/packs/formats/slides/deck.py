"""A presentation that is being made, and its slides."""

from __future__ import annotations

import copy
import io
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from headway.packs.formats.document import Document
from headway.packs.formats.look import ACCENT, FONT, INK, INK_2, INK_3, PROPERTY, legible
from headway.packs.formats.slides.places import CONTENT, HEIGHT, MARGIN, WIDE, WIDTH, Place, points
from headway.packs.formats.zips import settled
from headway.web.charts.fitted import fitted
from headway.web.formats import day

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide as PptxSlide

TITLE_SIZES = (26, 24, 22, 20, 18)
TITLE_LINES = 2
LEAD = 14
BOLD = 0.94
"""Of the room that plain letters have: bold ones are wider."""
KEPT_LAYOUTS = ("Title Slide", "Title Only")
_COLOURS = {
    "dk1": INK, "lt1": "ffffff", "dk2": INK_2, "lt2": "f6f5f2", "accent1": ACCENT,
    "accent2": "008058", "accent3": "c67c0c", "accent4": "c52d1f", "accent5": "78746e",
    "accent6": "98c3e8", "hlink": INK, "folHlink": INK,
}  # fmt: skip


class Deck:
    """The presentation, in a calm theme of its own."""

    def __init__(self, document: Document) -> None:
        from pptx import api  # heavy, and no page needs it
        from pptx.util import Emu

        self.document = document
        self.file: Presentation = api.Presentation()
        self.file.slide_width, self.file.slide_height = Emu(points(WIDTH)), Emu(points(HEIGHT))
        self._set_theme()
        self._set_layouts()
        said = self.file.core_properties
        said.title = legible(document.title)[:PROPERTY]
        said.subject = legible(document.scope)[:PROPERTY]
        said.author = said.last_modified_by = "Headway"
        said.language = get_language() or "en-gb"
        said.created = said.modified = document.made_at.astimezone(UTC).replace(tzinfo=None)
        said.revision = 1

    def cover(self) -> Slide:
        """The first slide."""
        return Slide(self, self.file.slides.add_slide(self.file.slide_layouts[0]))

    def add(self, title: str, *, lead: str = "", name: str = "") -> Slide:
        """A slide with a title of at most two lines, and above it what it is of."""
        found = Slide(self, self.file.slides.add_slide(self.file.slide_layouts[1]))
        shown, size, lines = _fitting(title)
        found.title(shown, size)
        if name:
            found.text(Place(MARGIN, 20, WIDE, 18), name, size=11, colour=ACCENT, bold=True)
        top = 46 + lines * size * 1.2
        if lead:
            place = Place(MARGIN, top, WIDE, 20)
            found.text(place, fitted(lead, WIDE * 12 / LEAD, 1)[0], size=LEAD, colour=INK_3)
            top += 20
        top = min(top + 12, CONTENT.top)
        bottom = CONTENT.top + CONTENT.height
        found.content = Place(MARGIN, top, WIDE, bottom - top)
        found.foot()
        return found

    def content(self) -> bytes:
        """The file."""
        out = io.BytesIO()
        self.file.save(out)
        return settled(out.getvalue(), self.document.made_at)

    def _set_theme(self) -> None:
        from pptx.opc.constants import RELATIONSHIP_TYPE

        part = self.file.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
        theme = part.blob.decode()
        for name, colour in _COLOURS.items():
            theme = re.sub(
                rf"<a:{name}>.*?</a:{name}>",
                f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>', theme, flags=re.S,
            )  # fmt: skip
        theme = re.sub(
            r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", theme
        )
        theme = re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\g<1>Headway", theme)
        part._blob = theme.encode()

    def _set_layouts(self) -> None:
        """Of the layouts that come along those that are used, laid out for wide slides."""
        master = self.file.slide_masters[0]
        for layout in list(master.slide_layouts):
            if layout.name not in KEPT_LAYOUTS:
                master.slide_layouts.remove(layout)
        for sheet in (master, *master.slide_layouts):
            is_cover = sheet.name == KEPT_LAYOUTS[0]
            for shape in sheet.placeholders:
                place = _PLACES.get(shape.placeholder_format.type.name)
                if is_cover:
                    place = _COVER.get(shape.placeholder_format.type.name, place)
                if place is not None:
                    shape.left, shape.top, shape.width, shape.height = place.emu()
        _style(master, self.file.slide_layouts[0])


class Slide:
    """A slide. Places are in points from its upper left corner."""

    def __init__(self, deck: Deck, slide: PptxSlide) -> None:
        self.deck, self.slide = deck, slide
        self.notes: list[str] = []
        self.content = CONTENT

    @property
    def shapes(self) -> Any:
        """What stands on it."""
        return self.slide.shapes

    def title(self, text: str, size: float) -> None:
        """Its title, by which readers of screens and outlines find it."""
        frame = self.shapes.title.text_frame
        frame.text = legible(text)
        for paragraph in frame.paragraphs:
            paragraph.font.size = points(size)

    def text(
        self, place: Place, text: str, *, size: float = 14, colour: str = INK, bold: bool = False,
        align: str = "left", name: str = "",
    ) -> Any:  # fmt: skip
        """A box of words; of several paragraphs where there are lines."""
        box = self.shapes.add_textbox(*place.emu())
        if name:
            box.name = name
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for at, line in enumerate(legible(text).split("\n")):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            write(paragraph, line, size=size, colour=colour, bold=bold, align=align)
            if at:
                paragraph.space_before = points(size / 2)
        return box

    def note(self, *words: str) -> None:
        """What the speaker reads: what a picture shows, and where it comes from."""
        self.notes += [legible(text) for text in words if text]

    def finish(self) -> None:
        """Write the notes."""
        if self.notes:
            frame: Any = self.slide.notes_slide.notes_text_frame
            frame.text = "\n".join(self.notes)

    def foot(self) -> None:
        """The number of the slide, the day, and the pack's name, as fields of the layout."""
        document = self.deck.document
        scope = "" if document.scope == document.organisation else f", {document.scope}"
        said = {
            "DATE": _("As of %(day)s") % {"day": day(document.day)},
            "FOOTER": legible(f"{document.title}, {document.organisation}{scope}"),
        }
        layout: Any = self.slide.slide_layout
        for shape in layout.placeholders:
            kind = shape.placeholder_format.type.name
            if kind not in ("DATE", "FOOTER", "SLIDE_NUMBER"):
                continue
            element = copy.deepcopy(shape._element)
            self.shapes._spTree.append(element)
            if kind in said:
                frame: Any = self.shapes[-1].text_frame
                width = _PLACES[kind].width * 12 / 10
                frame.text = fitted(said[kind], width, 1)[0]


def write(
    paragraph: Any, text: str, *, size: float, colour: str = INK, bold: bool = False,
    align: str = "left", href: str = "",
) -> None:  # fmt: skip
    """Words in a paragraph."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN

    paragraph.font.size = points(size)  # of an empty one, too, which is as high as its letters
    run = paragraph.add_run()
    run.text = legible(text)
    run.font.size, run.font.bold = points(size), bold
    run.font.color.rgb = RGBColor.from_string(colour.upper())
    if href:
        run.hyperlink.address = href
    paragraph.alignment = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT,
                           "center": PP_ALIGN.CENTER}[align]  # fmt: skip


def _fitting(title: str) -> tuple[str, float, int]:
    """The title in the largest size at which two lines hold it, and how many it needs; cut where
    it needs more."""
    for size in TITLE_SIZES:
        lines = fitted(title, WIDE * 12 / size * BOLD, TITLE_LINES)
        if " ".join(lines) == " ".join(title.split()):
            return title, size, len(lines)
    return " ".join(lines), size, TITLE_LINES


def _style(master: Any, cover: Any) -> None:
    """Titles stand at the left, bold; what stands at the foot is small."""
    from pptx.enum.text import MSO_ANCHOR

    title = master._element.find("{*}txStyles/{*}titleStyle/{*}lvl1pPr")
    title.set("algn", "l")
    letters = title.find("{*}defRPr")
    letters.set("sz", str(TITLE_SIZES[0] * 100))
    letters.set("b", "1")
    for sheet in (master, cover, *master.slide_layouts):
        for shape in sheet.placeholders:
            kind = shape.placeholder_format.type.name
            frame = shape.text_frame
            frame.margin_left = frame.margin_right = frame.margin_top = 0
            if kind in ("TITLE", "CENTER_TITLE", "SUBTITLE"):
                frame.vertical_anchor = MSO_ANCHOR.TOP
            for style in shape._element.iter("{*}lvl1pPr"):
                style.set("algn", "r" if kind == "SLIDE_NUMBER" else "l")
                if kind in ("DATE", "FOOTER", "SLIDE_NUMBER"):
                    for run in style.iter("{*}defRPr"):
                        run.set("sz", "1000")


_PLACES = {
    "TITLE": Place(MARGIN, 38, WIDE, 66),
    "BODY": CONTENT,
    "DATE": Place(MARGIN, 510, 110, 18),
    "FOOTER": Place(MARGIN + 120, 510, 640, 18),
    "SLIDE_NUMBER": Place(WIDTH - MARGIN - 80, 510, 80, 18),
}
_COVER = {
    "CENTER_TITLE": Place(MARGIN + 24, 170, WIDE - 48, 100),
    "SUBTITLE": Place(MARGIN + 24, 290, WIDE - 48, 120),
}
