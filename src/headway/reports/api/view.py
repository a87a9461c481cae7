"""What the line of sight looks at, by the parameters of a request."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from ninja import Field, Schema

from headway.kit import clock
from headway.kit.problems import InvalidInput, NotFound
from headway.kit.rest.schemas import Day, Id, PageQuery
from headway.okrs.queries.cycles import (
    CycleRow,
    current_cycle,
    cycle_among,
    cycles_then,
    list_cycles,
)
from headway.people.access import Actor
from headway.reports.queries.sight import View
from headway.reports.queries.units import UnitChoice, unit_choice


class ScopeQuery(Schema):
    """Which unit and cycle."""

    unit_id: Id | None = Field(None, description="This unit and all below it; else everything.")
    cycle_id: Id | None = Field(None, description="The running cycle when left out.")


class ViewQuery(ScopeQuery):
    """Which unit and cycle, on which day."""

    as_of: Day | None = Field(None, description="As it was on that day; today when left out.")
    perspective_id: Id | None = Field(None, description="Only goals of this perspective.")


class ViewPageQuery(PageQuery, ViewQuery):
    """The same, in pages."""


def view_of(
    actor: Actor, query: ViewQuery, *, status: str = "", compare: date | None = None
) -> View:
    """What to look at. Raises NotFound for a unit or cycle that is not there, InvalidInput for a
    day to compare with that is not an earlier one."""
    today = clock.today(actor.time_zone)
    as_of = min(query.as_of or today, today)
    if compare is not None and compare >= as_of:
        raise InvalidInput.on("compare", _("Choose a day before the one that is looked at."))
    cycles = list_cycles(actor)
    cycle = cycle_of(actor, query.cycle_id, today, cycles)
    if as_of < today:
        cycles = cycles_then(actor, cycles, as_of)
        cycle = cycle_among(cycles, cycle.id)
    return View(
        unit=unit_of(actor, query.unit_id),
        cycle=cycle,
        cycles=tuple(cycles),
        as_of=as_of,
        today=today,
        status=status,
        perspective_id=query.perspective_id,
        compare=compare,
    )


def cycle_of(
    actor: Actor, cycle_id: int | None, today: date, cycles: list[CycleRow] | None = None
) -> CycleRow:
    """The cycle that is named, else the one that people most likely mean. Raises NotFound."""
    known = list_cycles(actor) if cycles is None else cycles
    running = current_cycle(known, today) if cycle_id is None else None
    return running or cycle_among(known, cycle_id)


def unit_of(actor: Actor, unit_id: int | None) -> UnitChoice | None:
    """The unit; None for the root too, below which everything is. Raises NotFound."""
    if unit_id is None:
        return None
    unit = unit_choice(actor, unit_id)
    if unit is None:
        raise NotFound(_("There is no such unit, or it is archived."))
    return None if unit.parent_id is None else unit


def too_many() -> InvalidInput:
    """What somebody is told who asks for more than is looked through at once."""
    words = _("There is too much to look through at once. Name a unit.")
    return InvalidInput.on("unit_id", words, code="too_many")
