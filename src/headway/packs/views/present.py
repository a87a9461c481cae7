"""A pack on the screen of a meeting room: one page at a time, large."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.packs.formats.drawing import drawn_page
from headway.packs.queries.documents import document_of
from headway.packs.queries.rows import pack_row, pages_of
from headway.people.access import actor_of
from headway.reports.shell import scope_for
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def present(request: HttpRequest, pack_id: int) -> HttpResponse:
    """The page of the number ``?page=``, the first where there is none such."""
    actor, scope = actor_of(request), scope_for(request)
    row, pages = pack_row(actor, pack_id), pages_of(pack_id)
    count = len(pages)
    asked = Posted(request.GET).integer("page") or 1
    number = min(max(asked, 1), max(count, 1))
    # Only what is on the screen is gathered: the next page is there at once.
    found = document_of(actor, row, pages[number - 1 : number], as_of=scope.as_of)
    shown = next((one for one in found.pages if one.key == str(number)), None)
    return render(
        request,
        "packs/present.html",
        {
            "pack": row,
            "found": found,
            "page": shown,
            "drawn": drawn_page(shown) if shown else (),
            "number": number,
            "count": count,
            "previous": number - 1 if number > 1 else None,
            "next": number + 1 if number < count else None,
            "kept_day": None if row.is_frozen or row.day else scope.kept_day,
            "theme": getattr(request.user, "theme", "system"),
        },
    )
