"""The reference as a page of our own: no scripts, nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from markupsafe import Markup, escape

from headway.api.outline import outline, shapes

_MARKS = ((re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
          (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"))  # fmt: skip


def page(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    """All operations by topic, each with what it takes and answers."""
    context = {
        "request": request,
        "paragraphs": document["info"]["description"].strip().split("\n\n"),
        "sections": outline(document),
        "shapes": shapes(document),
        "marked": marked,
    }
    return HttpResponse(_template().render(context))


def marked(text: str) -> Markup:
    """Our own texts with `code` and **strong** drawn."""
    drawn = str(escape(text))
    for mark, markup in _MARKS:
        drawn = mark.sub(markup, drawn)
    return Markup(drawn)  # noqa: S704 - escaped above


@cache
def _template() -> Any:
    """In the environment of all pages, though this package is no Django app with templates."""
    source = resources.files(__package__).joinpath("reference.html").read_text(encoding="utf-8")
    engine: Any = engines["jinja2"]
    return engine.env.from_string(source)
