"""The two days that are compared, and the days that one compares with most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from headway.core.cadence import local_date, week_of
from headway.core.planning.expectations import Step
from headway.kit.clock import end_of_day
from headway.okrs.queries.calendars import calendar_of
from headway.okrs.queries.cycles import CycleRow

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """From the end of one day to the end of another, where the organisation lives: what happened on
    ``until`` is part of it, what happened on ``since`` is not."""

    since: date
    until: date
    today: date
    time_zone: str = "UTC"

    @property
    def start(self) -> datetime:
        """The last instant of ``since``."""
        return end_of_day(self.since, self.time_zone)

    @property
    def end(self) -> datetime:
        """The last instant of ``until``."""
        return end_of_day(self.until, self.time_zone)

    @property
    def is_to_today(self) -> bool:
        return self.until >= self.today

    def day_of(self, instant: datetime) -> date:
        """The day of an instant where the organisation lives."""
        return local_date(instant, self.time_zone)


@dataclass(frozen=True, slots=True)
class Preset:
    """A day to compare with, and what it is to people."""

    name: str
    label: str
    day: date


def presets(
    cycle: CycleRow | None, cycles: Sequence[CycleRow], until: date, time_zone: str
) -> list[Preset]:
    """The days before ``until`` that one compares with most, the latest first; each day once."""
    found: dict[date, Preset] = {}
    for preset in _possible(cycle, cycles, until, time_zone):
        if preset.day < until:
            found.setdefault(preset.day, preset)
    return sorted(found.values(), key=lambda preset: preset.day, reverse=True)


def _possible(
    cycle: CycleRow | None, cycles: Iterable[CycleRow], until: date, time_zone: str
) -> Iterator[Preset]:
    yield Preset("week", _("A week ago"), until - WEEK)
    if cycle is None:
        return
    if cycle.starts_on < until <= cycle.ends_on:
        number = week_of(cycle.starts_on, cycle.ends_on, until).number
        last = cycle.starts_on + WEEK * (number - 1) - timedelta(days=1)
        if last > cycle.starts_on:
            yield Preset("round", _("Last week's check-ins"), last)
    yield Preset("mid_cycle", _("Mid-cycle check"), calendar_of(cycle).dates(Step.MID_CYCLE).due_on)
    yield Preset("lock", _("Before plan lock"), locked_from(cycle, time_zone) - timedelta(days=1))
    yield Preset("start", _("Start of the cycle"), cycle.starts_on)
    before = [one for one in cycles if one.ends_on < cycle.starts_on]
    if before:
        last_one = max(before, key=lambda one: one.ends_on)
        label = _("End of %(cycle)s") % {"cycle": last_one.name}
        yield Preset("review", label, last_one.ends_on)


def locked_from(cycle: CycleRow, time_zone: str) -> date:
    """The first day on which the plan is locked, by its calendar or by hand."""
    if cycle.locked_at is None:
        return cycle.plan_lock_on
    return min(cycle.plan_lock_on, local_date(cycle.locked_at, time_zone))
