"""Why a text names work instead of what the work is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from headway.core.review.languages.english.clauses import (
    ANY_FORM,
    BREAKS,
    FINITE,
    SEEN,
    STEP,
    Sentence,
    done_at,
    heads,
    names_people,
)
from headway.core.review.languages.english.forms import gerund, third
from headway.core.review.languages.english.nouns import (
    ABSTRACT,
    DELIVERABLES,
    EVENTS,
    MEASURES,
)
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import (
    ENSURING,
    FALLING,
    FEATURING,
    HELPING,
    HOSTING,
    LENDING,
    MAKING,
    MAKING_PHRASES,
    REACHING,
    RISING,
)
from headway.core.review.languages.reading import Cue

_MADE = MAKING | MAKING_PHRASES
_MADE_BY = {gerund(verb): verb for verb in MAKING | LENDING}
_FEATURES = {form: verb for verb in FEATURING for form in (verb, third(verb))}
_RESULTS = (RISING | FALLING | REACHING) - {"bring", "get", "meet", "pass", "scale", "up", "drop"}
_THINGS = DELIVERABLES | EVENTS | {
    "control", "coordination", "deliverable", "improvement", "management", "scheduling",
}  # fmt: skip
_LEVEL = re.compile(
    r"\bwith\s+(?:an?\s+|at\s+least\s+|over\s+|more\s+than\s+)?(?:\w+\s+){0,3}?[<>≤≥=~\s]*\d[\d.,]*\s*"
    r"(?:%|\+?\s*(?:out\s+of|of|stars?|points?|users?|customers?|people|attendees|participants))"
    r"|\d\s*%.*\b(?:on\s+time|(?:within|under|in\s+(?:under|less\s+than))\s+\w+\s+"
    r"(?:s|ms|seconds?|minutes?|hours?|days?|weeks?))\b"
    r"|(?:[<>≤≥]=?|\b(?:below|under|above|less\s+than|fewer\s+than|no\s+more\s+than|at\s+most|lower\s+than))"
    r"\s*[$€£¥]?\d",
    re.IGNORECASE,
)
_OFFERS = frozenset({"app", "application", "platform", "solution", "system"})
"""What an organisation is there to provide."""
_FORMING = frozenset({
    "build", "create", "design", "develop", "establish", "form", "introduce", "produce",
})  # fmt: skip
_NEGATED = re.compile(r"^\W*(?:no|zero|none|less than|fewer than|under|below|<|≤)\b", re.IGNORECASE)
_COMPLETION = re.compile(
    r"\b(?:completion|delivery|deployment|implementation|migration|rollout|roll-out)\s+of\b",
    re.IGNORECASE,
)


def activity(sentences: Sequence[Sentence], text: str, number: str) -> Cue | None:
    """Why a key result is work; None where it says what changes.

    >>> activity([Sentence("Guide published")], "Guide published", number="")
    Cue(kind='done', word='published')
    """
    if not sentences:
        return None
    first = sentences[0]
    helped = _helping(first)
    if helped and not _says_result(first, text):
        return helped
    if first.verb:
        return _asked(first, sentences, text, number)
    return _stated(first, text, number)


_SERVICE = re.compile(
    r"\bon\s+time\b|(?:\b(?:within|under|below|in\s+(?:under|less\s+than)|less\s+than)|[<≤])\s*\w+\s*"
    r"(?:s|ms|h|hrs?|min|seconds?|minutes?|hours?|days?|weeks?)\b",
    re.IGNORECASE,
)


def _asked(first: Sentence, sentences: Sequence[Sentence], text: str, number: str) -> Cue | None:
    """A key result that begins with a verb."""
    start, end, verb = first.verb or (0, 0, "")
    measured = _says_result(first, text) or any(_is_result(one) for one in sentences[1:])
    quoted = first.quote(start, end)
    if verb in HOSTING:
        event = next((w for w in first.after if singular(w) in EVENTS), "")
        return Cue("event", f"{quoted} … {event}") if event and not measured else None
    if verb in _MADE and not measured:
        return Cue("verb", quoted)
    if verb in LENDING and not measured:
        things = [w for w in heads(first.after) if w in _THINGS]
        hands_over = verb in {"offer", "provide", "supply"} and "%" not in number
        if (things and verb not in {"adopt", "apply"}) or not number or hands_over:
            return Cue("verb", quoted)
    if verb in ENSURING and (done := done_at(first.after)) and not measured:
        return Cue("done", " ".join(first.after[slice(*done)]))
    if verb in HELPING and not measured:
        return Cue("helping", quoted)
    if verb == "target" and (completion := _COMPLETION.search(text)):
        return Cue("completion", completion[0])
    if not _is_measured(first) and (found := _by_doing(text)):
        return found
    return _joined(first) if not _is_measured(first) else None


def _is_measured(first: Sentence) -> bool:
    """Whether a figure follows the first verb before another verb does."""
    for word in first.after:
        if word[0].isdigit() or word in {"double", "half", "zero"}:
            return True
        if word in {",", ";", "and"} or word in _MADE_BY:
            return False
    return False


def _joined(first: Sentence) -> Cue | None:
    """Work that is joined to a change without a figure: "improve coverage, add 5 suites"."""
    words = first.after
    for place in range(1, len(words)):
        if words[place - 1] in {",", "and", ";", "&"} and words[place] in MAKING | {"deliver"}:
            following = words[place + 1] if place + 1 < len(words) else ""
            if words[place] in ANY_FORM and following and following not in BREAKS:
                return Cue("verb", words[place])
    return None


def _by_doing(text: str) -> Cue | None:
    found = STEP.search(text)
    if found and found["verb"].lower() in _MADE_BY:
        return Cue("by", found[0])
    return None


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
    if _NEGATED.match(first.text):
        return None
    done = done_at(words)
    if not done and not number:
        done = _seen(words)
    if done and not _SERVICE.search(text) and not _moves(first):
        return Cue("done", first.quote(*done))
    if _says_result(first, text):
        return None
    if feature := _feature(first, number):
        return feature
    if any(word in FINITE or word in _FEATURES for word in words[1:]):
        return None
    return _thing(first, number)


def _seen(words: Sequence[str]) -> tuple[int, int] | None:
    """A thing that is obtained: "certificate achieved"."""
    for place, word in enumerate(words):
        if word in SEEN and any(singular(w) in _THINGS for w in words[:place]):
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
        if (
            word not in _FEATURES
            or subject[-1] in BREAKS
            or (word == _FEATURES[word] and not _is_plural(subject[-1]))
        ):
            continue
        thing = any(singular(w) in _THINGS for w in subject)
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
        if one in _THINGS and not (one in MEASURES and number):
            return Cue("thing", one)
    return None


def _says_result(first: Sentence, text: str) -> bool:
    """Whether the text goes on to what the work is for, and how much of it."""
    if _LEVEL.search(text):
        return True
    return _moves(first)


def _moves(first: Sentence) -> bool:
    """Whether a number moves behind the first verb: "… and raise trials to 40"."""
    words = first.after
    return any(
        ANY_FORM.get(word) in _RESULTS and _figure_in(words[place + 1 : place + 12])
        for place, word in enumerate(words)
    )


def _figure_in(words: Sequence[str]) -> bool:
    for word in words:
        if word in {",", ";"}:
            return False
        if word[0].isdigit() or word in {"half", "double", "zero"}:
            return True
    return False


def _is_result(one: Sentence) -> bool:
    return bool(_LEVEL.search(one.text))


def task(sentences: Sequence[Sentence], text: str, number: str) -> Cue | None:
    """Why an objective is a task; None where it says what will be true.

    >>> task([Sentence("Guests come back")], "Guests come back", number="")
    """
    for one in sentences:
        if found := _asked_aim(one) if one.verb else _stated_aim(one):
            return found
    return None if number else _by_doing(text)


def _asked_aim(one: Sentence) -> Cue | None:
    start, end, verb = one.verb or (0, 0, "")
    about = heads(one.after)
    if verb in _MADE and not _is_state(verb, one.after, about):
        return Cue("verb", one.quote(start, end))
    if verb in LENDING | {"expand", "extend"} and any(w in _THINGS - _OFFERS for w in about):
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
    return any(singular(word) in _THINGS for word in subject)


def _only_things(one: Sentence) -> Cue | None:
    if any(word in _FEATURES for word in one.words[1:]):
        return None
    found = heads(one.words)
    return Cue("thing", found[0]) if found and found[0] in _THINGS else None


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
            if words[place] in {"and", "&"} and words[place + 1] in _MADE | _RESULTS:
                yield one.base
                yield words[place + 1]
                return
