"""Set a status by hand over the computed one, and take that back."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headway.activity.actions import Entry, record
from headway.core.pace import OVERRIDES
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.okrs.actions.checks import (
    choice_errors,
    refuse_closed,
)
from headway.okrs.models import KeyResult, StatusOverride
from headway.okrs.queries.doors import get_key_result, key_result_facts
from headway.okrs.queries.key_results import rows_by_id
from headway.people.access import Actor, Permission, require

USUAL = timedelta(weeks=2)
"""How long a status set by hand holds when nobody says how long: long enough for what one knows to
show in the figures."""
REASON_LIMIT = 2000
AS_COMPUTED = gettext_noop("as computed")
"""What the event of a status taken back says; it is translated when it is read."""


@transaction.atomic
def override_status(
    actor: Actor, key_result_id: int, *, status: str, reason: str, until: date | None = None
) -> StatusOverride:
    """Say that a key result stands otherwise than computed: on track, watch or off track.

    The computed status stays beside it, marked. It holds until its last day ``until`` (two weeks
    from today when left out, the cycle's end at most), until it is taken back, or until another is
    set; a stale key result stays stale. Raises NotAllowed, NotFound, InvalidInput, Conflict.
    """
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, key_result_facts(key_result))
    _refuse_unjudged(key_result)
    today, reason = clock.today(actor.time_zone), reason.strip()
    last = key_result.objective.cycle.ends_on
    until = min(today + USUAL, max(last, today)) if until is None else until
    errors = choice_errors("status", status, list(OVERRIDES))
    errors += _reason_errors(reason) + _until_errors(until, today, last)
    if errors:
        raise InvalidInput(errors[0].message, errors=errors)
    row = rows_by_id([key_result.pk], as_of=today, today=today)[0]
    judged = row.status
    computed = judged.over or judged.was or judged.code if judged else ""
    before = _end(key_result, today)
    made = StatusOverride.objects.create(
        organisation_id=actor.organisation_id,
        key_result=key_result,
        status=status,
        computed=str(computed),
        reason=reason,
        person_id=actor.person_id,
        set_on=today,
        expires_on=until,
        created_at=clock.now(),
    )
    _store(key_result, status, until)
    after = {"status": status, "computed_status": str(computed), "holds_until_on": until}
    entry = Entry(
        "key_result.status_set", "key_result", key_result.pk, key_result.title,
        {"status": before}, after, reason,
    )  # fmt: skip
    record(actor, entry)
    return made


@transaction.atomic
def withdraw_override(actor: Actor, key_result_id: int, *, reason: str = "") -> KeyResult:
    """Go by the computed status again. Does nothing where none is set by hand."""
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, key_result_facts(key_result))
    if not key_result.override:
        return key_result
    before = _end(key_result, clock.today(actor.time_zone))
    _store(key_result, "", None)
    entry = Entry(
        "key_result.status_taken_back", "key_result", key_result.pk, key_result.title,
        {"status": before}, {"status": AS_COMPUTED}, reason.strip(),
    )  # fmt: skip
    record(actor, entry)
    return key_result


def _end(key_result: KeyResult, today: date) -> str | None:
    """End the one in force, if any; returns its status."""
    open_ones = StatusOverride.objects.filter(key_result=key_result, ended_on__isnull=True)
    status = open_ones.values_list("status", flat=True).first()
    open_ones.update(ended_on=today)
    return status


def _store(key_result: KeyResult, status: str, until: date | None) -> None:
    key_result.override, key_result.override_until = status, until
    key_result.version += 1
    key_result.save(update_fields=["override", "override_until", "version"])


def _refuse_unjudged(key_result: KeyResult) -> None:
    refuse_closed(key_result.objective)
    if key_result.cancelled_on is not None:
        raise Conflict(
            _("This key result is cancelled. Resume it before you judge it."),
            code="key_result_cancelled",
        )
    if key_result.is_health:
        raise Conflict(
            _("A health metric is judged by its limits alone. Change these, with a reason."),
            code="judged_by_limits",
        )


def _reason_errors(reason: str) -> list[FieldError]:
    if not reason:
        message = _("Say what the figures do not show; it stands beside the status.")
        return [FieldError("reason", "required", message)]
    if len(reason) > REASON_LIMIT:
        message = _("Use at most %(limit)d characters.") % {"limit": REASON_LIMIT}
        return [FieldError("reason", "too_long", message)]
    return []


def _until_errors(until: date, today: date, last: date) -> list[FieldError]:
    if until < today:
        return [FieldError("until", "past", _("Choose today or a later day."))]
    if until > max(last, today):
        message = _("The cycle ends on %(day)s. Choose that day or an earlier one.")
        return [FieldError("until", "after_cycle", message % {"day": last.isoformat()})]
    return []
