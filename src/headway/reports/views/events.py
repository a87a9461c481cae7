"""One event of the audit trail, where a difference leads to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.people.access import Permission, decide
from headway.reports.queries.events import event_page
from headway.reports.shell import actor_of
from headway.web.render import render


@require_safe
def page(request: HttpRequest, sequence: int) -> HttpResponse:
    """What happened, by whom and why, and whether it is still as it was written."""
    actor = actor_of(request)
    found = event_page(actor, sequence)
    return render(
        request,
        "reports/event.html",
        {
            "page": found,
            "event": found.told,
            "link": found.link,
            "subject_url": found.subject_url,
            "may_audit": decide(actor, Permission.AUDIT_READ).allowed,
        },
    )
