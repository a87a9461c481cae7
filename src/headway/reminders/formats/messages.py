"""What a channel is posted, in the words of each program: Slack's blocks, Teams' adaptive cards."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

LINES_AT_MOST = 20
"""Of a part; programs refuse what is too long."""
LONGEST = 2_800
"""Characters of a part; Slack takes 3 000."""
HEAVIEST = 6_000
"""Bytes of a part as JSON, blocks included; Teams takes 28 000 of all parts together."""
BLOCK = 80
"""Bytes of a block of Teams around its text, at most."""
LONGEST_LINE = 300
LONGEST_NOTE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and where it leads."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading; ``counted`` says how many in the title."""

    heading: str
    lines: Sequence[Line]
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted: a title that says it, its parts, and the page behind it."""

    title: str
    parts: Sequence[Part] = ()
    url: str = ""
    open_words: str = ""


def payload(kind: str, message: Message) -> dict[str, Any]:
    """The JSON for a kind of channel."""
    return _for_teams(message) if kind == "teams" else _for_slack(message)


def _for_slack(message: Message) -> dict[str, Any]:
    """``text`` is what notifications, and programs without blocks, show."""
    blocks: list[dict[str, Any]] = [_said(f"*{_plain(message.title)}*")]
    texts = [_plain(message.title)]
    for part in message.parts:
        heading = f"*{_plain(part.heading)}*"
        lines = _fitting(part.lines, _slack_line, lambda text: len(text) + 1, LONGEST)
        text = "\n".join([heading, *lines])
        blocks.append(_said(text))
        texts.append(text)
    if message.url:
        blocks.append(_said(f"<{message.url}|{_plain(message.open_words)}>"))
    return {"text": "\n\n".join(texts), "blocks": blocks}


def _fitting(
    lines: Sequence[Line], drawn: Callable[[Line], str], size: Callable[[str], int], room: int
) -> list[str]:
    """The first lines, each whole, as many as there is room for; and how many there are besides."""
    shown: list[str] = []
    for line in lines[:LINES_AT_MOST]:
        short = Line(_cut(line.text, LONGEST_LINE), line.url, _cut(line.note, LONGEST_NOTE))
        text = drawn(short)
        room -= size(text)
        if room < 0:
            break
        shown.append(text)
    left = len(lines) - len(shown)
    if left:
        shown.append(ngettext("and %(count)d more", "and %(count)d more", left) % {"count": left})
    return shown


def _cut(text: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def _weight(text: str) -> int:
    return BLOCK + len(json.dumps(text, ensure_ascii=False).encode())


def _said(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _slack_line(line: Line) -> str:
    text = f"<{line.url}|{_plain(line.text)}>" if line.url else _plain(line.text)
    return f"• {text}{f' ({_plain(line.note)})' if line.note else ''}"


def _plain(text: str) -> str:
    """Slack reads three characters as its own; a bar would end the words of a link."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join(escaped.replace("|", "/").split())


def _for_teams(message: Message) -> dict[str, Any]:
    """A card in an envelope, as workflows that post into a channel take it."""
    body: list[dict[str, Any]] = [_block(_unmarked(message.title), size="Large", weight="Bolder")]
    for part in message.parts:
        body.append(_block(_unmarked(part.heading), weight="Bolder", spacing="Medium"))
        lines = _fitting(part.lines, _teams_line, _weight, HEAVIEST)
        body += [_block(text, spacing="Small") for text in lines]
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard", "version": "1.4", "body": body,
    }  # fmt: skip
    if message.url:
        card["actions"] = [
            {"type": "Action.OpenUrl", "title": message.open_words, "url": message.url}
        ]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


def _block(text: str, **look: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **look}


def _teams_line(line: Line) -> str:
    text = f"[{_unmarked(line.text)}]({line.url})" if line.url else _unmarked(line.text)
    return f"- {text}{f' ({_unmarked(line.note)})' if line.note else ''}"


def _unmarked(text: str) -> str:
    """Text blocks read some Markdown; what people typed is shown as they typed it."""
    return "".join(f"\\{sign}" if sign in "\\[]*_" else sign for sign in " ".join(text.split()))
