"""Reading an English text."""

from __future__ import annotations

from functools import lru_cache

from headway.core.review.languages.english import aims, numbers, vagueness, work
from headway.core.review.languages.english.clauses import Sentence
from headway.core.review.languages.english.tokens import sentences
from headway.core.review.languages.english.verbs import (
    ENSURING,
    FALLING,
    REACHING,
    RISING,
)
from headway.core.review.languages.reading import Reading

READ_AT_MOST = 1_000
"""Letters of a text that are read for its grammar, some 150 words: several times of what can be
remembered, more than a title may have. Some patterns look ahead as far as a sentence goes, so that
a page without a full stop would cost the square of its length."""


def read(text: str) -> Reading:
    """What the rules want to know of a text; of a very long one, what its beginning says.

    >>> found = read("Cut churn from 3 % to 2 %")
    >>> found.number, found.start, found.target, found.direction
    ('3 %', 3.0, 2.0, -1)
    >>> read("Launch the new app").activity
    Cue(kind='verb', word='Launch')
    """
    return _read(text[:READ_AT_MOST])


@lru_cache(maxsize=8192)
def _read(text: str) -> Reading:
    parts = [Sentence(one) for one in sentences(text)]
    figure = numbers.figure(text)
    amount = "" if figure else numbers.amount(text, states=_states(parts))
    task = aims.task(parts, text, figure)
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
        verbs=tuple(aims.joined(parts)),
        words=len(text.split()),
    )


def _states(parts: list[Sentence]) -> bool:
    return not parts or parts[0].verb is None or parts[0].base in REACHING | ENSURING


def _direction(parts: list[Sentence]) -> int:
    verb = parts[0].base if parts else ""
    return 1 if verb in RISING else -1 if verb in FALLING else 0
