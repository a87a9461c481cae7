"""The strategy map of shapes and connectors that stay joined when somebody moves a goal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from headway.core.scorecard import rounded
from headway.packs.formats.document import Colour, MapPicture
from headway.packs.formats.look import (
    CONTROL,
    FILLS,
    INK_2,
    INK_3,
    INKS,
    LINE_2,
    PAPER,
    address,
    colour_word,
    legible,
    with_shape,
)
from headway.packs.formats.slides.deck import Slide, write
from headway.packs.formats.slides.places import Place, points
from headway.web.charts.fitted import fitted
from headway.web.charts.scale import Box
from headway.web.charts.strategy_map_model import MapGoal, MapLink, StrategyMap, Verdict
from headway.web.charts.strategy_map_sheet import NAMES, Sheet
from headway.web.charts.strategy_map_titles import TALL, WIDE
from headway.web.formats import number, signed

TOP, BOTTOM = 0, 2
"""Where a connector meets a box, as the file counts its sides."""
LARGEST, SMALLEST = 11.0, 5.0
LEGEND = 20.0
PITCH, LINES = 68.0, 3.7
"""Of the pixels between two rows those that a box may fill; and what two lines of a title and one
of a score take, in the size of their letters."""
SIGNS = {1: "+", -1: "\u2212"}
GLYPHS: dict[Verdict, str] = {
    "supported": "✓", "contradicted": "✕", "not_seen": "–", "untested": "?", "not_testable": "…",
}  # fmt: skip
COLOURS: dict[Verdict, str] = {
    "supported": FILLS["green"], "contradicted": FILLS["red"], "not_seen": FILLS["grey"],
    "untested": FILLS["grey"], "not_testable": FILLS["grey"],
}  # fmt: skip
DASHED: frozenset[Verdict] = frozenset({"untested", "not_testable", "not_seen"})
TALLER, STRETCH = 1.2, 1.7
"""Boxes are drawn higher than on a page, since the score stands below the title; and the room
between them as high as the slide allows."""
SHARES = (0.5, 0.35, 0.65, 0.25, 0.75, 0.2, 0.8)


def draw_map(slide: Slide, place: Place, picture: MapPicture) -> None:
    """Lanes from the top, goals with their scores, arrows with their signs and verdicts."""
    _Drawn(slide, place, picture.map).draw()


class _Drawn:
    def __init__(self, slide: Slide, place: Place, found: StrategyMap) -> None:
        self.slide, self.place, self.map = slide, place, found
        self.sheet = Sheet(found)
        self.across = place.width / self.sheet.width
        room = place.height - LEGEND
        self.down = min(room / self.sheet.height, self.across * STRETCH)
        self.tall = min(TALL * self.across * TALLER, PITCH * self.down)
        self.size = min(max(min(14 * self.across, self.tall / LINES), SMALLEST), LARGEST)
        self.boxes = {goal.id: self._box(goal) for goal in found.goals}
        self.taken = list(self.boxes.values())

    def draw(self) -> None:
        """Lines first, so that boxes and marks lie over them."""
        self._lanes()
        shapes = {goal.id: self._goal(goal) for goal in self.map.goals}
        for link in self.map.links:
            self._arrow(link, shapes)
        self._legend()

    def _box(self, goal: MapGoal) -> Box:
        box = self.sheet.box(goal.id)
        left = self.place.left + box.left * self.across
        middle = self.place.top + (box.top + box.bottom) / 2 * self.down
        half = self.tall / 2
        return Box(left, middle - half, left + WIDE * self.across, middle + half)

    def _lanes(self) -> None:
        room = (NAMES - 16) * self.across
        for at, (lane, top) in enumerate(zip(self.map.lanes, self.sheet.lines(), strict=False)):
            y = self.place.top + top * self.down
            if at:
                line = self.slide.shapes.add_connector(
                    1, points(self.place.left), points(y),
                    points(self.place.left + self.place.width), points(y),
                )  # fmt: skip
                _stroke(line, LINE_2, 0.75, "sysDot")
            name = "\n".join(fitted(lane.name, room * 12 / self.size, 2))
            hint = "\n".join(fitted(lane.hint, room * 12 / self.size, 2)) if lane.hint else ""
            tall = self.size * 1.3 * (name.count("\n") + 1)
            where = Place(self.place.left, y + 6, room, tall)
            self.slide.text(where, name.replace("\n", " "), size=self.size, bold=True, colour=INK_2)
            if hint:
                below = Place(self.place.left, y + 8 + tall, room, self.size * 2.6)
                said = hint.replace("\n", " ")
                self.slide.text(below, said, size=self.size - 1, colour=INK_3)

    def _goal(self, goal: MapGoal) -> Any:
        from pptx.dml.color import RGBColor
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.enum.text import MSO_ANCHOR

        box = self.boxes[goal.id]
        where = Place(box.left, box.top, box.right - box.left, box.bottom - box.top)
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *where.emu())
        shape.name = legible(goal.title)
        _flat(shape)
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(PAPER.upper())
        shape.line.color.rgb = RGBColor.from_string(CONTROL.upper())
        shape.line.width = points(0.75)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = points(6)
        frame.margin_top = frame.margin_bottom = points(1)
        room = (where.width - 14) * 12 / self.size
        title = " ".join(fitted(goal.title, room, 2))
        write(frame.paragraphs[0], title, size=self.size)
        if href := address(goal.url):
            shape.click_action.hyperlink.address = href
        colour: Colour = goal.colour or "grey"
        write(
            frame.add_paragraph(), _score(goal, colour), size=self.size - 0.5, bold=True,
            colour=INKS[colour],
        )  # fmt: skip
        return shape

    def _arrow(self, link: MapLink, shapes: dict[int, Any]) -> None:
        cause, effect = self.boxes[link.cause], self.boxes[link.effect]
        is_down = effect.top > cause.top
        start, end = (BOTTOM, TOP) if is_down else (TOP, BOTTOM)
        line = self.slide.shapes.add_connector(1, 0, 0, 0, 0)
        line.begin_connect(shapes[link.cause], start)
        line.end_connect(shapes[link.effect], end)
        dash = "dash" if link.verdict in DASHED else "solid"
        _stroke(line, COLOURS[link.verdict], 1.5, dash, has_head=True)
        # Lines lie below the boxes that they join.
        tree = self.slide.shapes._spTree
        tree.remove(line._element)
        tree.insert(2, line._element)
        x0, x1 = ((box.left + box.right) / 2 for box in (cause, effect))
        y0 = cause.bottom if is_down else cause.top
        y1 = effect.top if is_down else effect.bottom
        self._mark(link, (x0, y0), (x1, y1))

    def _legend(self) -> None:
        """What the signs on arrows say."""
        if not self.map.links:
            return
        words = {
            "supported": _("supported"), "contradicted": _("contradicted"),
            "not_seen": _("not seen"), "untested": _("untested"),
            "not_testable": _("not testable"),
        }  # fmt: skip
        said = [f"{GLYPHS[verdict]} {words[verdict]}" for verdict in GLYPHS]
        said += [f"{SIGNS[1]} {_('drives')}", f"{SIGNS[-1]} {_('holds down')}"]
        top = self.place.top + self.place.height - LEGEND + 4
        where = Place(self.place.left, top, self.place.width, LEGEND - 4)
        self.slide.text(where, "      ".join(said), size=9, colour=INK_3)

    def _mark(self, link: MapLink, start: tuple[float, float], end: tuple[float, float]) -> None:
        """The verdict and the sign on the line, with the numbers, clear of boxes and others."""
        said = f"{GLYPHS[link.verdict]} {SIGNS[1 if link.sign >= 0 else -1]}"
        if link.label:
            said = f"{said}  {link.label}"
        size = self.size - 1
        wide, tall = len(said) * size * 0.56 + 8, size * 1.5
        boxes = [self._around(start, end, share, wide, tall) for share in SHARES]
        box = min(boxes, key=lambda one: sum(_shared(one, other) for other in self.taken))
        self.taken.append(box)
        where = Place(box.left, box.top, wide, tall)
        text = self.slide.text(
            where, said, size=size, bold=True, colour=COLOURS[link.verdict], align="center",
            name=legible(link.label or said),
        )  # fmt: skip
        _fill(text)

    def _around(
        self, start: tuple[float, float], end: tuple[float, float], share: float, wide: float,
        tall: float,
    ) -> Box:  # fmt: skip
        x = start[0] + (end[0] - start[0]) * share
        y = start[1] + (end[1] - start[1]) * share
        return Box(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)


def _score(goal: MapGoal, colour: Colour) -> str:
    """ "▲ 66 Amber, +3"."""
    if goal.score is None:
        return with_shape(colour_word("grey"), "grey")
    said = f"{number(rounded(goal.score))} {colour_word(colour)}"
    if goal.trend is not None:
        said = f"{said}, {signed(goal.trend, 0)}"
    return with_shape(said, colour)


def _flat(shape: Any) -> None:
    """Without the shadow that the theme gives."""
    for effect in shape._element.iter("{*}effectRef"):
        effect.set("idx", "0")


def _stroke(line: Any, colour: str, width: float, dash: str, *, has_head: bool = False) -> None:
    from pptx.dml.color import RGBColor
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    _flat(line)
    line.line.color.rgb = RGBColor.from_string(colour.upper())
    line.line.width = points(width)
    properties = line.line._get_or_add_ln()
    if dash != "solid":
        properties.append(parse_xml(f'<a:prstDash {nsdecls("a")} val="{dash}"/>'))
    if has_head:
        properties.append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle"/>'))


def _fill(box: Any) -> None:
    """White behind words, so that the line does not strike them out."""
    from pptx.dml.color import RGBColor

    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor.from_string(PAPER.upper())


def _shared(one: Box, other: Box) -> float:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(across, 0.0) * max(down, 0.0)
