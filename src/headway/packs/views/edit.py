"""Choose the pages of a pack, order them, and say something on top of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit import clock
from headway.kit.problems import InvalidInput, NotFound, Problem, Refused, messages_of
from headway.kpis.queries.choices import KpiChoices
from headway.packs import actions
from headway.packs.access import refuse_archived, refuse_frozen, require_edit
from headway.packs.models import PageKind
from headway.packs.queries.rows import pack_row, page_row, pages_of
from headway.packs.queries.subjects import names_of
from headway.people.access import actor_of
from headway.strategy.queries import goals_on
from headway.strategy.queries.whose import goal_words
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


def edit(request: HttpRequest, pack_id: int) -> HttpResponse:
    """The pack to change."""
    actor = actor_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            day = posted.day("day")
            version = posted.integer("version")
            posted.refuse()
            actions.update_pack(
                actor,
                pack_id,
                version=version,
                title=posted.text("title"),
                day=day,
                is_as_known=posted.text("known") == "then",
            )
        except Refused as refused:
            problem = refused
        else:
            return redirect("packs:edit", pack_id)
    return _page(request, pack_id, problem, "pack")


def _page(
    request: HttpRequest,
    pack_id: int,
    problem: Problem | None,
    part: str,
    page_id: int | None = None,
) -> HttpResponse:
    """``part`` is the form that was refused: ``pack``, ``add`` or ``page``."""
    actor = actor_of(request)
    row = pack_row(actor, pack_id)
    require_edit(actor, row)
    if problem is None:
        refuse_frozen(row)
        refuse_archived(row)
    sent = request.POST.dict() if problem else {}
    stored: dict[str, Any] = {
        "title": row.title,
        "day": row.day.isoformat() if row.day else "",
        "known": "then" if row.is_as_known else "now",
    }
    added = sent if part == "add" else {}
    kpis, pages = KpiChoices(actor), pages_of(pack_id)
    today = clock.today(actor.time_zone)
    return render(
        request,
        "packs/edit.html",
        {
            "pack": row,
            "pages": pages,
            "names": names_of(actor, pages),
            "typed": {**stored, **(sent if part == "pack" else {})},
            "added": added,
            "noted": sent if part == "page" else {},
            "at": page_id,
            "part": part if problem else "",
            "others": [one for one in PageKind.choices if one[0] not in ("goal", "kpi", "text")],
            "goals": [(one.id, goal_words(one)) for one in goals_on(actor, today)],
            "kpis": finder(kpis, added, "kpi_id", problem=problem if part == "add" else None),
            "today": today,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


@require_POST
def page_add(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Add a page at the end."""
    actor, posted = actor_of(request), Posted.of(request)
    kind = posted.text("kind")
    try:
        subject_id = None
        if kind == PageKind.KPI:
            subject_id = posted.chosen_id("kpi_id", KpiChoices(actor))
        elif kind == PageKind.GOAL:
            subject_id = posted.integer("goal_id")
        posted.refuse()
        actions.add_page(
            actor,
            pack_id,
            kind=kind,
            subject_id=subject_id,
            title=posted.text("title"),
            note=posted.text("note"),
        )
    except Refused as problem:
        return _page(request, pack_id, problem, "add")
    return redirect("packs:edit", pack_id)


@require_POST
def page_step(request: HttpRequest, pack_id: int, page_id: int) -> HttpResponse:
    """Note, move or remove a page, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    page = page_row(actor, page_id)
    if page.pack_id != pack_id:
        raise NotFound(_("There is no such page in this pack."))
    try:
        match posted.text("do"):
            case "up" | "down" as way:
                position = page.position + (1 if way == "down" else -1)
                actions.move_page(actor, page_id, position=position)
            case "remove":
                actions.remove_page(actor, page_id)
            case "note":
                title = posted.text("title") if page.kind == PageKind.TEXT else None
                actions.update_page(actor, page_id, title=title, note=posted.text("note"))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the page."))
    except Refused as problem:
        return _page(request, pack_id, problem, "page", page_id)
    return redirect("packs:edit", pack_id)
