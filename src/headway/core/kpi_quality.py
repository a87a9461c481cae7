"""Whether the definition of a KPI says enough, and whether a unit sees ahead (docs/methods 3.8)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headway.core.bands import TOLERANCE

LEADING_SHARE = 0.30
"""Of a unit's KPIs at least so many should move before the outcome does."""
FEWEST_WORDS = 3
"""Names and numbers that a formula has at least: one thing, what is done to it, another."""

_WORD = re.compile(r"\w+")
_DIVIDED = re.compile(
    r"[/÷:]|%\s*of\b|\b(?:by|over|ratio|share of|out of|percentage of|per ?cent of|of all)\b"
    r"|\bper\b(?!\s*cent)",
    re.IGNORECASE,
)
"""What says in English that something is divided; signs say it in every language."""


class Gap(StrEnum):
    """What a definition leaves open."""

    OWNER = "owner"
    """Nobody answers for it."""
    NAME = "name"
    """It is called by a letter or a sign: nobody knows by it what is measured."""
    QUESTION = "question"
    """It does not say what it is for."""
    FORMULA = "formula"
    """There is none, or a stranger who can count could not compute it."""
    RESPONSE_PLAN = "response_plan"
    """It does not say what happens when it signals."""
    COUNTER = "counter"
    """Nothing shows what suffers when somebody chases it alone."""
    LEADING = "leading"
    """It is an outcome, and no other KPI is said to move before it."""
    REVIEW = "review"
    """The day by which somebody should have asked whether it still holds has passed."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A KPI's definition as far as gaps go. ``is_share``: it is measured in per cent or kept as a
    ratio; ``is_led``: another KPI is said to lead it."""

    has_owner: bool
    question: str
    formula: str
    response_plan: str
    counter_metric: str
    is_lagging: bool
    is_led: bool
    is_share: bool = False
    review_by: date | None = None
    name: str | None = None
    """None where it does not matter."""


def gaps(definition: Definition, as_of: date) -> tuple[Gap, ...]:
    """What a definition leaves open on a day, the gravest first.

    >>> late = Definition(True, "Is it sound?", "passed / tested", "", "Scrap", True, False,
    ...                   review_by=date(2026, 1, 31))
    >>> [str(gap) for gap in gaps(late, date(2026, 2, 1))]
    ['response_plan', 'leading', 'review']

    Source: docs/methods 3.8.
    """
    d = definition
    found = (
        (Gap.OWNER, not d.has_owner),
        (Gap.NAME, d.name is not None and says_nothing(d.name)),
        (Gap.FORMULA, not is_computable(d.formula, is_share=d.is_share)),
        (Gap.QUESTION, not d.question.strip()),
        (Gap.RESPONSE_PLAN, not d.response_plan.strip()),
        (Gap.COUNTER, not d.counter_metric.strip()),
        (Gap.LEADING, d.is_lagging and not d.is_led),
        (Gap.REVIEW, d.review_by is not None and d.review_by < as_of),
    )
    return tuple(gap for gap, is_open in found if is_open)


def is_computable(formula: str, *, is_share: bool = False) -> bool:
    """Whether a formula in words says enough for a stranger to compute it, as far as its form
    tells: at least three words or numbers and, of a share, what is divided by what.

    >>> is_computable("Units passed at the first test / units tested", is_share=True)
    True
    >>> is_computable("Yield"), is_computable("Customers who are happy with us", is_share=True)
    (False, False)
    >>> is_computable("tickets / days")
    True

    An operator between two names counts as a word. What it cannot tell is whether the words are
    true. Source: docs/methods 3.8.
    """
    words = len(_WORD.findall(formula)) + len(re.findall(r"[-+*/:÷−]", formula))
    if words < FEWEST_WORDS:
        return False
    return not is_share or bool(_DIVIDED.search(formula))


def says_nothing(text: str) -> bool:
    """Whether a text cannot be meant as a name or an answer: it has no letter and no digit, or a
    single one. One sign that stands for a word, as in Chinese, says something.

    >>> says_nothing("x"), says_nothing("- ?"), says_nothing("Strike"), says_nothing("停")
    (True, True, False, False)

    Source: docs/methods 3.8.
    """
    signs = [unicodedata.category(sign) for sign in text if sign.isalnum()]
    return len(signs) < 2 and "Lo" not in signs


def says_little(text: str) -> bool:
    """Whether somebody who was not there will hardly know what is meant: fewer than three words,
    or fewer than four signs that stand for words.

    >>> says_little("Supplier"), says_little("The supplier changed its seals"), says_little("停电")
    (True, False, True)

    Source: docs/methods 3.8.
    """
    signs = sum(unicodedata.category(sign) == "Lo" for sign in text)
    return len(_WORD.findall(text)) < FEWEST_WORDS and signs <= FEWEST_WORDS


@dataclass(frozen=True, slots=True)
class Foresight:
    """How many of a unit's KPIs move before the outcome. ``share`` is None without KPIs."""

    leading: int
    kpis: int
    share: float | None
    is_enough: bool


def foresight(leading: int, kpis: int) -> Foresight:
    """The share of leading KPIs, and whether it is at least 30 %; of none nothing is asked.

    >>> foresight(3, 10).is_enough, foresight(2, 10).is_enough, foresight(0, 0).share
    (True, False, None)

    Source: docs/methods 3.8.
    """
    if not kpis:
        return Foresight(0, 0, None, True)
    share = leading / kpis
    return Foresight(leading, kpis, share, share >= LEADING_SHARE - TOLERANCE)
