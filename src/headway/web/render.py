"""Answer with a page, or with the fragment htmx asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from headway.kit import clock
from headway.kit.problems import Problem


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page ``template``; when htmx asked and there is a ``fragment``, only that."""
    htmx = getattr(request, "htmx", None)
    chosen = fragment if fragment and htmx and not htmx.boosted else template
    response = django_render(request, chosen, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A refusal as a page: what happened, what to do, and what an administrator would ask."""
    context = {
        "title": str(problem.title),
        "detail": str(problem.detail),
        "code": problem.code,
        "status": problem.status,
        "address": request.path,
        "at": clock.now(),
        "back": own_page_before(request),
    }
    return render(
        request,
        "web/problem.html",
        context,
        fragment="web/problem_note.html",
        status=problem.status,
    )


def own_page_before(request: HttpRequest) -> str | None:
    """The page of ours that led here, unless it is this one."""
    before = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:  # what this very page may be about
        return None
    if not url_has_allowed_host_and_scheme(before, {host}, request.is_secure()):
        return None
    parts = urlsplit(before)
    path = urlunsplit(("", "", parts.path, parts.query, ""))
    is_path = path.startswith("/") and not path.startswith(("//", "/\\"))  # else another host
    return path if is_path and parts.path != request.path else None
