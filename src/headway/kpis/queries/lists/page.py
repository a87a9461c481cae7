"""The page of KPIs: rows as they are drawn, by unit, with the unit's health."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from headway.core.calendars import Calendar
from headway.core.kpi_quality import Foresight, foresight
from headway.core.spc import Colour, Variation
from headway.kit.keeping import said_once
from headway.kpis.queries.connectors.rows import out_of_order
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.known.past import moment_of
from headway.kpis.queries.lists.answered import Answered, answered, answered_then
from headway.kpis.queries.lists.heading import heading
from headway.kpis.queries.lists.health import (
    UnitHealth,
    alike_kpis,
    alike_of,
    health_of,
    health_of_all,
)
from headway.kpis.queries.lists.listed import ListedKpi, listed
from headway.kpis.queries.lists.rows import (
    KpiFilters,
    KpiRow,
    Place,
    counts_by_unit,
    list_kpis,
)
from headway.kpis.queries.lists.strip import Strip, strip, strip_then
from headway.kpis.queries.lists.then import list_kpis_then, rows_after
from headway.people.access import Actor

PAGE = 200
"""Rows on one page."""
FIRST, FEW = 8, 12
"""KPIs that stand first because they ask for action, where there are more than a few."""
REDS = 200
"""KPIs that ask for action at most, of those that are looked at to name some of a long list."""
GROUPS_KEPT = 512
"""Units whose rows were told and are remembered."""


@dataclass(frozen=True, slots=True, eq=False)  # itself is the key of what is drawn of it
class UnitGroup:
    """The KPIs of one unit; ``live`` counts all it has, ``again`` are those that stand above among
    those that ask for action, too."""

    unit_id: int
    unit_name: str
    rows: tuple[ListedKpi, ...]
    again: frozenset[int]
    health: UnitHealth
    live: int

    @property
    def is_again(self) -> bool:
        """Whether all of them do."""
        return len(self.again) == len(self.rows)

    @property
    def ahead(self) -> Foresight:
        """Whether enough of them move before the outcome."""
        return foresight(self.health.leading, self.health.kpis)


@dataclass(frozen=True, slots=True)
class KpiListPage:
    """What the list shows; ``after`` is where the next page begins, None at the end. ``acting`` are
    the first of those that ask for action, where the list is long; ``asking`` counts all of them,
    which are the red ones but for those that are answered."""

    acting: tuple[ListedKpi, ...]
    asking: int
    groups: tuple[UnitGroup, ...]
    health: UnitHealth
    heading: str
    strip: Strip
    after: Place | None


def kpi_list_page(
    actor: Actor,
    filters: KpiFilters,
    today: date,
    *,
    after: Place | None = None,
    as_of: date | None = None,
) -> KpiListPage:
    """One page of KPIs by unit, on an earlier day where one is asked for. Six queries; one more
    where reds of a long list stand first, and more of an earlier day."""
    calendar = calendar_of(actor.organisation_id)
    day = min(as_of or today, today)
    is_past = day < today
    if is_past:
        every = list_kpis_then(actor, filters, calendar, day)
        rows, goes_on = _whole_units(rows_after(every, after)[: PAGE + 1])
    else:
        every = []
        rows, goes_on = _whole_units(list_kpis(actor, filters, limit=PAGE + 1, after=after))
    units = [] if is_past else sorted({row.unit_id for row in rows})
    counts = counts_by_unit(units)
    out = frozenset() if is_past else out_of_order(actor.organisation_id)
    is_whole = is_past or (after is None and not goes_on)
    if is_past:
        alike = alike_of(every)
    elif is_whole:
        alike = alike_of(rows)
    else:
        alike = alike_kpis(actor, filters)
    done = answered_then(actor, every, moment_of(actor, day)) if is_past else answered(rows, alike)
    health = health_of_all(alike)
    asking = 0 if filters.archived else health.red - done.red
    named = list(every or rows)
    if asking and (not is_whole or health.kpis > FEW):
        named = _acting(actor, filters, named, done, is_cut=not is_whole)
    elif not is_whole:
        named = []  # those of one page would not be all
    is_first = after is None and not filters.colour and asking and health.kpis > FEW
    acting = named if is_first else []
    acting_ids = frozenset(row.id for row in acting[:FIRST])
    groups = tuple(
        _group(
            members,
            calendar,
            day,
            actor.time_zone,
            live=counts.get(members[0].unit_id, len(members)),
            out=_those(out, members),
            done=_those(done.ids, members),
            acting=_those(acting_ids, members),
        )
        for members in _by_unit(rows)
    )
    last = rows[-1] if rows else None
    return KpiListPage(
        acting=tuple(
            listed(row, calendar, day, actor.time_zone, is_out=row.id in out)
            for row in acting[:FIRST]
        ),
        asking=asking,
        groups=groups,
        health=health,
        heading=heading(
            health, named, done, is_narrowed=filters.narrows, is_archived=filters.archived
        ),
        strip=(
            strip_then(actor, [row.id for row in every], alike, day, answered=done.count)
            if is_past
            else strip(actor, filters, alike, day, answered=done.count)
        ),
        after=(last.unit_path, last.position, last.id) if goes_on and last else None,
    )


def _acting(
    actor: Actor, filters: KpiFilters, rows: Sequence[KpiRow], done: Answered, *, is_cut: bool
) -> list[KpiRow]:
    """Those that ask for action, what got worse first; of all pages where the list is cut."""
    red = str(Colour.RED)
    found = [row for row in rows if row.colour == red]
    if is_cut:
        found = list_kpis(actor, replace(filters, colour=red, unanswered=True), limit=REDS)
    found = [row for row in found if row.id not in done.ids]
    found.sort(key=lambda row: row.variation != Variation.WORSENING)
    return found


def _whole_units(found: list[KpiRow]) -> tuple[list[KpiRow], bool]:
    """The rows of a page, and whether there are more. A unit is not cut where that can be."""
    if len(found) <= PAGE:
        return found, False
    uncut = [row for row in found if row.unit_id != found[-1].unit_id]
    return uncut or found[:PAGE], True


def _by_unit(rows: Sequence[KpiRow]) -> Iterator[tuple[KpiRow, ...]]:
    for _unit, members in groupby(rows, key=lambda row: row.unit_id):
        yield tuple(members)


def _those(ids: frozenset[int], rows: Sequence[KpiRow]) -> frozenset[int]:
    return ids.intersection([row.id for row in rows]) if ids else ids


@said_once(GROUPS_KEPT)
def _group(
    rows: tuple[KpiRow, ...],
    calendar: Calendar,
    today: date,
    zone: str,
    *,
    live: int,
    out: frozenset[int],
    done: frozenset[int],
    acting: frozenset[int],
) -> UnitGroup:
    """Told once of the same rows: a page has thirty units, and two hundred rows to look up."""
    return UnitGroup(
        unit_id=rows[0].unit_id,
        unit_name=rows[0].unit_name,
        rows=tuple(
            listed(
                row,
                calendar,
                today,
                zone,
                is_out=row.id in out,
                is_answered=row.id in done,
            )
            for row in rows
        ),
        again=acting,
        health=health_of(rows),
        live=live,
    )
