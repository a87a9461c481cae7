"""The strategy map: goals in the lanes of their perspectives, arrows of cause and effect, and on
each arrow what the data say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from django.templatetags.static import static
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.core.scorecard import rounded
from headway.web.charts.fitted import fitted
from headway.web.charts.labels import Anchor, Label, Spot
from headway.web.charts.scale import Box
from headway.web.charts.strategy_map_alone import MARGIN, STYLE, SYMBOLS
from headway.web.charts.strategy_map_marks import BESIDE, Mark, marks
from headway.web.charts.strategy_map_model import MapGoal, MapLane, MapLink, StrategyMap, Verdict
from headway.web.charts.strategy_map_sheet import Arrow, Sheet
from headway.web.charts.strategy_map_titles import HINT_SIZE, LINE, PAD, RIGHT, WIDE, inside
from headway.web.formats import number, signed

NAME_ROOM = 136.0  # for a lane's name and hint
HINT_LINE = 14.0


class Look(NamedTuple):
    """How an arrow of a verdict is drawn: the end of its classes, and the shape of its mark."""

    name: str
    shape: str


LOOKS: dict[Verdict, Look] = {
    "supported": Look("sup", "M-3.2 .2-1 2.6 3.4-2.6"),
    "contradicted": Look("con", "M-3-3 3 3M3-3-3 3"),
    "not_seen": Look("not", "M-3 0H3"),
    "untested": Look("unt", "M-2-1.5a2 2 0 1 1 2.8 1.8Q0 .8 0 1.6M0 3.5v.2"),
    "not_testable": Look("few", "M-3.4 0h.1M0 0h.1M3.4 0h.1"),
}
SPRITES = {"green": "on", "amber": "watch", "red": "off", "": "unk"}


def strategy_map(found: StrategyMap) -> Markup:
    """The picture, 1160 pixels wide or as wide as its goals need. Read lane by lane: the goals of
    each, then the arrows that start there."""
    sheet = Sheet(found)
    drawn = "".join(_drawn(found, sheet, static("headway/sprite.svg")))
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="map" viewBox="0 0 {sheet.width:.0f} {sheet.height:.0f}" role="group" '
        f'aria-label="{escape(found.label)}">{drawn}</svg>'
    )


def strategy_map_file(found: StrategyMap, title: str) -> str:
    """The same as a file of its own, in light colours, with nothing to open."""
    bare = replace(
        found,
        goals=tuple(replace(goal, url="") for goal in found.goals),
        links=tuple(replace(link, url="") for link in found.links),
    )
    sheet = Sheet(bare)
    wide, tall = sheet.width + 2 * MARGIN, sheet.height + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{tall:.0f}" '
        f'viewBox="{-MARGIN:.0f} {-MARGIN:.0f} {wide:.0f} {tall:.0f}" class="map">'
        f"<title>{escape(title)}</title><desc>{escape(found.label)}</desc>"
        f"<style>{STYLE}</style><defs>{SYMBOLS}</defs>"
        f'<rect x="{-MARGIN:.0f}" y="{-MARGIN:.0f}" width="{wide:.0f}" height="{tall:.0f}" '
        f'fill="#fff"/>{"".join(_drawn(bare, sheet, ""))}</svg>'
    )


def _drawn(found: StrategyMap, sheet: Sheet, sprite: str) -> list[str]:
    placed = marks(sheet)
    titles = {goal.id: goal.title for goal in found.goals}
    parts = [
        f'<path class="lane" d="M0 {top:.1f}H{sheet.width:.0f}"/>'
        for top in list(sheet.lines())[1:]
    ]
    for arrow in sheet.arrows:
        parts += _arrow(arrow)
    for at, (lane, top) in enumerate(zip(found.lanes, sheet.lines(), strict=False)):
        parts += _name(lane, top)
        goals = [goal for goal in found.goals if goal.lane == at]
        goals.sort(key=lambda goal: _reading(goal, sheet))
        parts += [_goal(goal, sheet, sprite) for goal in goals]
        leaving = {goal.id: place for place, goal in enumerate(goals)}
        starts = [link for link in found.links if link.cause in leaving]
        for link in sorted(starts, key=lambda one: (leaving[one.cause], one.id)):
            parts.append(_mark(placed[link.id], titles))
    return parts


def goal_words(goal: MapGoal) -> str:
    """A goal as it is told: "A quiet winter: score 66 of 100, amber, +3"."""
    if goal.score is None:
        return _("%(title)s: no score") % {"title": goal.title}
    said = {
        "title": goal.title,
        "score": number(rounded(goal.score)),
        "colour": _colours()[goal.colour],
    }
    if goal.trend is None:
        return _("%(title)s: score %(score)s of 100, %(colour)s") % said
    said["change"] = signed(goal.trend, 0)
    return _("%(title)s: score %(score)s of 100, %(colour)s, changed by %(change)s") % said


def link_words(link: MapLink, cause: str, effect: str) -> str:
    """An arrow as it is told: "Quality drives Margin after 8 weeks: contradicted"."""
    said = {"cause": cause, "effect": effect, "lag": link.lag, "verdict": _verdicts()[link.verdict]}
    if link.sign < 0:
        words = (
            _("%(cause)s holds down %(effect)s after %(lag)s: %(verdict)s")
            if link.lag
            else _("%(cause)s holds down %(effect)s: %(verdict)s")
        )
    else:
        words = (
            _("%(cause)s drives %(effect)s after %(lag)s: %(verdict)s")
            if link.lag
            else _("%(cause)s drives %(effect)s: %(verdict)s")
        )
    return f"{words % said}, {link.label}" if link.label else words % said


def _colours() -> dict[str, str]:
    return {"green": _("green"), "amber": _("amber"), "red": _("red"), "": _("no colour")}


def _verdicts() -> dict[Verdict, str]:
    return {
        "untested": _("untested"),
        "supported": _("supported"),
        "not_seen": _("not seen"),
        "contradicted": _("contradicted"),
        "not_testable": _("not testable"),
    }


def _reading(goal: MapGoal, sheet: Sheet) -> tuple[int, float]:
    """From the left to the right, row by row."""
    spot = sheet.plan.nodes[goal.id]
    return spot.row, spot.x


def _name(lane: MapLane, top: float) -> list[str]:
    name = fitted(lane.name, NAME_ROOM, 2)
    hint = fitted(lane.hint, NAME_ROOM, 4, HINT_SIZE) if lane.hint else []
    below = top + 24 + len(name) * LINE
    return [*_lines("pn", name, PAD, top + 24, LINE), *_lines("ps", hint, PAD, below, HINT_LINE)]


def _goal(goal: MapGoal, sheet: Sheet, sprite: str) -> str:
    """Its box with the title, the colour's mark and the score."""
    box, shown = sheet.box(goal.id), inside(goal)
    right, mark = box.right - RIGHT, box.right - shown.mark
    lines, middle = shown.title, (box.top + box.bottom) / 2
    first = middle + (4 if len(lines) > 1 else 5) - (len(lines) - 1) * LINE / 2
    tone = SPRITES[goal.colour]
    # A number alone stands in the middle, else over how it moved.
    base = middle + (-1 if shown.moved else 5)
    parts = [_box(box), *_lines("nt", lines, box.left + PAD, first, LINE)]
    parts.append(
        f'<svg class="m m-{tone}" x="{mark:.1f}" y="{base - 11:.1f}" '
        f'width="12" height="12"><use href="{escape(sprite)}#m-{tone}"/></svg>'
    )
    if shown.score:
        parts.append(Label(shown.score, "ns", Spot(right, base, "end")).svg())
    if shown.moved:
        parts.append(Label(shown.moved, "ps", Spot(right, base + 15, "end")).svg())
    return _linked(goal.url, goal_words(goal), "".join(parts), goal.id)


def _box(box: Box) -> str:
    return (
        f'<rect class="nd" x="{box.left:.1f}" y="{box.top:.1f}" '
        f'width="{WIDE:.0f}" height="{box.bottom - box.top:.0f}" rx="4"/>'
    )


def _lines(name: str, lines: Iterable[str], x: float, y: float, step: float) -> list[str]:
    return [Label(text, name, Spot(x, y + at * step)).svg() for at, text in enumerate(lines)]


def _arrow(arrow: Arrow) -> Iterator[str]:
    name = LOOKS[arrow.link.verdict].name
    x, y = arrow.tip
    back = -8 if arrow.is_down else 8
    yield f'<path class="e e-{name}" d="{arrow.svg()}"/>'
    head = f"M{x:.1f} {y:.1f}l-4 {back}h8z"
    if arrow.link.sign > 0:
        yield f'<path class="h-{name}" d="{head}"/>'
    else:  # a hollow head and a minus sign
        yield f'<path class="sg e-{name}" d="{head}M{x + 8:.1f} {y + back:.1f}h8"/>'


def _mark(mark: Mark, titles: dict[int, str]) -> str:
    link, (x, y) = mark.link, mark.at
    look = LOOKS[link.verdict]
    behind = text = ""
    if (box := mark.label) is not None:
        anchor: Anchor = "start" if mark.side > 0 else "end"
        spot = Spot(x + mark.side * BESIDE, y + 4, anchor)
        # The line is broken up to the mark: a stroke before a number would read as a minus.
        behind = (
            f'<rect class="bk" x="{min(box.left, x):.1f}" y="{y - 8:.1f}" '
            f'width="{max(box.right, x) - min(box.left, x):.1f}" height="16"/>'
        )
        text = Label(link.label, f"lb l-{look.name}", spot).svg()
    words = link_words(link, titles[link.cause], titles[link.effect])
    drawn = (
        f'{behind}<g transform="translate({x:.1f} {y:.1f})"><circle class="hit" r="12"/>'
        f'<circle class="lbb e-{look.name} sol" r="8"/>'
        f'<path class="gl e-{look.name}" d="{look.shape}"/></g>{text}'
    )
    return _linked(link.url, words, drawn)


def _linked(url: str, words: str, drawn: str, goal_id: int | None = None) -> str:
    """Where there is nothing to open, it is told too. Scripts find goals by ``data-goal``."""
    of = "" if goal_id is None else f' data-goal="{goal_id}"'
    # Its title is its name and what a pointer reads: a label would have to hold the drawn lines.
    told = f"<title>{escape(words)}</title>{drawn}"
    return f'<a href="{escape(url)}"{of}>{told}</a>' if url else f'<g role="img"{of}>{told}</g>'
