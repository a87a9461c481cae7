"""The slides of a pack: a cover, what there is, and then a slide a page, or as many as it needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from headway.packs.formats.card_rows import card_words
from headway.packs.formats.document import (
    BarChart,
    Block,
    Document,
    LineChart,
    MapPicture,
    Page,
    Prose,
    ScoreCard,
    Table,
)
from headway.packs.formats.look import ACCENT, INK, INK_2, address, legible
from headway.packs.formats.slides.charts import draw_bars, draw_lines
from headway.packs.formats.slides.deck import BOLD, Deck, Slide
from headway.packs.formats.slides.maps import draw_map
from headway.packs.formats.slides.places import CONTENT, Place
from headway.packs.formats.slides.tables import Part, card_parts, table_parts
from headway.web.charts.fitted import fitted
from headway.web.formats import day, moment

GAP = 14.0
HEADING = 22.0
CHART_LEAST, CHART_MOST = 190.0, 366.0
MAP_MOST = 430.0
BAR_TALL = 30.0
PROSE = 14.0
PROSE_LINE = 18.5
PROSE_WIDE = 760.0
LISTED = 12
"""Pages on one slide of what there is."""
Draw = Callable[[Slide, Place], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands together on a slide: ``least`` is how high it is, ``most`` how high it may
    become where there is room. ``notes`` are said of it."""

    least: float
    most: float
    draw: Draw
    title: str = ""
    notes: tuple[str, ...] = ()


def slides_of(document: Document) -> bytes:
    """The pack as a PPTX file, the same bytes for the same document."""
    deck = Deck(document)
    slides = [_cover(deck)]
    title = _("What this pack holds")
    contents = [deck.add(title) for _at in range(0, len(document.pages), LISTED)]
    slides += contents
    firsts = []
    for page in document.pages:
        found = _page(deck, page)
        firsts.append(found[0])
        slides += found
    for at, slide in enumerate(contents):
        first = at * LISTED
        _list(slide, document.pages[first : first + LISTED], firsts[first : first + LISTED])
    for slide in slides:
        slide.finish()
    return deck.content()


def _cover(deck: Deck) -> Slide:
    document = deck.document
    slide = deck.cover()
    slide.title(" ".join(fitted(document.title, 700 * 12 / 40, 2)), 40)
    scope = "" if document.scope == document.organisation else f", {document.scope}"
    said = _("As of %(day)s. Made on %(moment)s.") % {
        "day": day(document.day), "moment": moment(document.made_at),
    }  # fmt: skip
    frame = slide.shapes.placeholders[1].text_frame
    frame.text = legible(f"{document.organisation}{scope}\n{said}")
    bar = slide.shapes.add_shape(1, *Place(44, 170, 6, 200).emu())
    _plain(bar)
    return slide


def _plain(bar: object) -> None:
    """A bar in the accent's colour, of no meaning to who does not see it."""
    from pptx.enum.dml import MSO_THEME_COLOR

    bar.fill.solid()  # type: ignore[attr-defined]  # a shape of python-pptx, which has no types
    bar.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1  # type: ignore[attr-defined]  # as above
    bar.line.fill.background()  # type: ignore[attr-defined]  # as above
    bar.shadow.inherit = False  # type: ignore[attr-defined]  # as above


def _list(slide: Slide, pages: tuple[Page, ...], firsts: list[Slide]) -> None:
    """The pages, each leading to its slide."""
    step = min(CONTENT.height / LISTED, 30.0)
    for at, (page, first) in enumerate(zip(pages, firsts, strict=True)):
        top = slide.content.top + at * step
        name = page.name or page.title
        place = Place(CONTENT.left, top, 220, step - 6)
        shown = fitted(name, 220 * 12 / 13 * BOLD, 1)[0]
        box = slide.text(place, shown, size=13, bold=True, colour=ACCENT)
        box.click_action.target_slide = first.slide
        if page.name:
            beside = Place(CONTENT.left + 236, top, CONTENT.width - 236, step - 6)
            shown = fitted(page.title, beside.width * 12 / 13, 1)[0]
            slide.text(beside, shown, size=13, colour=INK_2)


def _page(deck: Deck, page: Page) -> list[Slide]:
    """Its slides: pieces one below the other, as many as fit."""
    found = [_slide(deck, page, page.title)]
    together: list[Piece] = []
    room = found[0].content.height
    for piece in (piece for block in page.blocks for piece in _pieces(block)):
        needs = piece.least + (HEADING if piece.title else 0)
        if together and needs > room:
            _place(found[-1], together)
            title = _("%(title)s (continued)") % {"title": page.title}
            found.append(_slide(deck, page, title))
            together, room = [], found[-1].content.height
        together.append(piece)
        room -= needs + GAP
    _place(found[-1], together)
    return found


def _slide(deck: Deck, page: Page, title: str) -> Slide:
    slide = deck.add(title, lead=page.lead, name=page.name)
    slide.note(page.title, page.lead, address(page.href))
    return slide


def _place(slide: Slide, pieces: list[Piece]) -> None:
    """Pieces below each other; those that may grow share what is left."""
    fixed = sum(piece.least + (HEADING if piece.title else 0) for piece in pieces)
    spare = slide.content.height - fixed - GAP * max(len(pieces) - 1, 0)
    growing = sum(piece.most > piece.least for piece in pieces)
    top = slide.content.top
    for piece in pieces:
        if piece.title:
            place = Place(CONTENT.left, top, CONTENT.width, HEADING - 4)
            shown = fitted(piece.title, CONTENT.width * 12 / 13, 1)[0]
            slide.text(place, shown, size=13, bold=True, colour=INK)
            top += HEADING
        more = min(piece.most - piece.least, max(spare, 0) / growing) if growing else 0.0
        tall = piece.least + max(more, 0.0)
        piece.draw(slide, Place(CONTENT.left, top, CONTENT.width, tall))
        slide.note(*piece.notes)
        top += tall + GAP


def _pieces(block: Block) -> Iterator[Piece]:
    match block:
        case Prose():
            yield from _prose(block)
        case Table():
            yield from _parts(table_parts(block), block.title)
        case LineChart():
            draw = partial(draw_lines, chart=block)
            said = [f"{block.periods[mark.at]}: {mark.words}" for mark in block.marks
                    if mark.at < len(block.periods)]  # fmt: skip
            yield Piece(CHART_LEAST, CHART_MOST, draw, block.title, (block.words, *said))
        case BarChart():
            least = min(max(BAR_TALL * len(block.bars), 80.0), CHART_MOST - HEADING)
            most = min(least * 1.6, CHART_MOST)
            yield Piece(least, most, partial(draw_bars, chart=block), block.title, (block.words,))
        case MapPicture():
            draw = partial(draw_map, picture=block)
            yield Piece(CONTENT.height, MAP_MOST, draw, "", (block.map.label, *block.arrows))
        case ScoreCard():
            yield from _parts(card_parts(block), card_words(block))


def _parts(parts: list[Part], title: str) -> Iterator[Piece]:
    for part in parts:
        yield Piece(part.height, part.height, part.draw, title)


def _prose(block: Prose) -> Iterator[Piece]:
    """Paragraphs, as many together as fit on a slide; a very long one is broken."""
    room = PROSE_WIDE * 12 / PROSE * 0.97
    most = int((CONTENT.height - GAP) / PROSE_LINE)
    texts: list[str] = []
    lines = 0.0
    for paragraph in block.paragraphs:
        wrapped = fitted(paragraph, room, 10_000)
        for first in range(0, len(wrapped), most):
            some = wrapped[first : first + most]
            if texts and lines + len(some) + 0.5 > most:
                yield _paragraphs(texts, lines)
                texts, lines = [], 0.0
            texts.append(" ".join(some))
            lines += len(some) + (0.5 if len(texts) > 1 else 0)
    if texts:
        yield _paragraphs(texts, lines)


def _paragraphs(texts: list[str], lines: float) -> Piece:
    said = "\n".join(texts)

    def draw(slide: Slide, place: Place) -> None:
        where = Place(place.left, place.top, PROSE_WIDE, place.height)
        slide.text(where, said, size=PROSE, colour=INK_2)

    tall = math.ceil(lines * PROSE_LINE)
    return Piece(tall, tall, draw)
