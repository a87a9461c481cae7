"""How a pack looks in files that know no stylesheet: the light colours of headway.css, and a shape
and a word for each status."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from headway.packs.formats.document import Colour, SeriesRole

INK, INK_2, INK_3 = "1f1b17", "4e4944", "67625d"
LINE, LINE_2, CONTROL, SUNKEN, PAPER = "e3e1de", "c6c4bf", "86837d", "f6f5f2", "ffffff"
ACCENT, ACCENT_SOFT = "035e9d", "e6f2fd"
PROPERTY = 255
"""Letters that a property of an office file holds."""
_ILLEGIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FONT: Final = "Arial"
"""Every office program has it, or one as wide in its place: files cannot bring ours along."""

FILLS: dict[Colour, str] = {
    "green": "008058", "amber": "c67c0c", "red": "c52d1f", "grey": "78746e", "": "78746e",
}  # fmt: skip
INKS: dict[Colour, str] = {
    "green": "085f41", "amber": "7c4b11", "red": "a82418", "grey": INK_3, "": INK,
}  # fmt: skip
SHAPES: dict[Colour, str] = {"green": "●", "amber": "▲", "red": "■", "grey": "◇", "": ""}
SERIES: dict[SeriesRole, str] = {
    "value": ACCENT, "centre": CONTROL, "lower": CONTROL, "upper": CONTROL, "target": INK,
    "expected": INK_3, "forecast": ACCENT,
}  # fmt: skip
LIMITS: frozenset[SeriesRole] = frozenset({"lower", "upper"})
DASHED: frozenset[SeriesRole] = frozenset({"lower", "upper", "expected", "forecast"})
"""Drawn with gaps: what was not measured."""


def colour_word(colour: Colour) -> str:
    """The word for a colour; of grey, that there is no score."""
    return {
        "green": _("Green"),
        "amber": _("Amber"),
        "red": _("Red"),
        "grey": _("No score"),
        "": "",
    }[colour]


def with_shape(text: str, colour: Colour) -> str:
    """A status as it is written where there are no pictures: "■ Off track"."""
    return f"{SHAPES[colour]} {text}" if SHAPES[colour] else text


def legible(text: str) -> str:
    """Without what XML cannot hold: control characters, and halves of a character.

    >>> legible("A\x00B\tC\ud800")
    'AB\tC'
    """
    return _ILLEGIBLE.sub("", text)


def address(href: str) -> str:
    """Where a path of Headway leads from outside of it; empty for what is none."""
    return f"{settings.BASE_URL}{href}" if href.startswith("/") else ""
