"""What a request looks at: the address decides (``?unit=&cycle=&as_of=``), then what was chosen
before, then the person's own unit and the current cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.okrs.models import Phase
from headway.okrs.queries.calendars import in_planning
from headway.okrs.queries.cycles import CycleRow, current_cycle, cycles_then, list_cycles
from headway.people.access import Actor, actor_of
from headway.reports.queries.units import UnitChoice, own_unit, unit_choice

REMEMBERED = "scope"
WHOLE = "all"
CYCLE_REPORT = "okrs:cycle_report"
CYCLE_PAGES = frozenset(
    {"okrs:cycle", CYCLE_REPORT, "okrs:cycle_close_one", "okrs:cycle_close_rest"}
)
PLANNING_PAGES = frozenset(
    {
        "rituals:planning",
        "rituals:planning_step",
        "rituals:alignment",
        "rituals:alignment_step",
        "rituals:publish",
    }
)
DAY_PAGES = frozenset(
    {
        "okrs:objectives",
        "okrs:objective",
        "okrs:key_result",
        "okrs:goal_posts",
        "okrs:cycle",
        CYCLE_REPORT,
        "reports:line_of_sight",
        "reports:branch",
        "reports:map",
        "reports:map_part",
        "reports:map_relatives",
        "reports:matrix",
        "reports:loose_ends",
        "strategy:link",
        "strategy:map",
        "strategy:map_file",
        "strategy:scorecard",
        "strategy:units",
        "strategy:index",
        "strategy:goal",
        "kpis:kpis",
        "kpis:kpi",
        "packs:pack",
        "packs:present",
        "packs:files",
    }
)
"""Pages that show an earlier day when one asks for it. What is to be done, planned or looked up is
of today, whatever the address says."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: a unit with everything below it (None: the whole organisation), a cycle
    (None: there is none yet), on a day. ``today`` is today where the organisation lives."""

    unit: UnitChoice | None
    cycle: CycleRow | None
    as_of: date
    today: date
    cycles: tuple[CycleRow, ...] = ()
    looks_ahead: bool = False
    """The page is about what is planned, not about what runs."""

    @property
    def is_past(self) -> bool:
        return self.as_of < self.today

    @property
    def kept_day(self) -> str | None:
        """An earlier day as addresses carry it, None for today's."""
        return self.as_of.isoformat() if self.is_past else None

    @property
    def elsewhere(self) -> CycleRow | None:
        """The cycle one would look at without a choice, where another is chosen; else None."""
        if self.looks_ahead:
            return None
        current = current_cycle(list(self.cycles), self.today)
        is_other = self.cycle is not None and current is not None and current.id != self.cycle.id
        return current if is_other else None


def scope_for(request: HttpRequest) -> Scope:
    """What this request looks at; read once a request, in two to three queries. What the address
    says is remembered for the pages that follow, except the day: nobody shall be stuck in the past.

    Raises NotFound (unit, cycle) and InvalidInput (day) for an address that names none.
    """
    found = getattr(request, "_headway_scope", None)
    if found is None:
        found = _read(request, actor_of(request))
        request._headway_scope = found  # type: ignore[attr-defined]  # a cache of ours
    return cast(Scope, found)


def _read(request: HttpRequest, actor: Actor) -> Scope:
    today = clock.today(actor.time_zone)
    kept = request.session.get(REMEMBERED, {})
    asked_unit, asked_cycle = request.GET.get("unit"), request.GET.get("cycle")
    cycles = list_cycles(actor)
    ahead = _is_about_planning(request)
    planned = _planned(cycles, kept.get("cycle"), today) if ahead else None
    of_page = _cycle_of_page(request) or asked_cycle or planned
    as_of = _chosen_day(request.GET.get("as_of"), today) if _shows_days(request) else today
    cycle = _chosen_cycle(cycles, of_page, kept.get("cycle"), today)
    if as_of < today:
        cycles = cycles_then(actor, cycles, as_of)
        cycle = next((row for row in cycles if cycle is not None and row.id == cycle.id), None)
    scope = Scope(
        unit=_chosen_unit(actor, asked_unit, kept.get("unit")),
        cycle=cycle,
        as_of=as_of,
        today=today,
        cycles=tuple(cycles),
        looks_ahead=ahead,
    )
    remember(request, unit=asked_unit, cycle=None if asked_cycle == planned else asked_cycle)
    return scope


def _cycle_of_page(request: HttpRequest) -> str | None:
    """The page of a cycle looks at that cycle. It is not remembered for that: who looks something
    up in an old cycle has not turned the whole product back to it."""
    match = request.resolver_match
    if match is not None and match.view_name in CYCLE_PAGES:
        return str(match.kwargs["cycle_id"])
    return None


def _is_about_planning(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in PLANNING_PAGES


def _shows_days(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or match.view_name in DAY_PAGES


def _planned(cycles: list[CycleRow], kept: str | None, today: date) -> str | None:
    """The cycle that is being planned, of several the chosen one: pages of planning look at it
    unless their address names another. They would without being asked, so that to come there turns
    no other page to it."""
    planned = [row for row in cycles if row.phase == Phase.PLANNING and not row.is_locked(today)]
    chosen = next((row for row in planned if str(row.id) == kept), None)
    found = chosen or in_planning(planned, today)
    return str(found.id) if found is not None else None


def remember(request: HttpRequest, *, unit: str | None = None, cycle: str | None = None) -> None:
    """Keep a choice of unit or cycle for the pages that follow."""
    kept = dict(request.session.get(REMEMBERED, {}))
    given = {"unit": unit, "cycle": cycle}
    chosen = kept | {name: value for name, value in given.items() if value}
    if chosen != kept:
        request.session[REMEMBERED] = chosen


def _chosen_unit(actor: Actor, asked: str | None, kept: str | None) -> UnitChoice | None:
    if asked:
        unit = _named_unit(actor, asked)
        if unit is None and asked != WHOLE:
            raise NotFound(_("There is no such unit. Choose one at the top of the page."))
        return _below_root(unit)
    if kept == WHOLE:
        return None
    return _below_root((_named_unit(actor, kept) if kept else None) or own_unit(actor))


def _named_unit(actor: Actor, named: str) -> UnitChoice | None:
    is_id = named.isascii() and named.isdecimal() and len(named) < 19
    return unit_choice(actor, int(named)) if is_id else None


def _below_root(unit: UnitChoice | None) -> UnitChoice | None:
    """The root and everything below it is the whole organisation."""
    return None if unit is None or unit.parent_id is None else unit


def _chosen_cycle(
    cycles: list[CycleRow], asked: str | None, kept: str | None, today: date
) -> CycleRow | None:
    by_id = {str(cycle.id): cycle for cycle in cycles}
    if asked and asked not in by_id:
        raise NotFound(_("There is no such cycle. Choose one at the top of the page."))
    return by_id.get(asked or kept or "") or current_cycle(cycles, today)


def _chosen_day(asked: str | None, today: date) -> date:
    if not asked:
        return today
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        said = _("Write the day as year-month-day, such as 2026-11-24.")
        raise InvalidInput(said, errors=[FieldError("as_of", "invalid", said)]) from None
    refuse(day_errors("as_of", day))
    return min(day, today)
