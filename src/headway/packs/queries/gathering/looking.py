"""What the pages of a pack are gathered from: who looks, at what, of which day. What several pages
show is read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.core.scorecard import colour_of
from headway.core.spc import Colour as Judged
from headway.kpis.queries.doors import calendar_of
from headway.okrs.queries.cycles import CycleRow, current_cycle, cycles_then, list_cycles
from headway.packs.formats.document import Block, Colour
from headway.people.access import Actor
from headway.reports.queries.places import of_object
from headway.strategy.queries.scorecard import Card, scorecard
from headway.strategy.queries.strategy_map import MapOfDay, map_with
from headway.strategy.queries.whose import Whose, lacking_words, whose_card
from headway.strategy.queries.written_words import written_words
from headway.web.formats import day as day_words


@dataclass(frozen=True, slots=True)
class OfUnit:
    """A unit that a pack is of."""

    id: int
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a pack is of: a unit with all below it, or all (no ``path``), by its name."""

    name: str
    path: str = ""
    unit_id: int | None = None

    @property
    def unit(self) -> OfUnit | None:
        """The unit, None of all."""
        return OfUnit(self.unit_id, self.name, self.path) if self.unit_id is not None else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a page: its kind, and the goal or KPI it is of."""

    kind: str
    subject_id: int | None
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """A page as far as its kind goes: its title is the answer to its question."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    lead: str = ""
    href: str = ""


class Looking:
    """Somebody looks at a place on a day; changes are told since the end of ``since``, of
    which ``since_words`` say what day that is."""

    def __init__(
        self,
        actor: Actor,
        place: Place,
        *,
        day: date,
        today: date,
        since: date,
        is_as_known: bool = False,
        organisation: str = "",
        since_words: str = "",
    ) -> None:
        self.actor = actor
        self.place = place
        self.day = min(day, today)
        self.today = today
        self.since = min(since, self.day)
        self.is_as_known = is_as_known
        self.organisation = organisation
        self.since_words = since_words

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def kept_day(self) -> str | None:
        """An earlier day as addresses carry it."""
        return self.day.isoformat() if self.is_past else None

    def href(self, kind: str, object_id: int = 0) -> str:
        """The live page of something, on the day that is looked at."""
        address = of_object(kind, object_id)
        return f"{address}?as_of={self.kept_day}" if self.kept_day else address

    def place_href(self, name: str) -> str:
        """A live page of the place, on the day that is looked at."""
        day = f"&as_of={self.kept_day}" if self.kept_day else ""
        return f"{reverse(name)}?unit={self.place.unit_id or 'all'}{day}"

    @property
    def named(self) -> str:
        """Whose scorecard it is, as answers name it; empty where it is that of the organisation,
        and that was asked for."""
        whose = self.whose
        return whose.name or (self.organisation if whose.lacking_id else "")

    @property
    def lacking_words(self) -> str:
        """That the unit has no scorecard of its own, and whose this is; else empty."""
        return lacking_words(self.whose, self.organisation)

    @property
    def card_words(self) -> str:
        """What is to be said of the scorecard and its map before them: whose they are, where that
        was not asked for, and what of them was written down later; else empty."""
        written = written_words([one.goal for one in self.card.goals])
        return " ".join(filter(None, [self.lacking_words, written]))

    @property
    def then_words(self) -> str:
        """For a page that can only tell what was known on the day, in a pack that else tells what
        is known now; else empty."""
        if not self.is_past or self.is_as_known:
            return ""
        return _("As it was known on %(day)s.") % {"day": day_words(self.day)}

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.actor.organisation_id)

    @cached_property
    def whose(self) -> Whose:
        """Whose scorecard it is: the unit's own, or that of the nearest above that has one."""
        how: dict[str, Any] = {"today": self.today, "as_known": self.is_as_known}
        return whose_card(self.actor, self.place.unit, self.day, **how)

    @cached_property
    def card(self) -> Card:
        return self._card_on(self.day)

    @cached_property
    def before(self) -> Card:
        """The scorecard to compare with."""
        return self._card_on(self.since)

    def _card_on(self, day: date) -> Card:
        of = self.whose.unit_id
        return scorecard(self.actor, day, today=self.today, as_known=self.is_as_known, of=of)

    @cached_property
    def map(self) -> MapOfDay:
        return map_with(self.actor, self.card)

    @cached_property
    def cycle(self) -> CycleRow | None:
        """The cycle that ran on the day, as it was."""
        cycles = list_cycles(self.actor)
        if self.is_past:
            cycles = cycles_then(self.actor, cycles, self.day)
        return current_cycle(cycles, self.day)


Tell = Callable[[Looking, Asked], Told]
"""Gathers a page of one kind."""

_COLOURS: dict[Any, Colour] = {
    Judged.GREEN: "green", Judged.AMBER: "amber", Judged.RED: "red", Judged.GREY: "grey",
}  # fmt: skip


def score_colour(score: float | None) -> Colour:
    """The colour of a score of 0 to 100."""
    return _COLOURS[colour_of(score)]


def colour(code: str) -> Colour:
    """A colour of a KPI, as it is stored."""
    return _COLOURS.get(Judged(code), "") if code else ""
