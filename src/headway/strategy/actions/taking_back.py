"""Take back, as if it had never been said, what a file said of the scorecard and the map: other
than what people end, which past days keep."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit.problems import NotFound
from headway.people.access import Actor, Permission, require
from headway.strategy.actions import links, measures
from headway.strategy.models import CauseEffectLink, GoalMeasure, Weight


@transaction.atomic
def take_weight_back(actor: Actor, weight_id: int, *, why: str) -> None:
    """What was said before holds again. Raises NotAllowed, NotFound."""
    require(actor, Permission.STRATEGY_EDIT)
    mine = Weight.objects.filter(organisation_id=actor.organisation_id)
    taken = mine.filter(pk=weight_id).select_related("goal", "perspective").first()
    if taken is None:
        raise NotFound(_("There is no such weight any more."))
    kind = "perspective" if taken.goal_id is None else "goal"
    of_id = taken.goal_id or taken.perspective_id or 0
    label, was = str(taken), {"weight": taken.weight}
    taken.delete()
    earlier = mine.filter(**{f"{kind}_id": of_id}, since__lte=taken.since).order_by("since", "id")
    held = earlier.values_list("weight", flat=True).last()
    now = {"weight": 1.0 if held is None else held, "since": taken.since}
    record(actor, Entry("weight.set", kind, of_id, label, was, now, why))


@transaction.atomic
def take_measure_back(
    actor: Actor, measure_id: int, *, replaced: int | None = None, why: str
) -> None:
    """The KPI measures the goal no more, or as it did by what was ``replaced``. Raises NotAllowed,
    NotFound."""
    require(actor, Permission.STRATEGY_EDIT)
    mine = GoalMeasure.objects.filter(goal__organisation_id=actor.organisation_id)
    found = mine.select_related("goal", "kpi").in_bulk([measure_id, replaced or 0])
    taken, before = found.get(measure_id), found.get(replaced or 0)
    if taken is None:
        raise NotFound(_("This KPI does not measure the goal any more. Load the page again."))
    taken.delete()
    if before is not None:
        before.until = None
        before.save(update_fields=["until"])
    was = measures.told(taken)
    verb = "measure.changed" if before else "measure.ended"
    now = measures.told(before) if before else None
    record(actor, Entry(verb, "goal", taken.goal_id, taken.goal.title, was, now, why))


@transaction.atomic
def take_link_back(
    actor: Actor,
    link_id: int,
    *,
    replaced: int | None = None,
    wording: Mapping[str, str] | None = None,
    why: str,
) -> None:
    """The arrow is gone, or again what was ``replaced``; with a ``wording`` it stays and gets that.
    Raises NotAllowed, NotFound."""
    require(actor, Permission.STRATEGY_EDIT)
    mine = CauseEffectLink.objects.filter(organisation_id=actor.organisation_id)
    found = mine.select_related("cause", "effect").in_bulk([link_id, replaced or 0])
    link, before = found.get(link_id), found.get(replaced or 0)
    if link is None:
        raise NotFound(_("There is no such arrow any more. Load the map again."))
    was = links.told(link)
    if wording is not None:
        for name in links.WORDING:
            setattr(link, name, wording.get(name, getattr(link, name)))
        link.save(update_fields=links.WORDING)
        before = link
    else:
        link.delete()
        if before is not None:
            before.until = None
            before.save(update_fields=["until"])
    verb = "link.changed" if before else "link.ended"
    now = links.told(before) if before else None
    links.tell(actor, verb, link, was, now, why)
