"""Who may read an objective, as a condition on query sets of objectives.

Drafts are for their unit: its lead, members and coach, who
wrote it, the owners, administrators. Everything else
is for whom its ``visibility`` names; leads above always read it, since they answer for it. What
somebody may not read is not there for them: the doors raise NotFound, lists leave it out.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Objective, State, Visibility
from headway.people.access import Actor


def visible_to(actor: Actor, prefix: str = "") -> Q:
    """The objectives that the actor may read. ``prefix`` leads to the objective from another model,
    such as ``"objective__"``. Costs no query."""
    if actor.is_admin:
        return Q()

    def on(**conditions: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    proposed = ~on(state=State.DRAFT)
    ways = [
        proposed & on(visibility=Visibility.ORGANISATION),
        proposed & on(visibility=Visibility.UNIT, unit_id__in=sorted(actor.line_unit_ids)),
        ~on(visibility=Visibility.PEOPLE)
        & on(unit_id__in=sorted(actor.member_unit_ids | actor.coached_unit_ids)),
        *(on(unit__path=path) for path in actor.led_paths),
        *(proposed & on(unit__path__startswith=path) for path in actor.led_paths),
        *_personal(actor, prefix),
    ]
    return reduce(or_, ways)


def readable_title(actor: Actor, prefix: str = "") -> Any:
    """The title of an objective in a query set, "" where the actor may not read it; ``prefix`` as
    in :func:`visible_to`."""
    title = F(f"{prefix}title")
    if actor.is_admin:
        return title
    return Case(When(visible_to(actor, prefix), then=title), default=Value(""))


def visible_ids(actor: Actor, objective_ids: Collection[int]) -> set[int]:
    """Those of the objectives that the actor may read. One query."""
    return set(_visible(actor, objective_ids))


@prepared
def _visible(actor: Actor, objective_ids: Collection[int]) -> QuerySet[Objective, int]:
    found = Objective.objects.filter(visible_to(actor), pk__in=objective_ids)
    return found.values_list("id", flat=True)


def _personal(actor: Actor, prefix: str) -> list[Q]:
    """What one owns, wrote, keeps the values of, or is named for."""
    if actor.person_id is None:
        return []
    keeps = KeyResult.objects.filter(
        Q(owner_id=actor.person_id) | Q(updater_id=actor.person_id),
        objective_id=OuterRef(f"{prefix}pk"),
    )
    named = Objective.viewers.through.objects.filter(
        objective_id=OuterRef(f"{prefix}pk"), person_id=actor.person_id
    )
    return [
        Q(**{f"{prefix}owner_id": actor.person_id}),
        Q(**{f"{prefix}author_id": actor.person_id}),
        Q(Exists(keeps)),
        Q(**{f"{prefix}visibility": Visibility.PEOPLE})
        & ~Q(**{f"{prefix}state": State.DRAFT})
        & Q(Exists(named)),
    ]
