"""Units by perspectives: where it is red, at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.scorecard import Score, colour_of
from headway.core.spc import Colour
from headway.kit.clock import end_of_day
from headway.people.access import Actor
from headway.people.models import Unit
from headway.strategy.queries.goals import perspectives_on
from headway.strategy.queries.scorecard import Card, scorecards
from headway.strategy.queries.whose import Chosen
from headway.web.formats import count_at_start, count_word

WITHOUT = 0
"""The column of goals without a perspective, where there are any."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit with its scorecard of the day; ``unit_id`` is None for the organisation. ``depth``
    counts the rows that it stands below."""

    unit_id: int | None
    name: str
    depth: int
    card: Card

    def cell(self, perspective_id: int) -> Score | None:
        """Its score in a perspective; None where it has no goal there."""
        for one in self.card.perspectives:
            if (one.id or WITHOUT) == perspective_id:
                return one.score
        return None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """``columns`` are perspectives, the top one first. ``rows`` are the organisation, where one
    looks at all of it and it has goals, then units as the tree goes."""

    day: date
    as_known: bool
    columns: tuple[tuple[int, str], ...]
    rows: tuple[HeatRow, ...]

    @property
    def units(self) -> list[HeatRow]:
        """Without the organisation."""
        return [row for row in self.rows if row.unit_id is not None]

    def count(self, perspective_id: int, colour: Colour) -> tuple[int, int]:
        """How many units have this colour in a perspective, of how many with goals there."""
        cells = [cell for row in self.units if (cell := row.cell(perspective_id)) is not None]
        return sum(colour_of(cell.score) == colour for cell in cells), len(cells)


def heat_map(
    actor: Actor, day: date, *, today: date, as_known: bool = False, below: Chosen | None = None
) -> HeatMap:
    """All units with goals in force on the day, or those of ``below`` and what lies under it. Two
    queries more than a scorecard, however many units."""
    day = min(day, today)
    cards = scorecards(actor, day, today=today, as_known=as_known)
    units = Unit.objects.filter(
        Q(archived_at__isnull=True) | Q(archived_at__gt=end_of_day(day, actor.time_zone)),
        organisation_id=actor.organisation_id,
        pk__in=[pk for pk in cards if pk is not None],
    )
    if below is not None:
        units = units.filter(path__startswith=below.path)
    rows: list[HeatRow] = []
    if below is None and cards[None].goals:
        rows.append(HeatRow(None, "", 0, cards[None]))
    above: list[str] = []
    for pk, name, path in units.order_by("path").values_list("id", "name", "path"):
        above = [one for one in above if path.startswith(one)]
        rows.append(HeatRow(pk, name, len(above), cards[pk]))
        above.append(path)
    columns = [(row.id, row.name) for row in perspectives_on(actor, day)]
    used = {one.id or WITHOUT for row in rows for one in row.card.perspectives}
    if WITHOUT in used:
        columns.append((WITHOUT, _("Without a perspective")))
    shown = tuple(column for column in columns if column[0] in used)
    return HeatMap(day, cards[None].as_known, shown, tuple(rows))


def heading(found: HeatMap) -> str:
    """The answer to "where is it red?": the perspective in which most units are."""
    if not found.units:
        return _("No unit has a scorecard of its own.")
    if worst := _most(found, Colour.RED):
        count, every, name = worst
        words = ngettext(
            "%(count)s of %(all)s units is red in %(name)s.",
            "%(count)s of %(all)s units are red in %(name)s.",
            count,
        )
        return words % {
            "count": count_at_start(count), "all": count_word(every), "name": name,
        }  # fmt: skip
    if worst := _most(found, Colour.AMBER):
        count, every, name = worst
        words = ngettext(
            "No unit is red; %(count)s of %(all)s is amber in %(name)s.",
            "No unit is red; %(count)s of %(all)s are amber in %(name)s.",
            count,
        )
        return words % {"count": count_word(count), "all": count_word(every), "name": name}
    if _most(found, Colour.GREEN):
        return _("No unit is red or amber anywhere.")
    return _("Nobody can tell: no unit has a score yet.")


def _most(found: HeatMap, colour: Colour) -> tuple[int, int, str] | None:
    """In which perspective most units have a colour; of several where it is the larger part of the
    units, then the top one. None where none has."""
    counted = [(*found.count(key, colour), name) for key, name in found.columns]
    some = [one for one in counted if one[0]]
    return max(some, key=lambda one: (one[0], one[0] / one[1]), default=None)
