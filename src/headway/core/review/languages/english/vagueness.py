"""What in a text leaves open how much, or of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from headway.core.review.languages.english.clauses import (
    ANY_FORM,
    BREAKS,
    DETERMINERS,
    FINITE,
    PRONOUNS,
    Sentence,
)
from headway.core.review.languages.english.nouns import ABSTRACT, GENERIC, MEASURES
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
from headway.core.review.languages.english.tokens import singular
from headway.core.review.languages.english.verbs import GRADUAL
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
    if first.base in GRADUAL or (len(parts) == 1 and not first.verb and _changes(core)):
        found.append(Cue("change", first.quote(*(first.verb or (0, len(core)))[:2])))
    return [*found, *_nothing(parts, text)]


def of_aim(parts: Sequence[Sentence], text: str, task: Cue | None) -> list[Cue]:
    """What is vague in an objective: a judgement, more of something, something nobody has seen.

    >>> of_aim([Sentence("Guests trust us")], "Guests trust us", None)
    []
    """
    if task is not None and task.kind == "by":
        return []
    found = [*_phrases(text), *_words(text)]
    found += _more(parts, whole=task is None)
    found += _abstract(parts)
    return found or _nothing(parts, text)


def _core(one: Sentence) -> int:
    start = one.verb[1] if one.verb else 1
    return next(
        (n for n in range(start, len(one.words)) if one.words[n] in _CORE_ENDS), len(one.words)
    )


def _changes(core: Sequence[str]) -> bool:
    """ "Test quality is improved"."""
    return any(
        ANY_FORM.get(word) in GRADUAL and word.endswith("ed") and core[place - 1] in {"is", "are"}
        for place, word in enumerate(core)
        if place
    )


def _phrases(text: str) -> list[Cue]:
    return [Cue("word", match[0]) for match in _PHRASES.finditer(text)]


def _words(text: str) -> list[Cue]:
    """Words that judge without measuring, as written."""
    plain = _PHRASES.sub(" ", _TERMS.sub(" ", text))
    return [
        Cue("word", match[0])
        for match in _WORD.finditer(plain)
        if match[0].lower() in _JUDGING or match[0].lower().endswith(VAGUE_ENDINGS)
    ]


def _more(parts: Sequence[Sentence], *, whole: bool) -> Iterator[Cue]:
    """More or less of something that nobody can count: "increase engagement"; of work only what it
    is (not ``whole``), since what it is for comes after."""
    for one in parts:
        for place, word in enumerate(one.words):
            is_first = one.verb is not None and place < one.verb[1]
            if ANY_FORM.get(word) not in GRADUAL or not (whole or is_first):
                continue
            about = list(takewhile(lambda w: w not in BREAKS, one.words[place + 1 :]))
            if about and not any(singular(w) in MEASURES for w in about):
                yield Cue("change", one.quote(place, place + 1 + len(about)))


def _abstract(parts: Sequence[Sentence]) -> Iterator[Cue]:
    """What everybody wants more of: awareness, engagement, quality; not inside a name."""
    for one in parts:
        for place, (said, word) in enumerate(zip(one.said, one.words, strict=True)):
            is_name = place > 0 and said[0].isupper()
            if singular(word) in ABSTRACT and not is_name and _ends_phrase(one.words, place):
                yield Cue("abstract", said)


def _ends_phrase(words: Sequence[str], place: int) -> bool:
    following = words[place + 1] if place + 1 < len(words) else ","
    return following in BREAKS or following in FINITE | PRONOUNS or following.endswith("ly")


def _nothing(parts: Sequence[Sentence], text: str) -> list[Cue]:
    return [Cue("nothing", text.strip())] if names_nothing(parts, text) else []


def names_nothing(sentences: Sequence[Sentence], text: str) -> bool:
    """Whether the text would fit every team: none of its words says of what.

    >>> names_nothing([Sentence("Build plan for Q3")], "Build plan for Q3")
    True
    """
    words = []
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
