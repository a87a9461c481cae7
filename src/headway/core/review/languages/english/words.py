"""English words: those that say nothing, and what the forms of one have in common."""

from __future__ import annotations

import re
from functools import lru_cache

STOP_WORDS = frozenset({
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "being", "by", "can", "each",
    "for", "from", "has", "have", "her", "his", "i", "in", "into", "is", "it", "its", "many",
    "much", "of", "on", "onto", "or", "our", "out", "over", "own", "per", "so", "some", "such",
    "than", "that", "the", "their", "them", "then", "these", "they", "this", "those", "through",
    "to", "us", "via", "was", "we", "were", "what", "when", "where", "which", "while", "who",
    "will", "with", "you", "your",
})  # fmt: skip

_VOWEL = re.compile("[aeiouy]")
_DOUBLE = re.compile(r"([bdfgmnprt])\1$")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of a word have in common; not itself a word.

    >>> [stem(w) for w in ("times", "time", "reducing", "reduce", "companies", "company")]
    ['tim', 'tim', 'reduc', 'reduc', 'compani', 'compani']
    >>> [stem(w) for w in ("planned", "plans", "spring", "process", "processes", "speeds")]
    ['plan', 'plan', 'spring', 'process', 'process', 'speed']

    Takes off a possessive, then a plural, then -ed or -ing, then a last -e. Irregular forms and
    derived words (grow, growth) stay apart: better to miss a pair than to name a wrong one.
    """
    word = re.sub("['’]s?$", "", word)
    word = _without_plural(word)
    word = _without_ending(word)
    if len(word) > 3 and word.endswith("e"):
        return word[:-1]
    if len(word) > 3 and word.endswith("y") and not _VOWEL.match(word[-2]):
        return word[:-1] + "i"
    return word


def _without_plural(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + ("y" if len(word) > 4 else "ie")
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]


def _without_ending(word: str) -> str:
    for ending in ("ed", "ing"):
        root = word.removesuffix(ending)
        if root != word and not word.endswith("eed") and len(root) > 2 and _VOWEL.search(root):
            return _DOUBLE.sub(r"\1", root)
    return word
