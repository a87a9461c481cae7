"""A pack as a file: asked for, waited for, saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import Refused
from headway.packs import actions
from headway.packs.formats.files import FILES
from headway.packs.queries.files import FileRow, file_body, file_row
from headway.packs.queries.rows import pack_row
from headway.packs.views.pack import page_of
from headway.people.access import actor_of
from headway.reports.shell import scope_for
from headway.web.posted import Posted
from headway.web.render import render


def file_words(kind: str) -> str:
    """What a kind of file is called."""
    words = {"pdf": _("PDF"), "pptx": _("PowerPoint"), "xlsx": _("Excel, with formulas")}
    return words[kind]


@require_POST
def ask(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Have a file made; where the same was made before, it is saved at once."""
    actor, as_of = actor_of(request), scope_for(request).as_of
    try:
        row = actions.ask_file(actor, pack_id, kind=Posted.of(request).text("kind"), as_of=as_of)
    except Refused as problem:
        return page_of(request, pack_id, problem)
    return redirect("packs:content" if row.state == "made" else "packs:file", pack_id, row.id)


@require_safe
def page(request: HttpRequest, pack_id: int, file_id: int) -> HttpResponse:
    """How far the file is. Asked by the page itself, nothing (204) while it ``seen`` as it is."""
    actor = actor_of(request)
    row = file_row(actor, pack_id, file_id)
    seen = _seen(row)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return render(
        request,
        "packs/file.html",
        {
            "pack": pack_row(actor, pack_id),
            "file": row,
            "seen": seen,
            "words": file_words(row.kind),
            "size": filesizeformat(row.size),
        },
        fragment="packs/_file.html",
    )


def _seen(row: FileRow) -> str:
    return f"{row.state}-{row.before}"


@require_safe
def content(request: HttpRequest, pack_id: int, file_id: int) -> HttpResponse:
    """The file itself."""
    row, body = file_body(actor_of(request), pack_id, file_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{row.name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(body, content_type=FILES[row.kind].media_type, headers=headers)
