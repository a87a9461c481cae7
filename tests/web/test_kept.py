"""Parts of the frame are drawn once for what they show, and once more for each language."""

from __future__ import annotations

from django.utils import translation
from markupsafe import Markup

from headway.web.jinja import kept


def test_the_same_is_drawn_once_in_each_language() -> None:
    drawn: list[tuple[str, str]] = []

    def draw(name: str) -> Markup:
        drawn.append((translation.get_language(), name))
        return Markup(f"{translation.get_language()} {name}")

    macro = kept(draw)
    for language in ("en-gb", "de", "en-gb", "de"):
        with translation.override(language):
            assert macro("Home") == f"{language} Home"
    assert drawn == [("en-gb", "Home"), ("de", "Home")]
    with translation.override("de"):
        assert macro("Away") == "de Away"
