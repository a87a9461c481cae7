"""Where a sentence's verb is, and what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from headway.core.review.languages.english.forms import bases, gerund, past, pasts, third
from headway.core.review.languages.english.nouns import (
    ABSTRACT,
    DELIVERABLES,
    GROUPS,
    MEASURES,
    PEOPLE,
)
from headway.core.review.languages.english.small_words import (
    ARTICLES,
    ASKING,
    BE,
    BREAKS,
    DETERMINERS,
    DROPPED,
    FINITE,
    LEVELS,
    PRONOUNS,
    SUBORDINATE,
)
from headway.core.review.languages.english.tokens import singular, tokens, without_topic
from headway.core.review.languages.english.verbs import (
    ALSO_NOUNS,
    COMPOUNDS,
    DOING,
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
    MOSTLY_NOUNS,
    PASSED,
    REACHING,
    RISING,
)

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
    MAKING | DOING | LENDING | HELPING | ENSURING | HOSTING | RISING | FALLING | GRADUAL | REACHING
    | KEEPING | OTHERS
)  # fmt: skip
SEEN = pasts({"achieve", "earn", "meet", "obtain", "pass", "secure"})
"""Said of a thing without a number, as done as DONE; said of a number, a result."""
DONE = {
    **pasts(MAKING),
    **pasts({"capture", "deliver", "do", "enable", "give", "hold", "host", "make", "provide"}),
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
    if words[:1] == ["by"] and "we" in words[1:7]:
        return said[words.index("we") :]
    if words[:1] == ["by"] and words[1:2] and words[1].endswith("ing") and "," in words:
        return said[words.index(",") + 1 :] or said
    if words and words[0] in BREAKS | {"every", "each"} and "," in words[:10]:
        rest = words.index(",") + 1
        if _verb_at(words, rest):
            return said[rest:]
    return said


def _verb_at(words: Sequence[str], start: int) -> tuple[int, int, str] | None:
    here = start
    while here < len(words) and (
        words[here] in DROPPED or is_adverb(words[here]) or _only_begins(words, here)
    ):
        here += 1
    if here >= len(words):
        return None
    word = words[here].partition("/")[0].removeprefix("re-")
    following = words[here + 1] if here + 1 < len(words) else ""
    if word == "have" and (after := _perfect(words, here + 1)):
        return here, after, PAST[words[after - 1]]
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
        is_noun = word == verb and verb in ALSO_NOUNS and _is_subject(words, here)
        is_ours = following in DETERMINERS or any(w in {"we", "we've"} for w in words[start:here])
        is_adjective = word != verb and word in DONE and not is_ours and _is_stated(words, here)
        return None if is_noun or is_adjective else (here, here + 1, verb)
    if word in _GERUNDS and _looks_like_object(following):
        return here, here + 1, _GERUNDS[word]
    return (here, here + 1, word) if _asks(word, following) else None


def _only_begins(words: Sequence[str], here: int) -> bool:
    """ "Start to trust": what is asked for comes after."""
    return words[here] in {"begin", "start"} and words[here + 1 : here + 2] == ["to"]


def _perfect(words: Sequence[str], here: int) -> int:
    """Where a perfect ends: "have delivered", "have only just published"; 0 without one."""
    while here < len(words) and (is_adverb(words[here]) or words[here] in {"all", "just", "only"}):
        here += 1
    return here + 1 if here < len(words) and words[here] in PAST else 0


def _asks(word: str, following: str) -> bool:
    """Whether a word that is not known asks for something: an article behind it ("swab the
    decks") stands behind no noun."""
    return (
        following in ARTICLES
        and word.isalpha()
        and not word.endswith(("s", "ed", "ing"))
        and word not in BREAKS | FINITE | BE | PRONOUNS | DETERMINERS
        and word not in MEASURES | PEOPLE | GROUPS | DELIVERABLES | ABSTRACT
    )


def is_order(word: str, following: str) -> bool:
    """Whether a word inside a sentence is a verb, not a noun that looks like it ("and email …").

    >>> is_order("email", "the"), is_order("email", "support"), is_order("add", "support")
    (True, False, True)
    """
    is_object = following in DETERMINERS or following[:1].isdigit()
    return word in VERBS and (word not in MOSTLY_NOUNS or is_object)


def is_adverb(word: str) -> bool:
    """Whether a word in "-ly" says how.

    >>> is_adverb("quickly"), is_adverb("supply")
    (True, False)
    """
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
    if following == "of" or singular(following) in COMPOUNDS.get(words[here], ()):
        return True
    if following in DETERMINERS | ASKING or following[:1].isdigit():
        return False
    return _is_stated(words, here) or _is_measured(words, here)


def _is_measured(words: Sequence[str], here: int) -> bool:
    """A measure and its level: "test coverage at 85 %", "print costs per page from 4 to 3"."""
    for place in range(here + 1, min(here + 4, len(words) - 1)):
        following = words[place + 1]
        if singular(words[place]) in MEASURES and (
            (following in LEVELS and any(word[0].isdigit() for word in words[place:]))
            or following[0].isdigit()
            or (following in {"of", "per"} and _moves_from(words[place:]))
        ):
            return True
    return False


def _moves_from(words: Sequence[str]) -> bool:
    return any(word == "from" and after[0].isdigit() for word, after in pairwise(words))


def _is_stated(words: Sequence[str], here: int) -> bool:
    for place in range(here + 1, len(words)):
        word = words[place]
        if word in SUBORDINATE or word in {",", ";", ":"}:
            return False
        if word in FINITE:
            return True
        if word in PAST and place > here + 1 and ends_a_part(words, place):
            return True
    return False


def ends_a_part(words: Sequence[str], place: int) -> bool:
    """Whether nothing more belongs to what the word at a place closes.

    >>> ends_a_part(["publish", "reports", "and", "raise"], 1)
    True
    >>> ends_a_part(["publish", "annual", "reports"], 1)
    False
    """
    following = words[place + 1] if place + 1 < len(words) else ","
    return following in BREAKS or is_adverb(following)


def is_noun(word: str) -> bool:
    """Whether a word may name something: it is none of the small words.

    >>> [word for word in "we publish the annual reports quickly".split() if is_noun(word)]
    ['publish', 'annual', 'reports']
    """
    return (
        word not in PRONOUNS
        and word not in DETERMINERS
        and word not in BREAKS
        and word not in DROPPED
        and word not in FINITE
        and not word[:1].isdigit()
        and not is_adverb(word)
    )


STEP = re.compile(r"\bby\s+(?:\w+ly\s+)?(?P<verb>[a-z]+ing)\b", re.IGNORECASE)
