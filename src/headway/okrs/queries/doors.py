"""The only doors to a cycle, objective or key result: in the actor's organisation, or not found.

With ``lock`` the objective's row is locked until the transaction ends, and so are those of all
objectives above whose score it moves: two writes below one objective never compute its score from
each other's past. Rows are locked in the order of their ids, so that nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.okrs.models import CheckIn, Cycle, Initiative, KeyResult, Objective, ObjectiveLink
from headway.okrs.queries.arithmetic import moved_by
from headway.okrs.queries.cycles import no_such_cycle
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor, Facts
from headway.people.models import Organisation


def get_cycle(actor: Actor, cycle_id: int, *, lock: bool = False) -> Cycle:
    """The cycle. Raises NotFound."""
    cycles = Cycle.objects.filter(organisation_id=actor.organisation_id)
    if lock:
        cycles = cycles.select_for_update(no_key=True)
    cycle = cycles.filter(pk=cycle_id).first()
    if cycle is None:
        raise no_such_cycle()
    return cycle


def get_objective(actor: Actor, objective_id: int, *, lock: bool = False) -> Objective:
    """The objective with its cycle and unit. Raises NotFound."""
    if lock:
        lock_upwards(actor, objective_id)
    found = _objective(actor, objective_id)
    if not found:
        raise NotFound(_("There is no such objective. Search for it with Ctrl K."))
    return found[0]


@prepared
def _objective(actor: Actor, objective_id: int) -> QuerySet[Objective]:
    return Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id, pk=objective_id
    ).select_related("cycle", "unit")


def get_key_result(actor: Actor, key_result_id: int, *, lock: bool = False) -> KeyResult:
    """The key result with its objective, cycle and unit. Raises NotFound."""
    if lock and connection.features.has_select_for_update:
        lock_upwards(actor, *_objective_of(actor, key_result_id))
    found = _key_result(actor, key_result_id)
    if not found:
        raise NotFound(_("There is no such key result. Search for it with Ctrl K."))
    return found[0]


@prepared
def _key_result(actor: Actor, key_result_id: int) -> QuerySet[KeyResult]:
    return _key_results(actor, key_result_id).select_related("objective__cycle", "objective__unit")


@prepared
def _objective_of(actor: Actor, key_result_id: int) -> QuerySet[KeyResult, int]:
    return _key_results(actor, key_result_id).values_list("objective_id", flat=True)


def _key_results(actor: Actor, key_result_id: int) -> QuerySet[KeyResult]:
    return KeyResult.objects.filter(
        visible_to(actor, "objective__"), organisation_id=actor.organisation_id, pk=key_result_id
    )


def lock_upwards(actor: Actor, *objective_ids: int) -> None:
    """Lock these objectives and every one above whose figures they move. Three statements, and two
    more for each level that arithmetic links climb; none on SQLite, where a transaction has locked
    everything.

    A link may come between reading what is above and locking it, and none once that is locked; so
    it is read again until it stays."""
    if not objective_ids or not connection.features.has_select_for_update:
        return
    above = moved_by(objective_ids)
    locked: set[int] = set()
    while not locked.issuperset(above):
        _lock(actor.organisation_id, above)
        locked.update(above)
        above = moved_by(objective_ids)


def lock_links(actor: Actor) -> None:
    """Add links of an organisation one at a time: two at once could close a circle together. Call
    it before any other row is locked, as imports do."""
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)


@prepared
def _lock(organisation_id: int, objective_ids: Collection[int]) -> QuerySet[Objective, int]:
    rows = Objective.objects.select_for_update(no_key=True).filter(
        organisation_id=organisation_id, pk__in=objective_ids
    )
    return rows.order_by("pk").values_list("pk", flat=True)


def get_objective_of_its_phase(actor: Actor, objective_id: int) -> Objective:
    """The objective, locked, in a cycle whose phase stays until the transaction ends: for writes
    that follow from the phase. The cycle goes first, as it does for whoever moves the phase.
    Raises NotFound."""
    get_cycle(actor, get_objective(actor, objective_id).cycle_id, lock=True)
    return get_objective(actor, objective_id, lock=True)


def get_link(actor: Actor, link_id: int) -> ObjectiveLink:
    """The link with both its ends; whether the actor may read them is for :func:`get_objective` to
    say. Raises NotFound."""
    link = (
        ObjectiveLink.objects.filter(organisation_id=actor.organisation_id, pk=link_id)
        .select_related(
            "goal", "child_key_result", "objective__unit", "objective__cycle",
            "key_result__objective__unit", "key_result__objective__cycle",
        )
        .first()
    )  # fmt: skip
    if link is None:
        raise NotFound(_("There is no such link."))
    return link


def get_check_in(actor: Actor, check_in_id: int) -> CheckIn:
    """The check-in. Raises NotFound."""
    check_in = CheckIn.objects.filter(
        visible_to(actor, "key_result__objective__"),
        organisation_id=actor.organisation_id,
        pk=check_in_id,
    ).first()
    if check_in is None:
        raise NotFound(_("There is no such check-in."))
    return check_in


def get_initiative(actor: Actor, initiative_id: int, *, lock: bool = False) -> Initiative:
    """The initiative with its key result and objective. Raises NotFound."""
    rows = Initiative.objects.filter(
        visible_to(actor, "key_result__objective__"),
        organisation_id=actor.organisation_id,
        pk=initiative_id,
    )
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    initiative = rows.select_related(
        "key_result__objective__unit", "key_result__objective__cycle"
    ).first()
    if initiative is None:
        raise NotFound(_("There is no such initiative."))
    return initiative


def objective_facts(objective: Objective) -> Facts:
    """What the access rules need to know of an objective."""
    return Facts(
        unit_id=objective.unit_id,
        unit_path=objective.unit.path,
        owner_ids=_ids(objective.owner_id),
    )


def key_result_facts(key_result: KeyResult) -> Facts:
    """What the access rules need to know of a key result."""
    objective = key_result.objective
    return Facts(
        unit_id=objective.unit_id,
        unit_path=objective.unit.path,
        owner_ids=_ids(objective.owner_id, key_result.owner_id),
        updater_ids=_ids(key_result.updater_id),
    )


def _ids(*ids: int | None) -> frozenset[int]:
    return frozenset(person_id for person_id in ids if person_id is not None)
