"""Follow a subject where one reads it, or stop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.discussion import actions
from headway.discussion.views.request import is_fragment, say, subject_here
from headway.kit.problems import InvalidInput
from headway.people.access import actor_of
from headway.web.posted import Posted
from headway.web.render import render


@require_POST
def step(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Named by the field ``do``: follow or unfollow."""
    do = Posted.of(request).text("do")
    if do not in ("follow", "unfollow"):
        raise InvalidInput.on("do", _("Choose to follow it, or to stop."))
    subject = subject_here(request, kind, subject_id)
    found = actions.follow(actor_of(request), kind, subject_id, wanted=do == "follow")
    words = _("You follow “%(title)s”.") if found.is_on else _("You follow “%(title)s” no more.")
    response: HttpResponse = redirect(subject.url)
    if is_fragment(request):
        context = {"subject": subject, "following": found}
        response = render(request, "discussion/_follow.html", context)
    return say(request, response, words % {"title": subject.title})
