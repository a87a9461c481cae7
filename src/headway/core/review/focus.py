"""Whether a unit or a person takes on too much at once."""

from __future__ import annotations

from collections.abc import Iterator

from headway.core.planning.focus import (
    FEWEST_OBJECTIVES,
    MOST_OBJECTIVES,
    OWNER_KEY_RESULTS,
    OWNER_OBJECTIVES,
    owner_loads,
)
from headway.core.planning.plan import Ref, SubjectKind
from headway.core.review.registry import Hit, Setting, blocks, informs, warns
from headway.core.review.subjects import PLAN_RULES, IndexedPlan, objective
from headway.core.texts import gettext_noop as _


@PLAN_RULES.add(
    "TOO_MANY_OBJECTIVES",
    title=_("Too many objectives, or too few"),
    condition=f"a unit has more than {MOST_OBJECTIVES} active objectives in a cycle; the company "
    f"has fewer than {FEWEST_OBJECTIVES}",
    why=_(
        "Focus is choosing what not to do. Beyond five objectives everybody chooses alone, "
        "and each differently."
    ),
    bad=_("9 objectives in a quarter"),
    good=_("The 4 that matter most; the others wait or are daily business"),
    source="docs/methods 1.1 and 6; Doerr",
    reasons={
        "many": blocks(_("{count} objectives are no focus. Keep the {most} that matter most.")),
        "few": informs(_("Objectives of the company in this cycle: {count}. Three to five help.")),
    },
)
def out_of_focus(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Units with more objectives than they can follow, and a company with hardly any."""
    counts: dict[int, list[int]] = {}
    for unit_id, objectives in plan.by_unit_and_cycle:
        subject = Ref(SubjectKind.UNIT, unit_id)
        count = len(objectives)
        counts.setdefault(unit_id, []).append(count)
        if count > MOST_OBJECTIVES:
            values = {"count": count, "most": MOST_OBJECTIVES}
            yield Hit(subject, "many", values, tuple(map(objective, objectives)))
    for unit in plan.plan.units:
        fewest = min(counts.get(unit.id, [0]))
        if unit.is_company and fewest < FEWEST_OBJECTIVES:
            yield Hit(Ref(SubjectKind.UNIT, unit.id), "few", {"count": fewest})


@PLAN_RULES.add(
    "PRIORITY_TIE",
    title=_("Several first priorities"),
    condition="more than one active objective of a unit and cycle has priority 1",
    why=_("Two first priorities are decided anew every day, by whoever shouts loudest."),
    bad=_("Three objectives with priority 1"),
    good=_("One with priority 1, then 2, then 3"),
    source="docs/methods 6",
    reasons=warns(
        _("{count} objectives come first. Which one would you keep if only one can win?")
    ),
)
def with_tied_priorities(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Units in which everything is the most important thing."""
    for unit_id, objectives in plan.by_unit_and_cycle:
        first = tuple(objective(one) for one in objectives if one.priority == 1)
        if len(first) > 1:
            yield Hit(Ref(SubjectKind.UNIT, unit_id), values={"count": len(first)}, related=first)


@PLAN_RULES.add(
    "OWNER_OVERLOAD",
    title=_("One person carries too much"),
    condition=f"one person is accountable for more than {OWNER_OBJECTIVES} objectives or more than "
    f"{OWNER_KEY_RESULTS} key results, active ones",
    why=_(
        "Being accountable takes attention every week. Whoever answers for everything looks "
        "after nothing."
    ),
    bad=_("One person accountable for 5 objectives and 12 key results"),
    good=_("One person, two objectives; the others have owners of their own"),
    source="docs/methods 6",
    reasons=warns(
        _("Accountable for much at once: objectives {objectives}, key results {key_results}.")
    ),
)
def with_overloaded_owners(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """People who are accountable for more than they can look after."""
    for load in owner_loads(plan.active).values():
        if load.is_over:
            values = {"objectives": load.objectives, "key_results": load.key_results}
            yield Hit(Ref(SubjectKind.PERSON, load.person_id), values=values)
