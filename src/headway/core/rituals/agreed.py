"""What becomes of the changes that a retrospective agrees on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

Moment = TypeVar("Moment", bound=date)
"""A day, or a moment of it."""
GREEN_FROM, AMBER_FROM = 0.70, 0.40
"""Shares of follow-through (docs/methods 10.2)."""
NEXT_AFTER = timedelta(weeks=13)
"""When the next retrospective is expected, for changes without a day of their own."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was agreed: the day it was done, if it was, and the day it is due."""

    done_on: date | None = None
    due_on: date | None = None

    def is_told(self, held_on: date, day: date) -> bool:
        """Whether it counts on a day with no retrospective held since the one on ``held_on``: once
        its own day is over, done or not. To count what is done before would flatter: what is open
        could not be counted yet."""
        return day > (self.due_on or held_on + NEXT_AFTER)


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """How many of the changes that were ``agreed`` were ``done`` by the next retrospective. What
    was dropped with a word was agreed, and not done."""

    agreed: int
    done: int

    def __post_init__(self) -> None:
        if not 0 <= self.done <= self.agreed:
            raise DefinitionError(_("Only what was agreed can be done."), code="follow_through")

    def __add__(self, other: FollowThrough) -> FollowThrough:
        return FollowThrough(self.agreed + other.agreed, self.done + other.done)

    @property
    def share(self) -> float | None:
        """Of 1; None where nothing was agreed."""
        return self.done / self.agreed if self.agreed else None

    @property
    def band(self) -> str | None:
        """green, amber or red; None where nothing was agreed."""
        if self.share is None:
            return None
        return (
            "green" if self.share >= GREEN_FROM else "amber" if self.share >= AMBER_FROM else "red"
        )


def follow_through(done_at: Iterable[Moment | None], *, until: Moment) -> FollowThrough:
    """Agreed changes done by the next retrospective.

    Parameters
    ----------
    done_at
        When each agreed change was done, as moments or days; None: it was not, or was dropped.
    until
        The end of the next retrospective, in whose room one still ticks what is done, or now where
        there was none yet.

    Returns
    -------
    FollowThrough

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> day = datetime(2026, 10, 1, tzinfo=UTC)
    >>> found = follow_through([day, None, day.replace(month=12)], until=day.replace(month=11))
    >>> found.agreed, found.done, found.band
    (3, 1, 'red')

    References
    ----------
    docs/methods 10.2.
    """
    found = list(done_at)
    return FollowThrough(len(found), sum(one is not None and one <= until for one in found))


def kept_by_next(
    held: Sequence[tuple[date, Sequence[Change]]], *, until: date
) -> list[FollowThrough]:
    """What became of what each retrospective of a unit agreed on, by the end of the next one.

    Parameters
    ----------
    held
        Of each, in order, the day on which it ended and its changes.
    until
        Today, or the day that one looks back from. Of the last retrospective only those changes
        count of which one can tell by then (:meth:`Change.is_told`).

    Returns
    -------
    list of FollowThrough
        One for each, in the same order.

    Examples
    --------
    >>> from datetime import date
    >>> first = (date(2026, 7, 1), [Change(date(2026, 8, 1)), Change(date(2026, 10, 9)), Change()])
    >>> second = (date(2026, 10, 1), [Change(date(2026, 11, 1), date(2026, 11, 2)), Change()])
    >>> found = kept_by_next([first, second], until=date(2026, 11, 29))
    >>> [(one.done, one.agreed) for one in found]
    [(1, 3), (1, 1)]

    Notes
    -----
    Those that agreed on nothing end what the one before had promised.

    References
    ----------
    docs/methods 10.2.
    """
    found = [
        follow_through((one.done_on for one in changes), until=later)
        for (_on, changes), (later, _its) in pairwise(held)
    ]
    for on, changes in held[-1:]:
        told = [one.done_on for one in changes if one.is_told(on, until)]
        found.append(follow_through(told, until=until))
    return found
