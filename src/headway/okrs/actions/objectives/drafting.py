"""Draft objectives."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.refusing import refuse
from headway.kpis.queries.doors import get_response
from headway.okrs.actions.checks import (
    choice_errors,
    next_position,
    owner_errors,
    title_errors,
    visibility_errors,
)
from headway.okrs.actions.objectives.definitions import TITLE_LIMIT, record_objective, snapshot
from headway.okrs.models import Ambition, Objective, Origin, Phase, Visibility
from headway.okrs.queries.doors import get_cycle
from headway.people.access import Actor, Facts, Permission, require
from headway.people.queries import get_live_unit


@transaction.atomic
def create_objective(
    actor: Actor,
    *,
    cycle_id: int,
    unit_id: int,
    title: str,
    owner_id: int | None,
    description: str = "",
    ambition: str = Ambition.ASPIRATIONAL,
    origin: str = Origin.BOTTOM_UP,
    is_local: bool = False,
    visibility: str = Visibility.ORGANISATION,
    viewer_ids: Sequence[int] = (),
    recovers_id: int | None = None,
) -> Objective:
    """Draft an objective in a unit and cycle. ``viewer_ids`` name who may read it with visibility
    "people", beside those who answer for it. ``recovers_id`` is the response to a KPI's signal that
    it answers.

    Raises NotAllowed, NotFound (cycle, unit, response), InvalidInput, Conflict (cycle closed).
    """
    cycle = get_cycle(actor, cycle_id, lock=True)  # none slips into a cycle that is being closed
    unit = get_live_unit(actor, unit_id)
    require(actor, Permission.OBJECTIVE_CREATE, Facts(unit_id=unit.pk, unit_path=unit.path))
    if cycle.phase == Phase.CLOSED:
        raise Conflict(
            _("%(cycle)s is closed. Choose a cycle that is being planned or running.")
            % {"cycle": cycle.name},
            code="cycle_closed",
        )
    recovers = get_response(actor, recovers_id) if recovers_id else None
    title = title.strip()
    refuse(
        title_errors(title, TITLE_LIMIT)
        + owner_errors(actor, owner_id)
        + choice_errors("ambition", ambition, Ambition.values)
        + choice_errors("origin", origin, Origin.values)
        + visibility_errors(actor, visibility, viewer_ids)
    )
    now = clock.now()
    objective = Objective.objects.create(
        organisation_id=actor.organisation_id,
        cycle=cycle,
        unit=unit,
        owner_id=owner_id,
        author_id=actor.person_id,
        title=title,
        description=description.strip(),
        ambition=ambition,
        origin=origin,
        is_local=is_local,
        recovers=recovers,
        visibility=visibility,
        position=next_position(Objective.objects.filter(cycle=cycle, unit=unit)),
        created_at=now,
        updated_at=now,
    )
    objective.viewers.set(viewer_ids)
    record_objective(actor, "objective.created", objective, after=snapshot(objective))
    return objective
