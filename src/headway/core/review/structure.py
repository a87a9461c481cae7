"""How an objective and its key results are built."""

from __future__ import annotations

import math
from collections.abc import Iterator

from headway.core.definitions import definition_problems
from headway.core.kinds import CHANGE_KINDS
from headway.core.planning.focus import MOST_KEY_RESULTS
from headway.core.planning.plan import Answer, PlannedObjective, Ref, SubjectKind
from headway.core.review.registry import Hit, Setting, blocks, informs, warns
from headway.core.review.subjects import OBJECTIVE_RULES, key_result, objective
from headway.core.texts import gettext_noop as _


@OBJECTIVE_RULES.add(
    "NO_OWNER",
    title=_("Nobody, or nobody alone, is accountable"),
    condition="the accountable owners of an objective or key result are not exactly one person",
    why=_(
        "What belongs to several belongs to nobody: each waits for the other, and nobody "
        "notices that it slips. One person answers for it; many may work on it."
    ),
    bad=_("Owner: the marketing team"),
    good=_("Owner: Ana, head of growth; the marketing team works on it"),
    source="docs/methods 6; Doran 1981, “assignable”",
    reasons={
        "none": blocks(_("Nobody is accountable. Name one person.")),
        "several": blocks(_("{count} people are accountable. Name one; others can help.")),
    },
)
def without_one_owner(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Objectives and active key results whose owners are none or several."""
    parts: list[tuple[Ref, tuple[int, ...]]] = [(objective(one), one.owner_ids)]
    parts += [(key_result(kr), kr.owner_ids) for kr in one.active_key_results]
    for subject, owners in parts:
        if not owners:
            yield Hit(subject, "none")
        elif len(owners) > 1:
            yield Hit(subject, "several", {"count": len(owners)})


@OBJECTIVE_RULES.add(
    "OBJ_NO_KR",
    title=_("An objective without key results"),
    condition="an objective has no active key result",
    why=_(
        "Without a key result nobody can say at the end whether the objective was reached, "
        "and opinion decides."
    ),
    bad=_("Customers love our support (no key result)"),
    good=_(
        "Customers love our support: CSAT from 78 % to 88 %, first answers within 2 hours "
        "from 60 % to 90 %"
    ),
    source="docs/methods 6; Doerr, Measure What Matters",
    reasons=blocks(_("Nothing would show that this is reached. Add two to four key results.")),
)
def without_key_result(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Objectives that nothing measures."""
    if not one.active_key_results:
        yield Hit(objective(one))


@OBJECTIVE_RULES.add(
    "ONE_KR",
    title=_("A single key result"),
    condition="an objective has exactly one active key result",
    why=_(
        "A single number is easy to push at the cost of what it stands for. A second one, "
        "seen from another side, keeps it honest."
    ),
    bad=_("Grow sales: revenue from 4 to 5 million"),
    good=_("Grow sales: revenue from 4 to 5 million, returns stay below 3 %"),
    source="docs/methods 6",
    reasons=informs(_("One number seldom tells the whole. What else would show success?")),
)
def with_one_key_result(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Objectives that one number stands for."""
    if len(one.active_key_results) == 1:
        yield Hit(objective(one))


@OBJECTIVE_RULES.add(
    "TOO_MANY_KRS",
    title=_("Too many key results"),
    condition=f"an objective has more than {MOST_KEY_RESULTS} active key results",
    why=_(
        "Whatever is measured by eight numbers is steered by none: attention is spread thin, "
        "and the few that decide are lost among the others."
    ),
    bad=_("An objective with 8 key results"),
    good=_("The 4 of them that decide whether it was a success"),
    source="docs/methods 1.1 and 6; Doerr",
    reasons=warns(_("{count} key results are too many to steer by. Keep the {most} that decide.")),
)
def with_many_key_results(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Objectives that are measured too much."""
    count = len(one.active_key_results)
    if count > MOST_KEY_RESULTS:
        yield Hit(objective(one), values={"count": count, "most": MOST_KEY_RESULTS})


@OBJECTIVE_RULES.add(
    "KR_START_EQ_TARGET",
    title=_("Start and target are the same"),
    condition="start = target for increase or decrease",
    why=_(
        "A key result says what changes. Where nothing is to change there is no progress to "
        "compute; what is to be held is a KPI, or a bound."
    ),
    bad=_("Increase NPS from 40 to 40"),
    good=_("NPS stays above 40"),
    source="docs/methods 1.2 and 6",
    reasons=blocks(
        _("Start and target are both {start}. To hold a level, use a KPI, or “stay above/below”.")
    ),
)
def with_nothing_to_change(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results that are to change something and change nothing."""
    yield from _ill_defined(one, "KR_START_EQ_TARGET")


@OBJECTIVE_RULES.add(
    "KR_DIRECTION_MISMATCH",
    title=_("The target lies on the wrong side"),
    condition="increase with a target below the start, or decrease with a target above it",
    why=_(
        "The words and the numbers say opposite things. One is a slip, and progress would run"
        " backwards until it is found."
    ),
    bad=_("Reduce churn from 3 % to 5 %"),
    good=_("Reduce churn from 5 % to 3 %"),
    source="docs/methods 1.2 and 6",
    reasons={
        "increase": blocks(_("It should rise, but goes from {start} down to {target}.")),
        "decrease": blocks(_("It should fall, but goes from {start} up to {target}.")),
    },
)
def against_its_direction(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results whose kind and numbers contradict each other."""
    yield from _ill_defined(one, "KR_DIRECTION_MISMATCH")


def _ill_defined(one: PlannedObjective, code: str) -> Iterator[Hit]:
    """The key results that their own definition refuses with ``code``."""
    reason = {"KR_START_EQ_TARGET": ""}
    for kr in one.active_key_results:
        if kr.kind not in CHANGE_KINDS or kr.start is None or kr.target is None:
            continue
        problems = definition_problems(kr.kind, start=kr.start, target=kr.target)
        if any(problem.code == code for problem in problems):
            values = {"start": kr.start, "target": kr.target}
            yield Hit(key_result(kr), reason.get(code, str(kr.kind)), values)


@OBJECTIVE_RULES.add(
    "WEIGHTS",
    title=_("Weights that cannot be used"),
    condition="a key result's weight is negative or no number, or all of an objective's are 0",
    why=_(
        "A score is a weighted mean. With a negative weight, or none above 0, there is no "
        "such mean."
    ),
    bad=_("Weights 0, 0 and 0"),
    good=_("Weights 2, 1 and 1"),
    source="docs/methods 1.4 and 6",
    reasons={
        "not_usable": blocks(_("A weight is a number from 0 up; this one is {weight}.")),
        "all_zero": blocks(_("All weights are 0, so nothing counts. Give one a weight.")),
    },
)
def badly_weighted(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Weights that give no weighted mean."""
    parts = one.active_key_results
    wrong = [kr for kr in parts if not math.isfinite(kr.weight) or kr.weight < 0]
    for kr in wrong:
        yield Hit(key_result(kr), "not_usable", {"weight": kr.weight})
    if parts and not wrong and all(kr.weight == 0 for kr in parts):
        yield Hit(objective(one), "all_zero")


@OBJECTIVE_RULES.add(
    "INCENTIVE_LINK",
    title=_("Pay depends on it"),
    condition="an objective is marked as relevant for pay",
    why=_(
        "Whoever is paid for reaching a goal aims lower and reports higher. Goals then stop "
        "telling anything."
    ),
    bad=_("Bonus: 100 % if the objective scores 0.7 or more"),
    good=_("Pay by role and contribution; the objective stays a stretch"),
    source="docs/methods 6; Doerr",
    reasons=warns(_("Pay tied to a goal invites easy targets. Take it out of the pay system.")),
)
def tied_to_pay(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Objectives that pay depends on."""
    if one.is_pay_relevant:
        yield Hit(objective(one))


@OBJECTIVE_RULES.add(
    "MISSING_DEPENDENCY",
    title=_("It needs another unit, which has not agreed"),
    condition="a key result needs another unit, and the request is unanswered or declined",
    why=_(
        "Another unit's work that nobody has promised is the commonest reason for a miss, and"
        " the cheapest to settle before the plan is locked."
    ),
    bad=_("Needs a new interface of the billing team, not asked yet"),
    good=_("Billing has agreed to deliver the interface by 12 May"),
    source="docs/methods 6",
    reasons={
        "open": warns(_("It needs {unit}, who have not answered yet. Ask before the plan lock.")),
        "declined": warns(_("It needs {unit}, who declined. Find another way, or lower the aim.")),
    },
)
def without_agreed_help(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results that count on a unit which has not agreed."""
    for kr in one.active_key_results:
        for need in kr.needs:
            if need.answer != Answer.ACCEPTED:
                yield Hit(
                    key_result(kr),
                    Answer(need.answer),
                    {"unit": need.unit_name},
                    (_unit(need.unit_id),),
                )


def _unit(unit_id: int) -> Ref:
    return Ref(SubjectKind.UNIT, unit_id)
