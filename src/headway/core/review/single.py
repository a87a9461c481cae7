"""One text reviewed alone, as it is typed or read from a file."""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from headway.core.kinds import CHANGE_KINDS
from headway.core.planning.plan import (
    PlannedCycle,
    PlannedKeyResult,
    PlannedObjective,
    Ref,
    SubjectKind,
)
from headway.core.review.registry import Finding, Setting
from headway.core.review.subjects import OBJECTIVE_RULES, TEXT_RULES, Statement

LEVELS = {
    "objective": SubjectKind.OBJECTIVE,
    "key_result": SubjectKind.KEY_RESULT,
    "kr": SubjectKind.KEY_RESULT,
}
_ANY_DAY = date(2000, 1, 1)
_NO_CYCLE = PlannedCycle(0, date.min, date.max)


class TextFacts(TypedDict, total=False):
    """What is known beside a text. What is not given is not known, and no rule asks for it; what is
    given as None or as nothing is not there. ``start`` and ``target`` that are not given are not
    there either."""

    kind: str | None
    start: float | None
    target: float | None
    unit: str | None
    owner: str | None
    deadline: date | str | None
    language: str


def review_text(text: str, *, level: str, **facts: Unpack[TextFacts]) -> list[Finding]:
    """What the rules find in one text: first what its words say, then what is missing beside it.

    Parameters
    ----------
    text
        Of an objective or a key result, as people write it.
    level
        ``objective``, ``key_result`` or ``kr``.
    facts
        See :class:`TextFacts`; facts that no rule over texts asks for are passed over.

    Returns
    -------
    list of Finding
        With ``code``, ``severity`` (E, W, I), ``message`` and ``suggestion``.

    Raises
    ------
    ValueError
        For another level.

    Examples
    --------
    >>> for found in review_text("Launch the new app", level="key_result", kind="binary"):
    ...     print(found.code, found.severity, found.message)
    KR_ACTIVITY I “Launch” names work. It can be done without anything getting better.
    >>> [found.code for found in review_text("Increase sign-ups by 20%", level="kr", owner="")]
    ['KR_NO_BASELINE', 'KR_RELATIVE_NO_BASE', 'NO_OWNER']

    References
    ----------
    docs/methods 6.
    """
    if level not in LEVELS:
        raise ValueError(f"A text is of an {', '.join(LEVELS)}, not of “{level}”.")
    subject = Ref(LEVELS[level], 0)
    setting = Setting.on(_ANY_DAY, facts.get("language", "en"))
    one = Statement(
        subject,
        text,
        facts.get("kind"),
        facts.get("start"),
        facts.get("target"),
        (facts["unit"] or "") if "unit" in facts else None,
    )
    return [*TEXT_RULES.findings(one, setting), *_beside(one, facts, setting)]


def _beside(one: Statement, facts: TextFacts, setting: Setting) -> list[Finding]:
    """What the rules over whole objectives find in the facts that are given."""
    asked = set()
    if "owner" in facts:
        asked.add("NO_OWNER")
    if one.is_objective and "deadline" in facts:
        asked.add("NO_DEADLINE")
    if not one.is_objective:
        asked |= {"KR_START_EQ_TARGET", "KR_DIRECTION_MISMATCH"}
    found = OBJECTIVE_RULES.findings(_as_planned(one, facts, setting), setting)
    return [f for f in found if f.rule in asked and f.subject == one.subject]


def _as_planned(one: Statement, facts: TextFacts, setting: Setting) -> PlannedObjective:
    owners = (1,) if facts.get("owner", "") else ()
    due = _ANY_DAY if facts.get("deadline") else None
    if one.is_objective:
        return PlannedObjective(0, one.text, 0, _NO_CYCLE, owner_ids=owners, ends_on=due)
    kind, start, target = _said(one, setting)
    part = PlannedKeyResult(0, one.text, kind, owners, start=start, target=target)
    return PlannedObjective(-1, "", 0, _NO_CYCLE, key_results=(part,))


def _said(one: Statement, setting: Setting) -> tuple[str, float | None, float | None]:
    """Kind, start and target: those given, else those in the words."""
    read = setting.words.read(one.text) if setting.words.read else None
    kind = one.kind
    if kind is None:
        kind = {1: "increase", -1: "decrease"}.get(read.direction if read else 0, "binary")
    if kind in CHANGE_KINDS and read and one.start is None and one.target is None:
        return kind, read.start, read.target
    return kind, one.start, one.target
