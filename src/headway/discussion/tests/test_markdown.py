"""The text of a comment becomes our own elements and nothing else, whatever was typed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.discussion.formats.markdown import html_of, said_of, typed_of

NAMES = ((3, 'Ada "<b>" Lovelace'), (4, "Grace Hopper"))
ELEMENTS = {
    "p", "br", "em", "strong", "s", "code", "pre", "ul", "ol", "li", "blockquote", "a",
}  # fmt: skip
ATTRIBUTES = {"href", "rel", "class", "start"}


class _Seen(HTMLParser):
    """Elements, attributes and text of what is shown."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


LINK = (
    '<a href="https://a.example/?a=1&amp;b=2" rel="nofollow noopener">'
    "https://a.example/?a=1&amp;b=2</a>"
)
PIECES = st.sampled_from([
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "[a](", ")",
    "[", "](javascript:alert(1))", "](data:text/html,x)", "](JaVaScRiPt:x)", "](//evil.example)",
    "](https://ok.example \"t\" onclick=x)", "&lt;", "&#x6A;avascript:", "`", "```\n", "*", "**",
    "~~", "> ", "- ", "1. ", "\n", "\n\n", "    ", "@{3}", "@{4}", "@{9}", "https://a.example/<x>",
    "https://a.example?\"'><svg onload=x>",
    "<!--", "-->", "\\", "\"", "'", "a", " ", "\u202e", "\x00",
    "![x](https://a.example)", "<a href=x>", "]]>", "<?php", "[x]: javascript:alert(1)", "mailto:",
])  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=80))


@settings(max_examples=400)
@given(TEXTS)
def test_only_our_own_elements_come_of_any_text(text: str) -> None:
    """No element, attribute, address or declaration but those of the rules."""
    seen = _Seen(str(html_of(text, NAMES)))
    assert seen.other == []
    for tag, attributes in seen.elements:
        assert tag in ELEMENTS
        assert attributes.keys() <= ATTRIBUTES
        address = attributes.get("href")
        if tag == "a" and address:
            start = address.lower()
            assert start.startswith(("http://", "https://", "mailto:", "/"))
            assert not start.startswith("//")


@given(TEXTS)
def test_a_text_is_shown_whatever_it_is(text: str) -> None:
    """Also as a line, and as it is typed."""
    said_of(text, dict(NAMES))
    typed_of(text, dict(NAMES))


@pytest.mark.parametrize(("text", "html"), [
    ("Hi @{4}, see", '<p>Hi <a href="/people/4" class="mention">@Grace Hopper</a>, see</p>'),
    ("@{9}", "<p>@{9}</p>"),
    ("`@{4}`", "<p><code>@Grace Hopper</code></p>"),
    ("[@{4}](https://a.example)",
     '<p><a href="https://a.example" rel="nofollow noopener">@Grace Hopper</a></p>'),
    ("See https://a.example/?a=1&b=2.", f"<p>See {LINK}.</p>"),
    ("one\ntwo", "<p>one<br>\ntwo</p>"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("# no heading", "<p># no heading</p>"),
    ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ("[x](/units/3)", '<p><a href="/units/3" rel="nofollow noopener">x</a></p>'),
])  # fmt: skip
def test_what_a_text_is_shown_as(text: str, html: str) -> None:
    """Light Markdown, people by name, bare addresses."""
    assert str(html_of(text, NAMES)).strip() == html
