"""What becomes of the changes that a retrospective agrees on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

Moment = TypeVar("Moment", bound=date)
"""A day, or a moment of it."""
GREEN_FROM, AMBER_FROM = 0.70, 0.40
"""Shares of follow-through (docs/methods 10.2)."""


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
    held: Sequence[tuple[Moment, Sequence[Moment | None]]], *, until: Moment
) -> list[FollowThrough]:
    """What became of what each retrospective of a unit agreed on, by the end of the next one.

    Parameters
    ----------
    held
        Of each, in order, when it ended and when its changes were done, as of
        :func:`follow_through`.
    until
        Now, or the day that one looks back from: the limit of the last one.

    Returns
    -------
    list of FollowThrough
        One for each, in the same order.

    Examples
    --------
    >>> from datetime import date
    >>> first = (date(2026, 7, 1), [date(2026, 8, 1), date(2026, 10, 9), None])
    >>> second = (date(2026, 10, 1), [date(2026, 11, 1)])
    >>> [one.done for one in kept_by_next([first, second], until=date(2026, 11, 29))]
    [1, 1]

    Notes
    -----
    Those that agreed on nothing end what the one before had promised.

    References
    ----------
    docs/methods 10.2.
    """
    limits = [*(later for (_one, _done), (later, _its) in pairwise(held)), until]
    return [
        follow_through(done_at, until=limit)
        for (_on, done_at), limit in zip(held, limits, strict=False)
    ]
