"""What is taken out of every text at the door, whichever door it is."""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_FILLERS = frozenset(
    "\u115f\u1160\u2800\u3164\uffa0"
)  # letters and a symbol that are drawn as nothing
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether every database and every answer can hold a text: PostgreSQL keeps no NUL, and half
    of a surrogate pair is no character.

    >>> [is_storable(text) for text in ("Grow", "a\\0b", "\\ud800")]
    [True, False, False]
    """
    return _UNSTORABLE.search(text) is None


def upright(text: str) -> str:
    """The text without characters that turn the direction of what comes after it: a title must not
    mirror the rest of its line. Scripts written from right to left need none of them.

    >>> upright("Grow\u202e fast")
    'Grow fast'
    """
    return _TURNS.sub("", text)


def is_visible(text: str) -> bool:
    """Whether a text shows anything: neither spaces nor characters without a width do, alone or
    together, nor accents that stand on no letter. Within a word, or an emoji, they may be needed.

    >>> [is_visible(text) for text in ("Grow", "\u200b", "\u2060 \ufeff", "\u0301", "Café")]
    [True, False, False, False, True]
    """
    return any(
        unicodedata.category(letter)[0] not in "MZ"
        and unicodedata.category(letter) not in ("Cc", "Cf")
        and letter not in _FILLERS
        for letter in text
    )


def cleaned(text: str) -> str:
    """The text :func:`upright`, and empty where nothing of it can be seen, so that what needs a
    text refuses it.

    >>> cleaned("\u200b"), cleaned("Grow\u202e fast")
    ('', 'Grow fast')
    """
    return upright(text) if is_visible(text) else ""


def readable(text: str) -> str:
    """Text without characters that no page can show and no database keeps."""
    return _UNPRINTABLE.sub("�", text)
