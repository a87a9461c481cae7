"""What a progress is, and what its numbers must be to give one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from headway.core.bands import held
from headway.core.definitions import is_ordinary
from headway.core.errors import MethodError, ReadingError
from headway.core.texts import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Part:
    """One addend of a progress: a due period or a milestone.

    ``contribution`` is what it adds to raw; the parts' contributions sum to raw.
    """

    value: float | None
    grade: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Progress:
    """``raw`` as the formula gives it (None: nothing was read), ``score`` held between 0 and 1."""

    raw: float | None
    score: float | None
    rule: str
    parts: tuple[Part, ...] = ()


def score_of(raw: float | None) -> float | None:
    """The score that a raw progress counts as: held between 0 and 1, None for none.

    >>> score_of(1.5), score_of(-0.25), score_of(None)
    (1.0, 0.0, None)
    """
    return None if raw is None else held(raw)


def stated_progress(raw: float) -> Progress:
    """Progress that somebody stated outright instead of reporting a value.

    >>> stated_progress(15.0)
    Progress(raw=15.0, score=1.0, rule='stated', parts=())
    """
    return result(finite(raw, "stated_progress"), "stated")


def nothing(rule: str) -> Progress:
    """Nothing was read: no progress, which is not a progress of 0.

    >>> nothing("change")
    Progress(raw=None, score=None, rule='change', parts=())
    """
    return Progress(None, None, rule)


def result(raw: float, rule: str, parts: tuple[Part, ...] = ()) -> Progress:
    """The progress of this raw. Raises ReadingError where it is not finite.

    >>> result(1.5, "change").score
    1.0
    """
    if not math.isfinite(raw):
        raise ReadingError(
            _("These numbers are too large to reckon with."), code="TOO_LARGE", field="value"
        )
    return Progress(raw, held(raw), rule, parts)


def finite(number: float, field: str) -> float:
    """The number, when it can be reckoned with; ``field`` is where it was entered. Raises
    ReadingError.

    >>> finite(3, "value")
    3.0
    """
    number = float(number)
    if not is_ordinary(number):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field=field)
    return number


def refuse(problems: Sequence[MethodError]) -> None:
    """Raise the first of the problems that a definition has.

    >>> refuse([])
    """
    if problems:
        raise problems[0]
