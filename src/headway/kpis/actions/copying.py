"""Use the definition of a KPI in another unit: its words and rules, not its values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kpis.actions.definitions import DEFINITION, create_kpi, update_kpi
from headway.kpis.models import Kpi
from headway.kpis.queries.definitions.families import own_inputs
from headway.kpis.queries.doors import get_kpi, kpi_facts
from headway.people.access import Actor, Permission, require

OF_ITS_UNIT = frozenset(
    {
        "name",
        "owner_id",
        "updater_id",
        "external_id",
        "leads_id",
        "leads_lag",
        "review_by",
        "segmented_by",
        "partial",
    }
)
"""Who answers for it, what it leads there, its segments and when to ask again: what a copy does not
take over."""
AGAIN = timedelta(days=365)
"""When a definition that still holds is asked for again."""


@one_write()
def copy_kpi(
    actor: Actor,
    kpi_id: int,
    *,
    unit_id: int,
    owner_id: int | None = None,
    name: str = "",
    stand_ins: Mapping[int, int] | None = None,
) -> Kpi:
    """A KPI of another unit with the definition of this one. It keeps where it came from; its
    values, targets and limits are its own. A derived one is computed from the unit's own KPIs of
    the same definitions, and of those that the unit lacks from the same KPIs: ``shared_inputs``
    tells them. ``stand_ins`` are the unit's own by the inputs they stand for, where somebody has
    looked already. Without ``owner_id`` the actor answers for it.

    Raises NotAllowed, NotFound, Conflict (the unit has twelve), InvalidInput.
    """
    source = get_kpi(actor, kpi_id)
    return create_kpi(
        actor,
        unit_id=unit_id,
        name=name.strip() or source.name,
        owner_id=owner_id or actor.person_id,
        copied_from_id=source.pk,
        inputs=own_inputs(source, unit_id, stand_ins),
        **reusable(source),
    )


def reusable(kpi: Kpi) -> dict[str, Any]:
    """The fields of a definition that make sense in another unit."""
    return {name: getattr(kpi, name) for name in DEFINITION if name not in OF_ITS_UNIT}


@one_write()
def confirm_definition(actor: Actor, kpi_id: int, *, version: int | None = None) -> Kpi:
    """Say that a definition still holds; it is asked for again in a year. Raises NotAllowed,
    NotFound, Outdated, Conflict (archived; no day for a review was set)."""
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    if kpi.review_by is None:
        raise Conflict(_("No day was set to review this definition by."), code="no_review")
    return update_kpi(
        actor,
        kpi_id,
        version=version,
        review_by=clock.today(actor.time_zone) + AGAIN,
        why=_("Reviewed: it still holds."),
    )
