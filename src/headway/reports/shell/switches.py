"""The two switchers of the top bar, and the ruler of the cycle below it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from headway.core.cadence import week_of
from headway.core.pace import elapsed_share
from headway.okrs.models import Phase
from headway.okrs.queries.cycles import CycleRow
from headway.reports.queries.places import address, of_object
from headway.reports.queries.units import Surroundings, UnitChoice
from headway.reports.shell.scope import CYCLE_PAGES, CYCLE_REPORT, WHOLE, Scope
from headway.web import formats
from headway.web.shell import Option, Ruler, Switch

CYCLES_SHOWN = 12
DEEPEST_INDENT = 4
_OF_THE_OLD_LIST = ("after", "cursor", "page", "open", "id", "goal")


class Place(NamedTuple):
    """What the links of a frame know of a request: its path and query, the page's name ("" where
    there is none), and whether that ``stays`` when another unit or cycle is chosen."""

    path: str
    query: str
    page: str
    stays: bool


def place_of(request: HttpRequest) -> Place:
    """Of a page of one thing one goes to the list instead."""
    match, query = request.resolver_match, request.GET.urlencode() if request.GET else ""
    if match is None:
        return Place(request.path, query, "", stays=False)
    is_open = match.view_name in CYCLE_PAGES or not match.kwargs
    return Place(request.path, query, match.view_name, stays=is_open and request.method == "GET")


def addresses(place: Place, name: str) -> Callable[[int | str], str]:
    """The same page for another unit or cycle, which is then remembered; from the page of one
    thing, the list instead."""
    if place.page in CYCLE_PAGES and name == "cycle":
        page = "/report" if place.page == CYCLE_REPORT else ""
        return lambda cycle: f"{of_object('cycle', int(cycle))}{page}?cycle={cycle}"
    path = place.path if place.stays else address("okrs:objectives") or "/"
    query = QueryDict(place.query if place.stays else "", mutable=True)
    for old in (*_OF_THE_OLD_LIST, name):
        query.pop(old, None)
    start = f"{path}?{query.urlencode()}&{name}=" if query else f"{path}?{name}="
    return lambda value: f"{start}{value}"


def without(place: Place, name: str) -> str:
    """The same page without one thing its address asks for."""
    query = QueryDict(place.query, mutable=True)
    query.pop(name, None)
    return f"{place.path}?{query.urlencode()}" if query else place.path


def unit_switch(place: Place, scope: Scope, near: Surroundings, organisation: str) -> Switch:
    """From the whole organisation down to the chosen unit, what lies below or beside it, and the
    person's own units."""
    unit, with_unit = scope.unit, addresses(place, "unit")

    def option(choice: UnitChoice, level: int, note: str = "") -> Option:
        is_current = unit is not None and choice.id == unit.id
        return Option(
            choice.name, with_unit(choice.id), note, is_current, min(level, DEEPEST_INDENT)
        )

    options = [Option(organisation, with_unit(WHOLE), _("whole organisation"), unit is None)]
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


def cycle_switch(place: Place, scope: Scope) -> Switch | None:
    """The newest cycles; None before the first."""
    cycle = scope.cycle
    if cycle is None:
        return None
    with_cycle, shown = addresses(place, "cycle"), list(scope.cycles[:CYCLES_SHOWN])
    if cycle not in shown:
        shown[-1] = cycle
    return Switch(
        name=_("Change cycle"),
        above=where_in(cycle, scope.as_of),
        label=cycle.name,
        options=tuple(
            Option(
                label=row.name,
                url=with_cycle(row.id),
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
