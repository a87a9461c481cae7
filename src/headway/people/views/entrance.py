"""Coming in: the demo's role chooser, invitations, switching organisation and theme."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from headway.kit.problems import Problem, Refused, messages_of
from headway.people.actions.entrance import enter_demo, set_theme
from headway.people.actions.invitations import accept_invitation, find_invitation
from headway.people.middleware import SESSION_ORGANISATION
from headway.people.models import Person
from headway.people.queries.choices import PeopleChoices
from headway.people.queries.entrance import demo_people, demo_roles
from headway.web.posted import Posted
from headway.web.render import own_page_before, render

BACKEND = settings.AUTHENTICATION_BACKENDS[0]

NAMES = 100
"""So many names are suggested at most while one types."""


def demo(request: HttpRequest) -> HttpResponse:
    """The role chooser of the demo: no password, and only where the server is a demo."""
    if not settings.DEMO:
        raise Http404
    people = demo_people()
    problem: Problem | None = None
    if request.method == "POST":
        try:
            user = enter_demo(_chosen(request, people))
        except Refused as refused:
            problem = refused
        else:
            login(request, user, backend=BACKEND)
            return redirect(_asked_for(request))
    context = {
        "roles": demo_roles(),
        "names": (people and people.first_names(NAMES)) or (),
        "typed": request.POST.get("person-text", ""),
        "errors": messages_of(problem),
    }
    status = problem.status if problem else 200
    return render(request, "people/demo.html", context, status=status)


def _chosen(request: HttpRequest, people: PeopleChoices | None) -> int | None:
    """The person of a role's button, or the one whose name was typed."""
    posted = Posted.of(request)
    chosen = posted.chosen_id("person", people) if people else None
    posted.refuse()
    return chosen


def _asked_for(request: HttpRequest) -> str:
    """The page a stranger wanted, if it is one of ours."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: choose a password, and be signed in."""
    invitation = find_invitation(secret)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            user = accept_invitation(secret, password=request.POST.get("password", ""))
        except Refused as refused:
            problem = refused
        else:
            login(request, user, backend=BACKEND)
            request.session[SESSION_ORGANISATION] = invitation.organisation_id
            return redirect("/")
    return render(
        request,
        "people/invitation.html",
        {
            "name": invitation.person.name,
            "email": invitation.person.email,
            "organisation": invitation.person.organisation.name,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


@require_POST
def switch_organisation(request: HttpRequest) -> HttpResponse:
    """Act in another organisation that the same log-in belongs to."""
    chosen = Posted.of(request).integer("organisation")
    belongs = Person.objects.filter(
        user_id=request.user.pk or 0, organisation_id=chosen or 0, is_active=True
    )
    if belongs.exists():
        request.session[SESSION_ORGANISATION] = chosen
    return redirect("/")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says."""
    if request.user.is_authenticated:
        set_theme(request.user, Posted.of(request).text("theme"))
    return redirect(own_page_before(request) or "/")
