"""Send a pack by e-mail: make what goes out, once a period, and see every letter through.

What goes out is a frozen copy, gathered as everybody of the organisation sees it, so that no
recipient gets what they may not see. Its letters are rows: each is claimed by one worker, and one
that did not get through is tried again (docs/methods 3.13) without sending the others twice.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record, record_all
from headway.core.cadence import local_date
from headway.core.retries import pause_after
from headway.kit import clock
from headway.kit.outbox import LetterError
from headway.kit.problems import Conflict, InvalidInput, Outdated
from headway.kpis.queries.doors import calendar_of
from headway.packs.access import refuse_archived, require_edit
from headway.packs.actions.freezing import copied, keep, shown_to_all
from headway.packs.actions.letters import Post
from headway.packs.models import Pack, PackLetter, PackSend
from headway.packs.queries.documents import frozen_document
from headway.packs.queries.periods import next_send
from headway.packs.queries.rows import pack_row, recipients_of
from headway.people.access import Actor, system_actor
from headway.web.formats import moment

AT = time(7)
"""When a pack goes out, where the organisation lives."""
QUEUED_FOR = timedelta(minutes=10)
"""When what was found due is found due again, should nothing come of it."""
HOLD_EVERY = timedelta(minutes=1)
CLAIMED_FOR = timedelta(minutes=10)
TRIES = 10
"""A letter that did not get through so often is given up, after a day and a half."""


@dataclass(frozen=True, slots=True)
class Due:
    """A pack that is due on a day; ``make_at`` is when it was to be tried again, or is waited
    for."""

    pack_id: int
    due_on: date
    make_at: datetime | None = None


def due_packs(limit: int = 50) -> list[Due]:
    """Packs whose day has come, at seven where their organisation lives, and that are not being
    made already. One query."""
    now = clock.now()
    tomorrow = local_date(now, "UTC") + timedelta(days=1)  # somewhere it is that day already
    packs = Pack.objects.filter(
        Q(make_at__isnull=True) | Q(make_at__lte=now),
        next_on__lte=tomorrow,
        archived_at__isnull=True,
        frozen_at__isnull=True,
    ).order_by("next_on", "pk")
    rows = packs.values_list("pk", "next_on", "make_at", "organisation__time_zone")
    come = (
        Due(pk, day, make_at)
        for pk, day, make_at, zone in rows.iterator()
        if day is not None and now >= datetime.combine(day, AT, ZoneInfo(zone))
    )
    return list(islice(come, limit))


def claim_due(due: Due) -> bool:
    """Whether it is for us to enqueue it: of several that found it due, one."""
    mine = Pack.objects.filter(pk=due.pack_id, next_on=due.due_on, make_at=due.make_at)
    return bool(mine.update(make_at=clock.now() + QUEUED_FOR))


def send_due(due: Due) -> PackSend | None:
    """Make the send of a day. Of several workers that try, one does; None for the others, and where
    nobody gets the pack any more."""
    pack = Pack.objects.select_related("organisation").get(pk=due.pack_id)
    if pack.next_on != due.due_on or pack.archived_at is not None:
        return None
    actor = system_actor(pack.organisation)
    return _send(actor, pack.pk, due.due_on)


def note_not_made(due: Due, error: Exception) -> None:
    """Plan another try for what could not be made, or after the last give this day up and tell."""
    with transaction.atomic():
        packs = Pack.objects.select_for_update(no_key=True, of=("self",))
        pack = packs.select_related("organisation").get(pk=due.pack_id)
        if pack.next_on != due.due_on:
            return
        pack.make_error = type(error).__name__
        pack.make_failures += 1
        if pack.make_failures < TRIES:
            share = random.random()  # noqa: S311 - how long to wait, nothing secret
            pack.make_at = clock.now() + pause_after(pack.make_failures, share)
            pack.save(update_fields=["make_at", "make_failures", "make_error"])
            return
        _plan_next(pack, due.due_on, make_error=pack.make_error)
        after = {"due_on": due.due_on, "error": pack.make_error}
        told = Entry("pack.not_sent", "pack", pack.pk, pack.title, after=after)
        record_all(system_actor(pack.organisation), [told])


def _plan_next(pack: Pack, due_on: date, *, make_error: str = "") -> None:
    """The day after this one, or after today where this one comes late."""
    calendar = calendar_of(pack.organisation_id)
    today = max(clock.today(pack.organisation.time_zone), due_on)
    pack.next_on = next_send(today, pack.cadence, pack.send_day, calendar)
    pack.make_at, pack.make_failures, pack.make_error = None, 0, make_error
    pack.save(update_fields=["next_on", "make_at", "make_failures", "make_error"])


def send_pack(actor: Actor, pack_id: int, *, last_send_id: int | None = None) -> PackSend:
    """Send a pack to its recipients now; of a frozen one what it shows. With ``last_send_id``, the
    last send that one knows of (0 for none), a second click sends nothing more.

    Raises NotAllowed, NotFound, InvalidInput (nobody gets it), Conflict (archived), Outdated (it
    was sent meanwhile).
    """
    row = pack_row(actor, pack_id)
    require_edit(actor, row)
    refuse_archived(row)
    if not recipients_of(pack_id):
        said = _("Choose who gets it first.")
        raise InvalidInput.on("recipient_ids", said, code="required")
    made = _send(actor, pack_id, None, last_send_id=last_send_id)
    if made is None:
        raise Conflict(_("Somebody changed this pack just now. Try again."), code="busy")
    return made


def _send(
    actor: Actor, pack_id: int, due_on: date | None, *, last_send_id: int | None = None
) -> PackSend | None:
    row = pack_row(actor, pack_id)
    found = None if row.is_frozen else shown_to_all(actor, row)
    if row.is_frozen:
        frozen_document(pack_id)  # refused here rather than by each letter
    with transaction.atomic():
        packs = Pack.objects.select_for_update(no_key=True, of=("self",))
        pack = packs.select_related("organisation").get(pk=pack_id)
        if pack.version != row.version or (due_on is not None and pack.next_on != due_on):
            return None
        _refuse_sent_meanwhile(pack, last_send_id)
        if due_on is not None:
            _plan_next(pack, due_on)
        people = recipients_of(pack_id)
        if not people:
            return None
        frozen = pack
        if found is not None:
            frozen = copied(actor, pack, pack.title)
            keep(frozen, found, actor.person_id)
        send = PackSend.objects.create(
            pack=pack, frozen=frozen, due_on=due_on, asked_by_id=actor.person_id,
            created_at=clock.now(), next_at=clock.now(),
        )  # fmt: skip
        PackLetter.objects.bulk_create(PackLetter(send=send, person_id=pk) for pk, _name in people)
        after = {
            "due_on": due_on,
            "recipients": [name for _id, name in people],
            "frozen_id": frozen.pk,
            "unit_id": frozen.unit_id,
            "day": frozen.day,
            "sha256": frozen.digest,
        }
        record(actor, Entry("pack.sent", "pack", pack.pk, pack.title, after=after))
    return send


def _refuse_sent_meanwhile(pack: Pack, last_send_id: int | None) -> None:
    """Raises Outdated."""
    newest = pack.sends.order_by("pk").last()
    if last_send_id is not None and newest is not None and newest.pk != last_send_id:
        said = _("This pack was sent on %(moment)s, since you opened this page. Load it again.")
        raise Outdated(said % {"moment": moment(newest.created_at)})


def due_sends(limit: int = 50) -> list[tuple[int, datetime]]:
    """Sends with letters to post, each with since when. One query."""
    found = PackSend.objects.filter(next_at__lte=clock.now()).order_by("next_at")
    return [(pk, at) for pk, at in found.values_list("pk", "next_at")[:limit] if at is not None]


def claim_send(send_id: int, at: datetime) -> bool:
    """Whether it is for us to enqueue it: of several that found it due, one."""
    mine = PackSend.objects.filter(pk=send_id, next_at=at)
    return bool(mine.update(next_at=clock.now() + QUEUED_FOR))


def post_letters(send_id: int) -> None:
    """Post what has not left yet, and plan another try for what did not get through."""
    send = PackSend.objects.select_related("pack__organisation", "frozen").get(pk=send_id)
    error, held = "", clock.now()
    with Post(send) as post:
        for letter in send.letters.filter(sent_at__isnull=True).order_by("pk"):
            if not _claim(letter):
                continue
            held = _hold(send, held)
            try:
                is_sent = post.send(letter)
            except LetterError as refused:
                error = str(refused)
                PackLetter.objects.filter(pk=letter.pk).update(claimed_until=None)
                if refused.is_all:  # the others would wait as long for as little
                    break
                continue
            if is_sent:
                PackLetter.objects.filter(pk=letter.pk).update(sent_at=clock.now())
            else:  # they left, or get it no more
                PackLetter.objects.filter(pk=letter.pk).delete()
    _note(send, error)


def _hold(send: PackSend, since: datetime) -> datetime:
    """Say again that this worker is at the send, once in a while: many letters take long."""
    now = clock.now()
    if now - since < HOLD_EVERY:
        return since
    PackSend.objects.filter(pk=send.pk).update(next_at=now + QUEUED_FOR)
    return now


def _claim(letter: PackLetter) -> bool:
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    mine = PackLetter.objects.filter(free, pk=letter.pk, sent_at__isnull=True)
    return bool(mine.update(claimed_until=now + CLAIMED_FOR))


def _note(send: PackSend, error: str) -> None:
    """How it went: all is posted, or when it is tried again."""
    if not send.letters.filter(sent_at__isnull=True).exists():
        PackSend.objects.filter(pk=send.pk).update(next_at=None, error="", failures=send.failures)
        return
    if not error:
        return  # another worker is at it: it is found due again should that one be gone
    failures = send.failures + 1
    share = random.random()  # noqa: S311 - how long to wait, nothing secret
    is_over = failures >= TRIES
    next_at = None if is_over else clock.now() + pause_after(failures, share)
    with transaction.atomic():
        counted = PackSend.objects.filter(pk=send.pk, failures=send.failures)  # once a try
        is_ours = counted.update(failures=failures, error=error[:300], next_at=next_at)
        if is_ours and is_over:
            left = send.letters.filter(sent_at__isnull=True).values_list("person__name", flat=True)
            after = {"recipients": sorted(left), "error": error[:300]}
            actor = system_actor(send.pack.organisation)
            pack = send.pack
            record_all(actor, [Entry("pack.not_sent", "pack", pack.pk, pack.title, after=after)])
