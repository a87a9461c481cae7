"""What a language's data module gives, and how a text is taken apart with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass

from headway.core.review.languages.reading import Reading

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """``stop_words`` say nothing about what a goal is; ``stem`` takes a word (in small letters) to
    what its forms have in common. ``read`` is the grammar; without one, rules that need it are
    silent."""

    stop_words: Set[str] = frozenset()
    stem: Callable[[str], str] = str
    read: Callable[[str], Reading] | None = None


def tokens(text: str) -> list[str]:
    """The words of a text in small letters; numbers and signs are none.

    >>> tokens("Raise 90-day retention from 61% to 70%")
    ['raise', 'day', 'retention', 'from', 'to']
    """
    return _TOKEN.findall(text.casefold())


def content_words(text: str, words: Words) -> frozenset[str]:
    """The stems of what a text is about: without stop words and numbers.

    >>> from headway.core.review.languages.english import ENGLISH
    >>> sorted(content_words("Reduce the median response times to 4 hours", ENGLISH))
    ['hour', 'median', 'reduc', 'respons', 'tim']
    """
    return frozenset(words.stem(token) for token in tokens(text) if token not in words.stop_words)


def jaccard(a: Set[str], b: Set[str]) -> float:
    """How much two sets share: their common part over their union, 0 to 1; 0 for two empty ones.

    >>> jaccard({"retention", "raise"}, {"retention", "cut"})
    0.3333333333333333
    """
    together = len(a | b)
    return len(a & b) / together if together else 0.0
