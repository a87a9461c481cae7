"""The components are complete, accessible by name, and carry no markup of others."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import headway.web
from headway.core.pace import StatusCode

WEB = Path(headway.web.__file__).parent
UI = (WEB / "jinja2" / "web" / "ui.html").read_text(encoding="utf-8")
MACROS = [name for name in re.findall(r"{% macro (\w+)\(", UI) if not name.startswith("_")]
FRAME_ONLY = {"palette", "found"}  # parts of the frame, tested in the browser


@pytest.fixture(scope="module")
def sheet() -> str:
    """The components page as a stranger gets it."""
    return Client().get("/components").content.decode()


def draw(source: str, **context: object) -> str:
    """A template that uses the components."""
    return str(_template(source).render(request=None, **context))


@cache
def _template(source: str) -> Any:
    env = engines["jinja2"].env  # type: ignore[attr-defined]  # the backend's own
    return env.from_string('{% import "web/ui.html" as ui with context %}' + source)


def test_the_components_page_draws_every_macro():
    page = (WEB / "jinja2" / "web" / "components.html").read_text(encoding="utf-8")
    drawn = set(re.findall(r"ui\.(\w+)\(", page))
    parts = set(re.findall(r"{{ (\w+)\(", UI))  # drawn as a part of others
    assert [name for name in MACROS if name not in drawn | parts | FRAME_ONLY] == []


def test_the_readme_shows_every_macro():
    readme = (WEB / "README.md").read_text(encoding="utf-8")
    assert [name for name in MACROS if f"`{name}(" not in readme] == []


def test_every_symbol_that_is_used_exists_and_is_drawn_from_one_file(sheet):
    sprite = (WEB / "static" / "headway" / "sprite.svg").read_text(encoding="utf-8")
    exists = set(re.findall(r'id="([\w-]+)"', sprite))
    used = re.findall(r'<use href="([^"#]*)#([\w-]+)"', sheet)
    assert used
    assert {file for file, _symbol in used} == {"/static/headway/sprite.svg"}
    assert {symbol for _file, symbol in used} <= exists


def test_ids_are_unique_and_labels_lead_somewhere(sheet):
    ids = re.findall(r'\sid="([^"]+)"', sheet)
    assert len(ids) == len(set(ids))
    named = re.findall(r'\b(?:for|aria-labelledby|aria-describedby|aria-controls)="([^"]+)"', sheet)
    assert set(named) <= set(ids)


def test_nothing_is_inline(sheet):
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", sheet)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", sheet))


@pytest.mark.parametrize("code", [str(code) for code in StatusCode])
def test_every_status_has_shape_word_and_colour(code):
    drawn = draw("{{ ui.status(code) }}", code=code)
    assert re.search(r"#m-\w+", drawn)
    assert re.search(r"st-\w+", drawn)
    assert re.sub(r"<[^>]+>", "", drawn).strip()


def test_a_stale_status_keeps_what_it_was():
    assert "Stale, was watch" in re.sub(
        r"<[^>]+>", "", draw('{{ ui.status("stale", was="watch") }}')
    )


WITH_TEXT = """{{ ui.tag(text) }}{{ ui.button(text) }}{{ ui.field("name", text, text, help=text) }}
{{ ui.field("name", text, text, error=text, rows=2) }}
{{ ui.field("name", text, options=[(text, text)]) }}
{{ ui.empty(text, text) }}{{ ui.stats([(text, text)]) }}{{ ui.crumbs([(text, none)]) }}
{{ ui.problem({"detail": text}) }}{{ ui.toast(text) }}"""


@given(text=st.text(min_size=1, max_size=40))
def test_what_people_typed_never_becomes_markup(text):
    """Whatever text is given to a component, the tags around it stay the same."""
    tags = re.compile(r"</?\w+|/?>")
    assert tags.findall(draw(WITH_TEXT, text=text)) == tags.findall(draw(WITH_TEXT, text="x"))


def test_a_field_keeps_what_was_typed_and_ties_its_error_to_it():
    drawn = draw('{{ ui.field("value", "Value", "1O4", type="number", error="Enter a number.") }}')
    assert 'value="1O4"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="f-value-err"' in drawn
    assert 'id="f-value-err"' in drawn


def test_a_zero_that_was_typed_stays_in_its_field():
    assert 'value="0"' in draw('{{ ui.field("value", "Value", 0) }}')


def test_a_select_chooses_by_value_whatever_its_type():
    drawn = draw('{{ ui.field("owner", "Owner", "2", options=[(1, "A"), (2, "B")]) }}')
    assert re.search(r'value="2" selected', drawn)
    assert drawn.count("selected") == 1


def test_a_number_without_an_explanation_is_just_a_number():
    assert "<details" not in draw('{{ ui.why("0.59", none) }}')


def test_a_tree_shows_where_one_is_and_links_the_rest():
    node = {"url": "/o/1", "note": "", "status": None, "below": (), "is_here": False}
    drawn = draw(
        '{{ ui.tree(nodes, "Alignment") }}',
        nodes=[
            node | {"title": "Above", "below": [node | {"title": "Here", "is_here": True}]},
        ],
    )
    assert re.findall(r"<a [^>]*>(.*?)</a>", drawn) == ["Above"]
    assert 'class="here"' in drawn


def test_a_template_that_names_what_is_not_there_fails():
    with pytest.raises(Exception, match="undefined"):
        draw("{{ nothing_of_that_name }}")
