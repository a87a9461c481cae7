"""Formulas of derived KPIs: held against Python's own arithmetic, refused by their place."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import CircleError, DefinitionError, FormulaError, ReadingError
from headway.core.formulas import (
    FUNCTIONS,
    LONGEST,
    MOST_STEPS,
    Formula,
    Input,
    Missing,
    Outcome,
    Reason,
    derive,
    evaluate,
    order,
    outcome,
    parse,
    unit_of,
)
from headway.core.formulas.nodes import Binary, Call, Name, Negative, Number
from headway.core.measurements import Measured

NAMES = ["a", "b", "c_2"]
PYTHON: dict[str, Callable[..., float]] = {
    "sum": lambda *parts: math.fsum(parts),
    "mean": lambda *parts: math.fsum(parts) / len(parts),
    "min": lambda *parts: min(parts), "max": lambda *parts: max(parts), "abs": abs,
}  # fmt: skip
ALLOWED = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.USub, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Call,
    ast.Name, ast.Load, ast.Constant,
)  # fmt: skip

leaves = st.one_of(
    st.sampled_from(NAMES).map(lambda name: Name(name, 1)),
    st.integers(0, 999_999).map(lambda n: Number(n / 1000, 1)),
)


def wider(inner, functions=tuple(FUNCTIONS)):
    def call(function):
        fewest, most = FUNCTIONS[function]
        arguments = st.lists(inner, min_size=fewest, max_size=most or 3)
        return arguments.map(lambda parts: Call(function, tuple(parts), 1))

    return st.one_of(
        inner.map(lambda node: Negative(node, 1)),
        st.tuples(st.sampled_from("+-*/"), inner, inner).map(lambda t: Binary(*t, 1)),
        st.sampled_from(functions).flatmap(call),
    )


formulas = st.recursive(leaves, wider, max_leaves=12).map(Formula)
plain = st.recursive(leaves, lambda inner: wider(inner, list(PYTHON)), max_leaves=12).map(Formula)
inputs = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(-99, 99).map(float)))
gappy = st.fixed_dictionaries(
    dict.fromkeys(NAMES, st.none() | st.integers(-99, 99).map(float))
)  # fmt: skip


@given(formulas)
def test_what_is_written_reads_as_the_same_formula(formula):
    text = str(formula)
    assert parse(text) == formula
    assert str(parse(text)) == text
    assert parse(text.replace(" ", "")) == formula


@given(plain, inputs)
def test_the_value_is_that_of_pythons_own_arithmetic(formula, values):
    tree = ast.parse(str(formula), mode="eval")
    assert all(isinstance(node, ALLOWED) for node in ast.walk(tree))
    try:
        expected = eval(compile(tree, "formula", "eval"), {**PYTHON, "__builtins__": {}}, values)
    except ZeroDivisionError:
        expected = None
    found = outcome(formula, values)
    if expected is None:
        assert found.value is None
    elif found.value is None:
        assert found.reason is Reason.TOO_LARGE, "a part may be, where the whole is not"
    else:
        assert found.value == expected


@given(formulas, gappy)
def test_what_a_missing_input_does(formula, values):
    """Blank never says more than ignore; zero is the formula with noughts where no coalesce asks;
    and with nothing missing the three are one."""
    blank, ignore, zero = (evaluate(formula, values, m) for m in ("blank", "ignore", "zero"))
    noughts = {name: value or 0.0 for name, value in values.items()}
    if "coalesce" not in str(formula):
        assert zero == evaluate(formula, noughts)
        missing = any(values[name] is None for name in formula.names)
        assert blank is None or not missing
        if blank is not None:
            assert blank == ignore == zero
    full = {name: 1.5 if value is None else value for name, value in values.items()}
    whole = [outcome(formula, full, m) for m in ("blank", "ignore", "zero")]
    assert whole[0] == whole[1] == whole[2]


@pytest.mark.parametrize(
    ("text", "missing", "value"),
    [
        ("a + gone", "blank", None),
        ("a + gone", "zero", 6.0),
        ("a + gone", "ignore", None),
        ("sum(a, gone)", "blank", None),
        ("sum(a, gone)", "ignore", 6.0),
        ("mean(a, b, gone)", "ignore", 4.0),
        ("mean(a, b, gone)", "zero", 8 / 3),
        ("min(b, gone)", "ignore", 2.0),
        ("max(gone, gone)", "ignore", None),
        ("abs(gone)", "ignore", None),
        ("sum(a, b / 0)", "ignore", None),
        ("coalesce(gone, a)", "blank", 6.0),
        ("coalesce(gone, a)", "zero", 6.0),
        ("coalesce(gone, gone)", "zero", 0.0),
        ("coalesce(a / 0, -1)", "blank", -1.0),
        ("coalesce(a - 6, b)", "blank", 0.0),
    ],
)
def test_rules_for_missing_inputs(text, missing, value):
    assert evaluate(parse(text), {"a": 6.0, "b": 2, "gone": None}, missing) == value


def test_why_there_is_no_result():
    found = outcome(parse("a + sum(x, y) / b"), {"a": 1, "b": 2})
    assert (found.reason, found.names, found.column) == ("missing", ("x", "y"), 9)
    assert outcome(parse("x / (a - 1)"), {"a": 1, "x": 4}).reason == "divided_by_zero"
    assert outcome(parse("x + 1 / 0"), {}).reason == "divided_by_zero"
    assert outcome(parse("a * a"), {"a": 1e9}) == Outcome(None, Reason.TOO_LARGE, 3)
    with pytest.raises(ReadingError):
        evaluate(parse("a"), {"a": math.inf})
    with pytest.raises(ValueError):
        evaluate(parse("a"), {"a": 1}, "nought")


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 1, "write a formula"),
        ("   ", 1, "write a formula"),
        ("a +", 4, "a number, a name or an opening bracket belongs here"),
        ("a b", 3, "put + - * or / before “b”"),
        ("2a", 2, "before “a”"),
        ("(a + b", 1, "this bracket is never closed"),
        ("a + b)", 6, "was never opened"),
        ("a * 1,5", 6, "write 1.5"),
        ("sum()", 1, "sum takes 1 arguments or more"),
        ("abs(a, b)", 1, "abs takes one argument"),
        ("1 + coalesce(a)", 5, "coalesce takes 2 arguments or more"),
        ("a + sum", 5, "give sum its arguments in brackets"),
        ("pow(a, 2)", 1, "no function “pow”. Use one of: sum, mean"),
        ("a ^ 2", 3, "“^” is not known here"),
        ("a ** 2", 4, "belongs here"),
        ("+a", 1, "belongs here"),
        ("Revenue / 2", 1, "small letters"),
        ("__import__", 1, "small letters"),
        ("ärger", 1, "“ä” is not known here"),
        ("a.b", 2, "“.” is not known here"),
        ("a + 'x'", 5, "“'” is not known here"),
        ("1e5", 2, "before “e5”"),
        ("9" * 21, 1, "at most 20 characters"),
        ("9999999999999999", 1, "up to 1e15"),
        ("a" * 61, 1, "small letters"),
        ("a+" * 300 + "a", LONGEST + 1, "at most 500 characters"),
        ("(" * (MOST_STEPS + 1), MOST_STEPS + 1, "at most 60 signs"),
        ("a" + "+a" * (MOST_STEPS + 1), 122, "at most 60 signs"),
        ("-" * 400 + "a", MOST_STEPS + 1, "at most 60 signs"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_column(text, column, says):
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert says in str(refused.value)
    assert (refused.value.column, refused.value.field) == (column, "formula")
    assert refused.value.template.format(**refused.value.parts) == str(refused.value)


@given(st.text(max_size=40) | st.text("ab12 .,+-*/()", max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        parse(text)
    except FormulaError as refused:
        assert 1 <= refused.column <= len(text) + 1


def test_other_signs_people_write():
    assert str(parse("a − b × c ÷ 2")) == "a - b * c / 2"
    assert evaluate(parse("a : 4"), {"a": 2}) == 0.5


UNITS = {
    "cost": "€", "fees": "€", "hours": "h", "rate": "€/h", "churn": "%", "orders": "", "side": "m",
    "area": "m²",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("cost + fees - 3", "€"),
        ("cost / hours", "€/h"),
        ("rate * hours + cost", "€"),
        ("cost / orders", "€"),
        ("orders / hours", "1/h"),
        ("orders + 1", ""),
        ("cost / fees * 100", ""),
        ("1 / hours", "1/h"),
        ("2 * 3", ""),
        ("side * side + area", "m²"),
        ("area * area", "m⁴"),
        ("area / side", "m"),
        ("cost / hours / side", "€/h/m"),
        ("-abs(max(cost, fees, 0))", "€"),
        ("mean(churn, 100 - churn)", "%"),
        ("churn / 100", ""),
        ("cost * churn / 100", "€"),
        ("cost * churn", "€·%"),
        ("coalesce(fees, 0)", "€"),
    ],
)
def test_units_are_put_together(text, unit):
    assert unit_of(parse(text), UNITS) == unit
    again = unit_of(parse("all + all"), {"all": unit})
    assert again == unit, "a unit reads as it is written"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cost + hours", "Column 6: cost is in € and hours in h; give both one unit."),
        ("orders - cost", "Column 8: cost is in € and orders is a plain number"),
        ("max(cost, 1, rate / 2)", "Column 1: cost is in € and rate / 2 in €/h"),
        ("churn + orders", "churn is in % and orders is a plain number"),
        ("cost * nothing", "Column 8: “nothing” is none of the KPIs given"),
    ],
)
def test_units_that_differ_are_refused_naming_both(text, says):
    with pytest.raises(FormulaError) as refused:
        unit_of(parse(text), UNITS)
    assert says in str(refused.value)


graphs = st.dictionaries(st.integers(0, 12), st.lists(st.integers(0, 15), max_size=4), max_size=12)


@given(graphs)
def test_each_formula_comes_after_its_inputs_or_a_real_circle_is_named(graph):
    try:
        found = order(graph)
    except CircleError as refused:
        assert refused.path[0] == refused.path[-1]
        assert all(after in graph[before] for before, after in pairwise(refused.path))
        return
    assert sorted(found) == sorted(graph)
    place = {node: at for at, node in enumerate(found)}
    assert all(place[i] < place[node] for node in graph for i in graph[node] if i in graph)


days = st.integers(0, 200).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
measured = st.dictionaries(days, st.integers(-99, 99).map(float) | st.none(), max_size=20)


@given(measured, measured, st.sampled_from(list(Missing)), st.randoms())
def test_of_the_same_period_a_formula_over_periods_is_the_formula(one, other, missing, random):
    """Value by value it is what ``outcome`` says, whatever the order of values and days."""
    given = {
        "a": [Measured(day, value=value) for day, value in one.items()],
        "b": [Measured(day, value=value) for day, value in other.items()],
    }
    wanted = [*one, *other]
    for some in (*given.values(), wanted):
        random.shuffle(some)
    inputs = {name: Input(some, how="sum", cadence="daily") for name, some in given.items()}
    formula = parse("sum(a, b) / coalesce(b, 2)")
    found = derive(formula, inputs, wanted, frequency="daily", missing=missing)
    assert [each.period.start for each in found] == sorted({*one, *other})
    for each in found:
        values = {"a": one.get(each.period.start), "b": other.get(each.period.start)}
        assert each.outcome == outcome(formula, values, missing)


@given(st.sets(st.integers(1, 90)), st.sampled_from(["sum", "mean", "last"]))
def test_a_longer_period_has_a_value_when_every_shorter_one_has(present, how):
    """With ``blank`` exactly then; with ``zero`` and ``ignore`` from the first on, an estimate
    until the last."""
    year = date(2026, 1, 1)
    values = [Measured(year + timedelta(days=at - 1), value=float(at)) for at in present]
    given = {"a": Input(values, how=how, cadence="daily")}
    [blank] = derive(parse("a"), given, [year], frequency="quarterly")
    [some] = derive(parse("sum(a)"), given, [year], frequency="quarterly", missing="ignore")
    assert (blank.value is not None) == (len(present) == 90)
    assert (some.value is not None) == bool(present)
    assert some.is_estimated == (0 < len(present) < 90)
    assert (some.parts["a"].present, some.parts["a"].expected) == (len(present), 90)


def test_what_does_not_apply_is_told_from_what_is_missing():
    """Only where nothing else is wanting does the result not apply either."""
    day = date(2026, 3, 1)
    closed = Input([Measured(day, applicable=False)], how="sum", cadence="monthly")
    open_ = Input([Measured(day, value=4.0)], how="sum", cadence="monthly")
    nothing = Input([], how="sum", cadence="monthly")

    def applies(b: Input) -> bool:
        [found] = derive(parse("a / b"), {"a": closed, "b": b}, [day], frequency="monthly")
        assert found.value is None
        return found.applicable

    assert (applies(open_), applies(closed), applies(nothing)) == (False, False, True)


def test_an_input_of_longer_periods_is_refused():
    """Values are never split."""
    years = Input([Measured(date(2026, 1, 1), value=1.0)], how="sum", cadence="yearly")
    with pytest.raises(DefinitionError):
        derive(parse("a"), {"a": years}, [date(2026, 1, 1)], frequency="monthly")
