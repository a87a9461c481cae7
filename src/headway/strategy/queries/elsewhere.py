"""Where a scorecard can be put to use, for who may do so."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import ngettext

from headway.people.access import Actor, Facts, Permission, decide
from headway.people.models import Unit
from headway.strategy.models import live_goals
from headway.strategy.queries.limits import MOST_COPIES


@dataclass(frozen=True, slots=True)
class Place:
    """A unit whose scorecard the actor may change, with how many mid-term goals it has."""

    id: int
    name: str
    path: str
    goals: int

    @property
    def label(self) -> str:
        """Its name, indented as the tree is, and what it has."""
        name = "\u2003" * (self.path.count("/") - 2) + self.name
        if not self.goals:
            return name
        words = ngettext("%(name)s (has %(num)d goal)", "%(name)s (has %(num)d goals)", self.goals)
        return words % {"name": name, "num": self.goals}


def may_use_elsewhere(actor: Actor) -> bool:
    """Whether there is a unit whose scorecard the actor may change. No query."""
    paths = ["0/"] if actor.is_admin else list(actor.led_paths)
    return any(
        decide(actor, Permission.UNIT_STRATEGY_EDIT, Facts(None, path)).allowed for path in paths
    )


def places_to_use(actor: Actor, source_id: int | None) -> list[Place]:
    """All such units but the one whose scorecard it is, as the tree goes, and of more than can be
    chosen one more. One query."""
    units = Unit.objects.filter(
        organisation_id=actor.organisation_id, archived_at__isnull=True, parent__isnull=False
    ).exclude(pk=source_id or 0)
    if not actor.is_admin:
        led = Q(pk__in=())
        for path in actor.led_paths:
            led |= Q(path__startswith=path)
        units = units.filter(led)
    live = Count("goals", filter=live_goals("goals__"))
    rows = units.annotate(live=live).order_by("path").values_list("id", "name", "path", "live")
    return [Place(*row) for row in rows[: MOST_COPIES + 1]] if may_use_elsewhere(actor) else []
