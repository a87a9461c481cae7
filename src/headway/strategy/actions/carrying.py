"""What a linked copy has in common with its original, and how it is kept the same.

The texts and the time of a copy are stored with it, too: so every list, map and past day reads it
as any other goal, and its past is told by events of its own (docs/adr 0036)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record_all
from headway.kit.problems import FieldError
from headway.people.access import Actor
from headway.strategy.models import MidTermGoal
from headway.strategy.models.goals import CARRIED

SHARED: Final = ("title", "description", "perspective_id", "starts_on", "ends_on")
"""Fields of a copy that are those of its original."""


def carry(original: MidTermGoal) -> list[Entry]:
    """Give the copies what the original has now, archived ones too; answers with what to record of
    those that changed. One query, two where any changes."""
    copies = original.copies.select_for_update(no_key=True).order_by("pk")
    now = {name: getattr(original, name) for name in SHARED}
    changed, told = [], []
    for copy in copies:
        was = {name: getattr(copy, name) for name in SHARED}
        if was == now:
            continue
        for name, value in now.items():
            setattr(copy, name, value)
        copy.version += 1
        changed.append(copy)
        why = _("Changed with the goal that it copies.")
        after = {**now, CARRIED: original.pk}
        told.append(Entry("goal.changed", "goal", copy.pk, copy.title, was, after, why))
    if changed:
        MidTermGoal.objects.bulk_update(changed, [*SHARED, "version"])
    return told


def carry_changes(actor: Actor, goal_ids: Sequence[int]) -> None:
    """The same of goals that were written in bulk, inside the write of that. Three queries for each
    that has copies."""
    changed = MidTermGoal.objects.filter(pk__in=goal_ids, copies__isnull=False)
    for original in changed.distinct().order_by("pk"):
        record_all(actor, carry(original))


def refuse_shared(copy: MidTermGoal, before: Mapping[str, Any]) -> list[FieldError]:
    """An error for each field of a copy that only its original can change."""
    if copy.copy_of is None:
        return []
    unit = copy.copy_of.unit
    words = _(
        "This is a linked copy: change it in “%(title)s” of %(whose)s, or unlink the copy first."
    ) % {
        "title": copy.copy_of.title,
        "whose": unit.name if unit else _("the organisation"),
    }
    changed = (name for name in SHARED if getattr(copy, name) != before[name])
    return [FieldError(name, "copied", words) for name in changed]
