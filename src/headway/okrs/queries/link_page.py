"""The page on which one link is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.kinds import CHANGE_KINDS
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink, State
from headway.okrs.queries.doors import get_link, get_objective, objective_facts
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.moved import explained
from headway.okrs.queries.objectives import ObjectiveRow, hidden_from, objective_rows_by_id
from headway.people.access import Actor, Permission, decide
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A link with both its ends. ``above`` is None for a goal, or where the actor may not read it;
    ``countable`` are the child's key results that have a value that can be added up."""

    link_id: int
    child_id: int
    child_title: str
    parent_title: str
    above: ObjectiveRow | None
    above_score: Explanation | None
    kind: str
    weight: float
    own_weight: float
    share: float | None
    child_key_result_id: int | None
    countable: list[tuple[int, str]]
    may_change: bool
    may_unlink: bool


def link_page(actor: Actor, link_id: int, *, as_of: date, today: date) -> LinkPage:
    """Raises NotFound. About ten queries."""
    link = get_link(actor, link_id)
    child = get_objective(actor, link.child_id)
    above = above_of(link)
    row = None
    if above is not None:
        row = objective_rows_by_id([above.pk], as_of=as_of, today=today)[above.pk]
        if hidden_from(actor, [row]):
            row = None
    moves = link.kind != LinkKind.ALIGNED
    edits_child = decide(actor, Permission.OBJECTIVE_EDIT, objective_facts(child)).allowed
    edits_above = above is not None and row is not None and above.state != State.CLOSED
    if edits_above and above is not None:
        edits_above = decide(actor, Permission.OBJECTIVE_EDIT, objective_facts(above)).allowed
    is_open = child.state != State.CLOSED and child.archived_at is None
    stands = moves and above is not None and above.state == State.CLOSED
    parent = link.goal or link.objective or link.key_result
    unnamed = _("an objective you may not read")
    return LinkPage(
        link_id=link.pk,
        child_id=child.pk,
        child_title=child.title,
        parent_title=unnamed if parent is None or (above and not row) else parent.title,
        above=row,
        above_score=None if row is None else explained(actor, [row], as_of)[row.id],
        kind=link.kind,
        weight=link.weight,
        own_weight=1.0 if above is None else above.own_weight,
        share=link.share,
        child_key_result_id=link.child_key_result_id,
        countable=countable_of(child.key_results.order_by("position")),
        may_change=edits_above and is_open,
        may_unlink=is_open and not stands and (edits_child or (moves and edits_above)),
    )  # fmt: skip


def above_of(link: ObjectiveLink) -> Objective | None:
    """The objective a link leads to, a key result's own objective; None for a goal."""
    if link.key_result_id is not None and link.key_result is not None:
        return link.key_result.objective
    return link.objective


def countable_of(key_results: Iterable[KeyResult | KeyResultRow]) -> list[tuple[int, str]]:
    """Id and title with unit of those key results whose values can be added up."""
    return [
        (row.id, f"{row.title} ({row.measure})" if row.measure else row.title)
        for row in key_results
        if row.kind in CHANGE_KINDS and row.cancelled_on is None
    ]
