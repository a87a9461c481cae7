"""The text of a comment as a page shows it: Markdown of the light kind, and people by name.

Paragraphs, emphasis, lists, quotes, code and links; no headings, images, tables or HTML, since a
comment is a row among others. What is written as HTML is shown as it was written: the reader of
markdown-it is started without its rule for HTML and builds only the elements of the rules below,
so there is nothing to take out afterwards (tests hold it against made-up texts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import reverse
from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MENTION = re.compile(r"@\{(\d{1,18})\}")
"""A person in a stored text, by id."""

_RULES = (
    "emphasis", "strikethrough", "backticks", "escape", "newline", "link", "list", "blockquote",
    "fence",
)  # fmt: skip
_SCHEMES = frozenset({"http", "https", "mailto"})
_FOUND = re.compile(r"@\{(?P<id>\d{1,18})\}|(?P<url>https?://[^\s<>\"]{1,1900})")
_AFTER = ".,;:!?)]}'\u201d\u2019"
"""What ends a sentence, and no address."""

Names = tuple[tuple[int, str], ...]
"""The people of a text, with their names of today."""

KEPT = 2048


@lru_cache(maxsize=KEPT)
def html_of(text: str, names: Names) -> Markup:
    """What a page shows. Up to 0.3 ms for a long text, once as long as it stays the same."""
    found = _reader().render(text, {"names": dict(names)})
    return Markup(found)  # noqa: S704 - built of our own elements, every text in it escaped


def said_of(text: str, names: Mapping[int, str]) -> str:
    """The same as a line of plain text, for a notice or a list."""
    return " ".join(_named(text, names, "@{}").split())


def typed_of(text: str, names: Mapping[int, str]) -> str:
    """The text as its author types it: people by quoted names."""
    return _named(text, names, '@"{}"')


def _named(text: str, names: Mapping[int, str], pattern: str) -> str:
    def name(found: re.Match[str]) -> str:
        known = names.get(int(found[1]))
        return found[0] if known is None else pattern.format(known)

    return MENTION.sub(name, text)


@cache
def _reader() -> MarkdownIt:
    """Loaded when a comment is first shown."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 12})
    reader.enable(list(_RULES))
    reader.validateLink = _may_lead  # type: ignore[method-assign]  # as its documentation has it
    reader.core.ruler.push("people_and_addresses", _find_people_and_addresses)
    return reader


def _may_lead(url: str) -> bool:
    """Whether a link may lead there: to the web, to a mailbox, or to a page of ours."""
    parts = urlsplit(url)
    if parts.scheme:
        return parts.scheme in _SCHEMES
    return url.startswith("/") and not url.startswith("//")


def _find_people_and_addresses(state: Any) -> None:
    """Make links of people and of bare addresses, where no link is yet."""
    names: Mapping[int, str] = state.env["names"]
    for block in state.tokens:
        block.content = _named(block.content, names, "@{}")
        if block.type != "inline" or not block.children:
            continue
        found: list[Token] = []
        depth = 0
        for token in block.children:
            if token.type == "link_open":
                token.attrSet("rel", "nofollow noopener")
            depth += token.nesting if token.type.startswith("link_") else 0
            if token.type == "text" and not depth:
                found += _pieces(token.content, names)
            else:
                token.content = _named(token.content, names, "@{}")
                found.append(token)
        block.children = found


def _pieces(text: str, names: Mapping[int, str]) -> Iterator[Token]:
    at = 0
    for found in _FOUND.finditer(text):
        piece = _link_of(found, names)
        if piece is None:
            continue
        words, address, of_person = piece
        yield _text(text[at : found.start()])
        yield from _link(words, address, of_person=of_person)
        at = found.start() + (len(found[0]) if of_person else len(words))
    yield _text(text[at:])


def _link_of(found: re.Match[str], names: Mapping[int, str]) -> tuple[str, str, bool] | None:
    """(words, address, whether it is somebody) of what was found; None for what is no link."""
    if found["url"]:
        url = found["url"].rstrip(_AFTER)
        return url, url, False
    person_id = int(found["id"])
    if person_id not in names:
        return None
    return f"@{names[person_id]}", reverse("people:person", args=(person_id,)), True


def _link(words: str, address: str, *, of_person: bool) -> Iterator[Token]:
    from markdown_it.token import Token

    how = {"class": "mention"} if of_person else {"rel": "nofollow noopener"}
    yield Token("link_open", "a", 1, attrs={"href": address, **how})
    yield _text(words)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    from markdown_it.token import Token

    return Token("text", "", 0, content=content)
