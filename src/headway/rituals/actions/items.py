"""Actions: agree on them and bring them to an end, in a meeting or between meetings; and what
blockers share with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, Told, notify, one_write, record, settle_assigned
from headway.activity.models import NoticeKind
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import check_version, person_errors
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.people.access import Actor, Permission, acts_as_owner, require
from headway.people.models import Person, Role, Unit
from headway.people.queries import get_unit
from headway.rituals.actions.checks import is_past, past_words, text_errors
from headway.rituals.actions.rooms.doors import enter, facts_of
from headway.rituals.actions.rooms.touching import touch_room
from headway.rituals.models import ActionItem, Blocker, ItemState, Meeting
from headway.rituals.queries.addresses import item_url

LONGEST = 400


@one_write()
def add_action(
    actor: Actor,
    *,
    title: str,
    unit_id: int | None = None,
    meeting_id: int | None = None,
    owner_id: int | None = None,
    due_on: date | None = None,
    key_result_id: int | None = None,
    objective_id: int | None = None,
    blocker_id: int | None = None,
) -> ActionItem:
    """Agree on something to do, in a meeting that is under way or for a unit. Its owner is told.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (the meeting is not under way).
    """
    blocker = get_blocker(actor, blocker_id) if blocker_id is not None else None
    meeting, unit = place_of(actor, meeting_id, unit_id)
    if blocker is not None and blocker.unit_id != unit.pk:
        raise _no_such_blocker()
    refuse(item_errors(actor, title, owner_id, due_on))
    item = ActionItem.objects.create(
        organisation_id=actor.organisation_id, unit=unit, meeting=meeting, title=title.strip(),
        owner_id=owner_id, due_on=due_on, blocker=blocker, created_by_id=actor.person_id,
        created_at=clock.now(), **about(actor, key_result_id, objective_id),
    )  # fmt: skip
    tell_owner(actor, item, "action")
    touch_room(unit.pk, meeting_id)
    record(actor, _entry("created", item, after=_snapshot(item)))
    return item


@one_write()
def settle_action(
    actor: Actor,
    action_id: int,
    *,
    state: str,
    word: str = "",
    version: int | None = None,
    meeting_id: int | None = None,
) -> ActionItem:
    """It is done, or dropped with a word why; or open again after all; as was said in a meeting,
    where one is named. Its owner may, and whoever takes part. Raises NotAllowed,
    NotFound, InvalidInput, Outdated."""
    item = _get_action(actor, action_id)
    if state not in ItemState.values:
        raise InvalidInput.on("state", _("Choose what became of it."), code="unknown")
    if state == ItemState.DROPPED and not word.strip():
        raise InvalidInput.on("word", _("Say in a few words why it is dropped."), code="required")
    is_open = state == ItemState.OPEN
    if item.state == state and (is_open or word.strip() in ("", item.closing_word)):
        return item  # twice the same
    check_version(item, version)
    before = _snapshot(item)
    item.state, item.closing_word = state, "" if is_open else word.strip()
    item.ended_at = None if is_open else clock.now()
    item.ended_by_id = None if is_open else actor.person_id
    item.version += 1
    item.save()
    if not is_open:
        settle_assigned(item.owner_id, "action", item.pk)
    touch_room(item.unit_id, meeting_id)  # it comes back in each of them
    record(actor, _entry({"open": "reopened"}.get(state, state), item, before, _snapshot(item)))
    return item


def place_of(
    actor: Actor, meeting_id: int | None, unit_id: int | None
) -> tuple[Meeting | None, Unit]:
    """The meeting that is under way and its unit, or the unit alone."""
    if meeting_id is not None:
        meeting = enter(actor, meeting_id)
        return meeting, meeting.unit
    unit = get_unit(actor, unit_id or 0)
    require(actor, Permission.MEETING_TAKE_PART, facts_of(unit))
    return None, unit


def about(
    actor: Actor, key_result_id: int | None, objective_id: int | None
) -> dict[str, int | None]:
    """What it is about; of a key result its objective too, which goes on to say who may read it
    where the key result is removed. Raises NotFound for what the actor may not read."""
    if key_result_id is not None:
        found = get_key_result(actor, key_result_id)
        return {"key_result_id": found.pk, "objective_id": found.objective_id}
    if objective_id is not None:
        return {"objective_id": get_objective(actor, objective_id).pk}
    return {}


def _get_action(actor: Actor, action_id: int) -> ActionItem:
    found = lock_action(actor, action_id)
    if not acts_as_owner(actor, found.owner_id):
        require(actor, Permission.MEETING_TAKE_PART, facts_of(found.unit))
    return found


def lock_action(actor: Actor, action_id: int) -> ActionItem:
    """An action of the actor's organisation with its unit and meeting, locked. Raises NotFound."""
    found = (
        ActionItem.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "meeting")
        .filter(organisation_id=actor.organisation_id, pk=action_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such action."))
    return found


def _no_such_blocker() -> NotFound:
    return NotFound(_("There is no such blocker."))


def get_blocker(actor: Actor, blocker_id: int) -> Blocker:
    """A blocker for somebody who may settle it, locked. Raises NotFound, NotAllowed."""
    found = (
        Blocker.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit")
        .filter(organisation_id=actor.organisation_id, pk=blocker_id)
        .first()
    )
    if found is None:
        raise _no_such_blocker()
    if not acts_as_owner(actor, found.owner_id):
        require(actor, Permission.MEETING_TAKE_PART, facts_of(found.unit))
    return found


def item_errors(
    actor: Actor,
    title: str,
    owner_id: int | None,
    due_on: date | None,
    *,
    was: int | None = None,
    was_due: date | None = None,
) -> list[FieldError]:
    """What is wrong with an action or blocker; who ``was`` its owner may stay so, and a day that
    has passed since, ``was_due``."""
    return [
        *text_errors("title", title, LONGEST, _("Say what it is.")),
        *(person_errors(actor, "owner_id", owner_id, was=was) or _viewer_errors(owner_id, was)),
        *(day_errors("due_on", due_on) or _past_errors(actor, due_on, was_due)),
    ]


def _viewer_errors(owner_id: int | None, was: int | None) -> list[FieldError]:
    if owner_id is None or owner_id == was:
        return []
    if not Person.objects.filter(pk=owner_id, role=Role.VIEWER).exists():
        return []
    said = _("This person only reads, and could not say that it is done. Choose somebody else.")
    return [FieldError("owner_id", "viewer", said)]


def _past_errors(actor: Actor, due_on: date | None, was_due: date | None) -> list[FieldError]:
    if due_on == was_due or not is_past(actor, due_on):
        return []
    return [FieldError("due_on", "past", past_words())]


def tell_owner(actor: Actor, item: ActionItem | Blocker, kind: str) -> None:
    """Whose it is now hears of it, where somebody else decided that."""
    said = {
        "action": _("An action is yours: %(title)s"),
        "blocker": _("A blocker is yours to clear: %(title)s"),
    }
    told = Told(
        kind=NoticeKind.ASSIGNED,
        title=said[kind] % {"title": item.title},
        url=item_url(kind, item.pk, item.unit_id),
        subject_type=kind,
        subject_id=item.pk,
    )
    notify(actor, [item.owner_id], told)


def _snapshot(item: ActionItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "owner_id": item.owner_id,
        "due_on": item.due_on,
        "state": item.state,
        "closing_word": item.closing_word,
    }


def _entry(
    verb: str,
    item: ActionItem,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    return Entry(f"action.{verb}", "action", item.pk, item.title, before, after)
