"""What phrases are about."""

from __future__ import annotations

from collections.abc import Sequence

from headway.core.review.languages.english.nouns import GROUPS, PEOPLE
from headway.core.review.languages.english.small_words import BREAKS, DETERMINERS, FINITE
from headway.core.review.languages.english.tokens import singular


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
