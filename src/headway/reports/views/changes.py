"""What changed since a day, of a unit and of one objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.kit.problems import InvalidInput, Problem, messages_of
from headway.okrs.models import Objective
from headway.okrs.queries.cycles import CycleRow, cycle_among
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.figures import explain_figures
from headway.people.access import Actor
from headway.people.queries.told import happened
from headway.reports.queries.changes import (
    Changes,
    Preset,
    Section,
    Span,
    changes_of_objective,
    changes_of_unit,
    grouped,
    presets,
    what_made,
)
from headway.reports.queries.changes.heading import heading, section_titles
from headway.reports.queries.changes.listed import left_out_of_both
from headway.reports.queries.changes.span import WEEK
from headway.reports.shell import Scope, actor_of, scope_for
from headway.reports.views.sight_views import number_of
from headway.web.posted import Posted
from headway.web.render import render


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a section is shown: beside the others, and on a page of its own."""

    beside: int
    alone: int


OBJECTIVES = Size(20, 50)
"""Of the numbers, with the key results below each."""

LINES = Size(40, 100)
"""Of every other section."""

Row = TypeVar("Row")
EARLIEST = date(1900, 1, 1)
"""Whoever asks for a day before it gets this one; before the year 1 there is no week."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The two days of an address. ``is_swapped``: they were given the other way round."""

    span: Span
    presets: Sequence[Preset]
    problem: Problem | None
    is_swapped: bool


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What changed in the chosen unit and cycle."""
    actor, scope = actor_of(request), scope_for(request)
    if scope.cycle is None:
        title_and_question = _("Changes"), _("What changed since then?")
        context = {"scope": scope, "asked": title_and_question}
        return render(request, "reports/no_cycle.html", context)
    asked = _asked(request, actor, scope, scope.cycle)
    path = scope.unit.path if scope.unit else ""
    found = changes_of_unit(actor, asked.span, scope.cycle, unit_path=path)
    context = _context(request, actor, asked, found)
    return render(request, "reports/changes.html", {**context, "objective": None, "scope": scope})


@require_safe
def of_objective(request: HttpRequest, objective_id: int) -> HttpResponse:
    """What changed on one objective and its key results."""
    actor, scope = actor_of(request), scope_for(request)
    stored = get_objective(actor, objective_id)
    cycle = cycle_among(scope.cycles, stored.cycle_id)
    asked = _asked(request, actor, scope, cycle)
    found = changes_of_objective(actor, asked.span, cycle, stored.pk)
    context = _context(request, actor, asked, found, stored)
    return render(request, "reports/changes.html", {**context, "objective": stored, "scope": scope})


def _asked(request: HttpRequest, actor: Actor, scope: Scope, cycle: CycleRow) -> Asked:
    """The days of the address: up to today, or to the day that was looked at (``as_of``), and since
    a week before where it names none."""
    posted = Posted(request.GET)
    given = posted.day("since"), posted.day("until") or posted.day("as_of")
    problem = InvalidInput("", errors=posted.errors) if posted.errors else None
    until = max(min(given[1] or scope.today, scope.today), EARLIEST)
    since = max(given[0] or until - WEEK, EARLIEST)
    swapped = since > until
    since, until = sorted((since, until))
    span = Span(since, min(until, scope.today), scope.today, actor.time_zone)
    known = presets(cycle, scope.cycles, span.until, actor.time_zone)
    return Asked(span, known, problem, swapped)


def _context(
    request: HttpRequest,
    actor: Actor,
    asked: Asked,
    found: Changes | None,
    stored: Objective | None = None,
) -> dict[str, Any]:
    common = {
        "asked": asked,
        "span": asked.span,
        "errors": messages_of(asked.problem),
        "heading": heading(found, stored),
        "happened": happened,
        "preset_url": lambda preset: _with(request, since=preset.day.isoformat(), page=None),
    }
    if found is None:
        return {**common, "found": None}
    shown, number = _section(request), max(number_of(request, "page") or 1, 1)
    groups, more = _page(found.numbers.groups, OBJECTIVES, shown, Section.NUMBERS, number)
    made = what_made(actor, asked.span, groups, found.events)
    return {
        **common,
        "found": found,
        "then": found.numbers.then,
        "now": found.numbers.now,
        "why_then": explain_figures(found.numbers.then, asked.span.since),
        "why_now": explain_figures(found.numbers.now, asked.span.until),
        "left_out": left_out_of_both(found),
        "groups": groups,
        "made": made,
        "more_numbers": _more(request, Section.NUMBERS, more, shown, number),
        "sections": [
            section
            for section in _sections(request, found, shown, number)
            if section["groups"]
        ],
        "only": shown,
        "all_url": _with(request, show=None, page=None),
    }  # fmt: skip


def _section(request: HttpRequest) -> Section | None:
    """The one section that is asked for; None: all."""
    asked = request.GET.get("show", "")
    return Section(asked) if asked in list(Section) else None


def _sections(
    request: HttpRequest, found: Changes, shown: Section | None, number: int
) -> list[dict[str, Any]]:
    """The sections after the numbers, with the headings of this page."""
    told = []
    for section, title in section_titles().items():
        changes = found.of(section)
        lines, more = _page(changes, LINES, shown, section, number)
        told.append(
            {
                "name": section,
                "title": title,
                "count": len(changes),
                "groups": grouped(lines),
                "more": _more(request, section, more, shown, number),
            }
        )
    return told


def _page(
    rows: Sequence[Row], size: Size, shown: Section | None, section: Section, number: int
) -> tuple[Sequence[Row], int]:
    """What is shown of a section, and how much comes after it."""
    if shown is None:
        return rows[: size.beside], max(len(rows) - size.beside, 0)
    if shown is not section:
        return (), 0
    first = (number - 1) * size.alone
    return rows[first : first + size.alone], max(len(rows) - first - size.alone, 0)


def _more(
    request: HttpRequest, section: Section, rest: int, shown: Section | None, number: int
) -> tuple[str, int] | None:
    """The address of what comes after, and how much that is; None at the end."""
    if not rest:
        return None
    following = 1 if shown is None else number + 1
    return _with(request, show=str(section), page=str(following)), rest


def _with(request: HttpRequest, **changed: str | None) -> str:
    """This address with other answers; None takes one out."""
    query: QueryDict = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"
