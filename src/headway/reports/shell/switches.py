"""The two switchers of the top bar, and the ruler of the cycle below it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from headway.core.cadence import week_of
from headway.core.pace import elapsed_share
from headway.okrs.models import Phase
from headway.okrs.queries.cycles import CycleRow
from headway.people.access import Actor
from headway.reports.queries.places import address, of_object
from headway.reports.queries.units import UnitChoice, surroundings
from headway.reports.shell.scope import CYCLE_PAGES, CYCLE_REPORT, WHOLE, Scope
from headway.web import formats
from headway.web.shell import Option, Ruler, Switch

CYCLES_SHOWN = 12
DEEPEST_INDENT = 4
_OF_THE_OLD_LIST = ("after", "cursor", "page", "open", "id", "goal")


def address_with(request: HttpRequest, name: str, value: str) -> str:
    """The same page for another unit or cycle, which is then remembered; from the page of one
    thing, the list instead."""
    match = request.resolver_match
    is_cycle_page = match is not None and match.view_name in CYCLE_PAGES
    if match is not None and is_cycle_page and name == "cycle":
        page = "/report" if match.view_name == CYCLE_REPORT else ""
        return f"{of_object('cycle', int(value))}{page}?cycle={value}"
    path, query = address("okrs:objectives") or "/", QueryDict(mutable=True)
    if match is not None and request.method == "GET" and (is_cycle_page or not match.kwargs):
        path = request.path
        query.update(request.GET)
    for old in _OF_THE_OLD_LIST:
        query.pop(old, None)
    query[name] = value
    return f"{path}?{query.urlencode()}"


def without(request: HttpRequest, name: str) -> str:
    """The same page without one thing its address asks for."""
    query = request.GET.copy()
    query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def unit_switch(request: HttpRequest, actor: Actor, scope: Scope, organisation: str) -> Switch:
    """From the whole organisation down to the chosen unit, what lies below or beside it, and the
    person's own units."""
    unit, near = scope.unit, surroundings(actor, scope.unit)

    def option(choice: UnitChoice, level: int, note: str = "") -> Option:
        is_current = unit is not None and choice.id == unit.id
        url = address_with(request, "unit", str(choice.id))
        return Option(choice.name, url, note, is_current, min(level, DEEPEST_INDENT))

    everything = address_with(request, "unit", WHOLE)
    options = [Option(organisation, everything, _("whole organisation"), unit is None)]
    options += [option(above, level) for level, above in enumerate(near.above) if level]
    depth = len(near.above)
    if unit is not None and not near.beside:
        options.append(option(unit, depth))
    options += [option(choice, depth) for choice in near.beside]
    options += [option(choice, depth + 1) for choice in near.below]
    options += [option(choice, 0, _("my unit")) for choice in near.own]
    return Switch(
        name=_("Change unit"),
        above=" › ".join(above.name for above in near.above) or _("Whole organisation"),
        label=unit.name if unit else organisation,
        options=tuple(options),
        find_url="/find?only=units",
    )


def cycle_switch(request: HttpRequest, scope: Scope) -> Switch | None:
    """The newest cycles; None before the first."""
    cycle = scope.cycle
    if cycle is None:
        return None
    shown = list(scope.cycles[:CYCLES_SHOWN])
    if cycle not in shown:
        shown[-1] = cycle
    return Switch(
        name=_("Change cycle"),
        above=where_in(cycle, scope.as_of),
        label=cycle.name,
        options=tuple(
            Option(
                label=row.name,
                url=address_with(request, "cycle", str(row.id)),
                note=str(Phase(row.phase).label).lower(),
                current=row.id == cycle.id,
            )
            for row in shown
        ),
        find_url="/find?only=cycles" if len(scope.cycles) > len(shown) else "",
    )


def where_in(cycle: CycleRow, day: date) -> str:
    """Phase and place in time: "Running, week 8 of 13"."""
    said = {"phase": str(Phase(cycle.phase).label)}
    if day < cycle.starts_on:
        return _("%(phase)s, starts %(day)s") % {**said, "day": formats.short_day(cycle.starts_on)}
    if day > cycle.ends_on:
        return _("%(phase)s, ended %(day)s") % {**said, "day": formats.short_day(cycle.ends_on)}
    week = week_of(cycle.starts_on, cycle.ends_on, day)
    weeks = {"number": week.number, "count": week.count}
    return _("%(phase)s, week %(number)d of %(count)d") % {**said, **weeks}


def ruler(scope: Scope) -> Ruler | None:
    """Weeks, plan lock, today and end as shares of the cycle."""
    cycle = scope.cycle
    if cycle is None:
        return None

    def share(day: date) -> float:
        return elapsed_share(cycle.starts_on, cycle.ends_on, day)

    inside = cycle.starts_on <= scope.as_of <= cycle.ends_on
    words = _("%(cycle)s: %(where)s. The plan locks on %(lock)s, the cycle ends on %(end)s.") % {
        "cycle": cycle.name,
        "where": where_in(cycle, scope.as_of).lower(),
        "lock": formats.short_day(cycle.plan_lock_on),
        "end": formats.short_day(cycle.ends_on),
    }
    return Ruler(
        weeks=week_of(cycle.starts_on, cycle.ends_on, scope.as_of).count,
        today=share(scope.as_of) if inside else None,
        lock=share(cycle.plan_lock_on),
        words=words,
    )
