"""The inbox: what happened that concerns one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from headway.activity.models import NoticeKind
from headway.kit import clock
from headway.kit.choices import whole_id
from headway.people.access import actor_of
from headway.reminders.actions.inbox import read_all, read_notice
from headway.reminders.queries.inbox import notices_of, unread_of
from headway.web.posted import Posted
from headway.web.render import render

ON_A_PAGE = 50


def inbox(request: HttpRequest) -> HttpResponse:
    """The latest first; of a kind, or only what is not read."""
    actor = actor_of(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in NoticeKind.values else ""
    unread_only = "unread" in request.GET
    before = whole_id(request.GET.get("before", ""))
    page = notices_of(actor, kind=kind, unread=unread_only, before=before, limit=ON_A_PAGE)
    unread = unread_of(actor)
    and_more = "+" if unread.more else ""
    kinds = [
        (
            value,
            f"{label} ({unread.by_kind[value]}{and_more})" if value in unread.by_kind else label,
        )
        for value, label in NoticeKind.choices
    ]
    context = {
        "notices": page.items,
        "older": page.next_cursor,
        "unread": unread,
        "kind": kind,
        "kinds": kinds,
        "unread_only": unread_only,
        "newest": page.items[0].id if page.items else None,
        "today": clock.today(actor.time_zone),
    }
    return render(request, "reminders/inbox.html", context)


@require_POST
def step(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Read it and go where it leads; or note that it is read, or not."""
    actor, posted = actor_of(request), Posted.of(request)
    do = posted.text("do")
    found = read_notice(actor, notice_id, is_read=do != "unread")
    is_ours = url_has_allowed_host_and_scheme(found.url, None)
    return redirect(found.url if do == "open" and is_ours else _back(posted))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Everything that the page showed, or all of a kind, is read."""
    actor, posted = actor_of(request), Posted.of(request)
    count = read_all(actor, kind=posted.text("kind"), until=posted.integer("until"))
    said = ngettext("%(count)d thing is read now.", "%(count)d things are read now.", count)
    messages.success(request, said % {"count": count} if count else _("It was all read."))
    return redirect(_back(posted))


def _back(posted: Posted) -> str:
    """To the list as it was."""
    kind = posted.text("kind")
    return f"/inbox?kind={kind}" if kind in NoticeKind.values else "/inbox"
