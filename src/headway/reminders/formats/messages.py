"""What a channel is posted, in the words of each program: Slack's blocks, Teams' adaptive cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LINES_AT_MOST = 20
"""Of a part; programs refuse what is too long."""
LONGEST = 2_800
"""Characters of a part; Slack takes 3 000."""


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
        lines = [_slack_line(line) for line in part.lines[:LINES_AT_MOST]]
        text = "\n".join([f"*{_plain(part.heading)}*", *lines])[:LONGEST]
        blocks.append(_said(text))
        texts.append(text)
    if message.url:
        blocks.append(_said(f"<{message.url}|{_plain(message.open_words)}>"))
    return {"text": "\n\n".join(texts), "blocks": blocks}


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
        body += [_block(_teams_line(line), spacing="Small") for line in part.lines[:LINES_AT_MOST]]
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
