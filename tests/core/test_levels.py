"""Scales of words: there and back, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import DefinitionError
from headway.core.levels import level_problems, levels_in, score_of, word_at

SCALE = [("Not begun", 0), ("Piloted", 40), ("In use", 80), ("Everywhere", 100)]
names = st.lists(
    st.text("abcdefgh ÄÖß", min_size=1, max_size=30).map(lambda t: " ".join(t.split())),
    min_size=2, max_size=7, unique_by=str.casefold,
).filter(all)  # fmt: skip


@given(names, st.data())
def test_a_word_is_its_score_and_back_and_as_it_is_written(words, data):
    scores = sorted(data.draw(st.sets(
        st.integers(0, 200).map(lambda n: n / 2), min_size=len(words), max_size=len(words)
    )))  # fmt: skip
    scale = list(zip(words, scores, strict=True))
    assert level_problems(scale) == []
    for word, score in scale:
        assert (
            score_of(
                scale, f" {word.upper() if word.upper().casefold() == word.casefold() else word}"
            )
            == score
        )
        assert word_at(scale, score) == word
    assert levels_in("\n".join(f"{word}: {score}" for word, score in scale)) == scale
    assert levels_in(" | ".join(f"{word} {score}" for word, score in scale)) == scale


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ([("One", 0)], "COUNT"),
        ([(f"L{at}", at) for at in range(8)], "COUNT"),
        ([("One",), ("Two", 1)], "PAIR"),
        ([("", 0), ("Two", 1)], "NAME"),
        ([("12", 0), ("Two", 1)], "NAME"),
        ([("x" * 41, 0), ("Two", 1)], "NAME"),
        ([(3, 0), ("Two", 1)], "NAME"),
        ([("1e5", 0), ("Two", 1)], "NAME"),
        ([("Two", 0), ("two", 1)], "TWICE"),
        ([("A b", 0), ("a  B", 1)], "TWICE"),
        ([("Two|three", 0), ("Two", 1)], "SIGN"),
        ([("One\nmore", 0), ("Two", 1)], "SIGN"),
        ([("One\x00", 0), ("Two", 1)], "SIGN"),
        ([("n/a", 0), ("Two", 1)], "SIGN"),
        ([("N/A yet", 0), ("Two", 1)], "SIGN"),
        ([("~High", 0), ("Two", 1)], "SIGN"),
        ([("=High", 0), ("Two", 1)], "SIGN"),
        ([("High:", 0), ("Two", 1)], "SIGN"),
        ("Low 0 | High 9", "PAIR"),
        ([None, ("Two", 1)], "PAIR"),
        ([["One", None], ("Two", 1)], "SCORE"),
        ([("One", -1), ("Two", 1)], "SCORE"),
        ([("One", 0), ("Two", float("nan"))], "SCORE"),
        ([("One", 0), ("Two", True)], "SCORE"),
        ([("One", 5), ("Two", 5)], "ORDER"),
    ],
)
def test_what_is_no_scale_is_refused(levels, code):
    assert level_problems(levels)[0].code == code


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)


@given(json_like | st.lists(st.lists(json_like, min_size=2, max_size=2), min_size=2, max_size=7))
def test_whatever_is_sent_is_a_scale_or_says_why_not(sent):
    for one in level_problems(sent):
        assert one.code
        assert str(one)


@given(st.lists(st.text(max_size=12), min_size=2, max_size=7))
def test_a_scale_that_is_taken_can_be_written_and_read_back(words):
    scale = [(word, float(at)) for at, word in enumerate(words)]
    if level_problems(scale):
        return
    folded = [(" ".join(word.split()), score) for word, score in scale]
    assert levels_in("\n".join(f"{word}: {score:g}" for word, score in folded)) == folded
    assert levels_in(" | ".join(f"{word}: {score:g}" for word, score in folded)) == folded


def test_a_level_without_a_score_cannot_be_read():
    with pytest.raises(DefinitionError):
        levels_in("Not begun 0\nPiloted")
    assert (score_of(SCALE, "done"), word_at(SCALE, 50)) == (None, None)
    assert level_problems([]) == []
