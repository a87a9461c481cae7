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
_TONES = {"on": _ON, "watch": _WATCH, "off": _OFF, "unk": _NONE}
_PARTS = {"tr": LINE, "gap": PAPER, "no": INK}
_LETTER = r"(?:&#?\w+;|[^\s&<>])"
_WORDS = re.compile(r">[^<]+")
_LONG = re.compile(rf"{_LETTER}{{28,}}")
_PIECE = re.compile(rf"{_LETTER}{{24}}(?={_LETTER})")
_CHARTS = re.compile(r'<svg class="chart\b[^>]*>')
_RAILS = re.compile(r'<svg class="score".*?</svg>', re.DOTALL)
_PART = re.compile(r'class="(tr|gap|no)"')
_MARK = re.compile(r'<svg class="m m-(on|watch|off|unk)"')


def styled(page: str) -> str:
    """A page whose pictures bring their colours along: charts as a style, the small ones of rows as
    attributes, since there are many and each style is read anew. The texts in it are escaped, so
    that nobody's words are taken for a picture."""
    page = _MARK.sub(lambda mark: f'{mark[0]} color="#{_TONES[mark[1]]}"', page)
    page = _RAILS.sub(
        lambda rail: _PART.sub(lambda part: f'fill="#{_PARTS[part[1]]}"', rail[0]), page
    )
    return _CHARTS.sub(rf"\g<0><style>{_CHART}</style>", page)


def breakable(page: str) -> str:
    """A page in whose body very long words may break, so that a table never grows wider than the
    paper. The drawer could find such places itself, for twice the time of the whole file.

    >>> breakable("<p>" + "a" * 30 + " b</p>").count("\u200b")
    1
    """
    head, mark, body = page.partition("<body>") if "<body>" in page else ("", "", page)
    return f"{head}{mark}{_WORDS.sub(_broken, body)}"


def _broken(words: re.Match[str]) -> str:
    return _LONG.sub(lambda long: _PIECE.sub("\\g<0>\u200b", long[0]), words[0])
