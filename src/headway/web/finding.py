"""What was found for a query, and how it is answered: options for the palette, or a page.

Whoever searches fills ``Group`` and calls ``answer``; ranking and rights are theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from markupsafe import Markup

from headway.web.render import render


@dataclass(frozen=True, slots=True)
class Item:
    """Something to open. ``status`` (a code of ``core.pace.StatusCode``) draws its mark, otherwise
    ``icon`` names a symbol; ``key`` is the keyboard's short cut for it."""

    title: str
    url: str
    note: str = ""
    icon: str = "go"
    status: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind, the best first."""

    label: str
    items: Sequence[Item]


def answer(request: HttpRequest, query: str, groups: Sequence[Group]) -> HttpResponse:
    """Options for the palette when a script asks, else a page that works without one."""
    context = {"query": query, "groups": groups}
    return render(request, "web/find.html", context, fragment="web/found.html")


def marked(text: str, query: str) -> Markup:
    """A title with the words of the query marked, wherever they stand and however written."""
    words = sorted({word for word in query.split() if word}, key=len, reverse=True)
    if not words:
        return Markup.escape(text)
    parts = re.split("(" + "|".join(map(re.escape, words)) + ")", text, flags=re.IGNORECASE)
    # Splitting by a group puts what matched at every second place.
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )
