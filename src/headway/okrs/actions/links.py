"""Link an objective to what it serves, and take a link away. A circle is refused by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.alignment import path_between
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.okrs.actions.objectives import refuse_closed
from headway.okrs.models import LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.doors import get_key_result, get_objective, objective_facts
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation
from headway.strategy.queries import get_goal


@transaction.atomic
def link_objective(
    actor: Actor,
    objective_id: int,
    *,
    goal_id: int | None = None,
    parent_objective_id: int | None = None,
    key_result_id: int | None = None,
) -> ObjectiveLink:
    """Align an objective with exactly one mid-term goal, objective or key result.

    Raises NotAllowed, NotFound, InvalidInput (none or several parents, a cycle that does not
    overlap in time, a circle; the message names the path) and Conflict (linked already, closed).
    """
    child = get_objective(actor, objective_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(child))
    refuse_closed(child)
    if sum(x is not None for x in (goal_id, parent_objective_id, key_result_id)) != 1:
        raise InvalidInput.on(
            "parent", _("Choose one mid-term goal, objective or key result."), code="required"
        )
    # Two links added at once could close a circle together: one at a time per organisation.
    Organisation.objects.select_for_update(no_key=True).filter(pk=actor.organisation_id).first()
    link = ObjectiveLink(organisation_id=actor.organisation_id, child=child, kind=LinkKind.ALIGNED)
    if goal_id is not None:
        goal = get_goal(actor, goal_id)
        link.goal_id, label = goal.id, goal.title
    else:
        parent, label = _parent(actor, link, parent_objective_id, key_result_id)
        _refuse_no_overlap(child, parent)
        _refuse_circle(actor, child, parent)
    _refuse_duplicate(link)
    link.save()
    record(
        actor,
        Entry(
            "objective.linked",
            "objective",
            child.pk,
            child.title,
            after={"link_id": link.pk, **_ends(link), "to": label, "kind": str(link.kind)},
        ),
    )
    return link


@transaction.atomic
def unlink_objective(actor: Actor, link_id: int) -> int:
    """Take a link away; returns the id of the objective that had it.

    Raises NotAllowed, NotFound, Conflict (closed).
    """
    link = ObjectiveLink.objects.filter(organisation_id=actor.organisation_id, pk=link_id).first()
    if link is None:
        raise NotFound(_("There is no such link."))
    child = get_objective(actor, link.child_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, objective_facts(child))
    refuse_closed(child)
    before = {"link_id": link.pk, **_ends(link), "kind": str(link.kind)}
    link.delete()
    record(actor, Entry("objective.unlinked", "objective", child.pk, child.title, before))
    return child.pk


def _parent(
    actor: Actor,
    link: ObjectiveLink,
    parent_objective_id: int | None,
    key_result_id: int | None,
) -> tuple[Objective, str]:
    """The objective the link leads to (a key result's own objective), and the parent's title."""
    if parent_objective_id is not None:
        link.objective = get_objective(actor, parent_objective_id)
        return link.objective, link.objective.title
    key_result = get_key_result(actor, key_result_id or 0)
    link.key_result = key_result
    return key_result.objective, key_result.title


def _refuse_no_overlap(child: Objective, parent: Objective) -> None:
    if child.cycle_id == parent.cycle_id:
        return
    if child.cycle.starts_on > parent.cycle.ends_on or parent.cycle.starts_on > child.cycle.ends_on:
        raise InvalidInput.on(
            "parent",
            _("%(child)s and %(parent)s do not overlap in time.")
            % {"child": child.cycle.name, "parent": parent.cycle.name},
            code="no_overlap",
        )


def _refuse_circle(actor: Actor, child: Objective, parent: Objective) -> None:
    path = path_between(_Parents(actor.organisation_id), child.pk, parent.pk)
    if path is None:
        return
    titles = dict(Objective.objects.filter(pk__in=path).values_list("id", "title"))
    raise InvalidInput.on(
        "parent",
        _("This would close a circle: %(path)s.")
        % {"path": " → ".join(f"“{titles[node]}”" for node in path)},
        code="circle",
    )


class _Parents:
    """The parents of an objective as a mapping, read as the walk upwards asks for them."""

    def __init__(self, organisation_id: int) -> None:
        self._organisation_id = organisation_id

    def get(self, objective_id: int, default: Iterable[int] = ()) -> Iterable[int]:
        links = ObjectiveLink.objects.filter(
            organisation_id=self._organisation_id, child_id=objective_id
        ).values_list("objective_id", "key_result__objective_id")
        return [parent for pair in links for parent in pair if parent] or default


def _refuse_duplicate(link: ObjectiveLink) -> None:
    if ObjectiveLink.objects.filter(child_id=link.child_id, **_ends(link)).exists():
        raise Conflict(_("This link exists already."), code="linked_already")


def _ends(link: ObjectiveLink) -> dict[str, int | None]:
    return {
        "goal_id": link.goal_id,
        "objective_id": link.objective_id,
        "key_result_id": link.key_result_id,
    }
