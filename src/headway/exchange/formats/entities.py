"""HTML entities in files that were taken from web pages."""

from __future__ import annotations

import html
import re
from html.entities import html5

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def entities_in(text: str) -> list[str]:
    """Those that stand for a letter, as they are written, each once: "&rsquo;" does, and "R&D;"
    holds none."""
    found = dict.fromkeys(_ENTITY.findall(text))
    return [one for one in found if one[1] == "#" or one[1:] in html5]


def without_entities(text: str) -> str:
    """With the letters they stand for, once: what is written of an entity stays."""
    return _ENTITY.sub(_letter, text) if "&" in text else text


def _letter(found: re.Match[str]) -> str:
    whole = found.group()
    is_known = whole[1] == "#" or whole[1:] in html5
    return html.unescape(whole).replace("\xa0", " ") if is_known else whole
