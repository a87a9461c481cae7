"""Which KPIs somebody may enter, and how many of them one grid holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from headway.kpis.queries.lists.rows import KpiFilters, KpiRow, Place, get_kpi_row, list_kpis
from headway.kpis.queries.series.segments import SeriesOf
from headway.people.access import Actor, Facts, Permission, decide

ROWS, LINES = 60, 240
"""KPIs in one grid at most, and lines with those of their segments; one KPI is there whole."""


def entry_rows(
    actor: Actor,
    *,
    whose: str,
    unit_path: str,
    kpi_id: int | None = None,
    after: Place | None = None,
) -> list[KpiRow]:
    """The KPIs somebody may enter: one of them, their own, or all of a unit, those that follow on a
    place; none that is derived from others. One more than a page shows, where there are. One
    query."""
    if kpi_id is not None:
        one = get_kpi_row(actor, kpi_id)
        found = [one] if one is not None and one.archived_at is None else []
        return [row for row in found if not row.is_derived and may_measure(actor, row)]
    is_unit = whose == "unit"
    filters = KpiFilters(unit_path=unit_path if is_unit else "")
    if not is_unit:
        filters = KpiFilters(person_id=actor.person_id or 0)
    entered = _entered_by(actor)
    if entered is None:
        return []
    found = list_kpis(actor, filters, only=entered, after=after, limit=ROWS + 1)
    return [row for row in found if may_measure(actor, row)]


def _entered_by(actor: Actor) -> Q | None:
    """Those that the actor may enter, for the database, so that a page of them is a page; None for
    whoever may enter none. :func:`may_measure` is the rule."""
    entered = Q(expression="")
    if decide(actor, Permission.KPI_MEASURE, Facts()).allowed:
        return entered
    own = frozenset({actor.person_id} if actor.person_id else ())
    if not decide(actor, Permission.KPI_MEASURE, Facts(owner_ids=own)).allowed:
        return None
    mine = Q(owner_id=actor.person_id) | Q(updater_id=actor.person_id)
    for path in actor.led_paths:
        mine |= Q(unit__path__startswith=path)
    return entered & mine


def falls_to(person_id: int | None) -> Q:
    """The KPIs whose values are somebody's to enter: those of the updater, and without one (or of
    one who left) those of the owner. Asked is who is late; an owner may enter all of theirs."""
    has_none = Q(updater__isnull=True) | Q(updater__is_active=False)
    return Q(updater_id=person_id) | Q(has_none, owner_id=person_id)


def is_theirs(row: KpiRow, person_id: int | None) -> bool:
    """Whether the values of a row are somebody's to enter, as :func:`falls_to` has it."""
    return person_id is not None and (row.updater_id or row.owner_id) == person_id


def may_measure(actor: Actor, row: KpiRow) -> bool:
    """Whether the actor may enter values of it."""
    facts = Facts(
        unit_id=row.unit_id,
        unit_path=row.unit_path,
        owner_ids=frozenset({row.owner_id} if row.owner_id else ()),
        updater_ids=frozenset({row.updater_id} if row.updater_id else ()),
    )
    return decide(actor, Permission.KPI_MEASURE, facts).allowed


def fitting_in(rows: Sequence[KpiRow], series: Mapping[int, SeriesOf]) -> list[KpiRow]:
    """As many as have room with their segments; the first always has."""
    found: list[KpiRow] = []
    lines = 0
    for row in rows:
        lines += 1 + len(series[row.id].live)
        if len(found) == ROWS or (found and lines > LINES):
            break
        found.append(row)
    return found
