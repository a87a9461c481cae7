"""What others should know of the coming weeks."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import FieldError, NotFound
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.queries import get_unit
from headway.rituals.actions.checks import text_errors
from headway.rituals.actions.rooms.doors import facts_of
from headway.rituals.actions.rooms.touching import touch_room
from headway.rituals.models import HeadsUp

LONGEST = 300


@transaction.atomic
def add_heads_up(
    actor: Actor, *, unit_id: int, title: str, on: date | None, meeting_id: int | None = None
) -> HeadsUp:
    """Say what happens on a day. Raises NotAllowed, NotFound, InvalidInput."""
    unit = get_unit(actor, unit_id)
    require(actor, Permission.MEETING_TAKE_PART, facts_of(unit))
    refuse(_errors(actor, title, on))
    made = HeadsUp.objects.create(
        organisation_id=actor.organisation_id, unit=unit, title=title.strip(),
        on=on or clock.today(actor.time_zone), author_id=actor.person_id, written_at=clock.now(),
    )  # fmt: skip
    touch_room(unit.pk, meeting_id)
    after = {"title": made.title, "on": made.on}
    record(actor, Entry("heads_up.added", "heads_up", made.pk, made.title, after=after))
    return made


@transaction.atomic
def remove_heads_up(actor: Actor, heads_up_id: int, *, meeting_id: int | None = None) -> HeadsUp:
    """It does not come. Raises NotAllowed, NotFound."""
    found = (
        HeadsUp.objects.select_related("unit")
        .filter(organisation_id=actor.organisation_id, pk=heads_up_id, removed_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such entry."))
    require(actor, Permission.MEETING_TAKE_PART, facts_of(found.unit))
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    touch_room(found.unit_id, meeting_id)
    record(
        actor,
        Entry("heads_up.removed", "heads_up", found.pk, found.title, before={"on": found.on}),
    )
    return found


def _errors(actor: Actor, title: str, on: date | None) -> list[FieldError]:
    errors = text_errors("title", title, LONGEST, _("Say what happens."))
    if on is None:
        errors.append(FieldError("on", "required", _("Say on which day.")))
    else:
        errors += day_errors("on", on)
        if on < clock.today(actor.time_zone):
            errors.append(FieldError("on", "past", _("That day has passed.")))
    return errors
