"""What is taken out of every text at the door, whichever door it is."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
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


def readable(text: str) -> str:
    """Text without characters that no page can show and no database keeps."""
    return _UNPRINTABLE.sub("�", text)
