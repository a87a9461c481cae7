"""Finding sets of words that are nearly the same, without comparing each with each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from headway.core.bands import TOLERANCE
from headway.core.review.languages.words import jaccard

ALIKE = 0.8
"""Titles that share so much of their words say the same."""


def earlier_alike(
    sets: Sequence[frozenset[str]], *, threshold: float = 0.8, most: int = 3
) -> list[list[int]]:
    """For each set the places of earlier ones at least ``threshold`` alike (Jaccard), lowest first.

    Of sets that are equal only the first is named, and at most ``most`` are named. Empty sets are
    like nothing.

    >>> a, b, c = map(frozenset, ("abcde", "abcdef", "xyz"))
    >>> earlier_alike([a, c, b, a, c])
    [[], [], [0], [0, 2], [1]]

    Notes
    -----
    A prefix filter: sets of given sizes that are alike share at least so many words, so they must
    meet among the rarest few of each. Only sets that meet there are compared, and for short titles
    "few" is one or two. The cost is near linear as long as some word of a title is rare.
    """
    first_place: dict[frozenset[str], int] = {}
    for place, words in enumerate(sets):
        first_place.setdefault(words, place)
    neighbours = _neighbours(first_place, threshold, most)
    return [
        sorted(place for place in {first_place[words], *neighbours[words]} if place < here)[:most]
        if words
        else []
        for here, words in enumerate(sets)
    ]


def _neighbours(
    first_place: dict[frozenset[str], int], threshold: float, most: int
) -> dict[frozenset[str], list[int]]:
    """For each distinct set the first places of distinct ones that are like it; each pair is
    compared once. A set is given to earlier ones as well, since an equal of those may come after
    it."""
    how_common = Counter(word for words in first_place for word in words)
    found: dict[frozenset[str], list[int]] = {words: [] for words in first_place}
    meeting: dict[tuple[int, int, str], list[frozenset[str]]] = {}
    for words, place in first_place.items():
        rarest = sorted(words, key=lambda word: (how_common[word], word))
        for other in _meetings(rarest, meeting, threshold):
            if len(found[words]) >= most:
                break
            if jaccard(words, other) >= threshold - TOLERANCE:
                found[words].append(first_place[other])
                found[other] = [*found[other], place][:most]
        for position, word in enumerate(rarest[: _longest_prefix(len(words), threshold)]):
            meeting.setdefault((len(words), position, word), []).append(words)
    return found


def _meetings(
    rarest: Sequence[str],
    meeting: dict[tuple[int, int, str], list[frozenset[str]]],
    threshold: float,
) -> Iterator[frozenset[str]]:
    """Earlier sets that meet one (its words given rarest first) where like sets must meet."""
    size = len(rarest)
    seen: set[frozenset[str]] = set()
    for other_size in _like_sizes(size, threshold):
        common = _least_common(size, other_size, threshold)
        if common == size == other_size:
            continue  # these would be equal, and no two given here are
        for word in rarest[: size - common + 1]:
            for position in range(other_size - common + 1):
                for other in meeting.get((other_size, position, word), ()):
                    if other not in seen:
                        seen.add(other)
                        yield other


@lru_cache(maxsize=1024)
def _like_sizes(size: int, threshold: float) -> range:
    """The sizes that a set like one of ``size`` can have."""
    return range(
        math.ceil(threshold * size - TOLERANCE), math.floor(size / threshold + TOLERANCE) + 1
    )


@lru_cache(maxsize=4096)
def _least_common(size: int, other_size: int, threshold: float) -> int:
    """So many words two sets of these sizes must share to be alike."""
    return math.ceil(threshold / (1 + threshold) * (size + other_size) - TOLERANCE)


@lru_cache(maxsize=1024)
def _longest_prefix(size: int, threshold: float) -> int:
    """So many of its rarest words are needed to meet like sets of any size."""
    return size - math.ceil(threshold * size - TOLERANCE) + 1
