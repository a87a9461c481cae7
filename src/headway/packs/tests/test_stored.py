"""A document that is kept as text is read back as it was, for years."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.packs.formats.document import (
    Cell,
    Column,
    Document,
    Page,
    Prose,
    Table,
)
from headway.packs.formats.stored import from_text, to_text

numbers = st.floats(allow_nan=False, allow_infinity=False)
st.register_type_strategy(float, numbers)
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
documents = st.from_type(Document)


@given(documents)
@settings(max_examples=60, deadline=None)
def test_what_is_read_back_is_what_was_kept(found: Document):
    text = to_text(found)
    assert from_text(text) == found
    assert to_text(from_text(text)) == text


def test_every_block_has_a_name_of_its_own():
    """A block that cannot be kept would only be noticed when somebody freezes it."""
    blocks = get_type_hints(Page)["blocks"].__args__[0].__args__
    made = st.one_of(*(st.builds(block) for block in blocks))
    names = set()

    @given(made)
    @settings(max_examples=200, deadline=None)
    def collect(block: Any) -> None:
        found = document(block)
        assert from_text(to_text(found)) == found
        names.add((type(block), json.loads(to_text(found))["pages"][0]["blocks"][0]["block"]))

    collect()
    assert len(names) == len(blocks) == len({name for _block, name in names})


def document(*blocks: Any) -> Document:
    made_at = datetime(2026, 11, 24, tzinfo=UTC)
    page = Page("1", "text", "Words", "", tuple(blocks))
    return Document("Pack", "Aster", "Aster", date(2026, 11, 24), made_at, (page,))


def test_a_text_of_an_older_version_is_read_and_one_of_a_newer_one_too():
    table = Table("Goals", (Column("Name"),), ((Cell("A", colour="red"),),))
    kept = json.loads(to_text(document(Prose(("Yes.",)), table)))
    del kept["pages"][0]["href"]
    del kept["pages"][0]["name"]
    kept["pages"][0]["blocks"][1]["width"] = 3
    assert from_text(json.dumps(kept)) == document(Prose(("Yes.",)), table)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"title": "Pack"}', "null"])
def test_what_is_no_document_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        from_text(text)


def test_a_number_that_is_none_is_not_kept():
    with pytest.raises(ValueError, match="Out of range"):
        to_text(document(Table("T", (Column("N", True),), ((Cell("–", float("nan")),),))))


def test_a_colour_that_there_is_not_is_refused():
    kept = to_text(document(Table("T", (Column("N"),), ((Cell("A", colour="red"),),))))
    with pytest.raises(ValueError, match="pink"):
        from_text(kept.replace('"red"', '"pink"'))
