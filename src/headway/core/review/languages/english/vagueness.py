"""What in a text leaves open how much, or of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from headway.core.review.languages.english.clauses import ANY_FORM, DONE, Sentence
from headway.core.review.languages.english.forms import gerund
from headway.core.review.languages.english.nouns import ABSTRACT, DELIVERABLES, GENERIC, MEASURES
from headway.core.review.languages.english.phrases import heads, names_people
from headway.core.review.languages.english.qualities import (
    TERMS,
    USUAL,
    USUAL_PHRASES,
    VAGUE,
    VAGUE_AMOUNTS,
    VAGUE_DEGREE,
    VAGUE_ENDINGS,
    VAGUE_PHRASES,
)
from headway.core.review.languages.english.small_words import BREAKS, DETERMINERS, FINITE, PRONOUNS
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import GRADUAL, MAKING
from headway.core.review.languages.english.words import STOP_WORDS
from headway.core.review.languages.reading import Cue

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PHRASES = re.compile(
    "|".join(
        [
            *(rf"\b{re.escape(one)}\b" for one in sorted(VAGUE_PHRASES, key=len, reverse=True)),
            VAGUE_DEGREE,
        ]
    ),
    re.IGNORECASE,
)
_JUDGING = VAGUE | VAGUE_AMOUNTS
_TERMS = re.compile("|".join(rf"\b{one}\b" for one in TERMS), re.IGNORECASE)
_IN_MIND = frozenset({"appreciate", "appreciates", "know", "knows", "understand", "understands"})
_WORK = {gerund(verb) for verb in MAKING} | {"management", "research", "test"}
_POINTING = re.compile(
    r"\bthese\s+(?!(?:cycle|day|half|month|period|quarter|season|spring|summer|autumn|"
    r"fall|winter|week|year|way)s?\b|(?:for|from|in|of|that|who|with)\b)(?P<noun>[a-z]+)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥]\s?\d")
_TIME = re.compile(r"\b(?:fy\d+|[qh][1-4]|20\d\d|quarter|year|month|week)\b", re.IGNORECASE)


_CORE_ENDS = frozenset({
    "because", "for", "how", "so", "that", "to", "where", "which", "while", "who", "with",
})  # fmt: skip


def of_result(parts: Sequence[Sentence], text: str) -> list[Cue]:
    """What is vague in a key result: in what it says itself, before it says what for.

    >>> of_result([Sentence("Service is world-class")], "Service is world-class")
    [Cue(kind='word', word='world-class')]
    """
    if not parts:
        return []
    first = parts[0]
    core = first.words[: _core(first)]
    found = [*_phrases(text), *_words(" ".join(first.said[: len(core)]))]
    if first.base in GRADUAL or (len(parts) == 1 and not first.verb and _is_changed(core)):
        found.append(Cue("change", first.quote(*(first.verb or (0, len(core)))[:2])))
    return [*found, *_elsewhere(text), *_nothing(parts, text)]


def of_aim(parts: Sequence[Sentence], text: str, task: Cue | None) -> list[Cue]:
    """What is vague in an objective: a judgement, more of something, something nobody has seen.

    >>> of_aim([Sentence("Guests trust us")], "Guests trust us", None)
    []
    """
    if task is not None and task.kind == "by":
        return []
    found = [*_phrases(text), *_words(text)]
    found += _more(parts, whole=task is None)
    found += _improved(parts)
    found += _abstract(parts, whole=task is None or task.kind != "verb")
    found += _minds(parts)
    return found or _nothing(parts, text)


def _core(one: Sentence) -> int:
    start = one.verb[1] if one.verb else 1
    return next(
        (n for n in range(start, len(one.words)) if one.words[n] in _CORE_ENDS), len(one.words)
    )


def _is_changed(core: Sequence[str]) -> bool:
    """ "Test quality is improved", "increased trust"."""
    if len(core) > 1 and core[0].endswith("ed") and ANY_FORM.get(core[0]) in GRADUAL:
        is_made = any(noun in DELIVERABLES for noun in heads(core[1:])) or any(
            word in DONE for word in core[1:]
        )
        return core[1] not in BREAKS and not is_made
    return any(
        ANY_FORM.get(word) in GRADUAL and word.endswith("ed") and core[place - 1] in {"is", "are"}
        for place, word in enumerate(core)
        if place
    )


def _phrases(text: str) -> list[Cue]:
    return [Cue("word", match[0]) for match in _PHRASES.finditer(text)]


def _words(text: str) -> list[Cue]:
    """Words that judge without measuring, as written; a capital inside a sentence is a name's."""
    plain = _PHRASES.sub(" ", _TERMS.sub(" ", text))
    found = list(_WORD.finditer(plain))
    in_title = sum(match[0][0].isupper() for match in found) * 2 > len(found)
    return [
        Cue("word", match[0])
        for place, match in enumerate(found)
        if (_judges(match[0].lower()) or match[0].lower().endswith(VAGUE_ENDINGS))
        and (in_title or place == 0 or match[0][0].islower() or not match[0][0].isalpha())
    ]


def _judges(word: str) -> bool:
    return word in _JUDGING or (word.endswith("ly") and word.removesuffix("ly") in VAGUE)


def _more(parts: Sequence[Sentence], *, whole: bool) -> Iterator[Cue]:
    """More or less of something that nobody can count: "increase engagement"; of work only what it
    is (not ``whole``), since what it is for comes after."""
    for one in parts:
        for place, word in enumerate(one.words):
            is_first = one.verb is not None and place < one.verb[1]
            if ANY_FORM.get(word) not in GRADUAL or not (whole or is_first):
                continue
            about = list(takewhile(lambda w: w not in BREAKS, one.words[place + 1 :]))
            if about and not any(noun in MEASURES for noun in heads(about)):
                yield Cue("change", one.quote(place, place + 1 + len(about)))


def _improved(parts: Sequence[Sentence]) -> Iterator[Cue]:
    """ "The shop is improved", unless that is a measure."""
    for one in parts:
        for place, word in enumerate(one.words[1:], 1):
            if (
                one.verb is None
                and word.endswith("ed")
                and ANY_FORM.get(word) in GRADUAL
                and one.words[place - 1] in {"are", "is"}
                and not any(noun in MEASURES for noun in heads(one.words[: place - 1]))
            ):
                yield Cue("change", one.quote(place - 1, place + 1))


def _minds(parts: Sequence[Sentence]) -> Iterator[Cue]:
    """What goes on in people's heads: "residents understand the bills"."""
    for one in parts:
        place = next((n for n, word in enumerate(one.words) if word in _IN_MIND), 0)
        if place and one.verb is None and names_people(one.words[:place]):
            yield Cue("abstract", one.said[place])


def _abstract(parts: Sequence[Sentence], *, whole: bool) -> Iterator[Cue]:
    """What everybody wants more of: awareness, engagement, quality; not inside a name, and of work
    only what it is (not ``whole``)."""
    for one in parts:
        end = len(one.words) if whole else _core(one)
        for place, (said, word) in enumerate(zip(one.said[:end], one.words[:end], strict=True)):
            is_name = place > 0 and said[0].isupper()
            if singular(word) in ABSTRACT and not is_name and _ends_phrase(one.words, place):
                yield Cue("abstract", said)


def _ends_phrase(words: Sequence[str], place: int) -> bool:
    following = words[place + 1] if place + 1 < len(words) else ","
    return following in BREAKS or following in FINITE | PRONOUNS or following.endswith("ly")


def _elsewhere(text: str) -> Iterator[Cue]:
    """ "What came out of these talks", where no talks were spoken of before."""
    for match in _POINTING.finditer(text):
        if singular(match["noun"]) not in map(singular, _WORD.findall(text[: match.start()])):
            yield Cue("elsewhere", match[0])


def _nothing(parts: Sequence[Sentence], text: str) -> list[Cue]:
    return [Cue("nothing", text.strip())] if names_nothing(parts, text) else []


def names_nothing(sentences: Sequence[Sentence], text: str) -> bool:
    """Whether the text would fit every team: none of its words says of what.

    >>> names_nothing([Sentence("Build plan for Q3")], "Build plan for Q3")
    True
    """
    words = []
    if _MONEY.search(text):
        return False
    if len(sentences) == 1 and _is_bare_work(sentences[0]):
        return True
    for one in sentences:
        for place, (said, word) in enumerate(zip(one.said, one.words, strict=True)):
            if word in STOP_WORDS or word in DETERMINERS or word in BREAKS or word[0].isdigit():
                continue
            if _TIME.fullmatch(word) or (word in ANY_FORM and _is_said(one, place)):
                continue
            if place and said[0].isupper():
                return False
            words.append(word)
    return all(singular(word) in GENERIC or word in GENERIC for word in words)


def _is_bare_work(one: Sentence) -> bool:
    """ "Acceptance testing", "research": work without what is worked on."""
    last = singular(one.words[-1]) if one.words else ""
    return len(one.words) <= 2 and last in _WORK and not any(w[0].isdigit() for w in one.words)


def _is_said(one: Sentence, place: int) -> bool:
    """Whether a word that can be a verb is one here."""
    in_verb = one.verb is not None and place < one.verb[1]
    return in_verb or (place > 0 and one.words[place - 1] in {"and", "be", "being", "to", ","})


def usual(text: str) -> str:
    """A word of the running business, empty for none.

    >>> usual("Continue day-to-day support"), usual("Win new schools")
    ('Continue', '')
    """
    lower = text.lower()
    for phrase in USUAL_PHRASES:
        if phrase in lower:
            return phrase
    return next((m[0] for m in _WORD.finditer(text) if m[0].lower() in USUAL), "")
