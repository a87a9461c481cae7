"""What people choose to hear of, when, and by which way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.activity.models import Notice, NoticeKind
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, Outdated
from headway.kit.refusing import refuse
from headway.people.access import Actor
from headway.people.actions.organisations import time_zones
from headway.reminders.access import require_choosing
from headway.reminders.actions.rounds import plan_anew
from headway.reminders.models import How, ReminderSettings

_FIELDS = ("time_zone", "at", "before", "again", "most", "kinds", "by_email")


@transaction.atomic
def choose_reminders(
    actor: Actor, *, version: int | None = None, why: str = "", **changes: Any
) -> ReminderSettings:
    """Change how one is reminded oneself: time_zone, at, before, again, most, by_email, and
    ``kinds``, of which those that are not named stay.

    What is muted leaves the inbox. Raises InvalidInput, Conflict (not a person), Outdated.
    """
    require_choosing(actor)
    if actor.person_id is None:
        raise Conflict(_("Only a person is reminded."))
    found, _new = ReminderSettings.objects.select_for_update(no_key=True).get_or_create(
        person_id=actor.person_id, defaults={"organisation_id": actor.organisation_id}
    )
    if version is not None and version not in (found.version, 0):
        raise Outdated(_("You changed this elsewhere meanwhile. Load the page again."))
    before = _snapshot(found)
    kinds: Mapping[str, str] = changes.pop("kinds", {})
    refuse([*_errors(changes), *_kind_errors(kinds)])
    for name, value in changes.items():
        setattr(found, name, value)
    found.kinds = {kind: how for kind, how in {**found.kinds, **kinds}.items() if how != How.DIGEST}
    found.has_at_once = How.AT_ONCE in found.kinds.values()
    after = _snapshot(found)
    if before == after:
        return found
    found.version += 1
    found.save()
    _leave_inbox(actor.person_id, [kind for kind, how in found.kinds.items() if how == How.OFF])
    plan_anew([actor.person_id])
    record(
        actor,
        Entry("reminders.changed", "person", actor.person_id, actor.name, before, after, why),
    )
    return found


def _leave_inbox(person_id: int, muted: list[str]) -> None:
    now = clock.now()
    theirs = Notice.objects.filter(person_id=person_id, kind__in=muted)
    theirs.filter(settled_at__isnull=True).update(settled_at=now)
    theirs.filter(read_at__isnull=True).update(read_at=now)


def _snapshot(found: ReminderSettings) -> dict[str, Any]:
    shown = {name: getattr(found, name) for name in _FIELDS}
    return {**shown, "at": found.at.isoformat("minutes"), "kinds": dict(found.kinds)}


def _errors(changes: Mapping[str, Any]) -> list[FieldError]:
    errors = []
    zone = changes.get("time_zone", "")
    if zone and zone not in time_zones():
        said = _("Choose a time zone such as Europe/Berlin, or none for the organisation's.")
        errors.append(FieldError("time_zone", "unknown", said))
    for name, least in (("before", 0), ("again", 1), ("most", 0)):
        value = changes.get(name, least)
        if value is None or not least <= value <= 10:
            said = _("Choose %(least)d to 10.") % {"least": least}
            errors.append(FieldError(name, "range", said))
    if not isinstance(changes.get("at", time(8)), time):
        errors.append(FieldError("at", "invalid", _("Enter a time such as 08:30.")))
    return errors


def _kind_errors(kinds: Mapping[str, str]) -> list[FieldError]:
    known = set(NoticeKind.values)
    if all(kind in known and how in How.values for kind, how in kinds.items()):
        return []
    said = _("Choose for each kind: at once, in the daily e-mail, inbox only, or not at all.")
    return [FieldError("kinds", "unknown", said)]
