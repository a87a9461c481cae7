"""What a sheet may be called."""

from __future__ import annotations

import re
from collections.abc import Container

from headway.packs.formats.look import legible

LONGEST = 31
_REFUSED = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_RESERVED = frozenset({"history"})
"""What Excel keeps for itself."""


def sheet_name(wanted: str, taken: Container[str], otherwise: str) -> str:
    """A name near to the one that is wanted, which no other sheet has: 31 characters at most,
    without those that Excel refuses. ``taken`` are names in small letters.

    >>> sheet_name("Are we on track?", set(), "Page")
    'Are we on track'
    >>> sheet_name("score/card", {"score card"}, "Page"), sheet_name("''", set(), "Page")
    ('score card 2', 'Page')
    """
    plain = _shorter(legible(_REFUSED.sub(" ", wanted)), LONGEST)
    if not plain or plain.lower() in _RESERVED:
        plain = otherwise
    name, number = plain, 1
    while name.lower() in taken:
        number += 1
        end = f" {number}"
        name = _shorter(plain, LONGEST - len(end)) + end
    return name


def _shorter(text: str, most: int) -> str:
    """Cut between words where it can be; Excel counts as UTF-16 does, and lets no name begin or
    end with an apostrophe."""
    text = " ".join(text.split()).strip(" '")
    cut = text
    while len(cut.encode("utf-16-le")) > 2 * most:
        cut = cut[:-1]
    if cut != text and " " in cut[most // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return cut.strip(" '")
