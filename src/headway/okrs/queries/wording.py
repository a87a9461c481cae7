"""What the rules over texts find in one text, in words for the person who writes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.core.kinds import KeyResultKind
from headway.core.review import FAMILIES, AnyRule, Finding, Severity, all_rules, review_text
from headway.core.review.languages import words
from headway.core.review.smart import Flag, smart
from headway.web.formats import day, number

SEVERITIES = {Severity.BLOCKS: "error", Severity.WARNS: "warning", Severity.INFORMS: "hint"}


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A finding in a text, with the reason and the examples of its rule."""

    code: str
    severity: str
    title: str
    message: str
    suggestion: str
    why: str
    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, for the page that lists them; ``severities`` gravest first."""

    code: str
    severities: tuple[str, ...]
    title: str
    condition: str
    why: str
    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class RuleFamily:
    """The rules of one family."""

    name: str
    about: str
    rules: tuple[RuleRow, ...]


def filled(template: str, finding: Finding) -> str:
    """A message or suggestion in the reader's language, its numbers and days in their manner."""
    if not template:
        return ""
    said = {name: _plain(value) for name, value in finding.message_values.items()}
    return _(template).format_map(said)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int | float) else str(value)


def text_findings(text: str, level: str, facts: dict[str, Any]) -> list[Finding]:
    """What is found in a text as it is written; a kind that does not exist is not known. No
    query."""
    if facts.get("kind") not in set(KeyResultKind):
        facts = {**facts, "kind": None}
    return review_text(text, level=level, **facts)


def wording_rows(findings: Iterable[Finding]) -> list[WordingRow]:
    """Findings for people. No query."""
    rules = all_rules()
    return [_row(finding, rules[finding.code]) for finding in findings]


def _row(finding: Finding, rule: AnyRule) -> WordingRow:
    return WordingRow(
        finding.code,
        SEVERITIES[finding.severity],
        _(rule.title),
        filled(finding.template, finding),
        filled(finding.advice, finding),
        _(rule.why),
        _(rule.bad),
        _(rule.good),
    )


def smart_flags(findings: Iterable[Finding], facts: dict[str, Any]) -> list[Flag]:
    """The five flags of a text by what is known of it. No query."""
    known = {name for name in ("owner", "source", "deadline") if facts.get(name)}
    known |= {"words"} if words(facts.get("language", "en")).read is not None else set()
    return smart(findings, known)


def rule_families() -> list[RuleFamily]:
    """Every rule, family by family. No query."""
    return [
        RuleFamily(
            family.__name__.rpartition(".")[2],
            (family.__doc__ or "").strip(),
            tuple(
                _rule(r) for r in all_rules().values() if family.__name__.endswith(f".{r.family}")
            ),
        )
        for family in FAMILIES
    ]


def _rule(rule: AnyRule) -> RuleRow:
    used = {reason.severity for reason in rule.reasons.values()}
    return RuleRow(
        rule.code,
        tuple(SEVERITIES[severity] for severity in Severity if severity in used),
        _(rule.title),
        rule.condition,
        _(rule.why),
        _(rule.bad),
        _(rule.good),
    )
