"""Answer with a page, or with the fragment htmx asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.utils.cache import patch_vary_headers

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
    """A refusal as a page: what happened and what to do."""
    return render(
        request,
        "web/problem.html",
        {"title": str(problem.title), "detail": str(problem.detail), "code": problem.code},
        fragment="web/problem_note.html",
        status=problem.status,
    )
