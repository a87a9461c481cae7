"""Two texts beside each other, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.4
"""Below this share of common words two texts are shown one after the other: a patchwork of single
words that happen to be in both reads worse than either."""

LONGEST = 4_000
"""Words of both texts together up to which they are compared word by word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: ``kind`` is "same", "del" (only before) or "ins" (only after)."""

    kind: str
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in order. Those that are the same and those taken out make up
    ``before``, those that are the same and those put in ``after``.

    >>> [(piece.kind, piece.text) for piece in pieces("Ten new farms", "Twelve new farms")]
    [('del', 'Ten'), ('ins', 'Twelve'), ('same', ' new farms')]
    """
    old, new = _words(before), _words(after)
    if len(old) + len(new) > LONGEST:
        return _whole(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    common = [word for block in matcher.get_matching_blocks()
              for word in old[block.a : block.a + block.size] if not word.isspace()]  # fmt: skip
    longest = max(_count(old), _count(new), 1)
    if before != after and len(common) / longest < ALIKE:
        return _whole(before, after)
    found: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        found += [Piece("del", "".join(old[a:b]))] if b > a else []
        found += [Piece("ins", "".join(new[c:d]))] if d > c else []
    return tuple(found)


def _words(text: str) -> list[str]:
    """Words and the space between them; together they are the text again."""
    return [part for part in re.split(r"(\s+)", text) if part]


def _count(words: Sequence[str]) -> int:
    return sum(not word.isspace() for word in words)


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    found = (Piece("del", before), Piece("ins", after))
    return tuple(piece for piece in found if piece.text)
