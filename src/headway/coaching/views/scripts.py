"""How do I lead this ritual?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.coaching.queries.scripts import read_script, read_scripts
from headway.people.access import actor_of
from headway.web.render import render


@require_safe
def scripts(request: HttpRequest) -> HttpResponse:
    """All of them, in the order of a cycle."""
    actor_of(request)
    return render(request, "coaching/scripts.html", {"scripts": read_scripts()})


@require_safe
def script(request: HttpRequest, kind: str) -> HttpResponse:
    """One: what for, before, minute by minute, traps, output."""
    return render(
        request,
        "coaching/script.html",
        {"script": read_script(kind), "others": read_scripts()},
    )
