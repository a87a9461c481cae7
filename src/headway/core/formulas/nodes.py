"""What a formula is made of, and how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

FUNCTIONS: dict[str, tuple[int, int | None]] = {
    "sum": (1, None),
    "mean": (1, None),
    "min": (1, None),
    "max": (1, None),
    "abs": (1, 1),
    "coalesce": (2, None),
}
"""By name: the fewest and the most arguments; None for any number."""

SUM, PRODUCT, ATOM = 1, 2, 3
_STRENGTH = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the formula; not negative."""

    value: float
    column: int = field(compare=False)

    def __str__(self) -> str:
        text = f"{Decimal(repr(self.value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Name:
    """A KPI's value, by the name the formula has for it."""

    name: str
    column: int = field(compare=False)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Negative:
    """What it is of, with the other sign."""

    of: Node
    column: int = field(compare=False)

    def __str__(self) -> str:
        return f"-{_bracketed(self.of, ATOM)}"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two parts with ``+``, ``-``, ``*`` or ``/`` between them."""

    sign: str
    left: Node
    right: Node
    column: int = field(compare=False)

    def __str__(self) -> str:
        strength = _STRENGTH[self.sign]
        left, right = _bracketed(self.left, strength), _bracketed(self.right, strength + 1)
        return f"{left} {self.sign} {right}"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ``FUNCTIONS`` and its arguments."""

    function: str
    arguments: tuple[Node, ...]
    column: int = field(compare=False)

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


Node = Number | Name | Negative | Binary | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read. Its text is written anew: the same for the same formula."""

    root: Node

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs, each once, in the order in which they stand."""
        return tuple(dict.fromkeys(_names(self.root)))

    def __str__(self) -> str:
        return str(self.root)


def _names(node: Node) -> Iterator[str]:
    match node:
        case Name(name):
            yield name
        case Negative(of):
            yield from _names(of)
        case Binary(_, left, right):
            yield from _names(left)
            yield from _names(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from _names(argument)


def _bracketed(node: Node, at_least: int) -> str:
    weak = isinstance(node, Binary) and _STRENGTH[node.sign] < at_least
    return f"({node})" if weak else str(node)
