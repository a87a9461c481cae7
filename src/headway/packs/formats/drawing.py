"""A document's blocks as templates draw them: with the picture, and the table behind it, made."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from headway.packs.formats.behind import bars_table, lines_table, map_table
from headway.packs.formats.card_rows import CardRow, card_rows, card_words
from headway.packs.formats.document import (
    BarChart,
    Block,
    LineChart,
    MapPicture,
    Page,
    Prose,
    ScoreCard,
    Table,
)
from headway.web.charts import bars, lines, strategy_map
from headway.web.charts.strategy_map import strategy_map_file

NOTHING = Markup()
ON_A_SCREEN = 12
"""Lines of a scorecard."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A block. ``wide`` and ``narrow`` are its picture, of a map only the first; ``table`` is what
    lies behind, or the table that it is; ``sentences`` are paragraphs or arrows; ``rows`` those of
    a scorecard, of which ``more`` says what was left out. ``words`` say what a picture shows."""

    kind: str
    title: str = ""
    words: str = ""
    wide: Markup = NOTHING
    narrow: Markup = NOTHING
    table: Table | None = None
    sentences: tuple[str, ...] = ()
    rows: tuple[CardRow, ...] = ()
    more: str = ""
    block: Block | None = None

    @property
    def is_long(self) -> bool:
        """Whether a scorecard is more than a screen shows at once in large type."""
        return len(self.rows) > ON_A_SCREEN


def drawn(block: Block, *, alone: bool = False) -> Drawing:
    """A block as the macro ``block`` of ``packs/blocks.html`` takes it; ``alone``: for a file in
    which nothing else can be opened."""
    match block:
        case Prose():
            return Drawing("prose", sentences=block.paragraphs, block=block)
        case Table():
            return Drawing("table", block.title, table=block, block=block)
        case LineChart():
            return Drawing(
                "lines", block.title, block.words, lines(block), lines(block, narrow=True),
                lines_table(block), block=block,
            )  # fmt: skip
        case BarChart():
            return Drawing(
                "bars", block.title, block.words, bars(block), bars(block, narrow=True),
                bars_table(block), block=block,
            )  # fmt: skip
        case MapPicture():
            return Drawing(
                "map", _("Strategy map"), block.map.label, _map(block, alone=alone),
                table=map_table(block), sentences=block.arrows, block=block,
            )  # fmt: skip
        case ScoreCard():
            return Drawing("card", card_words(block), rows=tuple(card_rows(block)), block=block)


def _map(block: MapPicture, *, alone: bool) -> Markup:
    if not alone:
        return strategy_map(block.map)
    return Markup(strategy_map_file(block.map, _("Strategy map")))  # noqa: S704 (it is escaped)


def drawn_page(page: Page) -> tuple[Drawing, ...]:
    """All blocks of a page."""
    return tuple(drawn(block) for block in page.blocks)
