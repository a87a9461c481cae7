"""Priorities of a week: at most three of a person in a unit (docs/methods 6, PRIORITY_TIE)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import person_errors
from headway.okrs.queries.doors import get_key_result
from headway.people.access import Actor, Permission, require
from headway.people.models import Person, Unit
from headway.people.queries import get_unit
from headway.rituals.actions.checks import text_errors
from headway.rituals.actions.rooms.doors import facts_of
from headway.rituals.actions.rooms.opening import week_of
from headway.rituals.actions.rooms.touching import touch_room
from headway.rituals.models import ItemState, Priority

LONGEST = 300
AT_MOST = 3


@transaction.atomic
def add_priority(
    actor: Actor,
    *,
    unit_id: int,
    title: str,
    person_id: int | None = None,
    key_result_id: int | None = None,
    week: date | None = None,
    carried_from_id: int | None = None,
    meeting_id: int | None = None,
) -> Priority:
    """Say what somebody does first in a week, oneself and this week unless said otherwise; for a
    key result where one is named. It is said in a meeting of the unit where that is named.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (there are three already).
    """
    unit = get_unit(actor, unit_id)
    require(actor, Permission.MEETING_TAKE_PART, facts_of(unit))
    person_id = person_id if person_id is not None else actor.person_id
    refuse(_errors(actor, title, person_id))
    if key_result_id is not None:
        get_key_result(actor, key_result_id)
    week = week or week_of(actor, clock.now())
    _refuse_fourth(unit, person_id or 0, week)
    made = Priority.objects.create(
        organisation_id=actor.organisation_id, unit=unit, person_id=person_id or 0, week=week,
        title=title.strip(), key_result_id=key_result_id, carried_from_id=carried_from_id,
        written_at=clock.now(),
    )  # fmt: skip
    touch_room(unit.pk, meeting_id)
    after = {"title": made.title, "person_id": person_id, "week": week}
    record(actor, Entry("priority.added", "priority", made.pk, made.title, after=after))
    return made


@transaction.atomic
def carry_priority(
    actor: Actor, priority_id: int, *, week: date | None = None, meeting_id: int | None = None
) -> Priority:
    """Take one that was not done into a week, this one unless said otherwise. It is there once,
    however often it is carried, and again once it was dropped there.

    Raises NotAllowed, NotFound, Conflict (there are three already).
    """
    old = _get(actor, priority_id)
    known = Priority.objects.filter(carried_from=old).exclude(state=ItemState.DROPPED).first()
    if known is not None:
        return known
    return add_priority(
        actor, unit_id=old.unit_id, title=old.title, person_id=old.person_id,
        key_result_id=old.key_result_id, week=week, carried_from_id=old.pk, meeting_id=meeting_id,
    )  # fmt: skip


@transaction.atomic
def settle_priority(
    actor: Actor, priority_id: int, *, state: str, meeting_id: int | None = None
) -> Priority:
    """It is done, dropped, or open again. Raises NotAllowed, NotFound, InvalidInput, Conflict (one
    that was dropped would be the fourth)."""
    found = _get(actor, priority_id)
    if state not in ItemState.values:
        raise InvalidInput.on("state", _("Choose what became of it."), code="unknown")
    if found.state == state:
        return found
    if found.state == ItemState.DROPPED:
        _refuse_fourth(found.unit, found.person_id, found.week)
    before = {"state": found.state}
    found.state = state
    found.save(update_fields=["state"])
    touch_room(found.unit_id, meeting_id)
    verb = {"open": "reopened"}.get(state, state)
    record(
        actor,
        Entry(f"priority.{verb}", "priority", found.pk, found.title, before, {"state": state}),
    )
    return found


def _get(actor: Actor, priority_id: int) -> Priority:
    found = (
        Priority.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit")
        .filter(organisation_id=actor.organisation_id, pk=priority_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such priority."))
    require(actor, Permission.MEETING_TAKE_PART, facts_of(found.unit, found.person_id))
    return found


def _refuse_fourth(unit: Unit, person_id: int, week: date) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person_id)  # two at once count each other
    theirs = Priority.objects.filter(unit=unit, person_id=person_id, week=week)
    if theirs.exclude(state=ItemState.DROPPED).count() >= AT_MOST:
        raise Conflict(
            _("Three priorities a week are enough: drop one first, or leave this for next week."),
            code="too_many_priorities",
        )


def _errors(actor: Actor, title: str, person_id: int | None) -> list[FieldError]:
    errors = text_errors("title", title, LONGEST, _("Say what comes first."))
    if person_id is None:
        return [*errors, FieldError("person_id", "required", _("Say whose priority it is."))]
    return [*errors, *person_errors(actor, "person_id", person_id)]
