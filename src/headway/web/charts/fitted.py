"""Texts broken into lines of a width in pixels, where a count of characters says too little: a W is
three times as wide as an i, a Chinese character as wide as it is high."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

SIZE = 12.0
ELLIPSIS = "…"
_NARROW, _SLIM, _BROAD = "ijlI.,:;'|! ", "frt()[]-/", "mwMW%@—…&"
_UPPER, _OTHER, _FULL = 8.6, 7.4, 12.5


def drawn_width(text: str, size: float = SIZE) -> float:
    """About how wide a text of that size is drawn, rather too wide than too narrow."""
    return sum(map(_wide, text)) * size / SIZE


def fitted(text: str, width: float, lines: int, size: float = SIZE) -> list[str]:
    """The text on at most so many lines of that width, broken between words, long words within;
    what does not fit ends in an ellipsis.

    >>> fitted("Customers find what they came for", 120, 2)
    ['Customers find', 'what they came …']
    >>> fitted("Short", 120, 2)
    ['Short']
    """
    found = [""]
    for piece in _pieces(text, width, size):
        longer = f"{found[-1]} {piece}".strip()
        if drawn_width(longer, size) <= width:
            found[-1] = longer
        elif found[-1]:
            found.append(piece)
        else:
            found[-1] = piece
    if len(found) <= lines:
        return found
    return [*found[: lines - 1], _cut(found[lines - 1], width, size)]


def _cut(line: str, width: float, size: float) -> str:
    """The line with an ellipsis, a space before it where there is room."""
    if drawn_width(f"{line} {ELLIPSIS}", size) <= width:
        return f"{line} {ELLIPSIS}"
    while line and drawn_width(line + ELLIPSIS, size) > width:
        line = line[:-1].rstrip()
    return line + ELLIPSIS


def _pieces(text: str, width: float, size: float) -> Iterator[str]:
    """Words, those wider than a line in pieces."""
    for word in text.split():
        piece = ""
        for letter in word:
            if piece and drawn_width(piece + letter, size) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _wide(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return _FULL
    for letters, wide in ((_NARROW, 4.0), (_SLIM, 5.0), (_BROAD, 11.8)):
        if letter in letters:
            return wide
    return _UPPER if letter.isupper() else _OTHER
