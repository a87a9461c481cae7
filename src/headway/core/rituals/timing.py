"""The clock of a meeting: how much of its time is spent, on the whole and in each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

QUIET = timedelta(hours=3)
"""Where nothing happened in a room for so long, everybody has left it and nobody closed it."""


@dataclass(frozen=True, slots=True)
class Spent:
    """A stage's time: ``planned`` and ``seconds`` spent."""

    key: str
    planned: int
    seconds: int

    @property
    def left(self) -> int:
        """Seconds that are left; negative once it runs over."""
        return self.planned - self.seconds


@dataclass(frozen=True, slots=True)
class Timing:
    """Where the clock of a meeting stands. ``at`` is the index of the stage under way."""

    stages: tuple[Spent, ...]
    at: int
    is_running: bool

    @property
    def seconds(self) -> int:
        """Spent in all."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def planned(self) -> int:
        """Meant for all."""
        return sum(stage.planned for stage in self.stages)

    @property
    def is_over(self) -> bool:
        """Whether more was spent than was meant."""
        return self.seconds > self.planned

    @property
    def is_last(self) -> bool:
        return self.at >= len(self.stages) - 1


def timing(
    stages: Sequence[tuple[str, int, int]],
    *,
    at: int,
    running_since: datetime | None,
    now: datetime,
) -> Timing:
    """The clock of a meeting at ``now``.

    Parameters
    ----------
    stages
        (key, minutes meant, seconds spent before ``running_since``), in order.
    at
        The index of the stage under way.
    running_since
        When the clock was last started; None while it stands.
    now
        A moment with a time zone; one before ``running_since`` (another machine's clock) counts as
        that moment.

    Returns
    -------
    Timing

    Examples
    --------
    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    >>> found = timing([("open", 1, 60), ("moved", 4, 30)], at=1, running_since=at,
    ...     now=at.replace(minute=2))
    >>> found.seconds, found.stages[1].left, found.is_over
    (210, 90, False)

    References
    ----------
    docs/methods 10.1.
    """
    running = int(max((now - running_since).total_seconds(), 0)) if running_since else 0
    spent = tuple(
        Spent(key, minutes * 60, seconds + (running if index == at else 0))
        for index, (key, minutes, seconds) in enumerate(stages)
    )
    return Timing(spent, at, running_since is not None)


def counts_until(heard_at: datetime | None, now: datetime) -> datetime:
    """Until when a clock that still runs counts: now, or where the room has been quiet for three
    hours, until the last thing that happened there (``heard_at``; None: not known).

    >>> from datetime import UTC
    >>> heard_at = datetime(2026, 11, 26, 10, 12, tzinfo=UTC)
    >>> counts_until(heard_at, heard_at.replace(day=29)) == heard_at
    True

    References
    ----------
    docs/methods 10.1.
    """
    return now if heard_at is None or now - heard_at <= QUIET else heard_at


def clock_since(running_since: datetime, heard_at: datetime | None, now: datetime) -> datetime:
    """Since when a clock that still runs counts once something happens again: where the room had
    been quiet for three hours, so much later that the quiet time is left out.

    >>> from datetime import UTC
    >>> began = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    >>> heard_at, now = began.replace(minute=12), began.replace(day=27)
    >>> now - clock_since(began, heard_at, now)
    datetime.timedelta(seconds=720)

    References
    ----------
    docs/methods 10.1.
    """
    return running_since + (now - max(counts_until(heard_at, now), running_since))


def measured_minutes(seconds: Sequence[int]) -> float | None:
    """How long a meeting took that spent ``seconds`` in each stage; None where no clock ran, and
    where it ran on for more than three hours after everybody had left: that is no length.

    >>> measured_minutes([300, 600]), measured_minutes([3 * 86400])
    (15.0, None)

    References
    ----------
    docs/methods 10.1.
    """
    found = sum(seconds)
    return found / 60 if 0 < found <= QUIET.total_seconds() else None
