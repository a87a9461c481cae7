"""What is due from whoever asks: read once a request, for the count in the rail and for Home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.http import HttpRequest

from headway.kit import clock
from headway.people.access import actor_of, organisation_of
from headway.reports.queries.due import Turn, turns, week_end


@dataclass(frozen=True, slots=True)
class Due:
    """The turns of one's key results, and the last day of this week."""

    today: date
    until: date
    turns: tuple[Turn, ...]

    @property
    def waiting(self) -> list[Turn]:
        """Those that are late or due this week."""
        return [turn for turn in self.turns if turn.waits(self.until)]


def due_for(request: HttpRequest, *, again: bool = False) -> Due:
    """One query the first time; ``again`` after something was saved."""
    found = getattr(request, "_headway_due", None)
    if found is None or again:
        found = _read(request)
        request._headway_due = found  # type: ignore[attr-defined]  # a cache of ours
    return cast(Due, found)


def _read(request: HttpRequest) -> Due:
    actor = actor_of(request)
    today = clock.today(actor.time_zone)
    until = week_end(today, organisation_of(request).week_start)
    return Due(today, until, tuple(turns(actor, today)))
