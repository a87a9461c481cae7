"""Headers that keep foreign code out, and refusals shown as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import is_valid_path

from headway.kit.database import RETRY_AFTER, Busy, refusal_of
from headway.kit.problems import Problem
from headway.web.render import problem_page

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

Handler = Callable[[HttpRequest], HttpResponse]


class ContentSecurityMiddleware:
    """A strict content security policy: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        return response


def _page_above(request: HttpRequest) -> HttpResponse | None:
    """The way from an address that only takes a form, such as the one that a refused step leaves in
    the browser, to the page it belongs to: the nearest address above. The API says 405 instead."""
    if request.path.startswith("/api/"):
        return None
    parts = request.path.strip("/").split("/")
    above = ("/" + "/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return redirect(next(filter(is_valid_path, above), "/"))


class ProblemMiddleware:
    """Turn a refusal that no view answered itself into a page with the same status, and say when to
    try again."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == Busy.status:
            response.headers.setdefault("Retry-After", str(RETRY_AFTER))
        if response.status_code == 405 and request.method in ("GET", "HEAD"):
            return _page_above(request) or response
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        problem = error if isinstance(error, Problem) else refusal_of(error)
        return problem_page(request, problem) if problem else None
