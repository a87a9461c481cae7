"""The roll-up of a whole stored graph at once: arrays instead of objects (docs/methods 2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import gt

from headway.core.bands import TOLERANCE
from headway.core.scoring import ENOUGH_COVERAGE


@dataclass(frozen=True, slots=True)
class Swept:
    """Score and coverage by position; ``unresolved`` are positions on or above a circle, whose
    figures are those of their own key results."""

    scores: list[float | None]
    coverages: list[float]
    unresolved: list[int]


def sweep(
    own: Sequence[float | None],
    coverage: Sequence[float | None],
    weight: Sequence[float],
    children: Sequence[int],
    parents: Sequence[int],
    weights: Sequence[float],
) -> Swept:
    """What :func:`headway.core.alignment.roll_up` gives, for nodes named 0, 1, 2 …: children before
    parents (Kahn 1962), each link looked at once.

    >>> own, known = [0.5, 0.8, None, 0.6, 0.2], [1.0, 1.0, None, 1.0, 1.0]
    >>> worked = sweep(own, known, [1.0] * 5, [1, 2, 3, 3, 4], [0, 0, 1, 2, 2], [1.0] * 5)
    >>> [round(score, 4) for score in worked.scores]
    [0.5333, 0.7, 0.4, 0.6, 0.2]
    >>> sweep([0.5, 0.4], [1.0, 1.0], [1.0, 1.0], [0, 1], [1, 0], [1.0, 1.0]).unresolved
    [0, 1]

    Parameters: by node its own score (None: unknown), the coverage of that score (None: it has no
    key results of its own, so its own score has no weight) and its weight; by link its child, its
    parent and its weight. Returns scores (None below a coverage of 0.5) and coverages.
    Linear in nodes and links where links come in the order of
    their children, which saves sorting them. Source: docs/methods 2.2.
    """
    count = len(own)
    scores = list(own)
    coverages = [0.0 if share is None else share for share in coverage]
    terms = [0.0 if share is None else w for share, w in zip(coverage, weight, strict=True)]
    known = [0.0 if score is None else w for score, w in zip(own, terms, strict=True)]
    points = [0.0 if s is None else s * w for s, w in zip(own, terms, strict=True)]
    covered = [share * w for share, w in zip(coverages, terms, strict=True)]
    waiting_for = _counted(parents, count)
    is_driven = bytearray(map(bool, waiting_for))
    first = [0, *accumulate(_counted(children, count))]
    if any(map(gt, children, islice(children, 1, None))):
        order = sorted(range(len(children)), key=children.__getitem__)
        parents, weights = [parents[n] for n in order], [weights[n] for n in order]
    ready = [node for node, left in enumerate(waiting_for) if not left]
    for node in ready:  # grows while it is walked
        if is_driven[node]:
            whole = terms[node]
            share = coverages[node] = covered[node] / whole if whole > 0 else 0.0
            is_known = known[node] > 0 and share >= ENOUGH_COVERAGE - TOLERANCE
            score = scores[node] = points[node] / known[node] if is_known else None
        else:
            score, share = scores[node], coverages[node]
        for link in range(first[node], first[node + 1]):
            parent, part = parents[link], weights[link]
            terms[parent] += part
            covered[parent] += part * share
            if score is not None:
                known[parent] += part
                points[parent] += part * score
            waiting_for[parent] -= 1
            if not waiting_for[parent]:
                ready.append(parent)
    return Swept(scores, coverages, [node for node, left in enumerate(waiting_for) if left])


def _counted(places: Sequence[int], count: int) -> list[int]:
    """How often each place is named."""
    found = [0] * count
    for place in places:
        found[place] += 1
    return found
