"""Pages of a list, by key: each page goes on after the last row of the one before.

A cursor is opaque to clients: base64 of the JSON list of the last row's sort key. Rows that are
added or removed meanwhile shift nothing, and page 1 000 costs as much as page 1.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import orjson
from django.utils.translation import gettext as _

from headway.kit.problems import InvalidInput

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200
_BIGGEST = 2**63 - 1

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, and the cursor of the next one, or None on the last."""

    items: Sequence[Row]
    next_cursor: str | None


def encode_cursor(key: Sequence[Any]) -> str:
    """The cursor that stands for a sort key of texts, numbers and days."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The sort key a cursor stands for, each part of its kind: str, int, float, date or datetime.

    Raises InvalidInput for anything this server did not hand out.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise ValueError("another list's cursor")
        return tuple(_read(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, TypeError, binascii.Error) as error:
        raise InvalidInput.on(
            "cursor",
            _("This cursor is not one of this list. Start again without it."),
            code="cursor",
        ) from error


def _read(part: Any, kind: type) -> Any:
    if kind is datetime:
        return datetime.fromisoformat(part)
    if kind is date:
        return date.fromisoformat(part)
    if type(part) is not kind:
        raise ValueError("a part of another kind")
    if isinstance(part, int) and abs(part) > _BIGGEST:
        raise ValueError("a number too large to be a key")
    if isinstance(part, str) and "\0" in part:
        raise ValueError("a text no database holds")
    return part


def id_of(row: Any) -> int:
    """What names a row of most lists."""
    return int(row.id)


def page_after(
    rows: Sequence[Row],
    cursor: str | None,
    limit: int,
    *,
    key: Callable[[Row], str | int],
    kind: type = str,
) -> Page[Row]:
    """A page of a list that was read whole: goes on after the row whose ``key``, of a ``kind``, the
    cursor holds. Empty where that one is gone."""
    first = 0
    if cursor is not None:
        (last,) = decode_cursor(cursor, kind)
        keys = [key(row) for row in rows]
        first = keys.index(last) + 1 if last in keys else len(keys)
    page = rows[first : first + limit]
    more = first + limit < len(rows)
    return Page(page, encode_cursor([key(page[-1])]) if more and page else None)
