"""What a facilitator's script is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a ritual: from minute ``start``, for so many ``minutes``; what is done, and what
    whoever facilitates may say. Texts are before translation."""

    start: int
    minutes: int
    title: str
    do: str
    say: str = ""

    @property
    def end(self) -> int:
        """The minute at which it is over."""
        return self.start + self.minutes


@dataclass(frozen=True, slots=True)
class Script:
    """How to lead a ritual: what it is for, who comes, what is ready before, what happens minute by
    minute, what goes wrong, and what one leaves with."""

    kind: str
    title: str
    purpose: str
    who: str
    before: tuple[str, ...]
    parts: tuple[Part, ...]
    traps: tuple[str, ...]
    output: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.parts[-1].end


def parts(*told: tuple[int, str, str, str]) -> tuple[Part, ...]:
    """Stretches one after the other, from (minutes, title, what is done, what is said).

    >>> [(one.start, one.end) for one in parts((1, "Open", "", ""), (4, "Moved", "", ""))]
    [(0, 1), (1, 5)]
    """
    found: list[Part] = []
    for minutes, title, do, say in told:
        start = found[-1].end if found else 0
        found.append(Part(start, minutes, title, do, say))
    return tuple(found)
