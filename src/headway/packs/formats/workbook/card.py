"""The scorecard sheet: what people change stands in cells, and every score is a formula of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from headway.core.scorecard import FLOOR, LEAST_COVERAGE, colour_of
from headway.core.thresholds import GREEN_SCORE, RED_SCORE
from headway.packs.formats.document import CardKpi, CardScore, Colour, ScoreCard
from headway.packs.formats.look import (
    INK_2,
    INK_3,
    INKS,
    LINE_2,
    SUNKEN,
    address,
    colour_word,
    with_shape,
)
from headway.packs.formats.workbook import formulas
from headway.packs.formats.workbook.book import RULE, Sheet
from headway.packs.formats.workbook.card_columns import Column, Columns
from headway.packs.formats.workbook.formulas import Below, Rules
from headway.packs.formats.workbook.numbers import plain_format
from headway.web.formats import day

SCORE, SHARE, WEIGHT, COUNT = "0.0", "0.0%", "General", "0"
KPI = 3
MOST_PARTS = 200
"""That a formula names one by one: a function takes 255 in Excel."""
INPUT: dict[str, Any] = {"bg_color": f"#{SUNKEN}"}
"""What is given and may be changed, rather than computed."""
COLOURS: tuple[Colour, ...] = ("green", "amber", "red", "grey")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the card: ``depth`` is 0 of the whole, 1 of perspectives, 2 of goals, 3 of KPIs."""

    depth: int
    name: str
    owner: str
    weight: float | None
    share: float | None
    score: CardScore
    href: str
    kpi: CardKpi | None
    end: int
    """How many lines from this one to the last that belongs to it."""


def write_card(sheet: Sheet, card: ScoreCard) -> None:
    """The card with its rules above it."""
    levels = (_("Whole"), _("Perspective"), _("Goal"), _("KPI"))
    sheet.heading(
        _("Scorecard of %(day)s, %(known)s") % {"day": day(card.day), "known": card.known}
    )
    rules = _rules(sheet, card)
    lines = list(_lines(card, levels[0]))
    columns = Columns.of(card)
    writer = _Writer(sheet, columns, rules, levels)
    writer.heads()
    for at in range(len(lines)):
        writer.write(lines, at)
    writer.finish()


def _rules(sheet: Sheet, card: ScoreCard) -> Rules:
    """What the whole card is computed by, in cells of its own."""
    means = (_("Arithmetic"), _("Geometric"))
    top = sheet.row
    sheet.text(1, means[card.mean == "geometric"], **INPUT)
    sheet.paper.data_validation(top, 1, top, 1, {"validate": "list", "source": list(means)})
    names = (_("Mean"), _("Least coverage"), _("Green from"), _("Amber from"))
    values = (None, LEAST_COVERAGE, GREEN_SCORE, RED_SCORE)
    for name, value in zip(names, values, strict=True):
        sheet.text(0, name, font_color=f"#{INK_2}")
        if value is not None:
            sheet.number(1, value, "0%" if value <= 1 else SCORE, **INPUT)
        sheet.row += 1
    sheet.leave()
    mean, coverage, green, amber = (f"$B${top + at + 1}" for at in range(len(names)))
    return Rules(mean, coverage, green, amber, means[1])


def _lines(card: ScoreCard, whole: str) -> Iterator[Line]:
    sizes = [
        [1 + len(goal.kpis) for goal in perspective.goals] for perspective in card.perspectives
    ]
    total = 1 + sum(1 + sum(size) for size in sizes)
    yield Line(0, whole, "", None, None, card.score, "", None, total)
    for perspective, size in zip(card.perspectives, sizes, strict=True):
        yield Line(
            1, perspective.name, "", perspective.weight, perspective.share, perspective.score, "",
            None, 1 + sum(size),
        )  # fmt: skip
        for goal in perspective.goals:
            yield Line(
                2, goal.title, goal.owner, goal.weight, goal.share, goal.score, goal.href, None,
                1 + len(goal.kpis),
            )  # fmt: skip
            for kpi in goal.kpis:
                is_red = colour_of(kpi.score) == "red"
                score = CardScore(
                    kpi.score, float(kpi.score is not None), kpi.score, int(is_red), None
                )
                yield Line(3, kpi.name, "", kpi.weight, kpi.share, score, kpi.href, kpi, 1)


class _Writer:
    """Writes lines from the row on at which the sheet stands after the heads."""

    def __init__(
        self, sheet: Sheet, columns: Columns, rules: Rules, levels: tuple[str, ...]
    ) -> None:
        self.sheet, self.columns, self.rules, self.levels = sheet, columns, rules, levels
        self.first = 0
        self.words = [with_shape(colour_word(colour), colour) for colour in COLOURS]

    def heads(self) -> None:
        """Two rows: what columns belong together, and what each is."""
        for name, first, last in self.columns.groups():
            style = self.sheet.book.style(
                font_color=f"#{INK_3}", font_size=9, bottom=1, bottom_color=f"#{LINE_2}"
            )
            if last > first:
                self.sheet.paper.merge_range(self.sheet.row, first, self.sheet.row, last, "", style)
            self.sheet.paper.write_string(self.sheet.row, first, name, style)
        self.sheet.row += 1
        self.sheet.header(self.columns.heads())
        self.sheet.hold(self.sheet.row - 1)
        self.first = self.sheet.row

    def write(self, lines: list[Line], at: int) -> None:
        """A line, with formulas that look at those below it."""
        line, row = lines[at], self.first + at
        look: dict[str, Any] = {**RULE, "bold": line.depth < 2}
        if line.depth == KPI:
            look["font_color"] = f"#{INK_2}"
        sheet, cell = self.sheet, self.columns.cell
        sheet.text(
            Column.NAME, line.name, href=address(line.href), indent=line.depth, text_wrap=True,
            **look,
        )  # fmt: skip
        sheet.text(Column.LEVEL, self.levels[line.depth], **look)
        sheet.text(Column.OWNER, line.owner, **look)
        score = cell(row, Column.SCORE)
        if line.weight is not None:
            sheet.number(Column.WEIGHT, line.weight, WEIGHT, **look, **INPUT)
            among = self._among(lines, at)
            share = formulas.share(cell(row, Column.WEIGHT), score, among)
            self._formula(Column.SHARE, share, line.share, SHARE, look)
        else:
            sheet.text(Column.WEIGHT, "", **look)
            sheet.text(Column.SHARE, "", **look)
        if line.kpi:
            self._kpi(row, line.kpi, look)
        else:
            self._together(lines, row, look)
        found = self.words[COLOURS.index(_colour(line.score.score))]
        status = formulas.status(score, self.rules, self.words)
        self._formula(Column.STATUS, status, found, "General", look)
        sheet.number(Column.CHANGE, line.score.change, "+0.0;-0.0;0.0", **look)
        known = line.score.score
        self._formula(Column.LOG, formulas.log_of(score), _log(known), "0.0000", look)
        sheet.level(min(line.depth, 2))
        sheet.row += 1

    def finish(self) -> None:
        """Colour the statuses as their scores are, whatever these become."""
        column, last = int(Column.STATUS), max(self.sheet.row - 1, self.first)
        cell = self.columns.cell(self.first, Column.STATUS)
        for word, colour in zip(self.words, COLOURS, strict=True):
            quoted = word.replace('"', '""')
            style = self.sheet.book.workbook.add_format({"font_color": f"#{INKS[colour]}"})
            self.sheet.paper.conditional_format(
                self.first, column, last, column,
                {"type": "formula", "criteria": f'={cell}="{quoted}"', "format": style},
            )  # fmt: skip
        self.sheet.paper.outline_settings(symbols_below=False)
        # What it is computed by is for screens.
        self.sheet.paper.print_area(0, 0, last, Column.LACK)

    def _formula(
        self, column: int, formula: str, value: float | str | None, as_: str, look: dict[str, Any]
    ) -> None:
        self.sheet.formula(column, formula, value, num_format=as_, **look)

    def _together(self, lines: list[Line], row: int, look: dict[str, Any]) -> None:
        """A goal, a perspective or the whole, of the lines that belong to it."""
        line = lines[row - self.first]
        score, cell = line.score, self.columns.cell
        if line.end == 1:  # nothing to put together
            for column, value, as_ in (
                (Column.SCORE, None, SCORE), (Column.COVERAGE, 0.0, SHARE),
                (Column.LEAST, None, SCORE), (Column.REDS, 0.0, COUNT),
            ):  # fmt: skip
                self.sheet.number(column, value, as_, **look)
            return
        below = self._below(row + 1, row + line.end - 1, line.depth + 1)
        below = replace(below, least=self._lowest(lines, row - self.first))
        together = formulas.together(cell(row, Column.COVERAGE), below, self.rules)
        self._formula(Column.SCORE, together, score.score, SCORE, look)
        self._formula(Column.COVERAGE, formulas.coverage(below), score.coverage, SHARE, look)
        self._formula(Column.LEAST, formulas.least(below), score.least, SCORE, look)
        self._formula(Column.REDS, formulas.reds(below), score.reds, COUNT, look)

    def _kpi(self, row: int, kpi: CardKpi, look: dict[str, Any]) -> None:
        """A KPI: its value, what is scored, its curve, and the score by these."""
        sheet, columns = self.sheet, self.columns
        cell = columns.cell
        as_ = plain_format(kpi.places)
        sheet.text(Column.PERIOD, kpi.period, **look)
        sheet.number(Column.VALUE, kpi.value, as_, **look, **INPUT)
        sheet.text(Column.UNIT, kpi.unit, **look)
        sheet.text(Column.TARGET, kpi.target, **look)
        sheet.text(Column.LACK, kpi.lack, **look, **INPUT)
        for column, value in columns.given(kpi):
            sheet.number(column, value, columns.format_of(column), **look, **INPUT)
        if kpi.smoothed:
            scored = formulas.mean_of(columns.smoothed(row, len(kpi.smoothed)))
        else:
            scored = formulas.same(cell(row, Column.VALUE))
        self._formula(Column.SCORED, scored, kpi.scored, as_, look)
        score = cell(row, Column.SCORE)
        if kpi.curve is None:
            sheet.number(Column.SCORE, kpi.score, SCORE, **look)
        else:
            values, scores = columns.curve(row, kpi.curve)
            formula = formulas.curve_score(
                cell(row, Column.SCORED), cell(row, Column.LACK), kpi.curve, values, scores
            )
            self._formula(Column.SCORE, formula, kpi.score, SCORE, look)
        there = float(kpi.score is not None)
        self._formula(Column.COVERAGE, formulas.is_there(score), there, SHARE, look)
        self._formula(Column.LEAST, formulas.same(score), kpi.score, SCORE, look)
        red = float(_colour(kpi.score) == "red")
        self._formula(Column.REDS, formulas.is_red(score, self.rules), red, COUNT, look)

    def _among(self, lines: list[Line], at: int) -> Below:
        """The rows of what a line is a part of."""
        depth = lines[at].depth
        above = next(up for up in range(at - 1, -1, -1) if lines[up].depth < depth)
        return self._below(self.first + above + 1, self.first + above + lines[above].end - 1, depth)

    def _lowest(self, lines: list[Line], at: int) -> str:
        """The cells with the lowest scores of the parts of a line."""
        first, last, depth = at + 1, at + lines[at].end - 1, lines[at].depth + 1
        parts = [part for part in range(first, last + 1) if lines[part].depth == depth]
        if depth == KPI or len(parts) > MOST_PARTS:
            # Of so many parts the cells have no room in a formula. All rows below say the same,
            # unless all KPIs of a goal weigh nothing.
            return self.columns.rows(self.first + first, self.first + last, Column.LEAST)
        return ",".join(self.columns.cell(self.first + part, Column.LEAST) for part in parts)

    def _below(self, first: int, last: int, depth: int) -> Below:
        def rows(column: Column) -> str:
            return self.columns.rows(first, last, column)

        return Below(
            level=rows(Column.LEVEL), part=self.levels[depth], kpi=self.levels[3],
            weight=rows(Column.WEIGHT), share=rows(Column.SHARE), score=rows(Column.SCORE),
            coverage=rows(Column.COVERAGE), least=rows(Column.LEAST), reds=rows(Column.REDS),
            log=rows(Column.LOG),
        )  # fmt: skip


def _colour(score: float | None) -> Colour:
    return next(colour for colour in COLOURS if colour == colour_of(score))


def _log(score: float | None) -> float:
    return 0.0 if score is None else math.log(max(score, FLOOR))
