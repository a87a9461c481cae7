"""The day a figure is for: today where the organisation lives, or an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.kit import clock
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class Days:
    """``as_of`` is asked for, ``today`` is."""

    as_of: date
    today: date


def days(actor: Actor, as_of: date | None = None) -> Days:
    """Both days; ``as_of`` is today when not given."""
    today = clock.today(actor.time_zone)
    return Days(as_of or today, today)
