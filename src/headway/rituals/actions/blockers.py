"""Blockers: say what is in the way, agree on what is done about it, and have it out of the way."""

from __future__ import annotations

from datetime import date
from types import EllipsisType
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import check_version
from headway.people.access import Actor
from headway.rituals.actions.items import (
    about,
    add_action,
    get_blocker,
    item_errors,
    place_of,
    tell_owner,
)
from headway.rituals.actions.rooms.touching import touch_room
from headway.rituals.models import ActionItem, Blocker, ItemState


@one_write()
def raise_blocker(
    actor: Actor,
    *,
    title: str,
    unit_id: int | None = None,
    meeting_id: int | None = None,
    owner_id: int | None = None,
    due_on: date | None = None,
    key_result_id: int | None = None,
    objective_id: int | None = None,
) -> Blocker:
    """Say what is in the way. Raises NotAllowed, NotFound, InvalidInput, Conflict."""
    meeting, unit = place_of(actor, meeting_id, unit_id)
    refuse(item_errors(actor, title, owner_id, due_on))
    blocker = Blocker.objects.create(
        organisation_id=actor.organisation_id, unit=unit, meeting=meeting, title=title.strip(),
        owner_id=owner_id, due_on=due_on, raised_by_id=actor.person_id, raised_at=clock.now(),
        **about(actor, key_result_id, objective_id),
    )  # fmt: skip
    tell_owner(actor, blocker, "blocker")
    touch_room(unit.pk, meeting_id)
    after = {"title": blocker.title, "owner_id": owner_id, "due_on": due_on}
    record(actor, _entry("raised", blocker, after=after))
    return blocker


@one_write()
def act_on_blocker(
    actor: Actor,
    blocker_id: int,
    *,
    title: str,
    owner_id: int | EllipsisType | None = ...,
    due_on: date | None = None,
    meeting_id: int | None = None,
) -> ActionItem:
    """Agree on what is done about a blocker, which stays until it is resolved. Whoever has the
    blocker sees to it, where nothing is said of that; None: nobody yet. Raises as
    :func:`add_action`, and Conflict where the same was agreed and is still to do."""
    blocker = get_blocker(actor, blocker_id)
    title = (title or blocker.title).strip()
    same = ActionItem.objects.filter(blocker=blocker, state=ItemState.OPEN, title=title)
    if same.exists():
        said = _("“%(title)s” is an action already. It comes back until it is done.")
        raise Conflict(said % {"title": title}, code="already_an_action")
    return add_action(
        actor, title=title, meeting_id=meeting_id, unit_id=blocker.unit_id,
        owner_id=blocker.owner_id if owner_id is ... else owner_id, due_on=due_on,
        blocker_id=blocker.pk, key_result_id=blocker.key_result_id,
        objective_id=None if blocker.key_result_id else blocker.objective_id,
    )  # fmt: skip


@one_write()
def resolve_blocker(
    actor: Actor,
    blocker_id: int,
    *,
    word: str = "",
    is_resolved: bool = True,
    version: int | None = None,
    meeting_id: int | None = None,
) -> Blocker:
    """It is out of the way, or back; as was said in a meeting, where one is named. Raises
    NotAllowed, NotFound, Outdated."""
    blocker = get_blocker(actor, blocker_id)
    is_so = (blocker.resolved_at is not None) == is_resolved
    if is_so and (not is_resolved or word.strip() in ("", blocker.resolution)):
        return blocker  # twice the same
    check_version(blocker, version)
    blocker.resolved_at = clock.now() if is_resolved else None
    blocker.resolved_by_id = actor.person_id if is_resolved else None
    blocker.resolution = word.strip() if is_resolved else ""
    blocker.version += 1
    blocker.save()
    touch_room(blocker.unit_id, meeting_id)
    verb = "resolved" if is_resolved else "reopened"
    record(actor, _entry(verb, blocker, after={"resolution": blocker.resolution}))
    return blocker


def _entry(verb: str, blocker: Blocker, after: dict[str, Any] | None = None) -> Entry:
    return Entry(f"blocker.{verb}", "blocker", blocker.pk, blocker.title, after=after)
