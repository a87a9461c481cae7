"""The pages that belong to no topic: components, health, errors."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.kit.problems import NotAllowed, NotFound, Problem, TooMany
from headway.web import samples
from headway.web.render import problem_page, render


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the server answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in all its states, drawn by the macros that the pages use."""
    return render(request, "web/components.html", samples.context())


class _Unreadable(Problem):
    code = "bad_request"
    title = "This request could not be read"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be read."""
    return problem_page(request, _Unreadable(_("Go back, load the page again, repeat your step.")))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 that Django itself raised."""
    return problem_page(request, NotAllowed(_("You may not open this page.")))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an address that leads nowhere."""
    return problem_page(
        request, NotFound(_("Nothing lives at this address. Find it with Ctrl K, or go home."))
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """429: somebody tries passwords or asks for codes faster than people do."""
    return problem_page(request, TooMany(_("Wait a few minutes, then try again.")))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, drawn without a request: its user, its unit and its cycle live in the database, and that
    may be what broke."""
    return HttpResponse(render_to_string("web/broken.html"), status=500)
