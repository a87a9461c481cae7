"""The scorecards of the demo's units: linked copies of the organisation's goals, and some of their
own."""

from __future__ import annotations

from collections.abc import Mapping

from headway.exchange.demo.stage import Stage
from headway.strategy.actions import add_goal, add_measure, apply_card
from headway.strategy.models import MidTermGoal


def set_cards(stage: Stage, kpis: Mapping[str, int]) -> None:
    """Each measured by KPIs that its unit has; ``kpis`` are all by name."""
    for card in stage.story["cards"]:
        unit_id = stage.units[card["unit"]].pk
        above = stage.units[card["serving"]].pk if "serving" in card else None
        for key, names in card.get("goals", {}).items():
            original = stage.goals[key]
            [made] = apply_card(
                stage.system, from_unit=_source(original, above), to_units=[unit_id],
                goals=[_of(above, original)], with_kpis=False,
            )  # fmt: skip
            for name in names:
                add_measure(stage.system, made.goal_id, kpi_id=kpis[name])
        for own in card.get("own", ()):
            served = MidTermGoal.objects.get(pk=stage.goals[own["serves"]])
            goal = add_goal(
                stage.system,
                title=own["title"],
                unit_id=unit_id,
                serves_id=_of(above, served.pk),
                perspective_id=served.perspective_id,
                owner_id=stage.people[own["owner"]].pk,
                starts_on=served.starts_on,
                ends_on=served.ends_on,
            )
            for name in own["measures"]:
                add_measure(stage.system, goal.pk, kpi_id=kpis[name])


def _of(unit_id: int | None, original_id: int) -> int:
    """The copy that a unit above has of a goal, where there is one; else the goal."""
    copies = MidTermGoal.objects.filter(copy_of_id=original_id, unit_id=unit_id or 0)
    copy = copies.values_list("pk", flat=True).first()
    return original_id if copy is None else copy


def _source(original_id: int, above: int | None) -> int | None:
    """Whose scorecard a unit takes a goal from."""
    return None if _of(above, original_id) == original_id else above
