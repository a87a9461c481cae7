"""The steps of planning a cycle, and what each expects of whom (docs/methods 7.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from headway.core.texts import gettext_noop as _


class Step(StrEnum):
    """The steps of a cycle's planning, in order."""

    FRAME = "frame"
    TELL = "tell"
    DRAFT = "draft"
    SHARE = "share"
    ALIGN = "align"
    LOCK = "lock"
    MID_CYCLE = "mid_cycle"
    REVIEW = "review"
    RETROSPECTIVE = "retrospective"


class Who(StrEnum):
    """Of whom something is expected."""

    LEADERS = "leaders"
    TEAMS = "teams"
    COACH = "coach"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that ``who`` should do; ``text`` is for translation."""

    who: Who
    code: str
    text: str


EXPECTED: dict[Step, tuple[Expectation, ...]] = {
    Step.FRAME: (
        Expectation(Who.LEADERS, "draft_company_objectives", _("Draft the company's objectives.")),
        Expectation(
            Who.COACH,
            "bring_facts",
            _("Bring the facts: mid-term goals, KPI signals, the last retrospective."),
        ),
    ),
    Step.TELL: (
        Expectation(
            Who.LEADERS,
            "tell_company_objectives",
            _("Settle the company's objectives and tell everyone, with the reasons."),
        ),
        Expectation(Who.EVERYONE, "read_company_objectives", _("Read them and ask.")),
    ),
    Step.DRAFT: (
        Expectation(Who.TEAMS, "draft_objectives", _("Draft your own objectives and key results.")),
        Expectation(Who.COACH, "moderate_planning", _("Moderate planning; check the wording.")),
    ),
    Step.SHARE: (
        Expectation(Who.TEAMS, "share_drafts", _("Show your drafts to all.")),
        Expectation(Who.EVERYONE, "comment_on_drafts", _("Comment where drafts touch your work.")),
    ),
    Step.ALIGN: (
        Expectation(
            Who.TEAMS,
            "settle_dependencies",
            _("Link to goals, answer requests, merge what is double."),
        ),
        Expectation(Who.LEADERS, "decide_conflicts", _("Decide conflicts between units.")),
        Expectation(Who.COACH, "moderate_alignment", _("Moderate the alignment session.")),
    ),
    Step.LOCK: (
        Expectation(
            Who.TEAMS, "settle_findings", _("Settle what blocks and acknowledge the warnings.")
        ),
        Expectation(Who.LEADERS, "sign_objectives", _("Sign the objectives of your units.")),
        Expectation(
            Who.COACH, "see_plan_locked", _("See that all is settled: on its day the plan locks.")
        ),
    ),
    Step.MID_CYCLE: (
        Expectation(
            Who.TEAMS, "check_plan", _("Check the plan; change it only here, and with reasons.")
        ),
        Expectation(Who.LEADERS, "clear_obstacles", _("Clear what teams cannot clear themselves.")),
        Expectation(Who.COACH, "moderate_mid_cycle", _("Moderate the mid-cycle check.")),
    ),
    Step.REVIEW: (
        Expectation(Who.TEAMS, "grade_key_results", _("Grade key results, with a line on why.")),
        Expectation(
            Who.LEADERS, "decide_what_goes_on", _("Decide what goes on, changes or is dropped.")
        ),
        Expectation(Who.COACH, "moderate_review", _("Moderate the review.")),
    ),
    Step.RETROSPECTIVE: (
        Expectation(
            Who.TEAMS, "agree_changes", _("Agree on one to three changes in how you work.")
        ),
        Expectation(Who.COACH, "moderate_retrospective", _("Moderate the retrospective.")),
    ),
}

WHILE_RUNNING = (
    Expectation(Who.EVERYONE, "check_in", _("Check in on your key results before the weekly.")),
    Expectation(Who.COACH, "keep_the_weekly_short", _("Keep the weekly at 15 minutes.")),
)
"""What is expected between the plan lock and the end when no step is under way."""
