"""Whether a value is so far from what is usual that whoever types it is asked once more
(docs/methods 3.14)."""

from __future__ import annotations

from headway.core.definitions import is_ordinary
from headway.core.errors import ReadingError
from headway.core.texts import gettext_noop as _

LIMITS_AWAY, TIMES = 3.0, 10.0


def is_far(
    value: float,
    *,
    centre: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    beside: float | None = None,
) -> bool:
    """Whether a value lies further from the ``centre`` than three times the limit on that side;
    where there are no limits, whether it is ten times the value ``beside`` it or more, or a tenth
    or less. Zero is no slip of the comma, and nothing is ten times zero.

    >>> [is_far(value, centre=2.7, lower=1.7, upper=3.7) for value in (5000.0, 5.7, 5.8, -0.4)]
    [True, False, True, True]
    >>> [is_far(value, beside=2.5) for value in (25.0, 24.9, 0.25, 0.0)]
    [True, False, True, False]

    Raises ReadingError for what is no ordinary number. Source: docs/methods 3.14.
    """
    if not is_ordinary(value):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE")
    if centre is not None and (lower, upper) != (None, None) and lower != upper:
        limit = upper if value > centre else lower
        return limit is not None and abs(value - centre) > LIMITS_AWAY * abs(limit - centre)
    if not value or not beside:
        return False
    larger, smaller = max(abs(value), abs(beside)), min(abs(value), abs(beside))
    return larger >= TIMES * smaller
