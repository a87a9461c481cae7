"""All meetings of the unit in scope, or of one's own units, with their minutes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.okrs.views.request import actor_of, scope_of
from headway.rituals.models import MeetingKind
from headway.rituals.queries.rooms.rows import ListedMeeting, meetings_of
from headway.web.formats import count_at_start
from headway.web.render import render

SHOWN = 100


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """What did we decide when? The latest first, of every kind or one."""
    actor, scope = actor_of(request), scope_of(request)
    asked = request.GET.get("kind", "")
    kind = asked if asked in MeetingKind.values else None
    own = sorted(actor.member_unit_ids | actor.coached_unit_ids)
    unit_ids = [scope.unit.id] if scope.unit else own
    rows = meetings_of(unit_ids, kind=kind, limit=SHOWN + 1)
    address = reverse("rituals:meetings")
    kinds = [(_("All"), address, kind is None)]
    kinds += [(str(one.label), f"{address}?kind={one}", kind == one) for one in MeetingKind]
    context = {
        "unit": scope.unit,
        "found": rows[:SHOWN],
        "is_more": len(rows) > SHOWN,
        "heading": _heading(rows),
        "kinds": kinds,
    }
    return render(request, "rituals/meetings.html", context)


def _heading(rows: list[ListedMeeting]) -> str:
    held = sum(row.state == "closed" for row in rows)
    planned = sum(row.state == "planned" for row in rows)
    if not held:
        return _("No meeting was held yet")
    words = ngettext("%(held)s meeting held", "%(held)s meetings held", held)
    said = words % {"held": count_at_start(held)}
    if not planned:
        return said
    return _("%(held)s, %(planned)d to come") % {"held": said, "planned": planned}
