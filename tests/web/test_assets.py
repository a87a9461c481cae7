"""What travels to the browser is small, ours, and whole."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

import headway.web

STATIC = Path(headway.web.__file__).parent / "static"
CSS = (STATIC / "headway" / "headway.css").read_text(encoding="utf-8")
SCRIPTS = sorted((STATIC / "headway" / "js").glob("*.js"))
LAYERS = ["reset", "tokens", "base", "components", "pages"]


def zipped(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def test_our_scripts_stay_under_twenty_four_kilobytes():
    assert sum(script.stat().st_size for script in SCRIPTS) < 24_000


def test_the_page_of_all_components_stays_under_a_hundred_kilobytes_compressed():
    html = Client().get("/components").content
    files = [STATIC / "headway" / name for name in ("headway.css", "sprite.svg")]
    files += [STATIC / "vendor" / "htmx.min.js", *SCRIPTS]
    assert zipped(html) + sum(zipped(file.read_bytes()) for file in files) < 100_000


def test_every_module_that_is_imported_exists_and_is_used():
    imported = {
        (script.parent / name).resolve()
        for script in SCRIPTS
        for name in re.findall(r'from "(\./[\w.]+)"', script.read_text(encoding="utf-8"))
    }
    layout = (STATIC.parent / "jinja2" / "web" / "layout.html").read_text(encoding="utf-8")
    loaded = {STATIC / name for name in re.findall(r'static\("(headway/js/[\w.]+)"\)', layout)}
    assert imported | {entry.resolve() for entry in loaded} == {one.resolve() for one in SCRIPTS}


def test_scripts_run_under_the_policy():
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|\.style\b|https?://(?!www\.w3\.org)", text), (
            script.name
        )


def test_every_custom_property_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+)\s*:", CSS))
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= defined


def test_no_text_of_a_page_needs_a_letter_the_typeface_lacks():
    """Only the subsets that the stylesheet names are shipped; arrows on keys are drawn."""
    ranges = [
        [int(end, 16) for end in found.split("-")]
        for part in re.findall(r"unicode-range: ([^;]+);", CSS)
        for found in part.replace("U+", "").split(", ")
    ]
    shipped = [range(ends[0], ends[-1] + 1) for ends in ranges]
    lacking = {
        f"{letter} in {template.name}"
        for template in STATIC.parents[1].glob("*/jinja2/**/*.html")
        for letter in set(template.read_text(encoding="utf-8")) - set("\n←→↑↓")
        if not any(ord(letter) in letters for letters in shipped)
    }
    assert lacking == set()


def test_colours_are_tokens():
    """Outside the tokens no colour is named, save white and black that veil what lies below."""
    rest = CSS[CSS.index("@layer base {") :]
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rest)


def test_layers_are_declared_in_the_order_of_their_power():
    declared = re.search(r"@layer ([\w, ]+);", CSS)
    assert declared is not None
    assert declared[1].split(", ") == LAYERS
    assert re.findall(r"^@layer (\w+) \{", CSS, flags=re.M) == LAYERS


def test_nothing_is_laid_out_by_left_and_right():
    physical = r"\b(?:margin|padding|border|inset)-(?:left|right)\b|text-align:\s*(?:left|right)"
    assert re.findall(physical, CSS) == []


@pytest.mark.parametrize("name", re.findall(r"url\(\.\./([^)]+)\)", CSS))
def test_what_the_stylesheet_loads_is_there(name):
    assert (STATIC / name).is_file()
