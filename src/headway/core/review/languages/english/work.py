"""Why a key result names work instead of what the work is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headway.core.review.languages.english.clauses import SEEN, VERBS, Sentence
from headway.core.review.languages.english.done import done_at, settled_at
from headway.core.review.languages.english.forms import gerund, third
from headway.core.review.languages.english.nouns import COUNTED, MEASURES
from headway.core.review.languages.english.orders import asked
from headway.core.review.languages.english.phrases import heads, names_people
from headway.core.review.languages.english.results import (
    FEATURES,
    SERVICE,
    THINGS,
    moves,
    says_result,
)
from headway.core.review.languages.english.small_words import BREAKS, FINITE
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import ALSO_NOUNS, DOING, HELPING, MAKING
from headway.core.review.languages.reading import Cue

_BY_NAME = {gerund(verb) for verb in MAKING | DOING}
_SHARE = re.compile(r"%|\b\d+\s+(?:out\s+)?of\s+\d", re.IGNORECASE)
_SAID = {third(verb) for verb in VERBS - ALSO_NOUNS}
_STATISTIC = re.compile(r"^\W*(?:an?\s+)?(?:average|mean|median|total)\s+of\s+\W*\d", re.IGNORECASE)
_HOW_THEY_GO = re.compile(
    r"%|:\s*(?:\w+\s+){0,3}?\d|\d\s+(?:an?|each|every|per)\s+(?:hour|day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"^\W*(?:no|zero|none|less than|fewer than|under|below|<|≤)\b", re.IGNORECASE)


def activity(sentences: Sequence[Sentence], text: str, number: str) -> Cue | None:
    """Why a key result is work; None where it says what changes.

    >>> activity([Sentence("Guide published")], "Guide published", number="")
    Cue(kind='done', word='published')
    """
    if not sentences:
        return None
    first = sentences[0]
    helped = _helping(first)
    if helped and not says_result(first, text):
        return helped
    if first.verb:
        return asked(first, sentences, text, number)
    return _stated(first, text, number)


def _helping(first: Sentence) -> Cue | None:
    """Taking part, after the first verb: "… and assist the team"."""
    words = first.words
    for place in range(1, len(words)):
        if words[place] in HELPING - {"support", "engage", "contribute"} and words[place - 1] in {
            ",", "and", "to", "will",
        }:  # fmt: skip
            return Cue("helping", first.said[place])
    return None


def _stated(first: Sentence, text: str, number: str) -> Cue | None:
    """A key result that states something, or names a thing."""
    words = first.words
    if _NEGATED.match(first.text) or _STATISTIC.match(first.text):
        return None
    done = done_at(words) or (None if _SHARE.search(text) else settled_at(words))
    if not done and not number:
        done = _seen(words)
    if done and not SERVICE.search(text) and not moves(first):
        return Cue("done", first.quote(*done))
    if says_result(first, text):
        return None
    if feature := _feature(first, number):
        return feature
    if any(word in FINITE or word in FEATURES or word in _SAID for word in words[1:]):
        return None
    return _thing(first, number)


def _seen(words: Sequence[str]) -> tuple[int, int] | None:
    """A thing that is obtained: "certificate achieved"."""
    for place, word in enumerate(words):
        if word in SEEN and any(singular(w) in THINGS for w in words[:place]):
            return place, place + 1
    return None


def _feature(first: Sentence, number: str) -> Cue | None:
    """What a thing does or has: "the site supports …", "users can …"."""
    words = first.words
    for place, word in enumerate(words[1:9], 1):
        subject = words[:place]
        if word in {"that", "which", "who", ",", ";"}:
            return None
        if word == "can" and not number:
            return Cue("can", first.quote(place, place + 2))
        if words[place : place + 2] == ["able", "to"] and not number:
            return Cue("can", first.quote(place, place + 2))
        if (
            word not in FEATURES
            or subject[-1] in BREAKS
            or (word == FEATURES[word] and not _is_plural(subject[-1]))
        ):
            continue
        thing = any(singular(w) in THINGS for w in subject)
        if FEATURES[word] == "have" and "%" in number:
            return None
        if number and words[place + 1 : place + 2] == ["that"]:
            return None
        if names_people(subject) and not thing:
            return None
        if thing or not number:
            return Cue("feature", first.quote(place, place + 1))
    return None


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _thing(first: Sentence, number: str) -> Cue | None:
    """A thing by its name: "blog post on …", "5 strategy reviews"."""
    for one in heads(first.words):
        if one in THINGS and not (number and (one in MEASURES or _comes(one, first))):
            return Cue("thing", one)
        if one in _BY_NAME and not number:
            return Cue("thing", one)
    return None


def _comes(thing: str, first: Sentence) -> bool:
    """Whether something comes by itself: "calls answered within 30 s", "lost calls: 3 %"."""
    is_told = _HOW_THEY_GO.search(first.text) or SERVICE.search(first.text)
    return thing in COUNTED and bool(is_told)
