"""What a language's grammar finds in one text; the rules over texts read this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Cue(NamedTuple):
    """What in a text shows something: ``kind`` names how it shows, ``word`` quotes the text."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read.

    ``number`` is the first figure that measures something (a date, a version or a name holds none);
    ``amount`` what else says how much: a number in words, "all" of a subject, a plan that is met.
    ``start`` and ``target`` come from "from … to …", ``has_base`` when both are said. ``relative``
    quotes a change in per cent. ``has_unit``: something says what the number counts. ``direction``
    is 1 or -1 where the verb says rise or fall.

    ``activity`` and ``task`` say why the text names work instead of a result, as a key result and
    as an objective. ``vague`` and ``vague_aim`` quote what leaves open how much, or of what.
    ``usual`` quotes a word of the running business; ``verbs`` are two that are joined.
    """

    number: str = ""
    amount: str = ""
    start: float | None = None
    target: float | None = None
    has_base: bool = False
    relative: str = ""
    has_unit: bool = True
    direction: int = 0
    activity: Cue | None = None
    task: Cue | None = None
    vague: tuple[Cue, ...] = ()
    vague_aim: tuple[Cue, ...] = ()
    usual: str = ""
    verbs: tuple[str, ...] = ()
    words: int = 0
