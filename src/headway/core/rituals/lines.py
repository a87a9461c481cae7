"""A line of the minutes as somebody types it: "action: call the installers @Priya by Friday"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from headway.core.rituals.days import day_meant


class LineKind(StrEnum):
    """What a line is about."""

    DECISION = "decision"
    ACTION = "action"
    BLOCKER = "blocker"
    PARKED = "parked"
    NOTE = "note"


WORDS: Mapping[str, LineKind] = {
    "decision": LineKind.DECISION,
    "decided": LineKind.DECISION,
    "d": LineKind.DECISION,
    "action": LineKind.ACTION,
    "todo": LineKind.ACTION,
    "a": LineKind.ACTION,
    "blocker": LineKind.BLOCKER,
    "blocked": LineKind.BLOCKER,
    "b": LineKind.BLOCKER,
    "park": LineKind.PARKED,
    "parked": LineKind.PARKED,
    "k": LineKind.PARKED,
    "note": LineKind.NOTE,
}
"""What a line may begin with, before its colon."""


class Doubt(StrEnum):
    """Why it is not clear who is meant."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Written:
    """What a line says. ``person_id`` and ``due_on`` are None where it names none. With a
    ``doubt``, ``said`` is how somebody was named, and ``names`` who may be meant."""

    kind: LineKind
    text: str
    person_id: int | None = None
    due_on: date | None = None
    doubt: Doubt | None = None
    said: str = ""
    names: tuple[str, ...] = ()


_KIND = re.compile(r"\s*([^\W\d_]+)\s*:\s*")
_WHO = re.compile(r"(?:^|(?<=\s))@(?=\S)")
_BY = re.compile(r"(?:^|(?<=[\s,]))(?:by|until|till|due(?:\s+on)?)\s+", re.IGNORECASE)
_LONGEST_DAY = 4
"""Words of a day at most: "the day after tomorrow", "in 3 days"."""


def read_line(
    line: str,
    people: Iterable[tuple[int, str]],
    *,
    today: date,
    me: int | None = None,
    words: Mapping[str, LineKind] = WORDS,
) -> Written:
    """What somebody wrote, taken apart.

    Parameters
    ----------
    line
        Begins with its kind and a colon, else it is a note. ``@name`` says who: a first or last
        name, the beginning of one, both, or "me". ``by`` and a day says until when
        (:func:`headway.core.rituals.days.day_meant`); what is no day stays in the text.
    people
        Ids and names of those who can be meant.
    today
        The day it is written on.
    me
        Who writes.
    words
        The kinds by their words, in the writer's language.

    Returns
    -------
    Written
        With a ``doubt`` where somebody is named whom nobody or several are called.

    Examples
    --------
    >>> from datetime import date
    >>> found = read_line(
    ...     "Action: split the test @tomasz by Fri", [(4, "Tomasz Wierzbicki"), (5, "Rosa Delgado")],
    ...     today=date(2026, 11, 24))
    >>> str(found.kind), found.text, found.person_id, found.due_on.isoformat()
    ('action', 'split the test', 4, '2026-11-27')
    """
    kind, rest = _kind(line, words)
    rest, due_on = _due(rest, today)
    text, named = _named(rest, list(people), me)
    return Written(kind, _tidy(text), due_on=due_on, **named)


def _kind(line: str, words: Mapping[str, LineKind]) -> tuple[LineKind, str]:
    found = _KIND.match(line)
    kind = words.get(found[1].casefold()) if found else None
    if found is None or kind is None:
        return LineKind.NOTE, line
    return kind, line[found.end() :]


def _due(text: str, today: date) -> tuple[str, date | None]:
    """The last "by" that a day follows, taken out of the text."""
    for by in reversed(list(_BY.finditer(text))):
        after = text[by.end() :]
        for count in range(_LONGEST_DAY, 0, -1):
            found = re.match(rf"\S+(?:\s+\S+){{{count - 1}}}", after)
            day = day_meant(found[0], today) if found else None
            if found and day is not None:
                return text[: by.start()] + " " + after[found.end() :], day
    return text, None


def _named(
    text: str, people: Sequence[tuple[int, str]], me: int | None
) -> tuple[str, dict[str, Any]]:
    """The first person named by an @, taken out of the text."""
    at = _WHO.search(text)
    if at is None:
        return text, {}
    before, after = text[: at.start()], text[at.end() :]
    tokens = after.split()
    first = tokens[0].strip(",;:.!")
    if first.casefold() == "me" and me is not None:
        return _without(before, after, 1), {"person_id": me}
    fitting, used = _fitting(people, tokens)
    if len(fitting) == 1:
        return _without(before, after, used), {"person_id": fitting[0][0]}
    said = " ".join(token.strip(",;:.!") for token in tokens[: max(used, 1)])
    if not fitting:
        return text, {"doubt": Doubt.UNKNOWN, "said": said}
    names = tuple(sorted(name for _pk, name in fitting))
    return text, {"doubt": Doubt.AMBIGUOUS, "said": said, "names": names}


def _fitting(
    people: Sequence[tuple[int, str]], tokens: Sequence[str]
) -> tuple[list[tuple[int, str]], int]:
    """Who may be meant by the words behind an @, and how many of these name them."""
    fitting, used = list(people), 0
    for count in range(1, len(tokens) + 1):
        wanted = [_folded(token.strip(",;:.!")) for token in tokens[:count]]
        closer = [one for one in fitting if _fits(wanted, one[1])]
        if not closer:
            break
        fitting, used = closer, count
    if not used:
        return [], 0
    wanted = [_folded(token.strip(",;:.!")) for token in tokens[:used]]
    whole = [one for one in fitting if set(wanted) <= set(_parts(one[1]))]
    return whole or fitting, used


def _fits(wanted: Sequence[str], name: str) -> bool:
    """Whether each word is a part of the name or the beginning of one, in order."""
    parts = iter(_parts(name))
    return all(word and any(part.startswith(word) for part in parts) for word in wanted)


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\s\-]+", _folded(name)) if part]


def _folded(text: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _without(before: str, after: str, count: int) -> str:
    found = re.match(rf"\s*\S+(?:\s+\S+){{{count - 1}}}", after)
    return before + " " + after[found.end() if found else 0 :]


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" ,;")
