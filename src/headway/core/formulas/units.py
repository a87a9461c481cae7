"""The unit of a formula: the same units add up, products and ratios are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headway.core.errors import FormulaError
from headway.core.formulas.nodes import Binary, Call, Formula, Name, Negative, Node, Number
from headway.core.texts import gettext_noop as _

PERCENT = "%"
_DIGITS, _SMALL = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED, _LOWERED = str.maketrans(_DIGITS, _SMALL), str.maketrans(_SMALL, _DIGITS)
_MOST_POWER = 9


@dataclass(frozen=True, slots=True)
class Unit:
    """Powers by base, such as € to the 1 and h to the -1. ``free`` is a number that stands in the
    formula: it has the unit of what it is added to or compared with."""

    powers: tuple[tuple[str, int], ...] = ()
    free: bool = False

    def __str__(self) -> str:
        above = "·".join(_raised(base, power) for base, power in self.powers if power > 0)
        below = "".join(f"/{_raised(base, -power)}" for base, power in self.powers if power < 0)
        return f"{above or '1'}{below}" if below else above

    def times(self, other: Unit, way: int) -> Unit:
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) + way * power
        left = tuple((base, power) for base, power in powers.items() if power)
        return Unit(left, self.free and other.free)


FREE = Unit(free=True)


def unit_of(formula: Formula, units: Mapping[str, str]) -> str:
    """The unit of a formula's value; an empty text for plain numbers.

    Parts that are added or compared must have the same unit. Products and ratios put units
    together; what cancels is gone. A number that stands in the formula takes the unit of what it
    is added to and changes no unit by multiplying; but a value in % that is divided by 100 is a
    plain number.

    Parameters
    ----------
    units
        By name; empty for plain numbers. Written as ``€``, ``€/h``, ``m²`` or any word.

    Returns
    -------
    str

    Raises
    ------
    FormulaError
        Two units that cannot be added or compared, naming both; a name without an entry.

    Examples
    --------
    >>> from headway.core.formulas.parsing import parse
    >>> units = {"cost": "€", "fees": "€", "hours": "h", "churn": "%"}
    >>> unit_of(parse("(cost + fees) / hours"), units)
    '€/h'
    >>> unit_of(parse("100 - churn"), units), unit_of(parse("cost / fees"), units)
    ('%', '')
    >>> unit_of(parse("cost * churn / 100"), units), unit_of(parse("churn / 100 * cost"), units)
    ('€', '€')
    >>> unit_of(parse("cost + hours"), units)
    Traceback (most recent call last):
    headway.core.errors.FormulaError: Column 6: cost is in € and hours in h; give both one unit.

    Source: docs/methods 3.9.
    """
    return str(_of(formula.root, units))


def _of(node: Node, units: Mapping[str, str]) -> Unit:
    match node:
        case Number():
            return FREE
        case Name(name, column):
            if name not in units:
                raise FormulaError(
                    _("Column {column}: “{word}” is none of the KPIs given."),
                    code="UNKNOWN",
                    column=column,
                    parts={"word": name},
                )
            return _read(units[name])
        case Negative(of):
            return _of(of, units)
        case Binary("*", left, right):
            return _of(left, units).times(_of(right, units), 1)
        case Binary("/", left, right):
            whole = _of(left, units)
            if right == Number(100, 0) and dict(whole.powers).get(PERCENT, 0) > 0:
                return whole.times(Unit(((PERCENT, 1),)), -1)
            return whole.times(_of(right, units), -1)
        case Binary(_, left, right, column):
            return _same([left, right], units, column)
        case Call(_, arguments, column):
            return _same(arguments, units, column)


def _same(parts: Sequence[Node], units: Mapping[str, str], column: int) -> Unit:
    """The one unit that all parts have, numbers of the formula left aside."""
    found, owner = FREE, parts[0]
    for part in parts:
        unit = _of(part, units)
        if unit.free:
            continue
        if found.free:
            found, owner = unit, part
        elif dict(found.powers) != dict(unit.powers):
            raise _differ(owner, found, part, unit, column)
    return found


def _differ(left: Node, one: Unit, right: Node, other: Unit, column: int) -> FormulaError:
    if not one.powers:
        left, one, right, other = right, other, left, one
    template = (
        _("Column {column}: {left} is in {unit} and {right} in {other}; give both one unit.")
        if other.powers
        else _(
            "Column {column}: {left} is in {unit} and {right} is a plain number; "
            "give both one unit."
        )
    )
    parts = {"left": left, "unit": one, "right": right, "other": other}
    return FormulaError(
        template,
        code="UNITS",
        column=column,
        parts={key: str(part) for key, part in parts.items()},
    )


def _read(text: str) -> Unit:
    """A unit as people write it: a product, then what it is divided by."""
    unit = Unit()
    for at, part in enumerate(text.split("/")):
        for base in part.replace("*", "·").split("·"):
            raised = base.strip()
            word = raised.rstrip(_SMALL).strip()
            digits = raised[len(raised.rstrip(_SMALL)) :].translate(_LOWERED)
            power = min(int(digits or 1), _MOST_POWER)
            if word and word != "1":
                unit = unit.times(Unit(((word, power),)), -1 if at else 1)
    return unit


def _raised(base: str, power: int) -> str:
    return base if power == 1 else f"{base}{str(power).translate(_RAISED)}"
