"""The words that rules about texts need, one data module per language."""

from __future__ import annotations

from headway.core.review.languages.english import ENGLISH
from headway.core.review.languages.words import Words

__all__ = ["Words", "words"]

_PLAIN = Words()
_LANGUAGES = {"en": ENGLISH}


def words(language: str) -> Words:
    """The words of a language code; its region does not matter.

    >>> words("en-GB") is ENGLISH
    True

    A language without a data module has no lists, and its words are compared as they are written.
    """
    return _LANGUAGES.get(language.split("-")[0].split("_")[0].lower(), _PLAIN)
