"""How often arrows are found: where there is nothing, and where there is a link of so many standard
deviations, beside what the product tells of its power (docs/methods 5.4). The core tests hold every
figure to fewer runs of the same."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from headway.core.hypothesis import power
from tests.core.link_rates import (
    NOTHING,
    PERIODS,
    SEASON,
    STRENGTHS,
    false_alarms,
    found,
    on_a_map,
    seasonal,
)

RUNS = 4_000
CYCLES = (2, 3, 4, 8)


def main(runs: int = RUNS) -> None:
    """Print the tables."""
    _rows("found though nothing is there (at most 6 %)", ("periods", "carried", "drift", "found"), [
        (str(n), f"{carried:g}", f"{drift:g}", _percent(false_alarms(n, n, carried, drift, runs)))
        for n, carried, drift in NOTHING
    ])  # fmt: skip
    _rows("found though only the season is the same, season taken out from 4 cycles on",
          ("cycles", "found"),
          [(str(n), _percent(seasonal(n, n, runs, season=SEASON))) for n in CYCLES])  # fmt: skip
    _rows("found where a link is there: measured, and told",
          ("periods", *(f"{one:g}" for one in STRENGTHS)), [
        (str(n), *(f"{_percent(found(n, n, one, runs))} ({_percent(power(n, one))})"
                   for one in STRENGTHS)) for n in PERIODS
    ])  # fmt: skip
    maps = []
    for n in (24, 52):
        for strength in (0.4, 0.5, 0.7):
            hits, wrong = on_a_map(n, n, strength, runs // 8)
            maps.append((str(n), f"{strength:g}", _percent(hits), _percent(wrong)))
    _rows("three real arrows among ten, tested together",
          ("periods", "strength", "found", "false among found"), maps)  # fmt: skip


def _rows(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print(f"  {title}")
    for row in (head, *rows):
        print("    " + "".join(cell.rjust(16) for cell in row))


def _percent(found: float) -> str:
    return f"{100 * found:.1f} %"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
