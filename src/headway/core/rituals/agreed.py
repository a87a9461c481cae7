"""What becomes of the changes that a retrospective agrees on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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
        When the next retrospective opened, or now where there was none yet.

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
