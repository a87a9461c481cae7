"""The goal-post ledger of a unit in a cycle: how often, how far and why targets moved after plan
lock, on a page and as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.core.goalposts import Direction
from headway.kpis.queries.goal_posts.moves import posts_of_unit
from headway.kpis.queries.goal_posts.posts import PostsOfUnit
from headway.kpis.queries.goal_posts.words import heading_of, move_said
from headway.okrs.models import Answer
from headway.okrs.queries.approvals import RequestRow, list_requests
from headway.okrs.queries.goal_post_words import field_words, move_words
from headway.okrs.queries.ledgers import UnitLedger, unit_ledger
from headway.okrs.queries.past import moment_for
from headway.okrs.queries.past.pages import requests_then
from headway.okrs.views.goalposts_csv import as_csv
from headway.okrs.views.request import Scope, actor_of, scope_of
from headway.people.access import Actor
from headway.web.formats import count_word, sentence
from headway.web.render import render

CSV_AT_MOST = 10_000
SHOWN = 200
"""Requests that wait, on the page."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What moved, how far, and was it made easier?"""
    actor, scope = actor_of(request), scope_of(request)
    if request.GET.get("format") == "csv":
        every = _kpis(actor, scope, limit=CSV_AT_MOST)
        return as_csv(_read(actor, scope, limit=CSV_AT_MOST), every)
    found = _read(actor, scope)
    waiting = _waiting(actor, scope)
    kpis = _kpis(actor, scope)
    return render(
        request,
        "okrs/goal_posts.html",
        {
            "ledger": found,
            "waiting": waiting[:SHOWN],
            "more_wait": len(waiting) > SHOWN,
            "kpi_posts": kpis,
            "said": move_said,
            "heading": _whole_heading(found, kpis, scope.unit.name if scope.unit else ""),
            "unit": scope.unit,
            "cycle": scope.cycle,
            "field_words": field_words,
            "move_words": move_words,
        },
    )


def _read(actor: Actor, scope: Scope, **limit: int) -> UnitLedger:
    return unit_ledger(
        actor,
        unit_path=_path(scope),
        cycle_id=scope.cycle.id if scope.cycle else None,
        until=scope.as_of,
        today=scope.today,
        **limit,
    )


def _kpis(actor: Actor, scope: Scope, **limit: int) -> PostsOfUnit:
    return posts_of_unit(
        actor, unit_path=_path(scope), until=scope.as_of, today=scope.today, **limit
    )


def _waiting(actor: Actor, scope: Scope) -> list[RequestRow]:
    """What waits for approval, or waited on an earlier day."""
    cycle_id = scope.cycle.id if scope.cycle else None
    if scope.kept_day is None:
        return list_requests(
            actor,
            unit_path=_path(scope),
            cycle_id=cycle_id,
            state=Answer.WAITING,
            limit=SHOWN + 1,
        )
    every = list_requests(actor, unit_path=_path(scope), cycle_id=cycle_id)
    then = requests_then(moment_for(actor, scope.as_of), every)
    return [row for row in then if row.is_waiting]


def _path(scope: Scope) -> str:
    return scope.unit.path if scope.unit else ""


def _whole_heading(found: UnitLedger, kpis: PostsOfUnit, unit: str) -> str:
    """Of key results and of KPIs, since both stand below."""
    text = _heading(found, unit)
    return f"{text} {heading_of(kpis)}" if kpis.kpis else text


def _heading(found: UnitLedger, unit: str) -> str:
    """How many targets moved, and how many of them were made easier."""
    moved = [row for row in found.moves if row.step is not None]
    if not moved:
        where = {"unit": unit}
        text = _("No target moved in %(unit)s.") % where if unit else _("No target moved.")
        return f"{text} {_others(found)}" if found.moves else text
    words = ngettext("%(count)s target moved", "%(count)s targets moved", len(moved))
    text = sentence(words % {"count": count_word(len(moved))})
    text = _("%(moved)s in %(unit)s.") % {"moved": text, "unit": unit} if unit else f"{text}."
    eased = sum(row.direction is Direction.EASED for row in moved)
    if not eased:
        return f"{text} {_('None was made easier.')}"
    if len(moved) == 1:
        return f"{text} {_('It was made easier.')}"
    words = ngettext("%(count)s was made easier.", "%(count)s were made easier.", eased)
    return f"{text} {sentence(words % {'count': count_word(eased)})}"


def _others(found: UnitLedger) -> str:
    """How much else changed, where no target did."""
    count = len(found.moves)
    words = ngettext("%(count)s other change.", "%(count)s other changes.", count)
    return sentence(words % {"count": count_word(count)})
