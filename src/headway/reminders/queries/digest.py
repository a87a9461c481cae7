"""What the daily e-mail of somebody holds, as it stands when it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.models import Notice
from headway.core.cadence import local_date
from headway.reminders.models import How
from headway.reminders.queries.inbox import still_readable
from headway.reminders.queries.matters import MatterRow, UndatedRow, matters_of, undated_of
from headway.reminders.queries.meetings import MeetingRow, meetings_today
from headway.reminders.queries.person import Reached
from headway.reminders.queries.reminded import decided, told_on


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Something new in the inbox."""

    id: int
    kind: str
    title: str
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The parts of one e-mail, each whole: who draws it may leave lines out. ``today`` is the day
    where the reader is."""

    today: date
    check_ins: tuple[MatterRow, ...]
    matters: tuple[MatterRow, ...]
    meetings: tuple[MeetingRow, ...]
    notices: tuple[NoticeLine, ...]
    undated: tuple[UndatedRow, ...] = ()

    @property
    def heading(self) -> str:
        """What it says in one line."""
        late = sum(row.due_on < self.today for row in (*self.check_ins, *self.matters))
        waits = len(self.check_ins) + len(self.matters)
        parts = []
        if waits:
            words = ngettext("%(count)d thing to do", "%(count)d things to do", waits)
            parts.append(words % {"count": waits})
        if late:
            parts.append(_("%(count)d late") % {"count": late})
        if self.meetings:
            count = len(self.meetings)
            words = ngettext("%(count)d meeting today", "%(count)d meetings today", count)
            parts.append(words % {"count": count})
        if self.notices and not waits:
            count = len(self.notices)
            words = ngettext("%(count)d thing is new", "%(count)d things are new", count)
            parts.append(words % {"count": count})
        return ", ".join(parts)


def digest_of(found: Reached, now: datetime) -> Digest | None:
    """The digest of somebody's day; None where nothing asks for one any more: what they were to be
    reminded of today is done, no meeting is to come and nothing is new. Some twenty queries."""
    today = found.today(now)
    calendar = found.calendar(now)
    told = told_on(found.person.pk)
    organisation_day = local_date(now, found.actor.time_zone)
    each = decided(
        matters_of(found.actor, organisation_day), told, found.chosen, calendar, now, today
    )
    mailed = [
        one
        for one in each
        if one.waits and found.chosen.how(one.matter.notice_kind) in (How.DIGEST, How.AT_ONCE)
    ]
    is_fresh = any(told.get((one.matter.key, one.matter.due_on)) == today for one in mailed)
    meetings = tuple(row for row in meetings_today(found, today) if row.starts_at > now)
    notices = tuple(_news(found))
    if not (is_fresh or meetings or notices):
        return None
    rows = [one.matter for one in mailed]
    check_ins = tuple(row for row in rows if row.kind == "check_in")
    others = tuple(row for row in rows if row.kind != "check_in")
    return Digest(today, check_ins, others, meetings, notices, undated_of(found.actor))


def _news(found: Reached) -> list[NoticeLine]:
    """What came into the inbox since the last digest, is not read, and has no letter of its own."""
    kinds = found.chosen.kinds
    quiet = [kind for kind, how in kinds.items() if how in (How.INBOX, How.OFF, How.AT_ONCE)]
    new = Notice.objects.filter(
        still_readable(found.actor), person_id=found.person.pk, settled_at__isnull=True,
        read_at__isnull=True,
    )  # fmt: skip
    rows = new.exclude(kind__in=quiet).exclude(subject_type="reminder").order_by("created_at", "id")
    return [NoticeLine(*row) for row in rows.values_list("id", "kind", "title", "body", "url")]
