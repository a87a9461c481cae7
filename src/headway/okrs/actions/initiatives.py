"""Work linked to a key result. It never moves progress by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import next_position, person_errors, refuse_closed, title_errors
from headway.okrs.models import Initiative
from headway.okrs.queries.doors import get_initiative, get_key_result, key_result_facts
from headway.people.access import Actor, Permission, require

TITLE_LIMIT = 300
_EDITABLE = ("title", "owner_id", "due_on")


@transaction.atomic
def add_initiative(
    actor: Actor,
    *,
    key_result_id: int,
    title: str,
    owner_id: int | None = None,
    due_on: date | None = None,
) -> Initiative:
    """Add a piece of work to a key result. Raises NotAllowed, NotFound, InvalidInput, Conflict."""
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.INITIATIVE_EDIT, key_result_facts(key_result))
    refuse_closed(key_result.objective)
    title = title.strip()
    refuse(title_errors(title, TITLE_LIMIT) + person_errors(actor, "owner_id", owner_id))
    initiative = Initiative.objects.create(
        organisation_id=actor.organisation_id,
        key_result=key_result,
        title=title,
        owner_id=owner_id,
        due_on=due_on,
        position=next_position(key_result.initiatives),
    )
    record(
        actor,
        Entry(
            "initiative.added",
            "key_result",
            key_result.pk,
            key_result.title,
            after={"initiative_id": initiative.pk, "title": title, "due_on": due_on},
        ),
    )
    return initiative


@one_write()
def update_initiative(
    actor: Actor, initiative_id: int, *, state: str | None = None, **changes: Any
) -> Initiative:
    """Change title, owner_id or due_on of a piece of work; with ``state``, where it stands.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (the objective is closed).
    """
    initiative = get_initiative(actor, initiative_id, lock=True)
    key_result = initiative.key_result
    require(actor, Permission.INITIATIVE_EDIT, key_result_facts(key_result))
    refuse_closed(key_result.objective)
    if unknown := set(changes) - set(_EDITABLE):
        raise InvalidInput(
            _("Work has no field %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    before = {name: getattr(initiative, name) for name in _EDITABLE}
    after = {name: changes.get(name, was) for name, was in before.items()}
    after["title"] = after["title"].strip()
    refuse(
        title_errors(after["title"], TITLE_LIMIT)
        + person_errors(actor, "owner_id", after["owner_id"], was=initiative.owner_id)
    )
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        for name in changed:
            setattr(initiative, name, after[name])
        initiative.save(update_fields=changed)
        record(
            actor,
            Entry(
                "initiative.changed",
                "key_result",
                key_result.pk,
                key_result.title,
                {"initiative_id": initiative.pk, **{name: before[name] for name in changed}},
                {"initiative_id": initiative.pk, **{name: after[name] for name in changed}},
            ),
        )
    if state is not None and state != initiative.state:
        initiative = set_initiative_state(actor, initiative_id, state=state)
    return initiative


@transaction.atomic
def set_initiative_state(actor: Actor, initiative_id: int, *, state: str) -> Initiative:
    """Mark work ``open``, ``done`` or ``dropped``, as of today."""
    initiative = get_initiative(actor, initiative_id, lock=True)
    key_result = initiative.key_result
    require(actor, Permission.INITIATIVE_EDIT, key_result_facts(key_result))
    refuse_closed(key_result.objective)
    if state not in ("open", "done", "dropped"):
        raise InvalidInput.on("state", _("Choose open, done or dropped."), code="unknown")
    today = clock.today(actor.time_zone)
    before = {"done_on": initiative.done_on, "dropped_on": initiative.dropped_on}
    initiative.done_on = today if state == "done" else None
    initiative.dropped_on = today if state == "dropped" else None
    initiative.save(update_fields=["done_on", "dropped_on"])
    record(
        actor,
        Entry(
            f"initiative.{state}",
            "key_result",
            key_result.pk,
            key_result.title,
            {"initiative_id": initiative.pk, **before},
            {
                "initiative_id": initiative.pk,
                "done_on": initiative.done_on,
                "dropped_on": initiative.dropped_on,
            },
        ),
    )
    return initiative
