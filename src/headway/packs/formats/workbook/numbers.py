"""How a number is shown: by a format that makes of it what Headway wrote."""

from __future__ import annotations

import math
import re

from django.utils.formats import get_format

from headway.packs.formats.document import Colour
from headway.packs.formats.look import SHAPES, legible
from headway.web.formats import MINUS

GENERAL = "General"
_NUMBER = re.compile(r"[+\u2212-]?\d[\d.,'\u00a0\u202f\u2009 ]*(?<=\d)|[+\u2212-]?\d")
CLOSE = 1e-9
LONGEST = 60
"""Letters of a cell with a number; Excel takes formats of 255, and this stands in three parts."""


def plain_format(places: int, unit: str = "") -> str:
    """So many decimals, and the unit behind.

    >>> plain_format(1, "h"), plain_format(0)
    ('#,##0.0" h"', '#,##0')
    """
    return f"{_digits(places)}{_quoted(f' {unit}' if unit else '')}"


def format_as(text: str, value: float, colour: Colour = "") -> str:
    """The format by which ``value`` is shown as ``text`` says it, with the shape of its colour
    before it; the plain one where the text says another number.

    >>> format_as("1,234.50 h", 1234.5), format_as("64 %", 0.64), format_as("+3", 3.2)
    ('#,##0.00" h"', '#,##0" "%', '+#,##0;-#,##0;#,##0')
    >>> format_as("two of five", 0.4), format_as("● 5 h", 5, "green")
    ('General', '"● "#,##0" h"')
    """
    shape = f"{SHAPES[colour]} " if SHAPES[colour] else ""
    bare = text.removeprefix(shape)
    shown = _shown(bare, value) if len(bare) <= LONGEST else None
    if shown is None:
        return f"{_quoted(shape)}{GENERAL}"
    before, digits, after, is_signed = shown
    one = f"{_quoted(shape + before)}{digits}{after}"
    if not is_signed:
        return one
    sections = (f"{_quoted(shape + before)}{sign}{digits}{after}" for sign in ("+", "-", ""))
    return ";".join(sections)


def _shown(text: str, value: float) -> tuple[str, str, str, bool] | None:
    """What stands before the number, its digits, what stands behind, and whether a plus is said."""
    found = _NUMBER.search(text)
    if found is None or len(_NUMBER.findall(text)) != 1:
        return None
    written = found.group()
    said, places = _read(written)
    if said is None:
        return None
    before, after = text[: found.start()], text[found.end() :]
    step = 10.0**-places / 2 * (1 + CLOSE) + CLOSE * abs(value)
    if abs(said - value) <= step:
        return before, _digits(places), _quoted(after), written.startswith("+")
    if after.strip() == "%" and abs(said / 100 - value) <= step / 100:
        space = after[: after.index("%")]
        return before, _digits(places), f"{_quoted(' ' if space else '')}%", written[0] == "+"
    return None


def _read(written: str) -> tuple[float | None, int]:
    point = str(get_format("DECIMAL_SEPARATOR"))
    plain = written.replace(MINUS, "-").replace("+", "")
    for mark in (".", ",", "'", "\u00a0", "\u202f", "\u2009", " "):
        if mark != point:
            plain = plain.replace(mark, "")
    whole, _point, decimals = plain.partition(point)
    try:
        said = float(f"{whole}.{decimals or 0}")
    except ValueError:
        return None, 0
    return (said if math.isfinite(said) else None), len(decimals)


def _digits(places: int) -> str:
    return f"#,##0.{'0' * min(places, 30)}" if places > 0 else "#,##0"


def _quoted(text: str) -> str:
    """As it stands, whatever its signs would else mean. A quotation mark has no way in."""
    plain = legible(text).replace('"', "").replace("\u00a0", " ")
    return f'"{plain}"' if plain else ""
