"""Have letters leave: digests, and notices that have a letter of their own.

Each is claimed by one worker. One that did not get through is tried again (docs/methods 3.13); a
digest only until its day is over, since the next one says it all.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from headway.activity.models import Notice, NoticeKind
from headway.core.reminding import is_working_moment, next_moment
from headway.core.retries import pause_after
from headway.kit import clock
from headway.kit.outbox import LetterError, Outbox
from headway.reminders.actions.composing import Composed, digest_letter, notice_letter
from headway.reminders.actions.quick import drop_links
from headway.reminders.models import How, Letter
from headway.reminders.queries.digest import digest_of
from headway.reminders.queries.inbox import still_readable
from headway.reminders.queries.person import Reached, reached

logger = logging.getLogger("headway.reminders")

QUEUED_FOR = timedelta(minutes=30)
"""So long a letter may wait for a worker; then another one is given it as well."""
IN_HAND_FOR = timedelta(minutes=10)
TRIES = 10
"""A letter that did not get through so often is given up, after a day and a half."""
LOOKS_BACK = timedelta(days=14)
"""Older notices that nobody sent are left to the inbox."""


def take_notices(limit: int = 500) -> None:
    """Make letters of the notices that do not wait for a digest: urgent ones at once, others that
    somebody wants at once when they work next."""
    waiting = Notice.objects.filter(
        Q(is_urgent=True) | _wanted_at_once(),
        settled_at__isnull=True,
        created_at__gte=clock.now() - LOOKS_BACK,
    ).exclude(subject_type="reminder")
    for pk, person_id in waiting.order_by("pk").values_list("pk", "person_id")[:limit]:
        found = reached(person_id)
        if found is not None:
            _take(found, pk)


def _wanted_at_once() -> Q:
    """Of a kind that its reader wants at once. What waits for their digest stays out: taken again
    and again, it would fill the limit before what is urgent."""
    chosen = "person__reminder_settings"
    kinds = Q()
    for kind in NoticeKind.values:
        kinds |= Q(**{"kind": kind, f"{chosen}__kinds__{kind}": How.AT_ONCE.value})
    return Q(**{f"{chosen}__has_at_once": True}) & kinds


@transaction.atomic
def _take(found: Reached, notice_id: int) -> None:
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice_id)
    if notice.settled_at is not None:
        return
    now, how = clock.now(), found.chosen.how(notice.kind)
    is_sent = found.may_be_written_to and (how == How.AT_ONCE or (
        notice.is_urgent and how == How.DIGEST
    ))  # fmt: skip
    if how == How.DIGEST and not notice.is_urgent and found.may_be_written_to:
        return  # they chose otherwise meanwhile
    if is_sent and (notice.is_urgent or notice.read_at is None):
        next_at = now if notice.is_urgent else _at_work(found, now)
        Letter.objects.get_or_create(
            notice=notice,
            defaults={
                "organisation_id": notice.organisation_id, "person": found.person,
                "created_at": now, "next_at": next_at,
            },
        )  # fmt: skip
    notice.settled_at = now
    notice.save(update_fields=["settled_at"])


def _at_work(found: Reached, now: datetime) -> datetime:
    calendar = found.calendar(now)
    if is_working_moment(calendar, now):
        return now
    return next_moment(calendar, calendar.opens, now) or now


def due_letters(limit: int = 200) -> list[tuple[int, datetime]]:
    """Letters whose time has come, each with since when. One query."""
    found = Letter.objects.filter(next_at__lte=clock.now()).order_by("next_at", "pk")
    return [(pk, at) for pk, at in found.values_list("pk", "next_at")[:limit] if at is not None]


def claim_letter(letter_id: int, at: datetime, until: datetime) -> bool:
    """Whether it is ours until then: of several that found it due, one has it."""
    return bool(Letter.objects.filter(pk=letter_id, next_at=at).update(next_at=until))


def post_letters(letter_ids: Sequence[int], claimed: datetime) -> None:
    """Post letters over one connection. Where there is no server the others wait as long.

    ``claimed`` is until when they were claimed for this. A slow server takes longer than that for
    many; so each is claimed again before it is made, and whoever has it by then posts it."""
    away: str = ""
    with Outbox() as outbox:
        letters = Letter.objects.select_related("notice").filter(
            pk__in=letter_ids, sent_at__isnull=True, ended_at__isnull=True
        )
        for letter in letters.order_by("pk"):
            if not claim_letter(letter.pk, claimed, clock.now() + IN_HAND_FOR):
                continue
            if away:
                _note_failure(letter, away)
                continue
            try:
                _post(outbox, letter)
            except LetterError as refused:
                _note_failure(letter, str(refused))
                away = str(refused) if refused.is_all else ""


def _post(outbox: Outbox, letter: Letter) -> None:
    """Raises LetterError."""
    found = reached(letter.person_id)
    now = clock.now()
    if found is None or not found.may_be_written_to:
        _end(letter, "")
        return
    if letter.day is not None and found.today(now) > letter.day:
        _end(letter, letter.error or "the day was over")
        return
    organisation = found.person.organisation
    with override(organisation.language), timezone.override(found.zone):
        try:
            composed = _composed(letter, found, now)
        except Exception as error:
            logger.exception("Letter %d cannot be made", letter.pk)
            raise LetterError(type(error).__name__, is_all=False) from error
    if composed is None:
        _end(letter, "")
        return
    try:
        outbox.send(composed.message)
    except LetterError as refused:
        if not refused.may_be_there:  # else somebody may press them
            drop_links(list(composed.link_ids))
        raise
    with transaction.atomic():
        Notice.objects.filter(pk__in=composed.notice_ids).update(sent_at=now, settled_at=now)
        Letter.objects.filter(pk=letter.pk).update(sent_at=now, next_at=None, error="")


def _composed(letter: Letter, found: Reached, now: datetime) -> Composed | None:
    """None where nothing asks for it any more: it was done, or read, before it left."""
    if letter.notice is not None:
        is_read = letter.notice.read_at is not None and not letter.notice.letter
        mine = Notice.objects.filter(still_readable(found.actor), pk=letter.notice.pk)
        return None if is_read or not mine.exists() else notice_letter(letter.notice, found)
    digest = digest_of(found, now)
    return None if digest is None else digest_letter(letter, digest, found)


def _end(letter: Letter, error: str) -> None:
    Letter.objects.filter(pk=letter.pk).update(
        next_at=None, ended_at=clock.now(), error=error[:300]
    )


def _note_failure(letter: Letter, error: str) -> None:
    failures = letter.failures + 1
    if failures >= TRIES:
        Letter.objects.filter(pk=letter.pk).update(failures=failures)
        _end(letter, error)
        return
    share = random.random()  # noqa: S311 - how long to wait, nothing secret
    Letter.objects.filter(pk=letter.pk, failures=letter.failures).update(
        failures=failures, error=error[:300], next_at=clock.now() + pause_after(failures, share)
    )


def tidy_letters() -> None:
    """Forget letters that left, or were given up, three months ago."""
    Letter.objects.filter(created_at__lt=clock.now() - timedelta(days=90), next_at=None).delete()
