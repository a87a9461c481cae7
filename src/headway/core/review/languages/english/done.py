"""Where it is said that something was made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from headway.core.review.languages.english.clauses import (
    DONE,
    PRESENT,
    ends_a_part,
    is_adverb,
    is_noun,
)
from headway.core.review.languages.english.forms import past, pasts
from headway.core.review.languages.english.nouns import DELIVERABLES
from headway.core.review.languages.english.small_words import BE, BREAKS, FINITE, SUBORDINATE
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import (
    MAKING_PHRASES,
    PASSED_PHRASES,
    STATES,
)

_TWO_DONE = {
    *((one, rest) for one, _, rest in (phrase.partition(" ") for phrase in PASSED_PHRASES)),
    *((one, rest) for verb, _, rest in (phrase.partition(" ") for phrase in MAKING_PHRASES)
      for one in past(verb) if rest),
}  # fmt: skip
_SETTLED = pasts(
    {"accept", "agree", "approve", "authorise", "authorize", "confirm", "grant", "ratify"}
)


def done_at(words: Sequence[str]) -> tuple[int, int] | None:
    """Where it is said that something was made: "is published", "guide published", "is live".

    >>> done_at(["the", "guide", "is", "published"]), done_at(["guests", "come", "back"])
    ((3, 4), None)
    """
    for place, one in enumerate(words):
        word = one.removeprefix("re-")
        if word in {"that", "where", "which", "who"}:
            return None
        if place and (end := _state_at(words, place)):
            return place, end
        two = (word, words[place + 1] if place + 1 < len(words) else "") in _TWO_DONE
        if (word not in DONE and not two) or place == 0 or _is_else(words, place):
            continue
        before = [w for w in words[max(0, place - 3) : place] if not is_adverb(w)]
        if before and (before[-1] in BE or (two and is_noun(before[-1]))):
            return place, place + 1 + two
        if before and _is_second(words, place):
            return place, place + 1
        if before and is_noun(before[-1]) and ends_a_part(words, place) and _is_said(words, place):
            return place, place + 1
    return None


def _is_second(words: Sequence[str], place: int) -> bool:
    """ "Renewed or cancelled", "is stopped or deleted"."""
    if place < 3 or words[place - 1] not in {"and", "or"}:
        return False
    return words[place - 2] in DONE or (words[place - 2].endswith("ed") and words[place - 3] in BE)


def _is_said(words: Sequence[str], place: int) -> bool:
    """Whether a participle behind a noun says what happened, and does not only tell which ones:
    "letters sent", but not "letters sent by us are read" or "trips are on routes planned by us"."""
    after = takewhile(lambda word: word not in {",", ";", "and"} | SUBORDINATE, words[place:])
    finite = FINITE - ({"are", "has", "have", "is"} if words[0] == "there" else {"has", "have"})
    return not any(w in finite for w in [*words[:place], *after])


def settled_at(words: Sequence[str]) -> tuple[int, int] | None:
    """Where others are said to agree with something: "site plan approved by the council".

    >>> settled_at(["site", "plan", "approved"]), settled_at(["guests", "accepted", "it"])
    ((2, 3), None)
    """
    for place, word in enumerate(words):
        if word in _SETTLED and any(singular(w) in DELIVERABLES for w in words[:place]):
            return place, place + 1
    return None


def _is_else(words: Sequence[str], place: int) -> bool:
    """A comparison ("compared to paper"), or what people do ("are involved in running it")."""
    following = words[place + 1 : place + 4]
    if words[place] == "compared":
        return following[:1] in (["to"], ["with"])
    if following[:1] == ["and"] and following[1:2] in (["adopted"], ["used"]):
        return True
    return words[place] == "involved" and any(
        word.endswith("ing") for word in following[1:] if following[0] == "in"
    )


def _state_at(words: Sequence[str], place: int) -> int:
    before = words[place - 1]
    if before == "being":
        return 0
    for state in STATES:
        parts = state.split()
        if words[place : place + len(parts)] == parts:
            end = place + len(parts)
            closes = end >= len(words) or words[end] in BREAKS
            says_else = any(word in PRESENT for word in words[1:place])
            is_verb = state == "running" and not closes
            if (before in BE and not is_verb) or (closes and is_noun(before) and not says_else):
                return end
    return 0
