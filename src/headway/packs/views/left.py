"""The link of a letter: get the pack no more, without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from headway.packs.actions.leaving import find_leaver, leave_by_link
from headway.web.render import render


@csrf_exempt  # a mail provider has no form of ours (RFC 8058); who sends the link may do this
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def left(request: HttpRequest, token: str) -> HttpResponse:
    """Ask; and at the click of the reader, or of their mail provider, do it."""
    leaver = find_leaver(token)
    is_done = request.method == "POST"
    with override(leaver.person.organisation.language):
        if is_done:
            leave_by_link(leaver)
        return render(request, "packs/left.html", {"leaver": leaver, "is_done": is_done})
