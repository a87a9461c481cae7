"""Who gets a pack by e-mail, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import FieldError, NotFound
from headway.kit.refusing import refuse
from headway.kpis.queries.doors import calendar_of
from headway.packs.actions.doors import editable
from headway.packs.models import Pack, PackCadence
from headway.packs.queries.periods import LATEST_DAY, next_send
from headway.packs.queries.rows import pack_row, recipients_of
from headway.people.access import Actor
from headway.people.models import Person

RECIPIENTS_AT_MOST = 200


@transaction.atomic
def schedule_pack(
    actor: Actor,
    pack_id: int,
    *,
    cadence: str,
    recipient_ids: Sequence[int],
    send_day: int = 1,
    with_file: bool = True,
    version: int | None = None,
) -> Pack:
    """Let a pack go out on a day of each month or quarter of the organisation's calendar, with the
    PDF or only with a link; ``none`` ends it, and keeps the recipients for sends by hand.

    Raises NotAllowed, NotFound, InvalidInput (a recipient who is not there or has no address),
    Conflict (frozen, archived), Outdated.
    """
    pack, _row = editable(actor, pack_id, version=version)
    people = Person.objects.filter(
        organisation_id=actor.organisation_id, pk__in=recipient_ids, is_active=True
    )
    known = {person.pk: person for person in people}
    refuse(_errors(cadence, send_day, recipient_ids, known))
    before = _snapshot(pack)
    if (pack.cadence, pack.send_day) != (cadence, send_day) or pack.next_on is None:
        # Of the same days the next stays: one that is due already must not be passed over.
        today, calendar = clock.today(actor.time_zone), calendar_of(actor.organisation_id)
        pack.next_on = next_send(today, cadence, send_day, calendar)
        pack.make_at, pack.make_failures, pack.make_error = None, 0, ""
    pack.cadence, pack.send_day, pack.with_file = cadence, send_day, with_file
    pack.recipients.set(known.values())
    after = _snapshot(pack)
    if before != after:
        pack.version += 1
        pack.save()
        record(actor, Entry("pack.scheduled", "pack", pack.pk, pack.title, before, after))
    return pack


def _errors(
    cadence: str, send_day: int, recipient_ids: Sequence[int], known: dict[int, Person]
) -> list[FieldError]:
    errors = []
    if cadence not in PackCadence.values:
        said = _("Choose every month, every quarter, or not by itself.")
        errors.append(FieldError("cadence", "unknown", said))
    if not 1 <= send_day <= LATEST_DAY:
        errors.append(FieldError("send_day", "invalid", _("Choose a day from 1 to 28.")))
    if len(recipient_ids) > RECIPIENTS_AT_MOST:
        said = _("Choose at most %(count)d people.") % {"count": RECIPIENTS_AT_MOST}
        errors.append(FieldError("recipient_ids", "too_many", said))
    if any(pk not in known for pk in recipient_ids):
        said = _("One of these people is not active here.")
        errors.append(FieldError("recipient_ids", "unknown", said))
    without = sorted(person.name for person in known.values() if not person.email)
    if without:
        said = _("Without an e-mail address: %(names)s.") % {"names": ", ".join(without)}
        errors.append(FieldError("recipient_ids", "no_address", said))
    if cadence != PackCadence.NONE and not recipient_ids:
        errors.append(FieldError("recipient_ids", "required", _("Choose who gets it.")))
    return errors


def _snapshot(pack: Pack) -> dict[str, Any]:
    return {
        "cadence": pack.cadence,
        "send_day": pack.send_day,
        "with_file": pack.with_file,
        "recipients": [name for _id, name in recipients_of(pack.pk)],
    }


@transaction.atomic
def leave_recipients(actor: Actor, pack_id: int, *, why: str = "") -> None:
    """Get a pack by e-mail no more; everybody may do that for themselves. Raises NotFound, for
    somebody too who does not get it."""
    row = pack_row(actor, pack_id)
    pack = Pack.objects.select_for_update(no_key=True).get(pk=row.id)  # each leave has its version
    before = _snapshot(pack)
    person_id = actor.person_id or 0
    mine = Pack.recipients.through.objects.filter(pack_id=row.id, person_id=person_id)
    if not mine.delete()[0]:
        raise NotFound(_("You do not get this pack by e-mail."))
    pack.version += 1  # a form that was opened before must not bring them back
    pack.save(update_fields=["version"])
    after = _snapshot(pack)
    record(actor, Entry("pack.left", "pack", row.id, row.title, before, after, why=why))
