"""The value of a formula, or why it has none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from headway.core.definitions import is_ordinary
from headway.core.errors import ReadingError
from headway.core.formulas.nodes import Binary, Call, Formula, Name, Negative, Node, Number
from headway.core.texts import gettext_noop as _


class Missing(StrEnum):
    """What an input without a value does. ``blank``: there is no result. ``zero``: it counts as 0.
    ``ignore``: sum, mean, min and max go by the others; elsewhere there is no result."""

    BLANK = "blank"
    ZERO = "zero"
    IGNORE = "ignore"


class Reason(StrEnum):
    """Why there is no result."""

    MISSING = "missing"
    DIVIDED_BY_ZERO = "divided_by_zero"
    TOO_LARGE = "too_large"
    """Beyond 1e15, where neighbouring whole numbers cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value, or None and why: at which column of the formula as it was written, and for
    ``missing`` the names without a value."""

    value: float | None
    reason: Reason | None = None
    column: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """No value, and why."""

    reason: Reason
    column: int
    names: tuple[str, ...] = ()


Value = float | Gap
Inputs = Mapping[str, float | None]


def evaluate(formula: Formula, values: Inputs, missing: str = Missing.BLANK) -> float | None:
    """The value of a formula; None where it has none, and ``outcome`` says why.

    >>> from headway.core.formulas.parsing import parse
    >>> formula = parse("sum(north, south) / 2")
    >>> evaluate(formula, {"north": 4, "south": 6})
    5.0
    >>> evaluate(formula, {"north": 4}), evaluate(formula, {"north": 4}, missing="ignore")
    (None, 2.0)

    Raises as ``outcome`` does. Source: docs/methods 3.9.
    """
    return outcome(formula, values, missing).value


def outcome(formula: Formula, values: Inputs, missing: str = Missing.BLANK) -> Outcome:
    """The value of a formula, or why it has none.

    ``coalesce`` takes the first of its arguments that has a value, whatever ``missing`` says.

    Parameters
    ----------
    values
        By name; a name that is left out, or None, is missing.
    missing
        What an input without a value does, see ``Missing``.

    Returns
    -------
    Outcome

    Raises
    ------
    ReadingError
        An input is no ordinary number.
    ValueError
        ``missing`` is none of the three.

    Examples
    --------
    >>> from headway.core.formulas.parsing import parse
    >>> found = outcome(parse("won / visits"), {"won": 3, "visits": 0})
    >>> found.value, str(found.reason), found.column
    (None, 'divided_by_zero', 5)
    >>> outcome(parse("coalesce(refunds, 0) + sales"), {"sales": 4}).value
    4.0

    Source: docs/methods 3.9.
    """
    rule = Missing(missing)
    given = {name: values.get(name) for name in formula.names}
    if not all(value is None or is_ordinary(value) for value in given.values()):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="values")
    found = _of(formula.root, given, rule)
    if isinstance(found, Gap):
        return Outcome(None, found.reason, found.column, found.names)
    return Outcome(found + 0.0)  # no minus zero


def _of(node: Node, values: Inputs, rule: Missing) -> Value:
    match node:
        case Number(value):
            return value
        case Name(name, column):
            given = values[name]
            if given is not None:
                return float(given)
            return 0.0 if rule is Missing.ZERO else Gap(Reason.MISSING, column, (name,))
        case Negative(of):
            inner = _of(of, values, rule)
            return inner if isinstance(inner, Gap) else -inner
        case Binary():
            return _binary(node, values, rule)
        case Call(function="coalesce"):
            return _first_with_value(node, values, rule)
        case Call():
            return _call(node, values, rule)


def _binary(node: Binary, values: Inputs, rule: Missing) -> Value:
    parts = [_of(node.left, values, rule), _of(node.right, values, rule)]
    gap = _gap(parts)
    if gap:
        return gap
    left, right = (part for part in parts if not isinstance(part, Gap))
    if node.sign == "/" and right == 0:
        return Gap(Reason.DIVIDED_BY_ZERO, node.column)
    return _held(_OPERATIONS[node.sign](left, right), node.column)


def _call(node: Call, values: Inputs, rule: Missing) -> Value:
    parts = [_of(argument, values, rule) for argument in node.arguments]
    gap = _gap(parts)
    present = [part for part in parts if not isinstance(part, Gap)]
    ignored = rule is Missing.IGNORE and node.function != "abs" and present
    if gap and not (ignored and gap.reason is Reason.MISSING):
        return gap
    return _held(_CALLS[node.function](present), node.column)


def _first_with_value(node: Call, values: Inputs, rule: Missing) -> Value:
    """All but the last are asked whether they have a value, so nothing counts as 0 there."""
    asked = Missing.BLANK if rule is Missing.ZERO else rule
    for argument in node.arguments[:-1]:
        found = _of(argument, values, asked)
        if not isinstance(found, Gap):
            return found
    return _of(node.arguments[-1], values, rule)


def _gap(parts: Sequence[Value]) -> Gap | None:
    """What keeps the parts from a result: a fault before what is only missing, of that all."""
    gaps = [part for part in parts if isinstance(part, Gap)]
    faults = [gap for gap in gaps if gap.reason is not Reason.MISSING]
    if faults or not gaps:
        return faults[0] if faults else None
    names = dict.fromkeys(name for gap in gaps for name in gap.names)
    return Gap(Reason.MISSING, gaps[0].column, tuple(names))


def _held(value: float, column: int) -> Value:
    return value if is_ordinary(value) else Gap(Reason.TOO_LARGE, column)


_OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
_CALLS: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": math.fsum,
    "mean": lambda parts: math.fsum(parts) / len(parts),
    "min": min,
    "max": max,
    "abs": lambda parts: abs(parts[0]),
}
