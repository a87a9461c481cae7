"""SMART as five derived flags, not as opinions (docs/methods 6.7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from headway.core.review.registry import Finding
from headway.core.texts import gettext_noop as _

BROKEN_BY = {
    "S": ("VAGUE_WORDS", "COMPOUND", "KR_ACTIVITY", "OBJ_IS_TASK"),
    "M": ("KR_NO_NUMBER", "KR_NO_UNIT", "NO_SOURCE"),
    "A": ("NO_OWNER", "SANDBAG_TARGET", "OVERREACH"),
    "R": ("ORPHAN",),
    "T": ("NO_DEADLINE", "OUT_OF_CYCLE", "NOT_OBSERVABLE"),
}
MEANS = {
    "S": _("Specific: one thing, in words that everybody reads alike"),
    "M": _("Measurable: a number, its unit and where it comes from"),
    "A": _("Assignable: exactly one owner, and within reach"),
    "R": _("Relevant: a way to a mid-term goal"),
    "T": _("Time-bound: due in its cycle, and seen on the way"),
}
NEEDS = {
    "S": ("words",),
    "M": ("words", "source"),
    "A": ("owner",),
    "R": ("parents",),
    "T": ("deadline",),
}
"""What was looked at before a letter holds."""
UNKNOWN = {
    "words": _("Its words were not read: the rules do not know their language."),
    "source": _("It is not known where its number comes from."),
    "owner": _("It is not known who is accountable."),
    "parents": _("It is not known which goal it serves."),
    "deadline": _("It is not known when it is due."),
}
HOLDS = _("Nothing speaks against it.")


class Flag(NamedTuple):
    """One letter: whether it holds (None: not known), what it means, and the reason."""

    letter: str
    holds: bool | None
    means: str
    reason: str


def smart(findings: Iterable[Finding], known: Iterable[str]) -> list[Flag]:
    """The five flags of one objective or key result.

    Parameters
    ----------
    findings
        What the rules found in it.
    known
        Facts that were looked at: ``words`` (there is a grammar of their language), ``source``,
        ``owner``, ``parents``, ``deadline``. A letter of which a fact is not among them is not
        known, unless a finding speaks against it.

    Examples
    --------
    >>> from headway.core.review import review_text
    >>> found = review_text("Reach 500", level="key_result", owner="Ana")
    >>> [(flag.letter, flag.holds) for flag in smart(found, {"owner"})]
    [('S', False), ('M', False), ('A', True), ('R', None), ('T', None)]

    References
    ----------
    docs/methods 6.7; Doran 1981.
    """
    by_code = {finding.code: finding for finding in reversed(list(findings))}
    looked_at = set(known)
    return [_flag(letter, by_code, looked_at) for letter in BROKEN_BY]


def _flag(letter: str, by_code: dict[str, Finding], known: set[str]) -> Flag:
    broken = [by_code[code] for code in BROKEN_BY[letter] if code in by_code]
    if broken:
        return Flag(letter, False, MEANS[letter], broken[0].message)
    for fact in NEEDS[letter]:
        if fact not in known:
            return Flag(letter, None, MEANS[letter], UNKNOWN[fact])
    return Flag(letter, True, MEANS[letter], HOLDS)
