"""Look after one person on one working day: what they are reminded of, what becomes of it.

A round comes at the time of the day that each chose, where they are, on days on which they work. It
writes into the inbox, and has the digest leave; it tells others what waits too long. One that comes
late, since nobody looked after it, does what it still can on that day, and nothing of days before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from headway.activity.actions import Told, notify
from headway.activity.models import Notice, NoticeKind
from headway.core.cadence import local_date
from headway.core.reminding import WorkingCalendar, next_moment, why_off
from headway.core.reminding.deciding import closing
from headway.core.reminding.working import local_of
from headway.kit import clock
from headway.people.access import system_actor
from headway.people.models import Person
from headway.reminders.actions.escalating import escalate
from headway.reminders.models import How, Letter, Reminded, Round
from headway.reminders.queries.inbox import REMINDER
from headway.reminders.queries.matters import MatterRow, matters_of
from headway.reminders.queries.meetings import MeetingRow, meetings_today
from headway.reminders.queries.person import Reached, reached
from headway.reminders.queries.reminded import decided, told_on
from headway.web.formats import day, time_of_day

QUEUED_FOR = timedelta(minutes=10)
"""When a round that was taken up comes again, should nothing come of it."""
MINE = (NoticeKind.DUE, NoticeKind.ACTION_DUE)


def add_missing_rounds(limit: int = 500) -> None:
    """Everybody has a round, whoever adds them. Two statements at most."""
    without = Person.objects.filter(~Q(pk__in=Round.objects.values("person_id")))
    new = list(without.order_by("pk").values_list("pk", flat=True)[:limit])
    if new:
        Round.objects.bulk_create((Round(person_id=pk) for pk in new), ignore_conflicts=True)


def due_rounds(limit: int = 500) -> list[tuple[int, datetime | None]]:
    """Whose round has come, or is to be planned. One query."""
    come = Round.objects.filter(Q(next_at__lte=clock.now()) | Q(next_at__isnull=True))
    return list(come.order_by("next_at", "pk").values_list("person_id", "next_at")[:limit])


def claim_round(person_id: int, at: datetime | None) -> bool:
    """Whether it is for us to enqueue it: of several that found it, one."""
    mine = Round.objects.filter(person_id=person_id, next_at=at)
    return bool(mine.update(next_at=clock.now() + QUEUED_FOR))


def plan_anew(person_ids: Sequence[int]) -> None:
    """Have the next rounds of people worked out: they chose anew, or when they work changed."""
    Round.objects.filter(person_id__in=person_ids).update(next_at=None)


def make_round(person_id: int, *, is_due: bool = True) -> None:
    """Look after somebody, and plan the next round; with ``is_due`` False only that. Made twice it
    reminds once."""
    found = reached(person_id)
    if found is None:
        return
    now = clock.now()
    calendar = found.calendar(now)
    with transaction.atomic(), override(found.person.organisation.language):
        next_at = next_moment(calendar, found.chosen.at, now) or now + timedelta(days=30)
        Round.objects.filter(person_id=person_id).update(next_at=next_at)
        if is_due and _is_time(found, calendar, now):
            _remind(found, calendar, now)


def _is_time(found: Reached, calendar: WorkingCalendar, now: datetime) -> bool:
    local = local_of(calendar, now)
    wishes = found.chosen.wishes(NoticeKind.DUE)
    is_open = found.chosen.at <= local.time() < closing(calendar, wishes)
    return is_open and why_off(calendar, local_date(now, calendar.zone)) is None


def _remind(found: Reached, calendar: WorkingCalendar, now: datetime) -> None:
    organisation, person = found.person.organisation, found.person
    matters = matters_of(found.actor, clock.today(organisation.time_zone))
    today = found.today(now)
    told = told_on(person.pk)
    each = decided(matters, told, found.chosen, calendar, now, today)
    fresh = [one.matter for one in each if one.is_now] if person.is_active else []
    meetings = meetings_today(found, today)
    _forget_done(person.pk, matters, fresh)
    _note_told(person.pk, fresh, matters, today)
    _into_inbox(found, fresh, meetings)
    is_mailed = found.may_be_written_to and (
        any(_is_mailed(found, one.notice_kind) for one in fresh)
        or (bool(meetings) and _is_mailed(found, NoticeKind.RITUAL))
        or _has_news(found)
    )
    _settle(found, now)
    if is_mailed:
        Letter.objects.get_or_create(
            person=person, day=today,
            defaults={"organisation": organisation, "created_at": now, "next_at": now},
        )  # fmt: skip
    escalate(found, matters, calendar, today)


def _is_mailed(found: Reached, kind: str) -> bool:
    return found.chosen.how(kind) in (How.DIGEST, How.AT_ONCE)


def _forget_done(person_id: int, matters: Sequence[MatterRow], fresh: Sequence[MatterRow]) -> None:
    """A line of the inbox about what is done needs no reading any more; nor does one about several
    of a day, once the last that is left has a line of its own."""
    found = Notice.objects.filter(
        person_id=person_id, subject_type=REMINDER, kind__in=MINE, read_at__isnull=True
    )
    open_ones = list(found.values_list("pk", "key"))
    own_lines = {key for _pk, key in open_ones} | {_own_key(row) for row in fresh}
    kept = {_own_key(row) for row in matters}
    for key, rows in _by_line(matters).items():
        if rows[0].kind != "check_in" or len(rows) > 1 or _own_key(rows[0]) not in own_lines:
            kept.add(key)
    done = [pk for pk, key in open_ones if key not in kept]
    if done:
        Notice.objects.filter(pk__in=done).update(read_at=clock.now())


def _note_told(
    person_id: int, fresh: Sequence[MatterRow], matters: Sequence[MatterRow], today: date
) -> None:
    keys = [row.key for row in matters]
    Reminded.objects.filter(person_id=person_id).exclude(key__in=keys).delete()
    Reminded.objects.bulk_create(
        (
            Reminded(person_id=person_id, key=row.key, due_on=row.due_on, told_on=today)
            for row in fresh
        ),
        update_conflicts=True,
        unique_fields=["person", "key"],
        update_fields=["due_on", "told_on"],
    )


def _into_inbox(found: Reached, fresh: Sequence[MatterRow], meetings: Sequence[MeetingRow]) -> None:
    system, person_id = system_actor(found.person.organisation), found.person.pk
    for told in (*_said_of(fresh), *(_said_of_meeting(row) for row in meetings)):
        notify(system, [person_id], told)


def _key(row: MatterRow) -> str:
    """Check-ins, and values, that are due on the same day are one line of the inbox."""
    if row.kind in ("check_in", "value"):
        return f"{row.kind}-{row.due_on}"
    return f"{row.key}-{row.due_on}"


def _own_key(row: MatterRow) -> str:
    """Of a line about one key result alone, which goes where that is hidden from its reader: the
    others of its day have a line of their own."""
    return f"{row.kind}-{row.due_on}-{row.id}"


def _by_line(rows: Sequence[MatterRow]) -> dict[str, list[MatterRow]]:
    groups: dict[str, list[MatterRow]] = {}
    for row in rows:
        groups.setdefault(_key(row), []).append(row)
    return groups


def _said_of(fresh: Sequence[MatterRow]) -> list[Told]:
    return [
        Told(
            kind=rows[0].notice_kind,
            title=_title(rows),
            body=_body(rows),
            url=rows[0].url if len(rows) == 1 or rows[0].kind == "value" else "/",
            subject_type=REMINDER,
            subject_id=rows[0].id if len(rows) == 1 else None,
            key=_own_key(rows[0]) if len(rows) == 1 and rows[0].kind == "check_in" else key,
        )
        for key, rows in _by_line(fresh).items()
    ]


def _body(rows: Sequence[MatterRow]) -> str:
    """Where it belongs; of several what they are. Not of key results: they may be hidden from its
    reader while the line stays, and Home lists them as they stand."""
    if len(rows) == 1:
        return rows[0].note
    return "" if rows[0].kind == "check_in" else "\n".join(row.title for row in rows)


def _title(rows: Sequence[MatterRow]) -> str:
    first = rows[0]
    words = {
        "check_in": ngettext(
            "Check in by %(day)s: %(title)s", "Check in by %(day)s: %(count)d key results",
            len(rows),
        ),
        "value": ngettext(
            "Enter its value by %(day)s: %(title)s",
            "Enter values by %(day)s: %(count)d KPIs", len(rows),
        ),
        "action": _("Your action is due on %(day)s: %(title)s"),
        "blocker": _("A blocker is yours to clear by %(day)s: %(title)s"),
        "response": _("Answer its signal by %(day)s: %(title)s"),
    }[first.kind]  # fmt: skip
    return words % {"day": day(first.due_on), "title": first.title, "count": len(rows)}


def _said_of_meeting(row: MeetingRow) -> Told:
    said = {"title": row.title, "time": time_of_day(row.starts_at)}
    return Told(
        kind=NoticeKind.RITUAL,
        title=_("%(title)s, today at %(time)s") % said,
        url=row.url,
        subject_type=REMINDER,
        key=row.uid,
    )


def _has_news(found: Reached) -> bool:
    """Whether something in the inbox is to go out with the digest."""
    return any(_is_mailed(found, kind) for kind in _unsettled(found).values_list("kind", flat=True))


def _unsettled(found: Reached) -> QuerySet[Notice]:
    return Notice.objects.filter(
        person_id=found.person.pk, settled_at__isnull=True, read_at__isnull=True
    ).exclude(subject_type=REMINDER)


def _settle(found: Reached, now: datetime) -> None:
    """What needs no e-mail of its own: reminders, which the digest holds anyway, what was read, and
    kinds that are wanted in the inbox only. The rest is settled when the digest left."""
    waiting = Notice.objects.filter(person_id=found.person.pk, settled_at__isnull=True)
    quiet = [kind for kind in NoticeKind.values if not _is_mailed(found, kind)]
    if not found.may_be_written_to:
        quiet = list(NoticeKind.values)
    waiting.filter(Q(subject_type=REMINDER) | Q(read_at__isnull=False) | Q(kind__in=quiet)).update(
        settled_at=now
    )
