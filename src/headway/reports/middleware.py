"""Hand every page what it looks at, read when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from headway.reports.shell.scope import scope_for

Handler = Callable[[HttpRequest], HttpResponse]


class ScopeMiddleware:
    """Sets ``request.scope`` (unit, cycle, day), so that apps below this one need not import it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.scope = SimpleLazyObject(  # type: ignore[attr-defined]  # ours, on Django's request
            lambda: scope_for(request)
        )
        return self.get_response(request)
