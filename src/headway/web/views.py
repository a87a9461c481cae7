"""The pages that belong to no topic: components, health, errors."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render as django_render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.kit.problems import NotAllowed, NotFound
from headway.web import charts
from headway.web.render import problem_page, render


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the server answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component, drawn by the macros that the pages use."""
    start = date(2026, 10, 5)
    points = [
        charts.Point(start + timedelta(weeks=week), value)
        for week, value in enumerate((54, 55, 57, 56, 60, 61, 63, 64))
    ]
    chart = charts.Trajectory(
        start=start,
        end=start + timedelta(weeks=13, days=-1),
        today=start + timedelta(weeks=7, days=1),
        points=points,
        expected=((start, 54.0), (start + timedelta(weeks=13, days=-1), 75.0)),
        targets=((start, 72.0), (start + timedelta(weeks=4), 75.0)),
        measure="%",
    )
    return render(request, "web/components.html", {"trajectory": chart})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return django_render(
        request,
        "web/problem.html",
        {
            "title": _("This request could not be read"),
            "detail": _("Go back, load the page again and repeat your step."),
            "code": "bad_request",
        },
        status=400,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 that Django itself raised."""
    return problem_page(request, NotAllowed(_("You may not open this page.")))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an address that leads nowhere."""
    return problem_page(
        request, NotFound(_("Nothing lives at this address. Find it with Ctrl K, or go home."))
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching the database: it may be what broke."""
    return HttpResponse(
        f"<!doctype html><meta charset=utf-8><title>{_('Headway')}</title>"
        f"<h1>{_('Something broke on our side')}</h1>"
        f"<p>{_('Nothing was saved. Try again; if it stays, tell your administrator.')}</p>",
        status=500,
    )
