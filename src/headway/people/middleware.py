"""Who is asking: every request gets its actor, and pages refuse strangers by default."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from headway.kit.prepared import prepared
from headway.people.access import actor_for
from headway.people.models import Person

SESSION_ORGANISATION = "organisation_id"

OPEN_PREFIXES = ("/account/", "/static/", "/healthz", "/api/", "/invitation/", "/components",
                 "/packs/leave/", "/news/", "/quick/", "/reminders/leave/", "/feeds/")  # fmt: skip
"""Addresses that need no session; the API asks for a token itself, the link of a letter is one, as
is the address of a calendar, and so is the key that a room's page asks for news with."""

Handler = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.organisation`` (None for strangers) and the
    organisation's time zone. Strangers are sent to sign in, wherever a page did not say that it is
    open."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = None if _needs_no_actor(request) else _person(request)
        actor = actor_for(person) if person else None
        request.actor = actor  # type: ignore[attr-defined]  # ours, on Django's request
        request.organisation = (  # type: ignore[attr-defined]  # ours too
            person.organisation if person else None
        )
        if actor is None and not _is_open(request):
            return self._send_to_sign_in(request)
        if actor is None:
            return self.get_response(request)
        with timezone.override(actor.time_zone):
            return self.get_response(request)

    def _send_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:  # signed in, but belongs to no organisation any more
            logout(request)
        if request.headers.get("HX-Request"):  # a fragment: the whole page goes there and back
            entrance = _to_entrance(request.headers.get("HX-Current-URL", "/"))
            return HttpResponse(headers={"HX-Redirect": entrance.headers["Location"]})
        return _to_entrance(request.get_full_path())


def _to_entrance(back_to: str) -> HttpResponseRedirect:
    """To the sign-in page, or in a demo to the role chooser, and from there back."""
    return redirect_to_login(back_to, login_url="/demo/" if settings.DEMO else None)


def _needs_no_actor(request: HttpRequest) -> bool:
    return request.path.startswith(("/static/", "/healthz", "/api/", "/news/"))


def _is_open(request: HttpRequest) -> bool:
    return request.path.startswith(OPEN_PREFIXES) or (settings.DEMO and request.path == "/demo/")


def _person(request: HttpRequest) -> Person | None:
    """Who is signed in, in the organisation they chose last; else in their first. One query."""
    if not request.user.is_authenticated:
        return None
    people = _people(request.user.pk)
    chosen = request.session.get(SESSION_ORGANISATION)
    return next((one for one in people if one.organisation_id == chosen), next(iter(people), None))


@prepared
def _people(user_id: int) -> QuerySet[Person]:
    active = Person.objects.filter(user_id=user_id, is_active=True)
    return active.order_by("id").select_related("organisation")
