"""A scale of words, whose values are levels (docs/methods 5.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from headway.core.bands import TOLERANCE
from headway.core.definitions import CLOSEST, is_number
from headway.core.errors import DefinitionError, MethodError
from headway.core.texts import gettext_noop as _
from headway.core.thresholds import FULL

FEWEST, MOST = 2, 7
"""Levels of a scale."""
NAME_LIMIT = 40

Levels = Sequence[Sequence[object]]
"""Pairs of a name and its score, the lowest first."""

_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}
"""Characters that end a line or are none, by their category."""
_MARK = re.compile(r"[~=]|n/a\b", re.IGNORECASE)
"""What means something else at the beginning of a cell."""
_NUMBER = re.compile(r"[-+−]?[\d.,\s]+(e[-+]?\d+)?\s*%?", re.IGNORECASE)
_LEVEL = re.compile(r"(?P<name>.*\D)[\s:=]+(?P<score>[0-9]+(?:[.,][0-9]+)?)", re.DOTALL)


def level_problems(levels: object) -> list[MethodError]:
    """Everything that is wrong with a scale, whatever was sent as one; an empty list when it can be
    used. None at all is no scale, and no problem.

    >>> [one.code for one in level_problems([("Begun", 50), ("begun", 40)])]
    ['TWICE', 'ORDER']
    >>> level_problems([("Not begun", 0), ("Piloted", 40), ("In use", 80), ("Everywhere", 100)])
    []

    Source: docs/methods 5.2.
    """
    if not levels:
        return []
    pairs = [level for level in _listed(levels) if len(_listed(level)) == 2]
    if len(pairs) < len(_listed(levels)) or not pairs:
        return [_wrong(_("Each level is a name and its score."), "PAIR")]
    if not FEWEST <= len(pairs) <= MOST:
        return [_wrong(_("A scale has two to seven levels."), "COUNT")]
    found: list[MethodError] = []
    names = [level[0].strip() if isinstance(level[0], str) else "" for level in pairs]
    if not all(map(_is_called_by_words, names)):
        found.append(_wrong(_("A level is called by words, in 40 characters at most."), "NAME"))
    elif not all(map(_reads_back, names)):
        message = _("A level's name has no line break and no |, does not begin with ~, = or n/a, "
                    "and does not end with : or =.")  # fmt: skip
        found.append(_wrong(message, "SIGN"))
    if len({_folded(name) for name in names}) < len(names):
        found.append(_wrong(_("Two levels have the same name."), "TWICE"))
    scores = [_score(level) for level in pairs]
    known = [score for score in scores if score is not None and 0 <= score <= FULL]
    if len(known) < len(scores):
        found.append(_wrong(_("A score lies between 0 and 100."), "SCORE"))
    elif any(after - before < CLOSEST for before, after in pairwise(known)):
        found.append(_wrong(_("Each level must score more than the one before."), "ORDER"))
    return found


def word_at(levels: Levels, value: float | None) -> str | None:
    """The name of the level with a score; None where none has it, as of an earlier scale.

    >>> scale = [("Not begun", 0), ("Piloted", 40)]
    >>> word_at(scale, 40.0), word_at(scale, 41.0), word_at(scale, None)
    ('Piloted', None, None)

    Source: docs/methods 5.2.
    """
    if value is None:
        return None
    for level in levels:
        score = _score(level)
        if score is not None and abs(score - value) <= TOLERANCE:
            return str(level[0])
    return None


def renamed(before: Levels, after: Levels) -> list[tuple[str, str, float]]:
    """What two scales both score, by another name: the earlier one, the later one, and the score.

    >>> renamed([("No", 0), ("Half", 50)], [("no", 0), ("Begun", 50)])
    [('Half', 'Begun', 50.0)]

    Source: docs/methods 5.2.
    """
    found = []
    for level in after:
        name, score = str(level[0]), _score(level)
        was = word_at(before, score)
        if score is not None and was is not None and _folded(was) != _folded(name):
            found.append((was, name, score))
    return found


def dropped(before: Levels, after: Levels) -> list[tuple[str, float]]:
    """The levels of a scale whose scores another one does not have, the lowest first.

    >>> dropped([("No", 0), ("Half", 50)], [("No", 0), ("Yes", 100)])
    [('Half', 50.0)]

    Source: docs/methods 5.2.
    """
    known = [(str(level[0]), _score(level)) for level in before]
    gone = [(name, score) for name, score in known if score is not None]
    return sorted(
        ((name, score) for name, score in gone if word_at(after, score) is None),
        key=lambda level: level[1],
    )


def score_of(levels: Levels, word: str) -> float | None:
    """The score of a level by its name, in small or large letters; None where no level is called
    so.

    >>> score_of([("Not begun", 0), ("In use", 80)], " in USE ")
    80.0

    Source: docs/methods 5.2.
    """
    wanted = _folded(word)
    found = (level for level in levels if _folded(str(level[0])) == wanted)
    return next((_score(level) for level in found), None)


def levels_in(text: str) -> list[tuple[str, float]]:
    """The levels written in a text, a line each or with | between them: "Not begun: 0 | In use 80".

    >>> levels_in("Not begun 0\\nIn use = 80,5")
    [('Not begun', 0.0), ('In use', 80.5)]

    Raises DefinitionError for a part without a name and a score. Source: docs/methods 5.2.
    """
    found = []
    for part in filter(None, (one.strip() for one in re.split(r"[\n|]", text))):
        told = _LEVEL.fullmatch(part)
        if told is None:
            raise _wrong(_("Write each level as its name and its score: In use 80."), "PAIR")
        score = float(told["score"].replace(",", "."))
        found.append((" ".join(told["name"].rstrip(" \t:=").split()), score))
    return found


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _folded(name: str) -> str:
    """A name as it is compared: however its letters and spaces were typed."""
    return " ".join(name.split()).casefold()


def _is_called_by_words(name: str) -> bool:
    has_letter = re.search(r"[^\W\d_]", name) is not None
    return 0 < len(name) <= NAME_LIMIT and has_letter and not _NUMBER.fullmatch(name)


def _reads_back(name: str) -> bool:
    """Whether a scale that is written as a text, and a cell with the name, mean this level."""
    if _MARK.match(name) or any(unicodedata.category(one) in _NOT_IN_A_LINE for one in name):
        return False
    try:
        return levels_in(f"{name}: 1") == [(" ".join(name.split()), 1.0)]
    except DefinitionError:
        return False


def _score(level: Sequence[object]) -> float | None:
    score = level[1]
    return float(score) if is_number(score) else None


def _wrong(message: str, code: str) -> MethodError:
    return DefinitionError(message, code=code, field="levels")
