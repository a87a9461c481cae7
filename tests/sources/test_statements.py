"""A query as text: what is quoted is left alone, what is a parameter is bound, what is more than
one statement is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.kpis.sources.statements import BadStatement, with_parameters

QUOTED = [
    "'a :since; b'", "'it''s :until'", '"col; :x"', "E'\\':since;'", "$$ :since; ' $$",
    "$tag$ $$ ; :x $tag$", "::date", "'--'", "'/*'",
]  # fmt: skip
PLAIN = ["SELECT", "a", "1", ",", "()", "(1)", "=", "a.b", "%", "5 - 4", "a / b", "$1"]


@given(st.lists(st.sampled_from([*QUOTED, *PLAIN, ":since", ":until"]), min_size=1, max_size=12))
def test_quoted_text_stays_and_parameters_are_written(parts):
    written = with_parameters(" ".join(parts), "<{}>".format)
    assert written == " ".join({":since": "<since>", ":until": "<until>"}.get(p, p) for p in parts)


@given(st.lists(st.sampled_from(["a", "-- ; ' :x\n", "/* ; ' :x */", "/* /* */ */"]), max_size=8))
def test_comments_are_left_out(parts):
    assert with_parameters(" ".join(parts)).split() == ["a"] * parts.count("a")


@given(st.lists(st.sampled_from([*QUOTED, *PLAIN]), min_size=1), st.sampled_from(PLAIN))
def test_a_second_statement_is_refused(parts, more):
    with pytest.raises(BadStatement):
        with_parameters(f"{' '.join(parts)} ; {more}")


@given(st.text(st.sampled_from("aE:;'\"$`-/*\\ \n%?()"), max_size=40))
def test_any_text_is_one_statement_or_refused(text):
    try:
        written = with_parameters(text)
    except BadStatement as refused:
        assert str(refused)
    else:
        assert with_parameters(written) == written


@pytest.mark.parametrize("text", [
    "'", '"', "/*", "/* /* */", "a ' b", "`", "'a' 'b", "(", "((a)", ")", "a) b (c", "a /* ( */ )",
    "');' ; (",
])  # fmt: skip
def test_what_is_not_closed_is_refused(text):
    with pytest.raises(BadStatement):
        with_parameters(text)
