"""What is this KPI made of? Its segments: added, named, ordered, archived and restored."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.segments import (
    add_segment,
    archive_segment,
    arrange_segments,
    restore_segment,
    update_segment,
)
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import get_kpi, has_values, kpi_facts
from headway.kpis.queries.explanations.parts import over_words
from headway.kpis.queries.series.segments import MOST_SEGMENTS, series_of
from headway.kpis.views.request import actor_of, today_of
from headway.people.access import Actor, Permission, require
from headway.web.posted import Posted
from headway.web.render import render


def segments(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """Which parts is it made of, and may some of them be missing?"""
    actor = actor_of(request)
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    problem: Problem | None = None
    if request.method == "POST":
        try:
            _step(request, actor, kpi, Posted.of(request))
        except Refused as refused:
            problem = refused
        else:
            return redirect("kpis:segments", kpi_id)
    found = series_of([kpi.pk])[kpi.pk]
    typed: dict[str, Any] = request.POST.dict() if problem else {}
    return render(
        request,
        "kpis/segments.html",
        {
            "k": kpi,
            "live": found.live,
            "archived": [one for one in found.segments if one.archived_at is not None],
            "most": MOST_SEGMENTS,
            "has_values": has_values(kpi),
            "rule": over_words(kpi),
            "today": today_of(actor),
            "typed": typed,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _step(request: HttpRequest, actor: Actor, kpi: Kpi, posted: Posted) -> None:
    segment_id, since = posted.integer("segment_id") or 0, posted.day("since")
    posted.refuse()
    match posted.text("do"):
        case "segmenting":
            update_kpi(
                actor,
                kpi.pk,
                segmented_by=posted.text("segmented_by"),
                partial=posted.switched("partial"),
            )
            messages.success(request, _("Saved. The whole follows."))
        case "add":
            add_segment(actor, kpi.pk, name=posted.text("name"), since=since)
        case "change":
            name = posted.text("name")
            update_segment(actor, kpi.pk, segment_id, name=name, since=since)
        case "up":
            ids = [one.id for one in series_of([kpi.pk])[kpi.pk].live]
            at = ids.index(segment_id) if segment_id in ids else 0
            if at:
                ids[at - 1], ids[at] = ids[at], ids[at - 1]
            arrange_segments(actor, kpi.pk, ids)
        case "archive":
            archive_segment(actor, kpi.pk, segment_id)
            messages.success(request, _("Archived with its values. It can be restored."))
        case "restore":
            restore_segment(actor, kpi.pk, segment_id)
        case _:
            raise InvalidInput.on("do", _("Choose what to do with the segments."))
