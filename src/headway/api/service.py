"""The API object: ninja's, with problems for every refusal and our own description of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.parser import Parser

from headway.api import failures, reference
from headway.api.idempotency import once_per_key
from headway.api.openapi import complete
from headway.kit.problems import NotFound
from headway.kit.rest import answers

Address = URLResolver | URLPattern


class StrictParser(Parser):
    """JSON that says it is, as the standard has it: no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != answers.JSON:
            raise ValueError("not JSON")  # ninja refuses the request, see failures
        body: dict[str, Any] = orjson.loads(request.body)
        return body


class HeadwayAPI(NinjaAPI):
    """Adds to ninja's API what holds for all its operations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=StrictParser(), openapi_url=None, docs_url=None, **options)
        self._document: dict[str, Any] | None = None
        failures.register(self)
        self.add_decorator(once_per_key)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document; built once."""
        if self._document is None:
            self._document = complete(dict(self.get_openapi_schema()))
        return self._document

    def _get_urls(self) -> list[Address]:
        """Ninja's addresses, guarded; the API's description; and behind them one that answers for
        all others."""
        addresses: list[Address] = super()._get_urls()
        for address in addresses:
            if isinstance(address, URLPattern):
                address.callback = _guarded(address.callback)
        return [
            path("openapi.json", _guarded(self._openapi), name="openapi"),
            path("docs", _guarded(self._reference), name="reference"),
            *addresses[:-1],
            path("", _guarded(_root), name="api-root"),
            re_path("", _guarded(_nothing_here)),
        ]

    def _openapi(self, request: HttpRequest) -> HttpResponse:
        return answers.one(request, self.document())

    def _reference(self, request: HttpRequest) -> HttpResponse:
        return reference.page(request, self.document())


def _guarded(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Without CSRF tokens, as no cookie counts here; HEAD is GET without its body; Django's bare
    405 becomes a problem."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code == 405:
            return failures.method_not_allowed(response)
        return _without_body(response) if is_head else response

    return answer


def _without_body(response: HttpResponse) -> HttpResponse:
    """What HEAD gets: all that GET would say, but for the body."""
    response.headers["Content-Length"] = str(len(response.content))
    response.content = b""
    return response


def _root(request: HttpRequest) -> HttpResponse:
    """Where to go from here; its name tells ninja the root of all paths."""
    return answers.one(
        request,
        {
            "documentation": answers.absolute(request, "docs"),
            "openapi": answers.absolute(request, "openapi.json"),
        },
    )


def _nothing_here(request: HttpRequest) -> HttpResponse:
    """Unknown addresses below the API's root: a problem, not the website's page."""
    return failures.answer(
        NotFound(_("There is nothing at this address. See the list of resources: docs."))
    )
