"""What the pages of this app ask of a request."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from headway.discussion.queries.subjects import Subject, get_subject
from headway.people.access import actor_of


def is_past(request: HttpRequest) -> bool:
    """Whether a day that is over is looked at: nobody talks to the past."""
    return bool(cast(Any, request).scope.is_past)


def subject_here(request: HttpRequest, kind: str, subject_id: int) -> Subject:
    """What a page is about; read once, however many parts of the page ask."""
    kept: dict[tuple[str, int], Subject] = request.__dict__.setdefault("_talked_about", {})
    found = kept.get((kind, subject_id))
    if found is None:
        found = kept[kind, subject_id] = get_subject(actor_of(request), kind, subject_id)
    return found


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of the page."""
    return bool(cast(Any, request).htmx)


def say(request: HttpRequest, response: HttpResponse, text: str) -> HttpResponse:
    """Say something in passing: beside a fragment, or on the page that comes next."""
    if is_fragment(request):
        response.headers["HX-Trigger"] = json.dumps({"toast": text})
    else:
        messages.success(request, text)
    return response
