"""The Jinja environment of all product pages: strict, escaping, and with our own words for numbers
and days. Components are the macros of ``web/ui.html``."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from headway.kit.keeping import how_it_is_said
from headway.web import charts, finding, formats
from headway.web.backend import Templating

KEPT = 512
"""Drawings kept of each macro and each chart."""
TABLES_KEPT, LARGEST_TABLE_KEPT = 32, 100_000
"""The same of whole tables, and the characters of one."""
ROWS_KEPT = 4096
"""The same of rows."""
LARGEST_KEPT, LARGEST_ROW_KEPT = 16_000, 4_000
"""Characters of a drawing that is kept; a switcher of fifty units has 10 000, a large chart 4 000,
a row 1 500. What people write or put into an address is part of many drawings: without an end to
each, none to their number would bound the memory they take."""


def environment(**options: Any) -> Environment:
    """As Django's Jinja2 backend asks for it."""
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Templating(**options)
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(
        static=_static,
        url=_url,
        kept=_kept,
        kept_rows=_kept_rows,
        kept_whole=_kept_whole,
        kept_by_items=_kept_by_items,
        kept_by_fields=_kept_by_fields,
        chart=_charts(),
        marked=finding.marked,
        language=_language,
        direction=_direction,
        sprite=static("headway/sprite.svg"),
    )
    for name in (
        "number", "measured", "percent", "chance", "partly", "score", "signed", "day", "short_day",
        "week_day", "moment", "time_of_day", "ago", "due", "count_word", "sentence", "elapsed",
        "elapsed_words", "left",
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


def csrf(request: HttpRequest) -> dict[str, Callable[[], Markup]]:
    """``csrf()`` is the hidden field every form that writes must carry; the same in all forms of a
    page."""

    @cache
    def field() -> Markup:
        token = get_token(request)
        markup = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        return Markup(markup)  # noqa: S704 - a token is letters and digits

    return {"csrf": field}


def _kept(
    draw: Callable[..., Markup], most: int = KEPT, largest: int = LARGEST_KEPT
) -> Callable[..., Markup]:
    """A macro that always draws the same of the same arguments, whoever looks: what it drew is
    kept, unless it is large. The arguments must be plain values, or rows that are there once."""

    @lru_cache(maxsize=most, typed=True)
    def drawn(_seen: tuple[Hashable, ...], *arguments: Hashable, **named: Hashable) -> Markup:
        found = draw(*arguments, **named)
        if len(found) > largest:
            raise _TooLarge(found)
        return found

    def kept(*arguments: Hashable, **named: Hashable) -> Markup:
        try:
            return drawn(how_it_is_said(), *arguments, **named)
        except _TooLarge as large:
            return large.drawing

    return kept


def _kept_rows(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """The same for a macro that draws a row which is there once."""
    return _kept(draw, ROWS_KEPT, LARGEST_ROW_KEPT)


def _kept_whole(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """The same for a macro that draws a whole table."""
    return _kept(draw, TABLES_KEPT, LARGEST_TABLE_KEPT)


class _TooLarge(Exception):
    """No error: passes a drawing by the memory."""

    def __init__(self, drawing: Markup) -> None:
        self.drawing = drawing


def _charts() -> SimpleNamespace:
    """``headway.web.charts``, of which the costly ones draw the same data once: a large one takes
    0.5 ms, and everybody of a team looks at the same."""
    found = SimpleNamespace(**{name: getattr(charts, name) for name in charts.__all__})
    for draw in (
        charts.trajectory, charts.confidence_course, charts.spark, charts.process,
        charts.process_spark, charts.columns,
    ):  # fmt: skip
        setattr(found, draw.__name__, _kept(draw))
    return found


def _kept_by_items(draw: Callable[[dict[Any, Any]], Markup]) -> Callable[[Any], Markup]:
    """The same for a macro of one mapping."""
    kept = _kept(lambda *items: draw(dict(items)))
    return lambda mapping: kept(*mapping.items())


def _kept_by_fields(draw: Callable[..., Markup]) -> Callable[..., Markup]:
    """The same for a macro of a row, a dataclass of plain values and mappings, and more plain
    values. A row takes 30 µs to draw and 4 to find."""
    drawn: dict[Hashable, Markup] = {}

    def kept(row: Any, *more: Hashable) -> Markup:
        # Not its slots: they leave out what a row inherits.
        values = (getattr(row, name) for name in row.__dataclass_fields__)
        key = (
            how_it_is_said(),
            *(tuple(one.items()) if isinstance(one, dict) else one for one in values),
            *more,
        )
        found = drawn.get(key)
        if found is None:
            found = draw(row, *more)
            if len(found) <= LARGEST_ROW_KEPT:
                if len(drawn) >= ROWS_KEPT:
                    drawn.clear()
                drawn[key] = found
        return found

    return kept
