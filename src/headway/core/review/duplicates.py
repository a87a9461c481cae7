"""Goals that say the same twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headway.core.planning.plan import PlannedCycle, PlannedKeyResult, PlannedObjective, Ref
from headway.core.review.languages.words import content_words
from headway.core.review.registry import Hit, Setting, warns
from headway.core.review.similar import ALIKE, earlier_alike
from headway.core.review.subjects import PLAN_RULES, IndexedPlan, key_result, objective
from headway.core.texts import gettext_noop as _


@PLAN_RULES.add(
    "DUPLICATE",
    title=_("The same goal twice"),
    condition="two active key results read one metric in overlapping cycles, or two active "
    "objectives (or key results) of one unit tree have titles whose stemmed words, without stop "
    f"words and numbers, are at least {ALIKE} alike (Jaccard); the later of the two is named",
    why=_(
        "Two teams that chase one number without knowing it pull at the same customers, or "
        "each waits for the other."
    ),
    bad=_("Two teams plan “Raise 90-day retention to 70 %”"),
    good=_("One shared key result, or one for each customer group"),
    source="docs/methods 6",
    reasons={
        "metric": warns(_("“{other}” reads the same KPI. Share one key result, or say why two.")),
        "words": warns(_("“{other}” says nearly the same. Share one, or show the difference.")),
    },
)
def said_twice(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Key results on a metric that another one reads; titles that say what another one says."""
    on_one_metric = list(_on_one_metric(plan.active_key_results))
    yield from on_one_metric
    told = {hit.subject for hit in on_one_metric}
    yield from _alike(
        plan, ((one.unit_id, objective(one), one.title) for one in plan.active), setting
    )
    key_results = ((one.unit_id, key_result(kr), kr.title) for one, kr in plan.active_key_results)
    for hit in _alike(plan, key_results, setting):
        if hit.subject not in told:
            yield hit


def _on_one_metric(parts: Iterable[tuple[PlannedObjective, PlannedKeyResult]]) -> Iterator[Hit]:
    """Key results whose metric an earlier one reads in an overlapping cycle."""
    readers: dict[int, dict[PlannedCycle, PlannedKeyResult]] = {}
    for one, kr in parts:
        if kr.metric_id is None:
            continue
        earlier = readers.setdefault(kr.metric_id, {})
        found = [first for cycle, first in earlier.items() if _overlap(cycle, one.cycle)]
        earlier.setdefault(one.cycle, kr)
        if found:
            related = tuple(map(key_result, found))
            yield Hit(key_result(kr), "metric", {"other": found[0].title}, related)


def _overlap(a: PlannedCycle, b: PlannedCycle) -> bool:
    return a.starts_on <= b.ends_on and b.starts_on <= a.ends_on


def _alike(
    plan: IndexedPlan, titles: Iterable[tuple[int, Ref, str]], setting: Setting
) -> Iterator[Hit]:
    """Titles of (unit, subject, title) that say what an earlier one of the same tree says."""
    trees: dict[int, list[tuple[Ref, str]]] = {}
    for unit_id, subject, title in titles:
        trees.setdefault(plan.tree(unit_id), []).append((subject, title))
    for members in trees.values():
        sets = [content_words(title, setting.words) for _subject, title in members]
        for (subject, _title), places in zip(
            members, earlier_alike(sets, threshold=ALIKE), strict=True
        ):
            if places:
                related = tuple(members[place][0] for place in places)
                yield Hit(subject, "words", {"other": members[places[0]][1]}, related)
