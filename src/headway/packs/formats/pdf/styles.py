"""What pictures look like in a PDF, whose drawer looks at no style but that within a picture."""

from __future__ import annotations

import re

from headway.packs.formats.look import (
    ACCENT,
    CONTROL,
    FILLS,
    INK,
    INK_2,
    INK_3,
    INKS,
    LINE,
    LINE_2,
    PAPER,
)

FONT = "Headway Sans"
_ON, _WATCH, _OFF, _NONE = (FILLS[colour] for colour in ("green", "amber", "red", "grey"))
_MARKS = (
    f".m-on {{ color: #{_ON} }} .m-watch {{ color: #{_WATCH} }} .m-off {{ color: #{_OFF} }} "
    f".m-unk {{ color: #{_NONE} }}"
)
_TEXT = f"text {{ font-family: '{FONT}', sans-serif; font-size: 12px; fill: #{INK_3} }}"
_CHART = f"""
{_TEXT} {_MARKS}
text.s {{ fill: #{INK}; font-weight: bold }} text.a {{ fill: #{ACCENT}; font-weight: bold }}
text.r {{ fill: #{INKS["red"]}; font-weight: bold }} text.h {{ fill: #{INK_2} }}
text.ok {{ fill: #{INKS["green"]}; font-weight: bold }}
.g {{ stroke: #{LINE} }} .ax {{ stroke: #{LINE_2} }}
.act {{ fill: none; stroke: #{ACCENT}; stroke-width: 2 }}
.dot {{ fill: #{PAPER}; stroke: #{ACCENT}; stroke-width: 1.5 }}
.cl {{ fill: none; stroke: #{CONTROL}; stroke-width: 1.25 }}
.lim {{ fill: none; stroke: #{CONTROL}; stroke-width: 1.25; stroke-dasharray: 6 4 }}
.tgt {{ fill: none; stroke: #{INK}; stroke-width: 1.5 }}
.exp {{ fill: none; stroke: #{INK_3}; stroke-width: 1.5; stroke-dasharray: 5 4 }}
.fmean {{ fill: none; stroke: #{ACCENT}; stroke-width: 1.5; stroke-dasharray: 3 3 }}
.pb-lim.good {{ fill: #{_ON} }} .pb-lim.warn {{ fill: #{_WATCH} }}
.pb-lim.bad {{ fill: #{_OFF} }} .pb-lim.plain {{ fill: #{_NONE} }}
.col {{ fill: #{ACCENT} }} .bar-on {{ fill: #{_ON} }} .bar-watch {{ fill: #{_WATCH} }}
.bar-off {{ fill: #{_OFF} }} .bar-unk {{ fill: #{_NONE} }}
"""
_RAIL = f".tr {{ fill: #{LINE} }} .gap {{ fill: #{PAPER} }} .no {{ fill: #{INK} }}"
_STYLES = {"chart": _CHART, "score": _RAIL, "m": _MARKS}
_PICTURE = re.compile(r'<svg class="(chart|score|m)\b[^>]*>')


def styled(page: str) -> str:
    """A page whose pictures bring their styles along. The texts in it are escaped, so that nobody's
    words are taken for a picture."""
    found: list[str] = []
    at = 0
    for picture in _PICTURE.finditer(page):
        if picture.start() >= at:
            found += [page[at : picture.end()], f"<style>{_STYLES[picture[1]]}</style>"]
            at = picture.end()
    return "".join([*found, page[at:]])
