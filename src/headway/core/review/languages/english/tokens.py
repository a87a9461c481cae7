"""English texts taken apart for their grammar."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

_TOKEN = re.compile(r"[^\W_]+(?:['’./&+-][^\W_]+)*|[,;:]")
_LABEL = re.compile(
    r"^\s*(?:[*•+-]\s+)?(?:`?p[0-9x]`?\s*[-–:]\s*)?(?:owner\s*[-–:]\s*)?"
    r"(?:(?:kr|okr|o|objective|key result|goal|learning goal|stretch(?: goal)?)\s*[\d.]*\s*"
    r"[:–-]\s+)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|https?://\S+")
_SENTENCE = re.compile(r"[.!?;]\s+\S")
_TOPIC = re.compile(r"^(?P<topic>[^:,.]{2,60}):\s+(?P<rest>\S.*)$", re.DOTALL)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without labels, brackets and links.

    >>> sentences("KR1: Launch it (soon). Then NPS > 40")
    ['Launch it .', 'Then NPS > 40']
    """
    plain = _ASIDE.sub(" ", _LABEL.sub("", text))
    ends = [match.start() + 1 for match in _SENTENCE.finditer(plain)]
    parts = (plain[start:end] for start, end in pairwise([0, *ends, len(plain)]))
    return [" ".join(one.split()) for one in parts if one.strip()]


def without_topic(sentence: str) -> str:
    """A sentence without a topic that is put before it.

    >>> without_topic("Onboarding: increase the response rate")
    'increase the response rate'
    """
    found = _TOPIC.match(sentence)
    return found["rest"] if found else sentence


def tokens(sentence: str) -> list[str]:
    """Words, numbers and the marks that part clauses, as written.

    >>> tokens("Set up SSO, for 3 teams.")
    ['Set', 'up', 'SSO', ',', 'for', '3', 'teams']
    """
    return _TOKEN.findall(sentence)


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """A noun without its plural, in small letters.

    >>> [singular(word) for word in ("Policies", "processes", "teams", "analysis", "status")]
    ['policy', 'process', 'team', 'analysis', 'status']
    """
    word = word.lower().removesuffix("'s").removesuffix("’s")
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]
