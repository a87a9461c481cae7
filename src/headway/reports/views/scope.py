"""Choose what the pages look at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from headway.reports.shell import remember
from headway.web.posted import Posted


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the unit or cycle for the pages that follow, and go back to ``next``."""
    posted = Posted.of(request)
    remember(request, unit=posted.text("unit"), cycle=posted.text("cycle"))
    target = posted.text("next", "/")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if is_ours else "/")
