"""A process behaviour chart drawn with characters, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from headway.cli.forecast_charts import framed
from headway.cli.spc_series import Answer

WIDTH, HEIGHT = 60, 15
VALUE, SIGNAL, CENTRE, LIMIT, TARGET, BREAK = "●", "◆", "─", "┄", "═", "╎"
LEGEND = (
    f"{VALUE} value  {SIGNAL} signal  {CENTRE} centre  {LIMIT} limits  {TARGET} target  "
    f"{BREAK} break"
)


def extent(answer: Answer) -> tuple[float, float]:
    """The lowest and the highest that is drawn."""
    target = answer.question.target
    drawn = [
        number
        for numbers in (answer.series.values, answer.lower, answer.upper, answer.centre)
        for number in (*numbers, target.low, target.high)
        if number is not None
    ]
    return min(drawn), max(drawn)


def chart(answer: Answer, places: int) -> str:
    """The values, where their limits lie, the target, and where limits begin anew."""
    bottom, top = extent(answer)
    target = answer.question.target
    grid = Grid(bottom, top, len(answer.series.values))
    for part in answer.parts[1:]:
        grid.wall(part.first)
    for sign, numbers in ((LIMIT, answer.lower), (LIMIT, answer.upper), (CENTRE, answer.centre)):
        grid.line(sign, numbers)
    for edge in (target.low, target.high):
        grid.line(TARGET, [edge] * grid.count)
    marked = {signal.index for part in answer.parts for signal in part.signals}
    for sign in (VALUE, SIGNAL):
        for at, value in enumerate(answer.series.values):
            if value is not None and (at in marked) == (sign == SIGNAL):
                grid.point(sign, at, value)
    labelled = [bottom, top, answer.centre[-1], target.low, target.high]
    texts = {grid.row(n): f"{n:.{places}f}" for n in labelled if n is not None}
    return framed(grid.cells, texts, answer.series.days[0], answer.series.days[-1])


class Grid:
    """Cells by row, the lowest first, on which ``count`` places and the numbers from ``bottom`` to
    ``top`` are drawn."""

    def __init__(self, bottom: float, top: float, count: int) -> None:
        self.bottom, self.top, self.count = bottom, top, count
        self.cells = [[" "] * WIDTH for _ in range(HEIGHT)]

    def row(self, number: float) -> int:
        span = self.top - self.bottom
        return round((number - self.bottom) / span * (HEIGHT - 1)) if span > 0 else 0

    def column(self, at: int) -> int:
        return round(at / (self.count - 1) * (WIDTH - 1)) if self.count > 1 else 0

    def point(self, sign: str, at: int, number: float) -> None:
        self.cells[self.row(number)][self.column(at)] = sign

    def line(self, sign: str, numbers: Sequence[float | None]) -> None:
        """In each column the number of the nearest place."""
        for x in range(WIDTH):
            number = numbers[round(x / (WIDTH - 1) * (self.count - 1))]
            if number is not None:
                self.cells[self.row(number)][x] = sign

    def wall(self, at: int) -> None:
        for row in self.cells:
            row[self.column(at)] = BREAK
