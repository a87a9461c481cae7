"""Reading an English text."""

from __future__ import annotations

from functools import lru_cache

from headway.core.review.languages.english import numbers, vagueness, work
from headway.core.review.languages.english.clauses import Sentence
from headway.core.review.languages.english.tokens import sentences
from headway.core.review.languages.english.verbs import (
    ENSURING,
    FALLING,
    REACHING,
    RISING,
)
from headway.core.review.languages.reading import Reading


@lru_cache(maxsize=8192)
def read(text: str) -> Reading:
    """What the rules want to know of a text.

    >>> found = read("Cut churn from 3 % to 2 %")
    >>> found.number, found.start, found.target, found.direction
    ('3 %', 3.0, 2.0, -1)
    >>> read("Launch the new app").activity
    Cue(kind='verb', word='Launch')
    """
    parts = [Sentence(one) for one in sentences(text)]
    figure = numbers.figure(text)
    amount = "" if figure else numbers.amount(text, states=_states(parts))
    task = work.task(parts, text, figure)
    has_base, start, target = numbers.base(text)
    return Reading(
        number=figure,
        amount=amount,
        start=start,
        target=target,
        has_base=has_base,
        relative=numbers.relative(text),
        has_unit=numbers.has_unit(text),
        direction=_direction(parts),
        activity=work.activity(parts, text, figure or amount),
        task=task,
        vague=tuple(vagueness.of_result(parts, text)),
        vague_aim=tuple(vagueness.of_aim(parts, text, task)),
        usual=vagueness.usual(text),
        verbs=tuple(work.joined(parts)),
        words=len(text.split()),
    )


def _states(parts: list[Sentence]) -> bool:
    return not parts or parts[0].verb is None or parts[0].base in REACHING | ENSURING


def _direction(parts: list[Sentence]) -> int:
    verb = parts[0].base if parts else ""
    return 1 if verb in RISING else -1 if verb in FALLING else 0
