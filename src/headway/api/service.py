"""The API object: ninja's, with problems for every refusal and our own description of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.parser import Parser

from headway.api import failures
from headway.api.idempotency import once_per_key
from headway.kit.problems import NotFound

Address = URLResolver | URLPattern


class StrictParser(Parser):
    """JSON as the standard has it: no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body: dict[str, Any] = orjson.loads(request.body)
        return body


class HeadwayAPI(NinjaAPI):
    """Adds to ninja's API what holds for all its operations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=StrictParser(), **options)
        failures.register(self)
        self.add_decorator(once_per_key)

    def _get_urls(self) -> list[Address]:
        """Ninja's addresses, guarded, and behind them one that answers for all others."""
        addresses: list[Address] = super()._get_urls()
        for address in addresses:
            if isinstance(address, URLPattern):
                address.callback = _guarded(address.callback)
        return [*addresses, re_path("", _nothing_here)]


def _guarded(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code == 405:
            return failures.method_not_allowed(response)
        return response

    return answer


@csrf_exempt
def _nothing_here(request: HttpRequest) -> HttpResponse:
    """Unknown addresses below the API's root: a problem, not the website's page."""
    return failures.answer(
        NotFound(_("There is nothing at this address. See the list of resources: docs."))
    )
