"""What a goal-quality rule is, and the registries that hold and run them.

A rule has a code, a title, the exact condition in words, why it is there, a bad and a good example,
one or more reasons (each a severity and a message), and a function that yields hits. Three
registries exist: rules that read one text, rules that read one objective with its key results, and
rules that read a whole plan. A module of this package is one family; its rules register themselves
when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from headway.core.planning.plan import Ref, SubjectKind
from headway.core.review.languages import Words, words

Value = str | int | float | date
MOST_RELATED = 10
"""A finding names at most so many other things; ``count`` among its values tells the whole."""


class Severity(StrEnum):
    """What a finding asks for."""

    BLOCKS = "E"
    """Publishing waits until it is mended, or overridden with a reason."""
    WARNS = "W"
    """Somebody says: seen, and we keep it."""
    INFORMS = "I"


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which a rule is broken: how grave, what the reader is told, and what to try. Both
    templates have named placeholders, filled from the values of a finding after translation."""

    severity: Severity
    template: str
    suggestion: str = ""


def blocks(template: str, suggestion: str = "") -> Reason:
    """A reason that stops publishing.

    >>> str(blocks("It has no owner.").severity)
    'E'
    """
    return Reason(Severity.BLOCKS, template, suggestion)


def warns(template: str, suggestion: str = "") -> Reason:
    """A reason that must be acknowledged.

    >>> str(warns("It has {count} key results.").severity)
    'W'
    """
    return Reason(Severity.WARNS, template, suggestion)


def informs(template: str, suggestion: str = "") -> Reason:
    """A reason that is only told.

    >>> str(informs("One link is enough.").severity)
    'I'
    """
    return Reason(Severity.INFORMS, template, suggestion)


@dataclass(frozen=True, slots=True)
class Setting:
    """What rules know besides the plan: the day they are run for, and the words of its language."""

    as_of: date
    words: Words

    @classmethod
    def on(cls, as_of: date, language: str = "en") -> Setting:
        """The setting of a day and a language."""
        return cls(as_of, words(language))


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule's function yields: the subject, which of the rule's reasons, the values of its
    message, and the other things involved, nearest first."""

    subject: Ref
    reason: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    related: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule. ``template`` and ``advice`` are message and suggestion before translation,
    see :meth:`told` and :meth:`suggested`."""

    rule: str
    severity: Severity
    subject_kind: SubjectKind
    subject_id: int
    template: str
    message_values: Mapping[str, Value] = field(default_factory=dict)
    related: tuple[Ref, ...] = ()
    reason: str = ""
    advice: str = ""

    @property
    def code(self) -> str:
        """The code of the rule."""
        return self.rule

    @property
    def message(self) -> str:
        """What is the matter, in English."""
        return self.told()

    @property
    def suggestion(self) -> str:
        """What to try, in English; empty where the message says it."""
        return self.suggested()

    @property
    def subject(self) -> Ref:
        """What the finding is about."""
        return Ref(self.subject_kind, self.subject_id)

    def told(self, translate: Callable[[str], str] = str) -> str:
        """The message in the language of ``translate``, with its values filled in as they are."""
        return translate(self.template).format_map(self.message_values)

    def suggested(self, translate: Callable[[str], str] = str) -> str:
        """The suggestion in the language of ``translate``; empty where there is none."""
        return translate(self.advice).format_map(self.message_values) if self.advice else ""


Subject = TypeVar("Subject", contravariant=True)
Check = Callable[[Subject, Setting], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """A goal-quality rule. ``condition`` is exact; ``why`` says what goes wrong without it; ``bad``
    and ``good`` are examples; ``reasons`` go by the names that hits use."""

    code: str
    title: str
    condition: str
    why: str
    bad: str
    good: str
    source: str
    reasons: Mapping[str, Reason]
    check: Check[Subject]

    @property
    def severity(self) -> Severity:
        """The gravest severity that the rule can have."""
        found = {reason.severity for reason in self.reasons.values()}
        return next(severity for severity in Severity if severity in found)

    @property
    def family(self) -> str:
        """The module that holds the rule."""
        return self.check.__module__.rpartition(".")[2]

    def findings(self, subject: Subject, setting: Setting) -> Iterator[Finding]:
        """Every break of this rule in ``subject``."""
        for hit in self.check(subject, setting):
            reason = self.reasons[hit.reason]
            yield Finding(
                rule=self.code,
                severity=reason.severity,
                subject_kind=hit.subject.kind,
                subject_id=hit.subject.id,
                template=reason.template,
                message_values=hit.values,
                related=hit.related[:MOST_RELATED],
                reason=hit.reason,
                advice=reason.suggestion,
            )


class Rules(Generic[Subject]):
    """Rules over one kind of subject, in the order in which they were added."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule[Subject]] = {}

    def add(
        self,
        code: str,
        *,
        title: str,
        condition: str,
        why: str,
        bad: str,
        good: str,
        source: str,
        reasons: Reason | Mapping[str, Reason],
    ) -> Callable[[Check[Subject]], Check[Subject]]:
        """Register the decorated function as the rule ``code``.

        A single reason goes by the empty name. Raises ValueError for a code that is taken.
        """
        if code in self._rules:
            raise ValueError(f"The rule {code} exists already.")
        named = {"": reasons} if isinstance(reasons, Reason) else reasons

        def register(check: Check[Subject]) -> Check[Subject]:
            self._rules[code] = Rule(code, title, condition, why, bad, good, source, named, check)
            return check

        return register

    def __iter__(self) -> Iterator[Rule[Subject]]:
        return iter(self._rules.values())

    def findings(self, subject: Subject, setting: Setting) -> Iterator[Finding]:
        """Every break of every rule in ``subject``, rule by rule."""
        for rule in self:
            yield from rule.findings(subject, setting)


_GRAVEST_FIRST = {severity: rank for rank, severity in enumerate(Severity)}


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """What blocks, then what warns, then what informs; otherwise in the order given.

    >>> told = [Finding("A", Severity.INFORMS, SubjectKind.GOAL, 1, ""),
    ...     Finding("B", Severity.BLOCKS, SubjectKind.GOAL, 1, "")]
    >>> [finding.rule for finding in gravest_first(told)]
    ['B', 'A']
    """
    return sorted(findings, key=lambda finding: _GRAVEST_FIRST[finding.severity])
