"""A document as text, to be kept for years: JSON that is read back to the same document.

A text that was kept is read by later versions of Headway, too: fields that they added take their
defaults, and fields that they know no more are passed over.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from headway.packs.formats import document
from headway.packs.formats.document import Document

_BLOCKS: Mapping[str, type] = {
    "prose": document.Prose,
    "table": document.Table,
    "line_chart": document.LineChart,
    "bar_chart": document.BarChart,
    "map": document.MapPicture,
    "score_card": document.ScoreCard,
}
"""Blocks by the names that they are kept under; a name is never given to another."""
_NAMES = {block: name for name, block in _BLOCKS.items()}


def to_text(found: Document) -> str:
    """The document as JSON; of the same, the same. Raises ValueError for a number that is none."""
    return json.dumps(plain(found), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_text(text: str) -> Document:
    """The document that was written by :func:`to_text`. Raises ValueError where it is none."""
    try:
        found: Document = _object(Document, json.loads(text))
    except (KeyError, TypeError) as wrong:
        raise ValueError("This is no document of a board pack.") from wrong
    return found


def digest_of(text: str) -> str:
    """The SHA-256 of a kept document, by which somebody notices that it was changed."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> Any:
    """A document or a part of it as what JSON has: days and instants in ISO form, blocks with the
    name of what they are as ``block``."""
    if is_dataclass(value) and not isinstance(value, type):
        said = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        name = _NAMES.get(type(value))
        return said if name is None else {"block": name, **said}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(wanted: Any, value: Any) -> Any:
    if wanted is datetime or wanted is date:
        return wanted.fromisoformat(value)
    if isinstance(wanted, type) and is_dataclass(wanted):
        return _object(wanted, value)
    origin = get_origin(wanted)
    if origin is tuple:
        inside = get_args(wanted)
        if len(inside) == 2 and inside[1] is Ellipsis:
            return tuple(_read(inside[0], one) for one in value)
        return tuple(_read(one, part) for one, part in zip(inside, value, strict=True))
    if origin in (Union, types.UnionType):
        return _one_of(get_args(wanted), value)
    if origin is Literal and value not in get_args(wanted):
        raise ValueError(f"{value!r} is none of {get_args(wanted)}.")
    return value


def _one_of(choices: tuple[Any, ...], value: Any) -> Any:
    """An optional value, or one of the blocks."""
    if value is None:
        return None
    kept = [choice for choice in choices if choice is not type(None)]
    if len(kept) == 1:
        return _read(kept[0], value)
    return _object(_BLOCKS[value["block"]], value)


def _object(wanted: type, value: Mapping[str, Any]) -> Any:
    given = {
        one.name: _read(hint, value[one.name])
        for one, hint in _fields(wanted)
        if one.name in value or one.default is MISSING
    }
    return wanted(**given)


@cache
def _fields(wanted: type) -> tuple[tuple[Field[Any], Any], ...]:
    hints = get_type_hints(wanted)
    return tuple((one, hints[one.name]) for one in fields(wanted))
