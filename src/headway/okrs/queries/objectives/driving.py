"""What drove scores on a past day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date

from headway.okrs.models import LinkKind
from headway.okrs.queries.arithmetic import Driver
from headway.okrs.queries.objectives.rows import ObjectiveRow
from headway.okrs.queries.past import counting_then, moment_of, own_weights_then

Read = Callable[[Collection[int]], list[ObjectiveRow]]


def drivers_then(rows: Collection[ObjectiveRow], day: date, read: Read) -> dict[int, list[Driver]]:
    """The objectives that drove these on the day, by what they drove, in the order of their links;
    puts the weight that the own key results had among them on the rows. ``read`` reads the drivers,
    as of the same day. Four or five queries where nothing drives; where something does, four more
    and those of the reading, for each level of drivers."""
    by_id = {row.id: row for row in rows}
    moment = moment_of(by_id, day)
    if moment is None:
        return {}
    links, weights = own_weights_then(moment, by_id)
    for id_, weight in weights.items():
        if id_ in by_id:
            by_id[id_].own_weight = weight
    driving = [link for link in links if link.kind == LinkKind.DRIVES_SCORE]
    if not driving:
        return {}
    children = {row.id: row for row in read({link.child_id for link in driving})}
    counting = counting_then(moment, children)
    found: dict[int, list[Driver]] = defaultdict(list)
    for link in driving:
        child = children.get(link.child_id)
        if child is not None and child.id in counting:
            parent = link.objective_id or 0
            found[parent].append(
                Driver(
                    parent, link.id, child.id, child.title, child.unit_name, link.weight,
                    child.score, child.coverage,
                )
            )  # fmt: skip
    return found
