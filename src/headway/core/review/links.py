"""How objectives hang together: ways to goals, circles, depth, shares."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from headway.core.alignment import depths, redundant_edges
from headway.core.bands import TOLERANCE
from headway.core.planning.plan import Ref, SubjectKind
from headway.core.review.registry import MOST_RELATED, Hit, Setting, blocks, informs, warns
from headway.core.review.subjects import PLAN_RULES, IndexedPlan, objective
from headway.core.texts import gettext_noop as _

DEEPEST_LEVEL = 4


@PLAN_RULES.add(
    "ORPHAN",
    title=_("No way to a mid-term goal"),
    condition="an active objective has no path of links to a mid-term goal and is not marked local",
    why=_("What serves no mid-term goal may be worth doing, but somebody should have said so."),
    bad=_("“Win an award for our office” linked to nothing"),
    good=_("Linked to “People want to work here”, or marked as local"),
    source="docs/methods 2 and 6",
    reasons=warns(_("It serves no mid-term goal. Link it, or mark it as local on purpose.")),
)
def without_goal(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Objectives that lead nowhere."""
    reached = _closure(plan.serves_goals, plan.children)
    for one in plan.active:
        if one.id not in reached and not one.is_local:
            yield Hit(objective(one))


@PLAN_RULES.add(
    "UNSUPPORTED_GOAL",
    title=_("A mid-term goal that nobody works on"),
    condition="a mid-term goal has no active objective below it in this plan",
    why=_(
        "A mid-term goal that no objective serves is a wish. A cycle without work on it may "
        "be right, if it is on purpose."
    ),
    bad=_("“Lead in sustainable packaging”, and no objective below it this year"),
    good=_("“Lead in sustainable packaging”, served by an objective of purchasing"),
    source="docs/methods 2 and 6",
    reasons=warns(_("No objective serves this goal now. Plan one, or move the goal on purpose.")),
)
def without_objective(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Goals without an active objective anywhere below."""
    above = _closure((one.id for one in plan.active), plan.parents)
    supported = {goal for one in above for goal in plan.serves_goals.get(one, ())}
    for goal in plan.plan.goals:
        if goal.id not in supported:
            yield Hit(Ref(SubjectKind.GOAL, goal.id))


def _closure(start: Iterable[int], neighbours: Mapping[int, Iterable[int]]) -> set[int]:
    """Everything that can be reached from ``start``, itself included."""
    found = set(start)
    waiting = list(found)
    while waiting:
        for node in neighbours.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found


@PLAN_RULES.add(
    "CYCLE",
    title=_("Links in a circle"),
    condition="links lead from an objective upwards back to itself",
    why=_(
        "Each would be reached by the other. Scores cannot be passed up a circle, and nobody "
        "can say what it is all for."
    ),
    bad=_("A serves B, B serves C, C serves A"),
    good=_("C and B serve A"),
    source="docs/methods 2 and 6",
    reasons=blocks(_("Its links lead back to itself, over {count} objectives. Take one link out.")),
)
def in_a_circle(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Each link that closes a circle; entry refuses them, imports may hold some."""
    for circle in plan.circles:
        subject, *way = (Ref(SubjectKind.OBJECTIVE, node) for node in circle[: MOST_RELATED + 1])
        yield Hit(subject, values={"count": len(circle)}, related=tuple(way))


@PLAN_RULES.add(
    "DEPTH",
    title=_("Too many levels"),
    condition=f"an active objective lies deeper than level {DEEPEST_LEVEL}, where an objective "
    "that serves no other is on level 1",
    why=_(
        "Each level costs time and meaning. Five levels down nobody sees what their goal is for."
    ),
    bad=_("Company, division, department, team, person: five levels"),
    good=_("The team's objective serves the company's directly"),
    source="docs/methods 2 and 6; Doerr",
    reasons=warns(
        _("It lies on level {level} of the alignment. Link it directly to what it really serves.")
    ),
)
def too_deep(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Objectives so far below that nobody sees what they are for."""
    levels = depths(plan.acyclic_parents)
    for one in plan.active:
        if levels[one.id] >= DEEPEST_LEVEL:
            yield Hit(objective(one), values={"level": levels[one.id] + 1})


@PLAN_RULES.add(
    "REDUNDANT_EDGE",
    title=_("A link too many"),
    condition="an objective links to a goal or objective to which another of its links leads too",
    why=_(
        "A link that another way says already makes the picture harder to read and adds nothing."
    ),
    bad=_("Linked to the goal, and to an objective that serves the same goal"),
    good=_("Linked to the objective only"),
    source="docs/methods 2 and 6",
    reasons=informs(_("It is linked to “{parent}” directly and by a detour. One link is enough.")),
)
def with_redundant_link(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Links that say what other links say."""
    goals = {goal.id: goal.title for goal in plan.plan.goals}
    known: dict[int, list[int]] = {~goal: [] for goal in goals}
    for node, above in plan.acyclic_parents.items():
        served = [~goal for goal in plan.serves_goals.get(node, ()) if goal in goals]
        known[node] = list(dict.fromkeys([*above, *served]))
    for child, parent in redundant_edges(known):
        if not plan.objectives[child].is_active:
            continue
        if parent < 0:
            ref, title = Ref(SubjectKind.GOAL, ~parent), goals[~parent]
        else:
            ref, title = Ref(SubjectKind.OBJECTIVE, parent), plan.objectives[parent].title
        yield Hit(Ref(SubjectKind.OBJECTIVE, child), values={"parent": title}, related=(ref,))


@PLAN_RULES.add(
    "DOUBLE_SHARE",
    title=_("More than the whole is passed on"),
    condition="the shares of an objective's *contributes value* links sum to more than 1, or one "
    "is negative or no number",
    why=_("Value that is passed on twice is counted twice, and the sum above is too high."),
    bad=_("70 % of the revenue counts here and 60 % there"),
    good=_("70 % here and 30 % there"),
    source="docs/methods 2 and 6",
    reasons={
        "more": blocks(_("It passes on {percent} % of its value. Its shares may sum to 100 %.")),
        "not_usable": blocks(_("A share is a number from 0 to 1; this one is {share}.")),
    },
)
def counted_twice(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Objectives whose value is counted more than once."""
    shares: dict[int, list[float]] = {}
    parents: dict[int, list[Ref]] = {}
    for link in plan.plan.links:
        if link.kind == "contributes_value" and link.share is not None:
            shares.setdefault(link.child_id, []).append(link.share)
            parents.setdefault(link.child_id, []).append(link.parent)
    for child, given in shares.items():
        subject, related = Ref(SubjectKind.OBJECTIVE, child), tuple(parents[child])
        wrong = [share for share in given if not math.isfinite(share) or share < 0]
        if wrong:
            yield Hit(subject, "not_usable", {"share": wrong[0]}, related)
        elif math.fsum(given) > 1 + TOLERANCE:
            yield Hit(subject, "more", {"percent": round(math.fsum(given) * 100)}, related)
