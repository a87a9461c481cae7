"""What workers look after regularly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_regulars: dict[str, Regular] = {}


@dataclass(frozen=True, slots=True)
class Regular:
    """A function that each worker calls every so many seconds, between jobs. Several workers call
    it side by side, so it claims what it takes."""

    name: str
    call: Callable[[], object]
    seconds: float


def every(*, seconds: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function of a ``jobs`` module."""

    def register(call: Callable[[], object]) -> Callable[[], object]:
        name = f"{call.__module__}.{call.__qualname__}"
        _regulars[name] = Regular(name, call, seconds)
        return call

    return register


def regulars() -> list[Regular]:
    """All that is registered."""
    return list(_regulars.values())
