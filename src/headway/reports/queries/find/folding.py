"""Words as people type them: without accents, in any case, in any order.

The database folds as :func:`fold` does (``headway_fold``): on PostgreSQL a function that the
migration made, on SQLite this very one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ACCENTED = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘ"
    "ęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵ"
    "ŶŷŸŹźŻżŽžƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚț"
    "ȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳÆÐØÞßæðøþĐđĦħıŁłŊŋŒœŦŧ"
)
PLAIN = (
    "aaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyyaaaaaaccccccccddeeeeeee"
    "eeegggggggghhiiiiiiiiijjkkllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuuww"
    "yyyzzzzzzoouuaaiioouuuuuuuuuuaaaaggkkoooojggnnaaaaaaeeeeiiiioooorrrruuuusstt"
    "hhaaeeooooooooyyadotsadotddhhillnnoott"
)
_TABLE = str.maketrans(ACCENTED, PLAIN)
_WORD = re.compile(r"[^\s\x00-\x1f,;:/()\[\]{}\"“”„'’&|!<>*]+")
MOST_WORDS = 6
LONGEST_WORD = 60


def fold(text: str | None) -> str:
    """Lower case without accents, letter for letter: places in the folded text are places in the
    text.

    >>> fold("Inês Carvalho-BRANDÃO"), fold("Łódź")
    ('ines carvalho-brandao', 'lodz')
    """
    if text is None or text.isascii():
        return (text or "").lower()
    return "".join(_lower(letter) for letter in text.translate(_TABLE))


def _lower(letter: str) -> str:
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter


def words_of(query: str) -> list[str]:
    """The folded words of a query, at most six.

    >>> words_of("  First-pass (Yield")
    ['first-pass', 'yield']
    """
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(query))][:MOST_WORDS]


def has_all(label: str, words: Sequence[str]) -> bool:
    """Whether each word is somewhere in the label."""
    text = fold(label)
    return all(word in text for word in words)


def rank(label: str, words: list[str]) -> int:
    """How well a label fits: 3 begins with what was typed, 2 each word begins a word, 1 each word
    is somewhere, 0 does not fit.

    >>> [rank(label, ["first", "co"]) for label in
    ...     ("First contact", "Contact at first", "Unfirst deco", "First")]
    [3, 2, 1, 0]
    """
    text = fold(label)
    if not all(word in text for word in words):
        return 0
    if text.startswith(" ".join(words)):
        return 3
    return 2 if all(_word_start(text, word) >= 0 for word in words) else 1


def _word_start(text: str, word: str) -> int:
    """Where a word of the text begins with ``word``; -1 where none does."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at
