"""Fills the frame: where one can go, what one may add, how much is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import Problem
from headway.kpis.queries.doors import may_define_in
from headway.okrs.queries.choices import may_write_somewhere
from headway.people.access import Actor, Facts, Permission, decide, organisation_of
from headway.people.models import Role
from headway.reminders.queries.inbox import unread_of
from headway.reports.queries.places import address, of_object
from headway.reports.queries.units import Surroundings, surroundings
from headway.reports.shell.due import due_for
from headway.reports.shell.scope import Scope, scope_for
from headway.reports.shell.switches import (
    Place,
    addresses,
    cycle_switch,
    place_of,
    ruler,
    unit_switch,
    without,
)
from headway.web import formats
from headway.web.shell import Link, Shell

FRAMES_KEPT = 256
"""About 15 kB each, with what is drawn of them."""
LONGEST_KEPT = 300
"""Characters of an address, whose frame is kept: every link of a switcher repeats it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the navigation; ``below`` are the beginnings of the addresses it stands for."""

    label: Callable[[], str]
    page: str
    icon: str = ""
    below: tuple[str, ...] = ()


_HOME = _Entry(lambda: _("Home"), "reports:home", "home")
_OF_CYCLES = ("/cycles", "/planning", "/plans", "/frames", "/dependencies", "/goal-post")
_OF_OBJECTIVES = (
    "/objectives", "/line-of-sight", "/key-results", "/links", "/initiatives", "/changes",
    "/events", "/activity", "/discussions",
)  # fmt: skip
_OF_MEETINGS = ("/weekly", "/meetings", "/actions", "/retrospectives", "/learnings")
_CYCLE = _Entry(lambda: _("Cycle"), "okrs:cycles", "cycle", _OF_CYCLES)
_NAVIGATION = (
    _HOME,
    _Entry(
        lambda: _("Objectives"),
        "okrs:objectives",
        "obj",
        _OF_OBJECTIVES,
    ),
    _Entry(lambda: _("KPIs"), "kpis:kpis", "kpi", ("/kpis", "/kpi-responses", "/connectors")),
    _Entry(lambda: _("Scorecard"), "strategy:scorecard", "score", ("/scorecard", "/packs")),
    _Entry(lambda: _("Weekly"), "rituals:weekly", "week", _OF_MEETINGS),
    _CYCLE,
    _Entry(lambda: _("Coach"), "coaching:desk", "coach", ("/coach",)),
    _Entry(lambda: _("Strategy"), "strategy:index", "goal", ("/strategy", "/goals")),
    _Entry(lambda: _("People"), "people:units", "unit", ("/units", "/people")),
)
_INBOX = _Entry(lambda: _("Inbox"), "reminders:inbox", "inbox")
_FOOT = (
    _INBOX,
    _Entry(lambda: _("Settings"), "people:settings", "settings", ("/settings", "/import")),
)
_ACCOUNT = (_Entry(lambda: _("Settings and theme"), "people:settings"),)


def context(request: HttpRequest) -> dict[str, Any]:
    """``shell`` for pages of somebody who is signed in, else None. It is filled when a template
    first looks at it, in about eight short queries however large the organisation: fragments,
    which have no frame, pay nothing."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"shell": None}
    return {"shell": SimpleLazyObject(lambda: _shell(request, actor, _scope(request, actor)))}


def _scope(request: HttpRequest, actor: Actor) -> Scope:
    """What is looked at; when the address names what is not there its page says so, and the frame
    stands."""
    try:
        return scope_for(request)
    except Problem:
        today = clock.today(actor.time_zone)
        return Scope(None, None, today, today)


class _Seen(NamedTuple):
    """Everything a frame is drawn from, read anew by every request."""

    actor: Actor
    organisation: str
    theme: str
    place: Place
    rail: str  # where the navigation marks the page, if not by its address
    scope: Scope
    near: Surroundings
    due: int
    unread: int
    is_more_unread: bool
    year: int  # what a day is written without
    language: str | None


def _shell(request: HttpRequest, actor: Actor, scope: Scope) -> Shell:
    unread = unread_of(actor)
    seen = _Seen(
        actor=actor,
        organisation=organisation_of(request).name,
        theme=getattr(request.user, "theme", "system"),
        place=place_of(request),
        rail=getattr(request, "rail_path", request.path),
        scope=scope,
        near=surroundings(actor, scope.unit),
        due=len(due_for(request).waiting),
        unread=unread.total,
        is_more_unread=unread.more,
        year=clock.now().year,
        language=get_language(),
    )
    is_long = len(seen.place.path) + len(seen.place.query) > LONGEST_KEPT
    return _drawn(seen) if is_long else _kept(seen)


def _drawn(seen: _Seen) -> Shell:
    place, scope, actor = seen.place, seen.scope, seen.actor
    return Shell(
        organisation=seen.organisation,
        person=actor.name,
        initials=_initials(actor.name),
        theme=seen.theme,
        nav=_navigation(seen.rail, scope, seen.due),
        foot=_foot(place.path, seen.unread, is_more=seen.is_more_unread),
        unit=unit_switch(place, scope, seen.near, seen.organisation),
        cycle=cycle_switch(place, scope),
        ruler=ruler(scope),
        new=() if scope.is_past else new_links(actor, scope),
        account=_links(place.path, _ACCOUNT),
        notice=_notice(scope),
        way_back=_way_back(place, scope),
    )


_kept = lru_cache(maxsize=FRAMES_KEPT)(_drawn)
"""Of the same, the same: a page asked for again draws no links and, since the templates keep what
they made of them, no frame. That saves 0.2 ms, a seventh of the smallest pages."""


def _initials(name: str) -> str:
    words = [word for word in name.replace("-", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def _navigation(path: str, scope: Scope, due: int) -> tuple[Link, ...]:
    """Home carries the count of what is due; Cycle leads to the chosen one."""
    words = ngettext("check-in due", "check-ins due", due)
    links = []
    for link in _links(path, _NAVIGATION):
        if link.icon == _HOME.icon:
            link = replace(link, badge=due, badge_words=words)
        elif link.icon == _CYCLE.icon and scope.cycle is not None:
            link = replace(link, url=of_object("cycle", scope.cycle.id))
        links.append(link)
    return tuple(links)


def _foot(path: str, unread: int, *, is_more: bool) -> tuple[Link, ...]:
    """The inbox carries the count of what is not read."""
    words = ngettext("thing not read", "things not read", unread)
    inbox, *others = _links(path, _FOOT)
    inbox = replace(inbox, badge=unread, badge_words=words, badge_more=is_more)
    return (inbox, *others)


def _links(path: str, entries: tuple[_Entry, ...]) -> tuple[Link, ...]:
    """The entries whose pages are served."""
    found = []
    for entry in entries:
        url = address(entry.page)
        if url is not None:
            is_below = bool(entry.below) and path.startswith(entry.below)
            is_current = path == url or is_below
            found.append(Link(entry.label(), url, entry.icon, is_current))
    return tuple(found)


def new_links(actor: Actor, scope: Scope) -> tuple[Link, ...]:
    """What this person may add, the likeliest first."""
    offered = (
        (_("Objective"), "okrs:objective_new", _may_draft(actor, scope)),
        (_("KPI"), "kpis:new", _may_define(actor)),
        (_("Frame for a unit"), "rituals:frame_new", _may_hand_down(actor)),
        (_("Mid-term goal"), "strategy:goal_new", _may(actor, Permission.STRATEGY_EDIT)),
        (_("Board pack"), "packs:packs", _may_bring(actor)),
        (_("Cycle"), "okrs:cycle_new", _may(actor, Permission.CYCLE_MANAGE)),
        (_("Person"), "people:person_new", _may(actor, Permission.PEOPLE_MANAGE)),
        (_("Import"), "exchange:import", _may(actor, Permission.IMPORT_RUN)),
    )
    return tuple(
        Link(label, url)
        for label, page, is_allowed in offered
        if is_allowed and (url := address(page)) is not None
    )


def _may(actor: Actor, permission: Permission) -> bool:
    return decide(actor, permission).allowed


def _may_draft(actor: Actor, scope: Scope) -> bool:
    """In the chosen unit or, when that is another's, in a unit of one's own."""
    unit = scope.unit
    facts = Facts(unit_id=unit.id, unit_path=unit.path) if unit else Facts()
    if decide(actor, Permission.OBJECTIVE_CREATE, facts).allowed:
        return True
    return may_write_somewhere(actor)


def _may_define(actor: Actor) -> bool:
    """Whether there is a unit whose KPIs the actor may define."""
    return may_define_in(actor, None, "")


def _may_bring(actor: Actor) -> bool:
    """Whether there is a unit whose board pack the actor may make."""
    return actor.role != Role.VIEWER and actor.guides_a_unit


def _may_hand_down(actor: Actor) -> bool:
    """Whether there may be a unit below one that the actor leads."""
    return actor.role != Role.VIEWER and (actor.is_admin or bool(actor.led_paths))


def _notice(scope: Scope) -> str:
    """That one looks at another day or cycle than today's."""
    if scope.is_past:
        day = formats.day(scope.as_of)
        return _("You are looking at %(day)s. Nothing can be changed here.") % {"day": day}
    if scope.cycle is not None and scope.elsewhere is not None:
        return _("You are looking at another cycle, %(cycle)s.") % {"cycle": scope.cycle.name}
    return ""


def _way_back(place: Place, scope: Scope) -> Link | None:
    """To today, or to the cycle that runs now."""
    if scope.is_past:
        return Link(_("Back to today"), without(place, "as_of"))
    if scope.elsewhere is not None:
        label = _("Back to %(cycle)s") % {"cycle": scope.elsewhere.name}
        return Link(label, addresses(place, "cycle")(scope.elsewhere.id))
    return None
