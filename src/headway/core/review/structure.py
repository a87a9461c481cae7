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
