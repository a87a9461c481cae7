"""JSON by address: rows, lists side by side or a single value, found by paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headway.kpis.sources.calls import ADDRESS, SIGNING_IN, call_of, check_call
from headway.kpis.sources.paths import Path, wrong_path
from headway.kpis.sources.rows import COLUMNS, Row, read
from headway.kpis.sources.terms import Field, Kind, Limits, SourceError, Values, Window
from headway.kpis.sources.timing import Deadline

DATES = Field(
    "dates",
    gettext_lazy("How dates are written"),
    input="choice",
    choices=(
        ("iso", gettext_lazy("2026-10-31, 2026-10, 2026-10-31T08:00Z")),
        ("seconds", gettext_lazy("Seconds since 1970")),
        ("milliseconds", gettext_lazy("Milliseconds since 1970")),
    ),
    default="iso",
)


def _fetch(
    settings: Mapping[str, str], secrets: Mapping[str, str], window: Window, limits: Limits
) -> Values:
    from headway.kpis.sources.web import Web  # an HTTP client, which few processes need

    deadline = Deadline(limits.seconds)
    call = call_of(settings, secrets, window)
    with Web(limits, deadline) as web:
        _status, content = web.get(call.url, call.headers)
    document = parsed(content)
    if settings.get("rows"):
        rows = _rows(document, settings, limits, deadline)
    else:
        rows = _lists(document, settings, window, limits)
    is_dated = bool(settings.get("rows") or settings.get("date"))
    return read(rows, window, settings.get("dates", "iso") if is_dated else "iso")


MOST_VALUES = 300_000
"""Of a document: a path looks at each several times, and at no clock while it finds nothing."""


def parsed(content: bytes) -> Any:
    """A JSON document. Raises SourceError."""
    if content.count(b",") > MOST_VALUES:
        said = _("What the source answered has more than %d values. Ask it for less.")
        raise SourceError("too_large", said % MOST_VALUES)
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        said = _("What the source answered is no JSON. Open the address in a browser and look.")
        raise SourceError("not_json", said) from None


def _rows(
    document: Any, settings: Mapping[str, str], limits: Limits, deadline: Deadline
) -> Iterator[Row]:
    path = Path(settings["rows"])
    found = path.found(document, limits.rows)
    deadline.left()
    if not found and not path.leads_into_a_list(document):
        raise path.nothing()
    if len(found) == 1 and isinstance(found[0], list):
        found = found[0]
    _refuse_many(len(found), limits.rows)
    inner, seen = _columns(settings), set[str]()
    for at, item in enumerate(found, start=1):
        deadline.left()
        place = _("Row %d") % at
        cells = {name: _only(item, path_, place) for name, path_ in inner.items()}
        seen |= {name for name, those in cells.items() if those}
        yield Row(place, {name: those[0] for name, those in cells.items() if those})
    if found and not seen & {"value", "numerator"}:
        raise (inner.get("value") or inner["numerator"]).nothing()


def _lists(
    document: Any, settings: Mapping[str, str], window: Window, limits: Limits
) -> Iterator[Row]:
    """The document as a whole: one value, or lists that stand side by side."""
    columns: dict[str, list[Any]] = {}
    for name, path in _columns(settings).items():
        columns[name] = path.found(document, limits.rows)
        _refuse_many(len(columns[name]), limits.rows)
        if not columns[name]:
            raise path.nothing()
    lengths = {len(found) for found in columns.values()}
    if len(lengths) > 1:
        said = _("The paths find lists of different length (%s). They must go side by side.")
        raise SourceError("uneven", said % ", ".join(map(str, sorted(lengths))))
    if "date" not in columns:
        if lengths != {1}:
            said = _("The path finds %d values. Say where their dates are, or find only one.")
            raise SourceError("several_values", said % max(lengths))
        columns["date"] = [window.until.isoformat()]
    for at, cells in enumerate(zip(*columns.values(), strict=True), start=1):
        yield Row(_("Value %d") % at, dict(zip(columns, cells, strict=True)))


def _columns(settings: Mapping[str, str]) -> dict[str, Path]:
    return {name: Path(settings[name]) for name in COLUMNS if settings.get(name)}


def _only(item: Any, path: Path, place: str) -> list[Any]:
    """What a path finds in a row: one thing or none."""
    found = path.found(item, 1)
    if len(found) > 1:
        said = _("%(place)s: “%(path)s” finds several values. It must find one.")
        raise SourceError("several_values", said % {"place": place, "path": path.text})
    return found


def _refuse_many(count: int, most: int) -> None:
    if count > most:
        said = _("The source gives more than %d rows. Ask it for less.")
        raise SourceError("too_many_rows", said % most)


def _check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    errors = check_call(settings, secrets)
    for name in ("rows", *COLUMNS):
        why = wrong_path(settings[name]) if settings.get(name) else ""
        if why:
            errors[name] = why
    errors |= check_columns(settings)
    if settings.get("rows") and not settings.get("date"):
        errors.setdefault("date", _("Say where the date of a row is."))
    return errors


def check_columns(settings: Mapping[str, str]) -> dict[str, str]:
    """A value, or both parts of a ratio."""
    over, under = bool(settings.get("numerator")), bool(settings.get("denominator"))
    if over != under:
        missing = "denominator" if over else "numerator"
        return {missing: _("A ratio needs both its numerator and its denominator.")}
    if settings.get("value") and over:
        return {"value": _("Take either the value or numerator and denominator.")}
    if not settings.get("value") and not over:
        return {"value": _("Say where the value is.")}
    return {}


JSON = Kind(
    code="json",
    label=gettext_lazy("JSON by address"),
    help=gettext_lazy("An HTTP interface that answers in JSON; values are found by JSONPath."),
    fields=(
        ADDRESS,
        Field(
            "rows",
            gettext_lazy("Rows"),
            gettext_lazy(
                "Where the rows are, such as $.data[*]. Without it there is a single value, told "
                "for the last day asked for, or lists side by side."
            ),
        ),
        Field("date", gettext_lazy("Date"), gettext_lazy("Within a row, such as $.day.")),
        Field("value", gettext_lazy("Value"), gettext_lazy("Within a row, such as $.total.")),
        Field("numerator", gettext_lazy("Numerator"), gettext_lazy("Instead of a value.")),
        Field("denominator", gettext_lazy("Denominator")),
        Field("segment", gettext_lazy("Segment"), gettext_lazy("What a row is a part of.")),
        DATES,
        *SIGNING_IN,
    ),
    check=_check,
    fetch=_fetch,
)
