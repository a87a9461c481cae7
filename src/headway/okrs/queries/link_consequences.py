"""What a link that is asked for would do to the score above: shown before anybody says yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from headway.core.alignment import effective_shares
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.approvals import RequestRow
from headway.okrs.queries.arithmetic import COUNTING_STATES, Contribution, Driver, drivers_of
from headway.okrs.queries.goal_post_words import LINK
from headway.okrs.queries.inputs import inputs_of
from headway.okrs.queries.measures import put_figures


def drivers_with(row: RequestRow, objective: Objective) -> tuple[float, Sequence[Driver]]:
    """The weight of an objective's own key results, and what would drive its score beside them.
    Up to two queries."""
    drivers = drivers_of([objective.pk]).get(objective.pk, [])
    of, wanted = row.link_of, row.changes.get(LINK)
    if of is None or wanted is None:
        return objective.own_weight, drivers
    others = [driver for driver in drivers if driver.link_id != of["link_id"]]
    if wanted["kind"] != LinkKind.DRIVES_SCORE:
        return objective.own_weight, others
    child = Objective.objects.select_related("unit").filter(pk=of["child_id"]).first()
    if child is not None and _counts(child):
        others.append(
            Driver(
                objective.pk, of["link_id"] or 0, child.pk, child.title, child.unit.name,
                wanted["weight"], child.score, child.coverage,
            )
        )  # fmt: skip
    return wanted["own_weight"], others


def put_values(row: RequestRow, objective: Objective, inside: Sequence[KeyResult]) -> None:
    """Put on the key results ``inside`` an objective the figures they would have, where the link
    hands a value on, or did. Seven queries then, else none."""
    of, was = row.link_of, row.link_was
    if of is None or was is None:
        return
    before, wanted = row.before[LINK], row.changes[LINK]
    giving = {
        ends["child_key_result_id"]
        for ends, terms in ((was, before), (of, wanted))
        if terms["kind"] == LinkKind.CONTRIBUTES_VALUE
    }
    if not giving:
        return
    taking = [key_result for key_result in inside if key_result.cancelled_on is None]
    inputs = inputs_of([key_result.pk for key_result in taking])
    given = list(KeyResult.objects.select_related("objective").filter(pk__in=giving))
    shares = {one.pk: _shares(one.pk, of, wanted) for one in given}
    for key_result in taking:
        added = inputs.contributions.get(key_result.pk, [])
        then = [one for one in added if one.child_id not in giving]
        then += [
            Contribution(
                key_result.pk, one.pk, one.title, one.objective_id,
                shares[one.pk][key_result.pk], one.value,
            )
            for one in given
            if key_result.pk in shares[one.pk] and _counts(one.objective)
        ]  # fmt: skip
        if then != added:
            changed = replace(inputs, contributions={key_result.pk: then})
            put_figures(key_result, changed.measure(key_result, objective))


def _shares(child_id: int, of: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[int, float]:
    """What of a key result's value would go to each key result above."""
    links = ObjectiveLink.objects.filter(
        kind=LinkKind.CONTRIBUTES_VALUE, child_key_result_id=child_id
    ).exclude(pk=of["link_id"] or 0)
    stated: dict[int, float | None] = dict(links.values_list("key_result_id", "share"))
    hands_on = wanted["kind"] == LinkKind.CONTRIBUTES_VALUE
    if hands_on and of["child_key_result_id"] == child_id:
        stated[of["key_result_id"]] = wanted["share"]
    return effective_shares(stated)


def _counts(objective: Objective) -> bool:
    return objective.state in COUNTING_STATES and objective.archived_at is None
