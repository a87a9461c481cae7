"""Why an objective names a task instead of what will be true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headway.core.review.languages.english.clauses import Sentence, is_order
from headway.core.review.languages.english.done import done_at
from headway.core.review.languages.english.nouns import ABSTRACT, EVENTS
from headway.core.review.languages.english.phrases import heads, names_people
from headway.core.review.languages.english.results import (
    FEATURES,
    FROM_TO,
    MADE,
    RESULTS,
    THINGS,
    by_doing,
    moves,
)
from headway.core.review.languages.english.small_words import FINITE
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import HOSTING, LENDING
from headway.core.review.languages.reading import Cue

_OFFERS = frozenset({"app", "application", "platform", "solution", "system"})
"""What an organisation is there to provide."""
_FORMING = frozenset({
    "build", "create", "demonstrate", "design", "develop", "establish", "form", "introduce",
    "produce",
})  # fmt: skip


def task(sentences: Sequence[Sentence], text: str, number: str) -> Cue | None:
    """Why an objective is a task; None where it says what will be true.

    >>> task([Sentence("Guests come back")], "Guests come back", number="")
    """
    for one in sentences:
        if number and (moves(one) or FROM_TO.search(one.text)):
            continue
        if found := _asked_aim(one) if one.verb else _stated_aim(one):
            return found
    return None if number else by_doing(text)


def _asked_aim(one: Sentence) -> Cue | None:
    start, end, verb = one.verb or (0, 0, "")
    about = heads(one.after)
    if verb in MADE and not _is_state(verb, one.after, about):
        return Cue("verb", one.quote(start, end))
    if verb in LENDING | {"expand", "extend"} and any(w in THINGS - _OFFERS for w in about):
        return Cue("verb", one.quote(start, end))
    if verb in HOSTING and any(singular(w) in EVENTS for w in one.after):
        return Cue("event", one.quote(start, end))
    return None


def _is_state(verb: str, after: Sequence[str], about: Sequence[str]) -> bool:
    """ "Build a culture of …", "establish X as the place for Y": a state, not a thing."""
    if verb not in _FORMING:
        return False
    if verb == "establish" and "as" in after:
        return True
    return bool(about) and about[0] in ABSTRACT


def _stated_aim(one: Sentence) -> Cue | None:
    words = one.words
    done = done_at(words)
    if done and not names_people(words[: done[0]]) and _is_about_thing(words[: done[0]]):
        return Cue("done", one.quote(*done))
    for place, word in enumerate(words[1:9], 1):
        if word in {"includes", "include", "contains", "contain", "exists", "exist"}:
            return Cue("feature", one.said[place])
        if word in FINITE | {"that", "which", "who"}:
            return None
    return _only_things(one)


def _is_about_thing(subject: Sequence[str]) -> bool:
    return any(singular(word) in THINGS for word in subject)


def _only_things(one: Sentence) -> Cue | None:
    if any(word in FEATURES for word in one.words[1:]):
        return None
    found = heads(one.words)
    return Cue("thing", found[0]) if found and found[0] in THINGS else None


def joined(sentences: Sequence[Sentence]) -> Iterator[str]:
    """Two verbs joined by "and": the first one and the one behind it.

    >>> list(joined([Sentence("Plan and build the shop")]))
    ['plan', 'build']
    """
    for one in sentences:
        if one.verb is None:
            continue
        words = one.words
        for place in range(one.verb[1], len(words) - 1):
            second, following = words[place + 1], words[place + 2] if place + 2 < len(words) else ""
            is_verb = second in MADE | RESULTS and is_order(second, following)
            if words[place] in {"and", "&"} and is_verb:
                yield one.base
                yield second
                return
