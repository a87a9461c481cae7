"""What others added to values on a past day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from headway.core.alignment import effective_shares
from headway.okrs.models import LinkKind
from headway.okrs.queries.arithmetic import Contribution
from headway.okrs.queries.key_results.rows import KeyResultRow
from headway.okrs.queries.past import Moment, counting_then, links_from, links_into

Read = Callable[[Collection[int]], list[KeyResultRow]]


def contributions_then(
    moment: Moment, rows: Sequence[KeyResultRow], read: Read
) -> dict[int, list[Contribution]]:
    """What counted in the values of these key results, by their ids. ``read`` reads the key results
    that contribute, as of the same day. Three or four queries where nothing does; where it does,
    seven more and those of the reading, for each level of what contributes."""
    into = {row.id for row in rows}
    links = [
        link
        for link in links_into(moment, {row.objective_id for row in rows})
        if link.kind == LinkKind.CONTRIBUTES_VALUE and link.key_result_id in into
    ]
    if not links:
        return {}
    children = {row.id: row for row in read({link.child_key_result_id or 0 for link in links})}
    counting = counting_then(moment, {row.objective_id for row in children.values()})
    shares = shares_then(moment, {row.objective_id for row in children.values()})
    found: dict[int, list[Contribution]] = defaultdict(list)
    for link in links:
        child = children.get(link.child_key_result_id or 0)
        if child is not None and child.objective_id in counting:
            parent = link.key_result_id or 0
            share = shares[child.id, parent]
            found[parent].append(
                Contribution(parent, child.id, child.title, child.objective_id, share, child.value)
            )
    return found


def shares_then(moment: Moment, objective_ids: Collection[int]) -> dict[tuple[int, int], float]:
    """The share of each link of key results of these objectives, by the key results at its ends.
    Two queries."""
    stated: dict[int, dict[int, float | None]] = defaultdict(dict)
    for link in links_from(moment, objective_ids):
        if link.kind == LinkKind.CONTRIBUTES_VALUE:
            stated[link.child_key_result_id or 0][link.key_result_id or 0] = link.share
    return {
        (child, parent): share
        for child, parents in stated.items()
        for parent, share in effective_shares(parents).items()
    }
