"""What every write of this app checks before it saves: titles, people, choices, and that nothing
is changed that is closed, or that somebody else has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db.models import Max
from django.utils.translation import gettext as _

from headway.kit.problems import Conflict, FieldError, Outdated
from headway.okrs.models import Objective, Phase, State, Visibility
from headway.people.access import Actor
from headway.people.models import Person, Unit


class Versioned(Protocol):
    """Anything with an optimistic version."""

    version: int


def check_version(stored: Versioned, version: int | None) -> None:
    """Raise Outdated when ``version`` was given and is not the stored one."""
    if version is not None and version != stored.version:
        raise Outdated(
            _("Somebody changed this since you opened it. See how it is now, then save again."),
            extra={"version": stored.version},
        )


def refuse_closed(objective: Objective) -> None:
    """Raise Conflict when the objective, or its cycle, is closed."""
    if objective.state == State.CLOSED or objective.cycle.phase == Phase.CLOSED:
        raise Conflict(
            _("This objective is closed. Reopen it before you change it."), code="objective_closed"
        )
    if objective.archived_at:
        raise Conflict(
            _("This objective is archived. Restore it before you change it."),
            code="objective_archived",
        )


def refuse_archived_unit(unit: Unit) -> None:
    """Raise Conflict when the unit is archived: nothing is planned in it any more."""
    if unit.archived_at is not None:
        raise Conflict(
            _("%(unit)s is archived. Bring the unit back, or plan this in another one.")
            % {"unit": unit.name},
            code="unit_archived",
        )


def title_errors(title: str, limit: int) -> list[FieldError]:
    """A title is required and bounded."""
    if not title:
        return [FieldError("title", "required", _("Say it in one sentence."))]
    if len(title) > limit:
        return [
            FieldError(
                "title", "too_long", _("Use at most %(limit)d characters.") % {"limit": limit}
            )
        ]
    return []


def owner_errors(actor: Actor, owner_id: int | None, *, was: int | None = None) -> list[FieldError]:
    """Exactly one accountable person, active in this organisation, or the one who ``was``."""
    if owner_id is None:
        return [FieldError("owner_id", "required", _("Choose the one person who answers for it."))]
    return person_errors(actor, "owner_id", owner_id, was=was)


def person_errors(
    actor: Actor, field: str, person_id: int | None, *, was: int | None = None
) -> list[FieldError]:
    """The person, when given, must be active in this organisation. Who ``was`` there before and
    has left since stays until somebody else is named."""
    if person_id is None or person_id == was:
        return []
    people = Person.objects.filter(
        organisation_id=actor.organisation_id, pk=person_id, is_active=True
    )
    if people.exists():
        return []
    return [FieldError(field, "unknown", _("Choose an active person of this organisation."))]


def choice_errors(field: str, value: str, allowed: Iterable[str]) -> list[FieldError]:
    """``value`` must be one of ``allowed``."""
    if value in allowed:
        return []
    return [
        FieldError(field, "unknown", _("Choose one of: %(names)s.") % {"names": ", ".join(allowed)})
    ]


def visibility_errors(
    actor: Actor, visibility: str, viewer_ids: Sequence[int], *, known: Sequence[int] = ()
) -> list[FieldError]:
    """A visibility there is, and people of this organisation; ``known`` were named before."""
    errors = choice_errors("visibility", visibility, Visibility.values)
    new = set(viewer_ids) - set(known)
    if not new:
        return errors
    found = Person.objects.filter(
        organisation_id=actor.organisation_id, pk__in=new, is_active=True
    ).count()
    if found < len(new):
        errors.append(
            FieldError("viewer_ids", "unknown", _("Name active people of this organisation."))
        )
    return errors


def completeness_errors(objective: Objective) -> list[FieldError]:
    """What an objective needs before somebody can sign it: an owner, and a key result."""
    errors = []
    if objective.owner_id is None:
        errors.append(
            FieldError("owner_id", "required", _("Choose the one person who answers for it."))
        )
    if not objective.key_results.filter(cancelled_on__isnull=True, is_health=False).exists():
        errors.append(
            FieldError("key_results", "required", _("Add at least one key result first."))
        )
    return errors


def next_position(siblings: Any) -> int:
    """One after the last sibling."""
    last: int | None = siblings.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
