"""What tests read out of a page: an answer of the test client, or a piece of markup."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

HTMX = {"HX-Request": "true"}


def html_of(page: Any) -> str:
    """The markup of a page."""
    return page if isinstance(page, str) else str(page.content.decode())


def text_of(page: Any) -> str:
    """The words of a page, without tags, on one line."""
    html = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html_of(page), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def heading_of(page: Any) -> str:
    """The page's h1."""
    found = re.search(r"<h1>(.*?)</h1>", html_of(page), flags=re.S)
    assert found is not None
    return text_of(found[1])


def titles_of(page: Any) -> list[str]:
    """The titles in a tree or table, from top to bottom, each with its level when it has one."""
    rows = re.findall(r"<tr\b(.*?)>(.*?)</tr>", html_of(page), flags=re.S)
    found = []
    for attributes, inside in rows:
        title = re.search(r'class="k"[^>]*>(.*?)</a>|<b>(.*?)</b>', inside, flags=re.S)
        level = re.search(r'aria-level="(\d+)"', attributes)
        if title and level:
            found.append(f"{level[1]} {unescape(title[1] or title[2])}")
    return found
