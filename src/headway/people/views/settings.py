"""Settings: the organisation, my account, tokens, the audit trail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from headway.activity.queries import history, verify_chain
from headway.kit.choices import whole_id
from headway.kit.problems import Problem, Refused, messages_of
from headway.people.access import SCOPES, Permission, actor_of, decide, require
from headway.people.actions import (
    create_token,
    revoke_token,
    update_organisation,
    update_person,
)
from headway.people.models import FocusRule, Organisation
from headway.people.queries import own_organisations, own_tokens
from headway.people.queries.told import tell
from headway.people.views.words import audit_heading
from headway.web.posted import Posted
from headway.web.render import render

EVENTS = 100
"""Events on one page of the audit trail."""


def index(request: HttpRequest) -> HttpResponse:
    """All settings on one page."""
    return _page(request)


def _page(
    request: HttpRequest, problem: Problem | None = None, part: str = "", secret: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    return render(
        request,
        "people/settings.html",
        {
            "organisation": Organisation.objects.get(pk=actor.organisation_id),
            "others": own_organisations(request.user.pk or 0, without=actor.organisation_id),
            "tokens": own_tokens(actor),
            "scopes": SCOPES,
            "theme": getattr(request.user, "theme", "system"),
            "email": getattr(request.user, "email", ""),
            "name": actor.name,
            "may_manage": decide(actor, Permission.ORGANISATION_MANAGE).allowed,
            "may_add_channels": actor.guides_a_unit,
            "problem": problem,
            "part": part,
            "errors": messages_of(problem),
            "typed": request.POST,
            "secret": secret,
        },
        status=problem.status if problem else 200,
    )


@require_POST
def organisation(request: HttpRequest) -> HttpResponse:
    """Save the organisation's settings."""
    posted = Posted.of(request)
    try:
        month, weekday = posted.integer("fiscal_year_start"), posted.integer("week_start")
        posted.refuse()
        update_organisation(
            actor_of(request),
            name=posted.text("name"),
            time_zone=posted.text("time_zone"),
            fiscal_year_start=month if month is not None else 1,
            week_start=weekday if weekday is not None else 0,
            focus_rule=posted.text("focus_rule", FocusRule.WARN),
            goal_posts_need_approval=posted.switched("goal_posts_need_approval"),
        )
    except Refused as problem:
        return _page(request, problem, "organisation")
    return redirect("people:settings")


@require_POST
def account(request: HttpRequest) -> HttpResponse:
    """Save one's own name."""
    actor = actor_of(request)
    try:
        update_person(actor, actor.person_id or 0, name=Posted.of(request).text("name"))
    except Refused as problem:
        return _page(request, problem, "account")
    return redirect("people:settings")


@require_POST
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, once."""
    posted = Posted.of(request)
    try:
        days = posted.integer("days")
        posted.refuse()
        _token, secret = create_token(
            actor_of(request),
            name=posted.text("name"),
            scopes=posted.choices("scopes"),
            days=days,
        )
    except Refused as problem:
        return _page(request, problem, "token")
    return _page(request, secret=secret)


@require_POST
def token_revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token."""
    revoke_token(actor_of(request), token_id)
    return redirect("people:settings")


def audit(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first, and whether its chain is intact."""
    actor = actor_of(request)
    require(actor, Permission.AUDIT_READ)
    rows = history(
        actor.organisation_id,
        before_sequence=whole_id(request.GET.get("before", "")),
        limit=EVENTS,
    )
    checked = verify_chain(actor.organisation_id) if "verify" in request.GET else None
    return render(
        request,
        "people/audit.html",
        {
            "rows": tell(actor.organisation_id, rows),
            "older": rows[-1].sequence if len(rows) == EVENTS else None,
            "heading": audit_heading(checked),
        },
    )
