"""What every write of this app checks before it saves."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from headway.core.definitions import is_ordinary
from headway.core.kpi_quality import says_nothing
from headway.kit.problems import Conflict, FieldError, InvalidInput, Outdated
from headway.kit.texts import is_storable
from headway.kpis.models import Connector, Kpi, Response
from headway.people.access import Actor
from headway.people.queries import get_person


def check_version(stored: Kpi | Response | Connector, version: int | None) -> None:
    """Raise Outdated when ``version`` was given and is not the stored one."""
    if version is not None and version != stored.version:
        raise Outdated(
            _("Somebody changed this since you opened it. See how it is now, then save again."),
            extra={"version": stored.version},
        )


def refuse_archived(kpi: Kpi) -> None:
    """Raise Conflict when the KPI is archived."""
    if kpi.archived_at is not None:
        raise Conflict(
            _("This KPI is archived. Restore it before you change it."), code="kpi_archived"
        )


def refuse_archived_choice(field: str, chosen: Kpi) -> None:
    """Raise InvalidInput when a KPI that is archived is chosen anew."""
    if chosen.archived_at is not None:
        message = _("This KPI is archived. Choose another.")
        raise InvalidInput.on(field, message, code="archived")


def person_errors(
    actor: Actor, field: str, person_id: int | None, *, was: int | None = None
) -> list[FieldError]:
    """Somebody who is named anew is still here; who ``was`` named before and has left since stays
    until another is. Raises NotFound for nobody of this organisation."""
    if not person_id or person_id == was or get_person(actor, person_id).is_active:
        return []
    return [FieldError(field, "inactive", _("This person has left. Choose somebody else."))]


def text_errors(field: str, text: str, limit: int) -> list[FieldError]:
    """A text that may be empty, is bounded, and can be stored."""
    if not is_storable(text):
        return [FieldError(field, "unstorable", _("It holds a character that is none: retype it."))]
    if len(text) > limit:
        return [
            FieldError(field, "too_long", _("Use at most %(limit)d characters.") % {"limit": limit})
        ]
    return []


def required_errors(field: str, text: str, limit: int) -> list[FieldError]:
    """A text that must be there, and is bounded."""
    if not text:
        return [FieldError(field, "required", _("Write this first."))]
    return text_errors(field, text, limit)


def counted_errors(why: str, *, counted: bool) -> list[FieldError]:
    """That no reason is given for changing what has ``counted`` in a score on an earlier day."""
    if why.strip() or not counted:
        return []
    words = _("Say why: on earlier days it counted otherwise, and people will ask.")
    return [FieldError("why", "required", words)]


def meant_errors(field: str, text: str, limit: int) -> list[FieldError]:
    """A text that must be there, is bounded, and can be meant: "x" and "-" are no answer."""
    errors = required_errors(field, text, limit)
    if errors or not says_nothing(text):
        return errors
    return [FieldError(field, "says_nothing", _("Write at least a word."))]


def number_errors(field: str, value: float | None) -> list[FieldError]:
    """A number that may be left out, and is an ordinary one."""
    if value is not None and not is_ordinary(value):
        return [FieldError(field, "not_finite", _("Enter an ordinary number."))]
    return []


def future_errors(field: str, day: date, today: date) -> list[FieldError]:
    """A day that has come."""
    if day > today:
        return [FieldError(field, "future", _("This has not begun yet. Choose an earlier day."))]
    return []
