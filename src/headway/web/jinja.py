"""The Jinja environment of all product pages: strict, escaping, and with our own words for numbers
and days. Components are the macros of ``web/ui.html``."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from headway.web import charts, finding, formats

KEPT = 512
"""Drawings kept of each part of the frame: a switcher of fifty units takes 10 kB."""


def environment(**options: Any) -> Environment:
    """As Django's Jinja2 backend asks for it."""
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(**options)  # noqa: S701 - Django's backend passes autoescape=True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(
        static=_static,
        url=_url,
        csrf=_csrf,
        kept=kept,
        chart=charts,
        marked=finding.marked,
        language=_language,
        direction=_direction,
        sprite=static("headway/sprite.svg"),
    )
    for name in (
        "number", "measured", "percent", "partly", "score", "signed", "day", "short_day",
        "week_day", "moment", "time_of_day", "ago", "due", "count_word", "sentence",
    ):  # fmt: skip
        env.filters[name] = getattr(formats, name)
    return env


def _language() -> str:
    """The language of the page, for its ``lang``."""
    return get_language() or "en-gb"


def _direction() -> str:
    """Which way the page's language runs, for its ``dir``."""
    return "rtl" if get_language_bidi() else "ltr"


def _url(name: str, *args: object, **query: object) -> str:
    """The address of a named page; keyword arguments become the query string, empty ones left
    out."""
    path = _path(name, *args)
    given = {key: value for key, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


@lru_cache(maxsize=8192)
def _path(name: str, *args: object) -> str:
    """Resolved once in a process, which serves the same addresses for as long as it lives."""
    return reverse(name, args=args)


@lru_cache(maxsize=256)
def _static(path: str) -> str:
    """Made once in a process, as the addresses of pages are: five stand on every page."""
    return static(path)


@pass_context
def _csrf(context: Context) -> Markup:
    """The hidden field every form that writes must carry; the same in all forms of a page."""
    request = context["request"]
    found: Markup | None = getattr(request, "_headway_csrf", None)
    if found is None:
        field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')
        request._headway_csrf = found = field.format(get_token(request))
    return found


def kept(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """A macro that always draws the same of the same arguments in the same language, whoever
    looks: what it drew is kept. The arguments must be plain values."""

    @lru_cache(maxsize=KEPT, typed=True)
    def drawn(_of_language: str, *arguments: object, **named: object) -> Markup:
        return draw(*arguments, **named)

    return lambda *arguments, **named: drawn(_language(), *arguments, **named)
