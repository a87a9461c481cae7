"""Change the perspectives: the views of the scorecard and the lanes of the strategy map."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.core.perspectives import MOST, Template, perspectives_of
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation
from headway.strategy.models import MidTermGoal, Perspective, live_goals
from headway.strategy.queries.limits import no_more_perspectives

NAME_LIMIT, HINT_LIMIT = 100, 160


@transaction.atomic
def add_perspective(actor: Actor, *, name: str, hint: str = "") -> Perspective:
    """Add a perspective below the others; ``hint`` says in a few words what it is about. Raises
    NotAllowed, Conflict (six are there), InvalidInput."""
    require(actor, Permission.STRATEGY_EDIT)
    mine = _mine(actor)
    if len(mine) >= MOST:
        raise Conflict(no_more_perspectives(), code="too_many")
    made = Perspective(
        organisation_id=actor.organisation_id,
        name=name.strip(),
        hint=hint.strip(),
        position=max((one.position + 1 for one in mine), default=0),
    )
    refuse(_errors(made, mine))
    made.save()
    record(actor, _added(made))
    return made


@transaction.atomic
def update_perspective(actor: Actor, perspective_id: int, **changes: Any) -> Perspective:
    """Another ``name`` or ``hint``. Raises NotAllowed, NotFound, InvalidInput."""
    require(actor, Permission.STRATEGY_EDIT)
    mine = _mine(actor)
    perspective = get_perspective(actor, perspective_id)
    if unknown := sorted(set(changes) - {"name", "hint"}):
        words = _("A perspective has no field %(names)s.")
        raise InvalidInput(words % {"names": ", ".join(unknown)})
    before = _told(perspective)
    for name, value in changes.items():
        setattr(perspective, name, value.strip())
    refuse(_errors(perspective, mine))
    after = _told(perspective)
    if after != before:
        perspective.save(update_fields=["name", "hint"])
        told = Entry(
            "perspective.changed", "perspective", perspective.pk, perspective.name, before, after
        )
        record(actor, told)
    return perspective


@transaction.atomic
def apply_template(actor: Actor, *, template: str) -> list[Perspective]:
    """Begin with the perspectives of a template, in its order; those of the same name stay. Raises
    NotAllowed, InvalidInput, Conflict (it would be more than six)."""
    require(actor, Permission.STRATEGY_EDIT)
    if template not in tuple(Template):
        raise InvalidInput.on("template", _("Choose one of the offered."), code="unknown")
    mine = {one.name: one for one in _mine(actor)}
    wanted = [(_(name), _(hint)) for name, hint in perspectives_of(Template(template))]
    if len({*mine, *(name for name, _hint in wanted)}) > MOST:
        words = _("With those that are here it would be more than %(most)d. Remove some first.")
        raise Conflict(words % {"most": MOST}, code="too_many")
    before = [one.pk for one in sorted(mine.values(), key=_place)]
    made = []
    for name, hint in wanted:
        if name not in mine:
            mine[name] = Perspective(
                organisation_id=actor.organisation_id, name=name, hint=hint, position=len(mine)
            )
            mine[name].save()
            made.append(mine[name])
    first = [mine[name] for name, _hint in wanted]
    rest = sorted((one for one in mine.values() if one not in first), key=_place)
    ordered = [*first, *rest]
    _put_in_order(ordered)
    entries = [_added(one) for one in made]
    if made or before != [one.pk for one in ordered]:
        entries.append(_ordered(actor, before, [one.pk for one in ordered]))
        record_all(actor, entries)
    return ordered


@transaction.atomic
def order_perspectives(actor: Actor, perspective_ids: list[int]) -> None:
    """Put the perspectives in this order, the top one first. All must be named, once."""
    require(actor, Permission.STRATEGY_EDIT)
    mine = {one.pk: one for one in _mine(actor)}
    if sorted(perspective_ids) != sorted(mine):
        raise InvalidInput.on("order", _("Name every perspective once."), code="incomplete")
    before = list(mine)
    if before == perspective_ids:
        return
    _put_in_order([mine[pk] for pk in perspective_ids])
    record(actor, _ordered(actor, before, perspective_ids))


@transaction.atomic
def remove_perspective(actor: Actor, perspective_id: int) -> None:
    """Remove a perspective that holds no live goal; past days keep it, and goals of archived units
    have none from now on. Raises NotAllowed, NotFound, Conflict."""
    require(actor, Permission.STRATEGY_EDIT)
    _mine(actor)
    perspective = get_perspective(actor, perspective_id)
    if perspective.goals.filter(live_goals()).exists():
        words = _("%(name)s holds mid-term goals. Move them to another perspective first.")
        raise Conflict(words % {"name": perspective.name}, code="in_use")
    perspective.removed_at = clock.now()
    perspective.save(update_fields=["removed_at"])
    before = {**_told(perspective), "position": perspective.position}
    told = Entry(
        "perspective.removed", "perspective", perspective.pk, perspective.name, before=before
    )
    record_all(actor, [*_taken_out(perspective), told])


def _taken_out(perspective: Perspective) -> list[Entry]:
    """Goals of archived units would come back with these into a perspective that is gone."""
    waiting = perspective.goals.select_for_update(no_key=True, of=("self",)).filter(
        archived_at__isnull=True
    )
    goals = list(waiting.order_by("pk"))
    for goal in goals:
        goal.perspective = None
        goal.version += 1
    MidTermGoal.objects.bulk_update(goals, ["perspective", "version"])
    before, after = {"perspective_id": perspective.pk}, {"perspective_id": None}
    why = _("Its perspective was removed while its unit is archived.")
    return [
        Entry("goal.changed", "goal", goal.pk, goal.title, before, after, why) for goal in goals
    ]


def get_perspective(actor: Actor, perspective_id: int) -> Perspective:
    """Of the actor's organisation, locked, so that nothing is put into one that is being removed.
    Raises NotFound."""
    mine = Perspective.objects.filter(
        organisation_id=actor.organisation_id, removed_at__isnull=True
    )
    found = mine.filter(pk=perspective_id).select_for_update(no_key=True).first()
    if found is None:
        raise NotFound(_("There is no such perspective."))
    return found


def _mine(actor: Actor) -> list[Perspective]:
    """All of the organisation, whose row is locked, in their order."""
    Organisation.objects.select_for_update(no_key=True).filter(pk=actor.organisation_id).first()
    mine = Perspective.objects.filter(
        organisation_id=actor.organisation_id, removed_at__isnull=True
    )
    return sorted(mine, key=_place)


def _place(one: Perspective) -> tuple[int, int]:
    return one.position, one.pk


def _errors(one: Perspective, mine: list[Perspective]) -> list[FieldError]:
    if not one.name or len(one.name) > NAME_LIMIT:
        return [FieldError("name", "required", _("Give a name of at most 100 characters."))]
    if any(other.name == one.name and other.pk != one.pk for other in mine):
        return [FieldError("name", "taken", _("There is a perspective of this name already."))]
    if len(one.hint) > HINT_LIMIT:
        said = _("Use at most %(limit)d characters.") % {"limit": HINT_LIMIT}
        return [FieldError("hint", "too_long", said)]
    return []


def _put_in_order(ordered: list[Perspective]) -> None:
    for position, one in enumerate(ordered):
        one.position = position
    Perspective.objects.bulk_update(ordered, ["position"])


def _added(one: Perspective) -> Entry:
    return Entry("perspective.added", "perspective", one.pk, one.name, after=_told(one))


def _ordered(actor: Actor, before: list[int], after: list[int]) -> Entry:
    told = {"order": before}, {"order": after}
    return Entry(
        "perspectives.ordered", "organisation", actor.organisation_id, _("Perspectives"), *told
    )


def _told(one: Perspective) -> dict[str, Any]:
    return {"name": one.name, "hint": one.hint}
