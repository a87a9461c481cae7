"""Templates have the words of their language compiled in; what varies is filled in and escaped."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from headway.web import backend

ENGINE = engines["jinja2"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{{ _("50 %% of it") }}', "50 % of it"),
        ('{{ _("%(who)s <b>leads</b>", who=name) }}', "&lt;Ada&gt; <b>leads</b>"),
        ('{{ _("%(who)s leads", who="<Ada>") }}', "&lt;Ada&gt; leads"),
        ("{{ _(text) }}", "only now"),
        (
            "{{ name }}{{ name|upper }}{{ 3 }}{{ 1.5 }}{{ true }}{{ none }}",
            "&lt;Ada&gt;&lt;ADA&gt;31.5TrueNone",
        ),
        (
            "{% set both %}{{ name }}&{% endset %}{{ both }}{{ name ~ both }}",
            "&lt;Ada&gt;&&lt;Ada&gt;&lt;Ada&gt;&",
        ),
        (
            "{% macro m(x) %}{{ x }}\"{% endmacro %}{{ m(name) }}{{ [name]|join(m('>')) }}",
            '&lt;Ada&gt;"&lt;Ada&gt;',
        ),
        ('{% set words = {"a": _("Was")} %}{{ words["a"]|lower }}', "was"),
        ('{% macro m() %}{{ _("in %(n)s days", n=3) }}{% endmacro %}{{ m() }}', "in 3 days"),
        ('{{ _("outer %(inner)s", inner=_("and inner")) }}', "outer and inner"),
    ],
)
def test_words_and_values(source: str, shown: str) -> None:
    template = ENGINE.from_string(source)
    assert template.render({"name": "<Ada>", "text": "only now"}) == shown


@given(st.text())
def test_a_text_is_escaped_as_markupsafe_does(text: str) -> None:
    assert backend.escaped(text) == str(escape(text))


def test_a_markupsafe_that_keeps_its_inner_parts_to_itself_will_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backend, "escaped", escape)
    template = ENGINE.from_string("{{ name }}{{ 3 }}{{ both }}")
    assert template.render({"name": "<Ada>", "both": escape("&")}) == "&lt;Ada&gt;3&amp;"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<tr>\n    <td>{{ n }}</td>\n\n  </tr>", "<tr>\n<td>40</td>\n</tr>"),
        ("{{ n }} to\n      {{ n }}", "40 to 40"),
        ("{{ n }}\n      {{ n }}", "40 40"),
        ("{% if n %}\n    <b>all</b>{% endif %}", " <b>all</b>"),
        ("<p>{{ n }}\n  <small>of 50</small></p>", "<p>40 <small>of 50</small></p>"),
        ('<a\n  href="/">{{ typed }}</a>', '<a href="/">two\n  lines</a>'),
    ],
)
def test_the_indents_of_a_template_are_not_sent(source: str, shown: str) -> None:
    template = ENGINE.from_string(source)
    assert template.render({"n": 40, "typed": "two\n  lines"}) == shown


def test_each_language_has_its_own_words() -> None:
    source = '{{ _("yes,no,maybe") }}'
    assert ENGINE.from_string(source).render() == "yes,no,maybe"
    with override("de"):
        assert ENGINE.from_string(source).render() == "Ja,Nein,Vielleicht"
    assert ENGINE.from_string(source).render() == "yes,no,maybe"


def test_an_error_names_the_line_of_the_template() -> None:
    template = ENGINE.from_string('\n\n{{ _("%(who)s leads", who=nobody) }}')
    with pytest.raises(Exception, match="nobody") as caught:
        template.render({})
    assert any(
        entry.lineno + 1 == 3 for entry in caught.traceback if "<template>" in str(entry.path)
    )
