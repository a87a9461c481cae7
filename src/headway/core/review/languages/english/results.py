"""Whether a text goes on to a result: what the work in it is for, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headway.core.review.languages.english.clauses import ANY_FORM, STEP, Sentence
from headway.core.review.languages.english.forms import gerund, third
from headway.core.review.languages.english.nouns import DELIVERABLES, EVENTS, MEASURES, PEOPLE
from headway.core.review.languages.english.phrases import heads
from headway.core.review.languages.english.verbs import (
    FALLING,
    FEATURING,
    LENDING,
    MAKING,
    MAKING_PHRASES,
    REACHING,
    RISING,
)
from headway.core.review.languages.reading import Cue

MADE = MAKING | MAKING_PHRASES
MADE_BY = {gerund(verb): verb for verb in MAKING | LENDING}
FEATURES = {form: verb for verb in FEATURING for form in (verb, third(verb))}
RESULTS = (RISING | FALLING | REACHING) - {"bring", "get", "meet", "pass", "scale", "up", "drop"}
THINGS = DELIVERABLES | EVENTS | {
    "control", "coordination", "deliverable", "improvement", "management", "scheduling",
}  # fmt: skip
_TO_COUNT = frozenset({"bring", "get"})
"""A result only of what is measured, or of people: "get 50 sign-ups", but "get 3 reviews"."""
_LEVEL = re.compile(
    r"\bwith\s+(?:an?\s+|at\s+least\s+|over\s+|more\s+than\s+)?(?:\w+\s+){0,3}?[<>≤≥=~\s]*\d[\d.,]*\s*"
    r"(?:%|\+?\s*(?:(?:active|fewer|more|new|paying)\s+)?(?:out\s+of|of|stars?|points?|users?|customers?|"
    r"people|attendees|participants|members?|subscribers?|visitors?))"
    r"|\d\s*%.*\b(?:on\s+time|(?:within|under|in\s+(?:under|less\s+than))\s+\w+\s+"
    r"(?:s|ms|seconds?|minutes?|hours?|days?|weeks?))\b"
    r"|\b(?:adopted|used)\s+by\s+(?:\w+\s+){0,3}?\d+(?:\s*%|\s)"
    r"|(?:[<>≤≥]=?|\b(?:below|under|above|less\s+than|fewer\s+than|no\s+more\s+than|at\s+most|lower\s+than))"
    r"\s*[$€£¥]?\d",
    re.IGNORECASE,
)
FROM_TO = re.compile(r"\bfrom\s[^,;]{0,60}?\d[^,;]{0,40}?\sto\s[^,;]{0,40}?\d", re.IGNORECASE)
SERVICE = re.compile(
    r"\bon\s+time\b|(?:\b(?:within|under|below|in\s+(?:under|less\s+than)|less\s+than)|[<≤])\s*\w+\s*"
    r"(?:s|ms|h|hrs?|min|seconds?|minutes?|hours?|days?|weeks?)\b",
    re.IGNORECASE,
)


def says_result(first: Sentence, text: str) -> bool:
    """Whether the text goes on to what the work is for, and how much of it.

    >>> texts = "Launch the shop and win 500 users", "Launch the shop"
    >>> [says_result(Sentence(text), text) for text in texts]
    [True, False]
    """
    if _LEVEL.search(text) or FROM_TO.search(text):
        return True
    return moves(first)


def moves(first: Sentence) -> bool:
    """Whether a number moves behind the first verb.

    >>> moves(Sentence("Launch the shop and raise trials to 40"))
    True
    """
    words = first.after
    return any(
        (ANY_FORM.get(word) in RESULTS and _figure_in(words[place + 1 : place + 12]))
        or (ANY_FORM.get(word) in _TO_COUNT and _counted_in(words[place + 1 : place + 8]))
        for place, word in enumerate(words)
    )


def _figure_in(words: Sequence[str]) -> int:
    """The place behind a figure, before a clause ends; 0 without one."""
    for place, word in enumerate(words, 1):
        if word in {",", ";"}:
            return 0
        if word[0].isdigit() or word in {"half", "double", "zero"}:
            return place
    return 0


def _counted_in(words: Sequence[str]) -> bool:
    figure = _figure_in(words)
    counted = heads(words[figure:])[:1] if figure else []
    return bool(counted) and counted[0] in MEASURES | PEOPLE


def says_level(one: Sentence) -> bool:
    """Whether a level is named: "with 80 % of …", "below 4".

    >>> says_level(Sentence("Launch the shop with 80 % of orders on time"))
    True
    """
    return bool(_LEVEL.search(one.text))


def by_doing(text: str) -> Cue | None:
    """The words that name the work by which something is to come about.

    >>> by_doing("Improve resilience by building two sites").word
    'by building'
    """
    found = STEP.search(text)
    if found and found["verb"].lower() in MADE_BY:
        return Cue("by", found[0])
    return None
