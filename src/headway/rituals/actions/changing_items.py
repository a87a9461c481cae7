"""Change an action that is still to do: give it to somebody else, put it off, say it better."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import check_version
from headway.people.access import Actor, Permission, require
from headway.rituals.actions.checks import text_errors
from headway.rituals.actions.items import LONGEST, item_errors, lock_action, tell_owner
from headway.rituals.actions.rooms.doors import facts_of
from headway.rituals.actions.rooms.touching import touch_room
from headway.rituals.models import ActionItem, ItemState
from headway.rituals.queries.items import action_facts

FIELDS = ("title", "owner_id", "due_on")


@one_write()
def change_action(
    actor: Actor,
    action_id: int,
    *,
    why: str = "",
    version: int | None = None,
    meeting_id: int | None = None,
    **changes: Any,
) -> ActionItem:
    """Other words, another owner or another day: of ``title``, ``owner_id`` and ``due_on`` those
    that are given. A later day, or none any more, puts it off, which takes a word ``why`` and is
    counted; it is the same action and comes back until it is done. Whose it is now hears of it, and
    whoever is in the unit's meetings; it was agreed in one of them where that is named.

    Who takes part in the unit's meetings may take what nobody has, and change nothing else of it.

    Raises NotAllowed (neither its owner, nor who wrote it down or facilitated there, nor who leads
    or coaches the unit), NotFound, InvalidInput, Conflict (it is settled), Outdated.
    """
    item = lock_action(actor, action_id)
    if _takes(actor, item, changes):
        require(actor, Permission.MEETING_TAKE_PART, facts_of(item.unit))
    else:
        _require_part(actor, item)
    check_version(item, version)
    if item.state != ItemState.OPEN:
        raise Conflict(_("This action is settled. Open it again first."), code="action_settled")
    before = {name: getattr(item, name) for name in FIELDS}
    wanted = before | {name: changes[name] for name in FIELDS if name in changes}
    wanted["title"] = wanted["title"].strip()
    if wanted == before:
        return item
    is_put_off = puts_off(item.due_on, wanted["due_on"])
    refuse(
        [
            *item_errors(actor, wanted["title"], wanted["owner_id"], wanted["due_on"],
                         was=item.owner_id, was_due=item.due_on),
            *(_why_errors(why) if is_put_off else ()),
        ]
    )  # fmt: skip
    for name, value in wanted.items():
        setattr(item, name, value)
    if is_put_off:
        item.times_put_off += 1
        item.put_off_why = why.strip()
    item.version += 1
    item.save()
    if wanted["owner_id"] != before["owner_id"]:
        tell_owner(actor, item, "action")
    touch_room(item.unit_id, meeting_id)  # it comes back in each of them
    told = [name for name in FIELDS if wanted[name] != before[name]]
    verb = "action.put_off" if is_put_off else "action.changed"
    was, now = {name: before[name] for name in told}, {name: wanted[name] for name in told}
    record(actor, Entry(verb, "action", item.pk, item.title, was, now, why.strip()))
    return item


def puts_off(was: date | None, due_on: date | None) -> bool:
    """Whether another day is a later one, or none any more."""
    return was is not None and (due_on is None or due_on > was)


def _takes(actor: Actor, item: ActionItem, changes: dict[str, Any]) -> bool:
    """Whether the actor takes what nobody has, and that is all."""
    is_person = actor.person_id is not None
    return is_person and item.owner_id is None and changes == {"owner_id": actor.person_id}


def _require_part(actor: Actor, item: ActionItem) -> None:
    unit, meeting = item.unit, item.meeting
    facts = action_facts(
        (unit.pk, unit.path), item.owner_id, item.created_by_id,
        meeting.facilitator_id if meeting is not None else None,
    )  # fmt: skip
    require(actor, Permission.ACTION_CHANGE, facts)


def _why_errors(why: str) -> list[FieldError]:
    return text_errors("why", why, LONGEST, _("Say in a few words why it is put off."))
