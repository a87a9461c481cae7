"""Where a sentence's verb is, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from headway.core.review.languages.english.forms import bases, gerund, past, pasts, third
from headway.core.review.languages.english.nouns import GROUPS, MEASURES, PEOPLE
from headway.core.review.languages.english.tokens import singular, tokens, without_topic
from headway.core.review.languages.english.verbs import (
    ALSO_NOUNS,
    ENSURING,
    FALLING,
    FEATURING,
    GRADUAL,
    HELPING,
    HOSTING,
    KEEPING,
    LENDING,
    MAKING,
    MAKING_PHRASES,
    PASSED,
    PASSED_PHRASES,
    REACHING,
    RISING,
    STATES,
)

DROPPED = frozenset({
    "a", "also", "an", "and", "finally", "first", "fully", "let's", "not", "our", "please",
    "should", "the", "their", "then", "to", "we", "will",
})  # fmt: skip
DETERMINERS = frozenset({
    "a", "all", "an", "any", "both", "each", "every", "its", "least", "more", "most", "new",
    "no", "our", "some", "the", "their", "these", "this", "those", "your",
})  # fmt: skip
BE = frozenset({
    "are", "be", "been", "being", "get", "gets", "got", "had", "has", "have", "is", "was",
    "were",
})  # fmt: skip
PRONOUNS = frozenset({"he", "i", "it", "she", "they", "we", "who", "you"})
FINITE = frozenset({
    "are", "can", "could", "do", "does", "has", "have", "is", "should", "was", "were", "will",
})  # fmt: skip
BREAKS = frozenset({
    ",", ":", ";", "about", "across", "after", "against", "among", "and", "around", "as", "at",
    "based", "because", "before", "between", "by", "during", "for", "from", "given", "if", "in",
    "including", "into", "like", "of", "on", "or", "over", "per", "so", "such", "than", "that",
    "through", "throughout", "to", "toward", "towards", "under", "until", "upon", "using",
    "via", "when", "where", "which", "while", "who", "whose", "with", "within", "without",
})  # fmt: skip
SUBORDINATE = frozenset({
    "because", "so", "that", "to", "when", "where", "which", "while", "who", "whose",
})  # fmt: skip
_ADJECTIVE = ("able", "al", "ed", "er", "ful", "ible", "ic", "ive", "less", "ous", "ward")

OTHERS = frozenset({
    "accept", "act", "adapt", "adopt", "aim", "ask", "attack", "avoid", "be", "become", "build",
    "change", "choose", "create", "delight", "deliver", "drive", "earn", "empower", "ensure",
    "enter", "establish", "find", "follow", "go", "influence", "inspire", "invest", "know",
    "lay", "learn", "let", "leverage", "look", "love", "orient", "own", "pay", "position",
    "prevent", "protect", "prove", "pursue", "push", "put", "remove", "resolve", "respect",
    "respond", "rethink", "see", "serve", "set", "shift", "show", "solve", "speak", "stop",
    "take", "target", "tell", "think", "transform", "transition", "try", "turn", "understand",
    "unify", "unlock", "use", "work",
})  # fmt: skip
VERBS = (
    MAKING | LENDING | HELPING | ENSURING | HOSTING | RISING | FALLING | GRADUAL | REACHING
    | KEEPING | OTHERS
)  # fmt: skip
SEEN = pasts({"achieve", "earn", "meet", "obtain", "pass", "secure"})
"""Said of a thing without a number, as done as DONE; said of a number, a result."""
DONE = {
    **pasts(MAKING),
    **pasts({"hold", "host", "deliver", "provide", "make", "enable", "set up", "do"} - {"set up"}),
    **dict.fromkeys(PASSED, ""),
}
_STARTS = {
    **{third(verb): verb for verb in VERBS - ALSO_NOUNS},
    **{form: verb for verb in sorted(MAKING | LENDING) for form in past(verb)},
    **{verb: verb for verb in VERBS},
}
_THIRDS = {third(verb) for verb in VERBS} - VERBS
PAST = pasts(VERBS)
_GERUNDS = {gerund(verb): verb for verb in VERBS}
ANY_FORM = bases(VERBS)
_TWO = {
    (first, rest): f"{verb} {rest}"
    for verb, _, rest in (phrase.partition(" ") for phrase in MAKING_PHRASES)
    if rest and " " not in rest
    for first in (verb, gerund(verb), third(verb), *past(verb))
}
PRESENT = {form for verb in FEATURING for form in (verb, third(verb))}
"""A word of these is hardly a noun."""
_TWO_DONE = {
    *((one, rest) for one, _, rest in (phrase.partition(" ") for phrase in PASSED_PHRASES)),
    *((one, rest) for verb, _, rest in (phrase.partition(" ") for phrase in MAKING_PHRASES)
      for one in past(verb) if rest),
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words as written and in small letters, and where its first verb is."""

    text: str

    @cached_property
    def said(self) -> list[str]:
        """The tokens as written, without a topic or an opening phrase ("For new customers, …")."""
        found = tokens(self.text)
        if not _verb_at(_lower(found), 0):
            rest = tokens(without_topic(self.text))
            if len(rest) < len(found) and _verb_at(_lower(rest), 0):
                return rest
            return _without_opening(found)
        return found

    @cached_property
    def words(self) -> list[str]:
        """The tokens in small letters."""
        return _lower(self.said)

    @cached_property
    def verb(self) -> tuple[int, int, str] | None:
        """Where the first verb begins and ends, and its base form, if the sentence asks for
        something or begins with what was done; None where it states something."""
        return _verb_at(self.words, 0)

    @property
    def base(self) -> str:
        """The base form of the first verb, empty without one."""
        return self.verb[2] if self.verb else ""

    @property
    def after(self) -> list[str]:
        """The words behind the first verb, or all."""
        return self.words[self.verb[1] :] if self.verb else self.words

    def quote(self, start: int, end: int) -> str:
        """Tokens as they are written."""
        return " ".join(self.said[start:end])


def _lower(said: Sequence[str]) -> list[str]:
    return [word.lower().replace("’", "'") for word in said]


def _without_opening(said: list[str]) -> list[str]:
    """ "For new customers, cut …" without what comes before the comma."""
    words = _lower(said)
    if words and words[0] in BREAKS | {"every", "each"} and "," in words[:10]:
        rest = words.index(",") + 1
        if _verb_at(words, rest):
            return said[rest:]
    return said


def _verb_at(words: Sequence[str], start: int) -> tuple[int, int, str] | None:
    here = start
    while here < len(words) and (words[here] in DROPPED or _is_adverb(words[here])):
        here += 1
    if here >= len(words):
        return None
    word = words[here].partition("/")[0]
    following = words[here + 1] if here + 1 < len(words) else ""
    if (word, following) in _TWO:
        return here, here + 2, _TWO[word, following]
    if "-" in word and tuple(word.split("-", 1)) in _TWO:
        return here, here + 1, word.replace("-", " ")
    if any(w in DETERMINERS - {"all", "new"} for w in words[start:here]):
        return None
    if word in _THIRDS and not (following in DETERMINERS or following[:1].isdigit()):
        return None
    if word in _STARTS:
        verb = _STARTS[word]
        is_noun = verb in ALSO_NOUNS and _is_subject(words, here)
        is_adjective = word != verb and word in DONE and _is_stated(words, here)
        return None if is_noun or is_adjective else (here, here + 1, verb)
    if word in _GERUNDS and _looks_like_object(following):
        return here, here + 1, _GERUNDS[word]
    return None


def _is_adverb(word: str) -> bool:
    return (
        len(word) > 4
        and word.endswith("ly")
        and word not in {"apply", "comply", "reply", "supply", "rely", "multiply"}
    )


def _looks_like_object(word: str) -> bool:
    return word in DETERMINERS or word.isdigit() or word.endswith(_ADJECTIVE)


def _is_subject(words: Sequence[str], here: int) -> bool:
    """Whether a word that can be verb or noun is the noun: something is said of it."""
    following = words[here + 1] if here + 1 < len(words) else ""
    if following in DETERMINERS or following[:1].isdigit():
        return False
    return _is_stated(words, here) or _is_measured(words, here)


def _is_measured(words: Sequence[str], here: int) -> bool:
    """ "Test coverage at 85 %": a measure and its level."""
    return any(
        singular(words[place]) in MEASURES
        and words[place + 1] in {"above", "at", "below", "from", "over", "under"}
        for place in range(here + 1, min(here + 4, len(words) - 1))
    )


def _is_stated(words: Sequence[str], here: int) -> bool:
    for place in range(here + 1, len(words)):
        word = words[place]
        if word in SUBORDINATE or word in {",", ";", ":"}:
            return False
        if word in FINITE:
            return True
        if word in PAST and place > here + 1 and _ends_a_part(words, place):
            return True
    return False


def _ends_a_part(words: Sequence[str], place: int) -> bool:
    following = words[place + 1] if place + 1 < len(words) else ","
    return following in BREAKS or _is_adverb(following)


def done_at(words: Sequence[str]) -> tuple[int, int] | None:
    """Where it is said that something was made: "is published", "guide published", "is live".

    >>> done_at(["the", "guide", "is", "published"]), done_at(["guests", "come", "back"])
    ((3, 4), None)
    """
    for place, word in enumerate(words):
        if word in {"that", "which", "who"}:
            return None
        if place and (end := _state_at(words, place)):
            return place, end
        two = (word, words[place + 1] if place + 1 < len(words) else "") in _TWO_DONE
        if (word not in DONE and not two) or place == 0:
            continue
        before = [w for w in words[max(0, place - 3) : place] if not _is_adverb(w)]
        if before and (before[-1] in BE or (two and _is_noun(before[-1]))):
            return place, place + 1 + two
        if before and before[-1] == "and" and place > 1 and words[place - 2] in DONE:
            return place, place + 1
        if before and _is_noun(before[-1]) and _ends_a_part(words, place):
            return place, place + 1
    return None


def _state_at(words: Sequence[str], place: int) -> int:
    before = words[place - 1]
    for state in STATES:
        parts = state.split()
        if words[place : place + len(parts)] == parts:
            end = place + len(parts)
            closes = end >= len(words) or words[end] in BREAKS
            says_else = any(word in PRESENT for word in words[1:place])
            if before in BE or (closes and _is_noun(before) and not says_else):
                return end
    return 0


def _is_noun(word: str) -> bool:
    return (
        word not in PRONOUNS
        and word not in DETERMINERS
        and word not in BREAKS
        and word not in DROPPED
        and word not in FINITE
        and not word[:1].isdigit()
        and not _is_adverb(word)
    )


def head(words: Sequence[str]) -> str:
    """The noun that a phrase is about, in the singular: the last before it goes on.

    >>> head(["a", "simple", "onboarding", "guide", "for", "new", "teams"])
    'guide'
    """
    last = ""
    for word in words:
        if word in BREAKS or word in FINITE:
            if last:
                break
            continue
        if word not in DETERMINERS and not word[0].isdigit():
            last = word
    return singular(last.rpartition("/")[2] or last)


def heads(words: Sequence[str]) -> list[str]:
    """The nouns of phrases that are joined: "strategy, identity and guidelines".

    >>> heads(["brand", "strategy", "and", "new", "guidelines", "for", "partners"])
    ['strategy', 'guideline']
    """
    found: list[str] = []
    part: list[str] = []
    start = next((n for n, word in enumerate(words) if word not in BREAKS), len(words))
    for word in [*words[start:], ","]:
        if word in {"and", "&", ",", "or"}:
            if part:
                found.append(head(part))
            part = []
        elif word in BREAKS or word in FINITE:
            if part:
                found.append(head(part))
            break
        else:
            part.append(word)
    return [one for one in found if one]


def names_people(words: Sequence[str]) -> bool:
    """Whether people are among the words.

    >>> names_people(["new", "customers"]), names_people(["new", "pages"])
    (True, False)
    """
    return any(
        word in GROUPS or (singular(word) in PEOPLE and singular(word) != word) for word in words
    )


STEP = re.compile(r"\bby\s+(?:\w+ly\s+)?(?P<verb>[a-z]+ing)\b", re.IGNORECASE)
