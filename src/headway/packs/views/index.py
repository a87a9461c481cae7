"""All board packs, and a new one at one click."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.problems import Problem, Refused, messages_of
from headway.packs import actions
from headway.packs.models import PackCadence
from headway.packs.queries.rows import PackRow, pack_rows, root_of
from headway.people.access import Facts, Permission, actor_of, decide
from headway.reports.shell import scope_for
from headway.web.formats import count_at_start
from headway.web.posted import Posted
from headway.web.render import render

PAGE = 50


def index(request: HttpRequest) -> HttpResponse:
    """Which packs are there? Posted: make another of the unit that is looked at, and open it."""
    actor, scope = actor_of(request), scope_for(request)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            unit_id = posted.integer("unit_id")
            posted.refuse()
            made = actions.add_pack(actor, title=posted.text("title"), unit_id=unit_id)
        except Refused as refused:
            problem = refused
        else:
            return redirect("packs:pack", made.pk)
    asked = Posted(request.GET)
    first = max(asked.integer("from") or 0, 0)
    is_archived = asked.text("archived") == "1"
    rows = pack_rows(actor, archived=is_archived, limit=PAGE + 1, offset=first)
    unit = scope.unit
    root = root_of(actor.organisation_id)
    place = (unit.id, unit.path) if unit else (root[0], root[2])
    facts = Facts(unit_id=place[0], unit_path=place[1])
    return render(
        request,
        "packs/index.html",
        {
            "rows": rows[:PAGE],
            "more": f"?from={first + PAGE}" if len(rows) > PAGE else None,
            "heading": _heading(rows[:PAGE], is_archived=is_archived),
            "is_archived": is_archived,
            "unit": unit,
            "place": unit.name if unit else root[1],
            "may_add": decide(actor, Permission.PACK_EDIT, facts).allowed,
            "cadences": dict(PackCadence.choices),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _heading(rows: list[PackRow], *, is_archived: bool) -> str:
    if not rows:
        return _("No pack is archived.") if is_archived else _("There is no board pack yet.")
    live = sum(not row.is_frozen for row in rows)
    frozen = len(rows) - live
    lives = ngettext("%(word)s pack is live", "%(word)s packs are live", live)
    keeps = ngettext("%(word)s is frozen", "%(word)s are frozen", frozen)
    said = [words % {"word": count_at_start(count)} for words, count in (
        (lives, live), (keeps, frozen)) if count]  # fmt: skip
    if len(said) == 2:
        return _("%(one)s, %(other)s.") % {"one": said[0], "other": _lower(said[1])}
    return f"{said[0]}."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
