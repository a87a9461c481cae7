"""What links of a file do to numbers: whether they can, and which objectives they move."""

from __future__ import annotations

from collections.abc import Iterable

from headway.okrs.actions.link_rules import LinkTerms, terms_errors
from headway.okrs.models import KeyResult, LinkKind, ObjectiveLink


def link_fault(link: ObjectiveLink) -> str:
    """Why a link cannot do to numbers what it says, with what people linked here; "" where
    it can. Up to three queries where it moves a number."""
    if link.kind == LinkKind.ALIGNED:
        return ""
    weight = link.weight if link.kind == LinkKind.DRIVES_SCORE else None
    terms = LinkTerms(
        link.kind, weight, None, link.share, child_key_result_id=link.child_key_result_id
    )
    errors = terms_errors(link, terms, link.child_key_result)
    return errors[0].message if errors else ""


def ends_of(links: Iterable[ObjectiveLink]) -> set[int]:
    """The objectives on both sides of links. One query."""
    links = list(links)
    upper = above((link.objective_id, link.key_result_id) for link in links)
    return upper | {link.child_id for link in links}


def above(ends: Iterable[tuple[int | None, int | None]]) -> set[int]:
    """The objectives that pairs of an objective and a key result, one of them empty, stand for."""
    objectives, key_results = set[int](), set[int]()
    for objective_id, key_result_id in ends:
        if objective_id is not None:
            objectives.add(objective_id)
        if key_result_id is not None:
            key_results.add(key_result_id)
    owners = KeyResult.objects.filter(pk__in=key_results).values_list("objective_id", flat=True)
    return objectives | set(owners)
