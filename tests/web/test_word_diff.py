"""Two texts word by word: nothing of either is lost, whatever they say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headway.web.word_diff import LONGEST, pieces

words = st.lists(st.sampled_from(["ten", "farms", "save", "water", "and", "soil"]), max_size=12)
texts = words.map(" ".join) | st.text(max_size=40)


def sides(found):
    before = "".join(piece.text for piece in found if piece.kind != "ins")
    after = "".join(piece.text for piece in found if piece.kind != "del")
    return before, after


@given(texts, texts)
def test_both_texts_can_be_read_off(before, after):
    assert sides(pieces(before, after)) == (before, after)


@given(texts)
def test_a_text_and_itself_differ_in_nothing(text):
    assert {piece.kind for piece in pieces(text, text)} <= {"same"}


def test_a_word_that_changed_stands_alone():
    found = pieces("Raise activation to 60 %", "Raise activation to 70 %")
    assert [piece.text for piece in found if piece.kind != "same"] == ["60", "70"]


def test_texts_with_little_in_common_stand_one_after_the_other():
    found = pieces("Ten farms save water", "Nobody calls us a second time about water")
    assert [piece.kind for piece in found] == ["del", "ins"]


def test_very_long_texts_are_not_compared_word_by_word():
    before, after = "a " * LONGEST, "a " * LONGEST + "b"
    assert sides(pieces(before, after)) == (before, after)
    assert len(pieces(before, after)) == 2
