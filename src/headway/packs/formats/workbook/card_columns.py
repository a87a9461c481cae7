"""Which column of a scorecard sheet is what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from headway.packs.formats.document import CardKpi, ScoreCard, ScoreCurve


class Column(IntEnum):
    """The columns that every card has; what scores are made of stands right of them."""

    NAME = 0
    LEVEL = 1
    OWNER = 2
    WEIGHT = 3
    SHARE = 4
    SCORE = 5
    STATUS = 6
    COVERAGE = 7
    LEAST = 8
    REDS = 9
    CHANGE = 10
    PERIOD = 11
    VALUE = 12
    SCORED = 13
    UNIT = 14
    TARGET = 15
    LACK = 16
    LOG = 17


STEP = 2
"""Cells of what is met or not: at least, at most."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How many points the longest curve of a card has, and how many values the longest mean."""

    points: int
    means: int

    @classmethod
    def of(cls, card: ScoreCard) -> Columns:
        kpis = [
            kpi
            for perspective in card.perspectives
            for goal in perspective.goals
            for kpi in goal.kpis
        ]
        return cls(
            max((len(kpi.curve.points) for kpi in kpis if kpi.curve), default=0),
            max((len(kpi.smoothed) for kpi in kpis), default=0),
        )

    @property
    def _steps(self) -> int:
        return Column.LOG + 1

    @property
    def _values(self) -> int:
        return self._steps + STEP

    @property
    def _scores(self) -> int:
        return self._values + self.points

    @property
    def _means(self) -> int:
        return self._scores + self.points

    def heads(self) -> list[tuple[str, bool]]:
        """What stands over each column, and whether numbers stand below."""
        return [
            (_("Name"), False), (_("Level"), False), (_("Owner"), False), (_("Weight"), True),
            (_("Share"), True), (_("Score"), True), (_("Status"), False), (_("Coverage"), True),
            (_("Lowest KPI"), True), (_("Red KPIs"), True), (_("Change"), True),
            (_("Period"), False), (_("Value"), True), (_("Scored value"), True), (_("Unit"), False),
            (_("Target"), False), (_("No score because"), False), (_("Log of the score"), True),
            (_("At least"), True), (_("At most"), True),
            *((_("Value %(n)s") % {"n": at + 1}, True) for at in range(self.points)),
            *((_("Score %(n)s") % {"n": at + 1}, True) for at in range(self.points)),
            *((_("Last %(n)s") % {"n": at + 1}, True) for at in range(self.means)),
        ]  # fmt: skip

    def groups(self) -> list[tuple[str, int, int]]:
        """What columns belong together: a name, the first and the last of them."""
        found = [
            (_("Scores"), int(Column.WEIGHT), int(Column.CHANGE)),
            (_("KPI"), int(Column.PERIOD), int(Column.LACK)),
            (_("Met or not"), self._steps, self._values - 1),
        ]
        if self.points:
            found.append(
                (_("Curve: from value to score, straight between"), self._values, self._means - 1)
            )
        if self.means:
            found.append(
                (_("Values whose mean is scored"), self._means, self._means + self.means - 1)
            )
        return found

    def given(self, kpi: CardKpi) -> Iterator[tuple[int, float | None]]:
        """The numbers that a KPI is scored by, and where they go."""
        if kpi.curve and not kpi.curve.points:
            yield self._steps, kpi.curve.low
            yield self._steps + 1, kpi.curve.high
        for at, (value, score) in enumerate(kpi.curve.points if kpi.curve else ()):
            yield self._values + at, value
            yield self._scores + at, score
        for at, value in enumerate(kpi.smoothed):
            yield self._means + at, value

    def format_of(self, column: int) -> str:
        """How a number of a curve is shown: a score to one decimal, a value as it is."""
        return "0.0" if self._scores <= column < self._means else "General"

    def curve(self, row: int, curve: ScoreCurve) -> tuple[str, str]:
        """The cells of a curve's values and of their scores; of a step its two ends, twice."""
        if not curve.points:
            ends = self._across(row, self._steps, STEP)
            return ends, ends
        many = len(curve.points)
        return self._across(row, self._values, many), self._across(row, self._scores, many)

    def smoothed(self, row: int, many: int) -> str:
        """The cells of the values whose mean is scored."""
        return self._across(row, self._means, many)

    def cell(self, row: int, column: int) -> str:
        """Its name, "F7"."""
        return f"{_letters(column)}{row + 1}"

    def rows(self, first: int, last: int, column: int) -> str:
        """Cells of a column, "F$7:F$12"."""
        letters = _letters(column)
        return f"{letters}${first + 1}:{letters}${last + 1}"

    def _across(self, row: int, first: int, many: int) -> str:
        return f"{self.cell(row, first)}:{self.cell(row, first + many - 1)}"


def _letters(column: int) -> str:
    """
    >>> _letters(0), _letters(25), _letters(26), _letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
