"""What other apps say on the page of a thing they do not own.

The page of a person belongs to ``people``, of a mid-term goal to ``strategy``; the objectives that
both lead to lie above them. An app above registers what it has to say when it starts, and the view
of the page passes on what was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

Panel = Callable[[HttpRequest, int], tuple[str, dict[str, object]]]
"""Gives the template and what it shows for the thing of that id, which the reader may see."""

_PANELS: dict[str, list[Panel]] = defaultdict(list)


def panel(subject: str, said: Panel) -> None:
    """Have ``said`` stand on the pages of a ``subject`` such as "person". Once, at start."""
    if said not in _PANELS[subject]:
        _PANELS[subject].append(said)


def panels_of(request: HttpRequest, subject: str, subject_id: int) -> list[SafeString]:
    """What is said about one thing, in the order in which it was registered."""
    drawn = []
    for said in _PANELS[subject]:
        template, context = said(request, subject_id)
        drawn.append(mark_safe(render_to_string(template, context, request)))  # noqa: S308 - our own templates escape
    return drawn
