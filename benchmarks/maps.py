"""What it takes to lay out and draw a strategy map: a usual one, a full one, one far too big."""

from __future__ import annotations

import random
import statistics
import time

import django

django.setup()

from headway.core.maps import Place, arrange
from headway.web.charts import MapGoal, MapLane, MapLink, StrategyMap, strategy_map

LANES = 5
SIZES = ((9, 10), (20, 40), (40, 80))
TRIED = 15


def main() -> None:
    """Medians over as many random maps of each size."""
    dice = random.Random(3)
    for goals, links in SIZES:
        maps = [_random_map(dice, goals, links) for _ in range(TRIED)]
        laid_out = statistics.median(_seconds_to_lay_out(one) for one in maps)
        drawn = statistics.median(_seconds_to_draw(one) for one in maps)
        print(
            f"  {goals} goals, {links} links: laid out in {laid_out * 1000:.1f} ms, "
            f"with its drawing {drawn * 1000:.1f} ms"
        )


def _random_map(dice: random.Random, goals: int, links: int) -> StrategyMap:
    """Links from a lower lane to a higher one, three of four to the next."""
    lane = [number * LANES // goals for number in range(goals)]
    pairs = [(c, e) for c in range(goals) for e in range(goals) if lane[c] > lane[e]]
    near = [pair for pair in pairs if lane[pair[0]] - lane[pair[1]] == 1]
    far = [pair for pair in pairs if pair not in set(near)]
    picked = dice.sample(near, links * 3 // 4) + dice.sample(far, links - links * 3 // 4)
    return StrategyMap(
        tuple(MapLane(f"Perspective {number}") for number in range(LANES)),
        tuple(
            MapGoal(number, at, f"A goal with the number {number}", "/", 50.0, "amber")
            for number, at in enumerate(lane)
        ),
        tuple(
            MapLink(number, cause, effect, 1, "8 weeks", "supported", "r 0.52, n 54", "/")
            for number, (cause, effect) in enumerate(picked)
        ),
        "A random map",
    )


def _seconds_to_lay_out(found: StrategyMap) -> float:
    places = [Place(goal.id, goal.lane, goal.id) for goal in found.goals]
    pairs = [(link.cause, link.effect) for link in found.links]
    started = time.process_time()
    arrange(places, pairs)
    return time.process_time() - started


def _seconds_to_draw(found: StrategyMap) -> float:
    started = time.process_time()
    strategy_map(found)
    return time.process_time() - started


if __name__ == "__main__":
    main()
