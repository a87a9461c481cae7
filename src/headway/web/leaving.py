"""The page to which the link of a letter leads: get no more of them, without signing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from headway.web.render import render


class Leaver(Protocol):
    """Whom a link is about; their organisation says in which language the page is."""

    @property
    def person(self) -> Any: ...


Found = TypeVar("Found", bound=Leaver)


def left_page(
    find: Callable[[str], Found], leave: Callable[[Found], None], template: str
) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view that asks, and does it at the click of the reader or of their mail provider. ``find``
    raises NotFound for what is no link; ``leave`` may be called again for who has left."""

    @csrf_exempt  # a mail provider has no form of ours (RFC 8058); who sends the link may do this
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def left(request: HttpRequest, token: str) -> HttpResponse:
        leaver = find(token)
        is_done = request.method == "POST"
        with override(leaver.person.organisation.language):
            if is_done:
                leave(leaver)
            return render(request, template, {"leaver": leaver, "is_done": is_done})

    return left
