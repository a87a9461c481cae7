"""How well the rules over texts agree with people who labelled sentences (docs/methods 6.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from headway.core.review.single import review_text

MOST_MISTAKES = 5


class Question(StrEnum):
    """What is asked of a sentence."""

    UNMEASURED = "unmeasured"
    OUTPUT = "output"
    VAGUE = "vague"


ANSWERED_BY = {
    Question.UNMEASURED: frozenset({"KR_NO_NUMBER"}),
    Question.OUTPUT: frozenset({"KR_ACTIVITY", "OBJ_IS_TASK"}),
    Question.VAGUE: frozenset({"VAGUE_WORDS"}),
}


class Labelled(NamedTuple):
    """A sentence as people judged it; ``level`` is objective or key_result."""

    text: str
    level: str
    measurable: bool
    is_output: bool
    is_vague: bool
    organisation: str

    def says(self, question: Question) -> bool | None:
        """The label; None where the question is not asked of such a sentence."""
        if question is Question.UNMEASURED:
            return None if self.level == "objective" else not self.measurable
        return self.is_output if question is Question.OUTPUT else self.is_vague


class Mistake(NamedTuple):
    """A sentence on which rule and people differ; ``found`` is what the rule said, if it spoke."""

    text: str
    level: str
    found: str


@dataclass(slots=True)
class Agreement:
    """How often findings and labels agree on one question."""

    hits: int = 0
    wrong: int = 0
    missed: int = 0
    right_silences: int = 0
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """The share of findings that people share; None without findings."""
        return _share(self.hits, self.hits + self.wrong)

    @property
    def recall(self) -> float | None:
        """The share of labels that are found; None without labels."""
        return _share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both.

        >>> Agreement(hits=3, wrong=1, missed=1).f1
        0.75
        """
        return _share(2 * self.hits, 2 * self.hits + self.wrong + self.missed)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def agreement(sentences: Iterable[Labelled], question: Question) -> Agreement:
    """How the rules answer a question about sentences.

    >>> told = Labelled("Launch the app", "key_result", False, True, False, "A")
    >>> agreement([told], Question.OUTPUT).f1
    1.0
    """
    found = Agreement()
    for one in sentences:
        label = one.says(question)
        if label is None:
            continue
        messages = [
            finding.message
            for finding in review_text(one.text, level=one.level)
            if finding.code in ANSWERED_BY[question]
        ]
        _count(found, one, label, messages)
    return found


def _count(found: Agreement, one: Labelled, label: bool, messages: list[str]) -> None:
    if messages and label:
        found.hits += 1
    elif not messages and not label:
        found.right_silences += 1
    else:
        found.wrong += bool(messages)
        found.missed += not messages
        found.mistakes.append(Mistake(one.text, one.level, messages[0] if messages else ""))


class Split(NamedTuple):
    """The agreement on one question: over all, on each organisation, and on all without it."""

    question: Question
    overall: Agreement
    by_organisation: dict[str, Agreement]
    without: dict[str, Agreement]


def evaluation(sentences: Iterable[Labelled]) -> list[Split]:
    """All questions, overall and organisation by organisation.

    The rules have no parameters that are fitted, so an organisation left out is judged by the same
    rules; where its figures fall behind the others', words of the others have crept in.

    >>> split = evaluation([Labelled("Launch the app", "key_result", False, True, False, "A")])[1]
    >>> split.question.value, split.by_organisation["A"].hits
    ('output', 1)
    """
    known = list(sentences)
    names = sorted({one.organisation for one in known})
    return [
        Split(
            question,
            agreement(known, question),
            {name: agreement(_only(known, name), question) for name in names},
            {name: agreement(_others(known, name), question) for name in names},
        )
        for question in Question
    ]


def _only(known: Iterable[Labelled], name: str) -> list[Labelled]:
    return [one for one in known if one.organisation == name]


def _others(known: Iterable[Labelled], name: str) -> list[Labelled]:
    return [one for one in known if one.organisation != name]
