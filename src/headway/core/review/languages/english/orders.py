"""Key results that begin with a verb: whether it asks for work."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import takewhile

from headway.core.review.languages.english.clauses import VERBS, Sentence, is_order
from headway.core.review.languages.english.done import done_at, settled_at
from headway.core.review.languages.english.nouns import EVENTS
from headway.core.review.languages.english.phrases import heads, names_people
from headway.core.review.languages.english.qualities import VAGUE
from headway.core.review.languages.english.results import (
    MADE,
    MADE_BY,
    THINGS,
    by_doing,
    says_level,
    says_result,
)
from headway.core.review.languages.english.small_words import BREAKS
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import (
    DOING,
    ENSURING,
    HELPING,
    HOSTING,
    LENDING,
    MAKING,
)
from headway.core.review.languages.reading import Cue

_RECEIVING = frozenset({"acquire", "gain", "get", "obtain", "receive", "secure"})
_ANSWERS = frozenset({
    "acceptance", "advice", "agreement", "approval", "authorisation", "authorization", "buy-in",
    "clearance", "consent", "feedback", "input", "licence", "license", "opinion", "permission",
    "permit", "quote", "sign-off", "signoff",
})  # fmt: skip
"""What others give when they are asked."""
_CLAUSES_END = frozenset({",", ";", ":", "and", "by", "for", "so", "that", "to", "with"})
_COMPLETION = re.compile(
    r"\b(?:completion|delivery|deployment|implementation|migration|rollout|roll-out)\s+of\b",
    re.IGNORECASE,
)


def asked(first: Sentence, sentences: Sequence[Sentence], text: str, number: str) -> Cue | None:
    """Why a key result that begins with a verb is work.

    >>> one = Sentence("Gain approval of the plans")
    >>> asked(one, [one], one.text, number="")
    Cue(kind='thing', word='approval')
    """
    measured = says_result(first, text) or any(says_level(one) for one in sentences[1:])
    if first.base in HOSTING:
        return None if measured else _held(first, number)
    if not measured and (found := _ordered(first, number)):
        return found
    if first.base == "target" and (completion := _COMPLETION.search(text)):
        return Cue("completion", completion[0])
    if _is_measured(first):
        return None
    return by_doing(text) or _joined(first)


def _ordered(first: Sentence, number: str) -> Cue | None:
    """What the first verb asks for, where no result follows."""
    start, end, verb = first.verb or (0, 0, "")
    is_open = (verb in DOING or verb not in VERBS) and not number
    if verb in MADE or is_open or _hands_over(verb, first.after, number):
        return Cue("verb", first.quote(start, end))
    if verb in ENSURING and (done := done_at(first.after)):
        return Cue("done", " ".join(first.after[slice(*done)]))
    if verb in HELPING:
        return Cue("helping", first.quote(start, end))
    if verb in _RECEIVING and (received := _received(first.after, number)):
        return Cue("thing", received)
    return None


def _hands_over(verb: str, after: Sequence[str], number: str) -> bool:
    if verb not in LENDING or _makes_so(verb, after) or _asks_for_more(verb, after):
        return False
    is_thing = any(noun in THINGS | _light(verb) for noun in heads(after))
    by_nature = verb in {"offer", "provide", "supply"} and "%" not in number
    return (is_thing and verb not in {"adopt", "apply"}) or not number or by_nature


def _asks_for_more(verb: str, after: Sequence[str]) -> bool:
    """ "Encourage more visits": a change, and nothing that is handed over."""
    return verb == "encourage" and after[:1] in (["fewer"], ["less"], ["more"])


def _held(first: Sentence, number: str) -> Cue | None:
    """ "Hold 3 workshops"; what is hosted is always an event, what one has can be a thing."""
    start, end, verb = first.verb or (0, 0, "")
    after = first.after
    if "%" in number:
        return None
    about = heads(after)[:1]
    event = next((n for n, word in enumerate(after, end) if singular(word) in EVENTS), 0)
    if not event and verb in {"attend", "host"} and not names_people(after):
        event = next((n for n, word in enumerate(after, end) if singular(word) in about), 0)
    if event:
        return Cue("event", f"{first.quote(start, end)} … {first.said[event]}")
    if verb == "have" and (done := done_at(after) or settled_at(after)):
        return Cue("done", " ".join(after[slice(*done)]))
    if verb == "have" and about and about[0] in THINGS and not number and "to" not in after:
        return Cue("thing", about[0])
    return None


def _light(verb: str) -> Set[str]:
    """Nouns that are the verb proper: "make a list" is to list."""
    return MAKING if verb in {"do", "make"} else frozenset()


def _makes_so(verb: str, after: Sequence[str]) -> bool:
    """ "Make buses reliable": not a thing that is made, but how something will be."""
    phrase = list(takewhile(lambda word: word not in _CLAUSES_END, after))
    last = phrase[-1] if len(phrase) > 1 else ""
    judges = last in VAGUE and not last.endswith(("ment", "ments", "ity", "ence", "ency", "ness"))
    return verb == "make" and (judges or last.endswith(("able", "ible")))


def _received(after: Sequence[str], number: str) -> str:
    """ "Gain approval", "get feedback from 5 users": what others hand over, not how they judge."""
    about = heads(after)[:1]
    wanted = _ANSWERS if number else _ANSWERS | THINGS
    return about[0] if about and about[0] in wanted and "%" not in number else ""


def _is_measured(first: Sentence) -> bool:
    """Whether a figure follows the first verb before another verb does."""
    for word in first.after:
        if word[0].isdigit() or word in {"double", "half", "zero"}:
            return True
        if word in {",", ";", "and"} or word in MADE_BY:
            return False
    return False


def _joined(first: Sentence) -> Cue | None:
    """Work that is joined to a change without a figure: "improve coverage, add 5 suites"."""
    words = first.after
    for place in range(1, len(words)):
        if words[place - 1] in {",", "and", ";", "&"} and words[place] in MAKING | {"deliver"}:
            following = words[place + 1] if place + 1 < len(words) else ""
            if following and following not in BREAKS and is_order(words[place], following):
                return Cue("verb", words[place])
    return None
