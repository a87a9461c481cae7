"""All meetings of the unit in scope, or of one's own units or all, with their minutes."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.okrs.views.request import actor_of, scope_of
from headway.rituals.models import MeetingKind
from headway.rituals.queries.rooms.rows import ListedMeeting, meetings_of, meetings_of_all
from headway.web.formats import count_at_start
from headway.web.render import render

SHOWN = 100
ALL = "all"


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """What did we decide when? The latest first, of every kind or one."""
    actor, scope = actor_of(request), scope_of(request)
    asked = request.GET.get("kind", "")
    kind = asked if asked in MeetingKind.values else None
    is_all = scope.unit is None and request.GET.get("of") == ALL
    if is_all:
        rows = meetings_of_all(actor.organisation_id, kind=kind, limit=SHOWN + 1)
    else:
        own = sorted(actor.member_unit_ids | actor.coached_unit_ids)
        unit_ids = [scope.unit.id] if scope.unit else own
        rows = meetings_of(unit_ids, kind=kind, limit=SHOWN + 1)
    context = {
        "unit": scope.unit,
        "is_all": is_all,
        "of_all": _address(kind, of_all=True),
        "of_own": _address(kind, of_all=False),
        "found": rows[:SHOWN],
        "is_more": len(rows) > SHOWN,
        "heading": _heading(rows[:SHOWN], is_own=scope.unit is None and not is_all),
        "kinds": [
            (_("All"), _address(None, of_all=is_all), kind is None),
            *((str(one.label), _address(one, of_all=is_all), kind == one) for one in MeetingKind),
        ],
    }
    return render(request, "rituals/meetings.html", context)


def _address(kind: str | None, *, of_all: bool) -> str:
    """This page for a kind, of one's own units or of all."""
    asked = {"kind": kind} if kind else {}
    if of_all:
        asked |= {"unit": ALL, "of": ALL}
    address = reverse("rituals:meetings")
    return f"{address}?{urlencode(asked)}" if asked else address


def _heading(rows: list[ListedMeeting], *, is_own: bool) -> str:
    held = sum(row.state == "closed" for row in rows)
    planned = sum(row.state == "planned" for row in rows)
    if not held and is_own:
        return _("No meeting of your own units was held yet")
    if not held:
        return _("No meeting was held yet")
    words = ngettext("%(held)s meeting held", "%(held)s meetings held", held)
    said = words % {"held": count_at_start(held)}
    if not planned:
        return said
    return _("%(held)s, %(planned)d to come") % {"held": said, "planned": planned}
