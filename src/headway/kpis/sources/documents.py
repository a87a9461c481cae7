"""JSON by address: rows, parallel lists or a single value, found by JSONPath (RFC 9535).

Regular expressions and paths that lead through the document more than once are not read: a short
path over a long document could keep a worker busy for hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonpath
import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headway.kpis.sources.calls import ADDRESS, SIGNING_IN, call_of, check_call
from headway.kpis.sources.rows import COLUMNS, Row, read
from headway.kpis.sources.terms import Field, Kind, Limits, SourceError, Values, Window
from headway.kpis.sources.timing import Deadline

LONGEST_PATH = 300
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")

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


class _Paths(jsonpath.JSONPathEnvironment):
    """RFC 9535 without the functions that match regular expressions."""

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        for name in ("match", "search"):
            self.function_extensions.pop(name, None)


_paths = _Paths(strict=True)


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
    return Values(read(rows, window, settings.get("dates", "iso") if is_dated else "iso"))


def parsed(content: bytes) -> Any:
    """A JSON document. Raises SourceError."""
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        said = _("What the source answered is no JSON. Open the address in a browser and look.")
        raise SourceError("not_json", said) from None


def _rows(
    document: Any, settings: Mapping[str, str], limits: Limits, deadline: Deadline
) -> Iterator[Row]:
    path = _rooted(settings["rows"])
    found = _found(document, path, limits.rows)
    if not found and not _is_empty_list(document, path):
        raise _nothing(path)
    if len(found) == 1 and isinstance(found[0], list):
        found = found[0]
    _refuse_many(len(found), limits.rows)
    inner = {name: _rooted(settings[name]) for name in COLUMNS if settings.get(name)}
    seen: set[str] = set()
    for at, item in enumerate(found, start=1):
        deadline.left()
        place = _("Row %d") % at
        cells = {name: _only(item, path_, place) for name, path_ in inner.items()}
        seen |= {name for name, cell in cells.items() if cell is not None}
        yield Row(place, cells)
    missing = [inner[name] for name in ("value", "numerator") if name in inner and name not in seen]
    if found and missing and not seen & {"value", "numerator"}:
        raise _nothing(missing[0])


def _lists(
    document: Any, settings: Mapping[str, str], window: Window, limits: Limits
) -> Iterator[Row]:
    """The document as a whole: one value, or lists that stand side by side."""
    columns = {
        name: _found(document, _rooted(settings[name]), limits.rows)
        for name in COLUMNS
        if settings.get(name)
    }
    for name, found in columns.items():
        if not found:
            raise _nothing(settings[name])
        _refuse_many(len(found), limits.rows)
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


def _only(item: Any, path: str, place: str) -> Any:
    found = _found(item, path, 2)
    if len(found) > 1:
        said = _("%(place)s: “%(path)s” finds several values. It must find one.")
        raise SourceError("several_values", said % {"place": place, "path": path})
    return found[0] if found else None


def _found(document: Any, path: str, most: int) -> list[Any]:
    """What a path finds, at most one more than ``most``."""
    if not isinstance(document, dict | list):  # the library would read a text as a document
        return [document] if path == "$" else []
    found: list[Any] = []
    try:
        for match in _paths.compile(path).finditer(document):
            found.append(match.obj)
            if len(found) > most:
                break
    except jsonpath.JSONPathError as error:
        said = _("The path “%(path)s” cannot be followed: %(why)s.")
        words = said % {"path": path, "why": str(error).partition(",")[0]}
        raise SourceError("path", words, is_lasting=True) from None
    return found


def _is_empty_list(document: Any, path: str) -> bool:
    """Whether a path found nothing because the list it goes through is empty, or all filtered."""
    above = re.sub(r"(\[\*\]|\.\*|\[\?.*\])$", "", path)
    return above != path and bool(_found(document, above, 1))


def _rooted(path: str) -> str:
    """A path from the root; a plain name is one below it."""
    return path if path.startswith("$") else f"$.{path}"


def _nothing(path: str) -> SourceError:
    said = _("There is nothing at “%s” in what the source answered. Check the path.")
    return SourceError("no_match", said % path)


def _refuse_many(count: int, most: int) -> None:
    if count > most:
        said = _("The source gives more than %d rows. Ask it for less.")
        raise SourceError("too_many_rows", said % most)


def _check(settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    errors = check_call(settings, secrets)
    for name in ("rows", *COLUMNS):
        why = _wrong_path(settings.get(name, ""))
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


def _wrong_path(path: str) -> str:
    if not path:
        return ""
    if len(path) > LONGEST_PATH:
        return _("Use at most %d characters.") % LONGEST_PATH
    bare = _QUOTED.sub("", _rooted(path))
    if bare.count("..") > 1 or bare.count("$") > 1:
        return _("Go through the document only once: with one “..” and one “$” at most.")
    try:
        _paths.compile(_rooted(path))
    except (jsonpath.JSONPathError, RecursionError) as error:
        why = str(error).partition(",")[0][:100]
        return _("This is no JSONPath such as $.data[*].value: %s.") % why
    return ""


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
