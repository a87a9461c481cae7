"""Close a meeting: the clock stands, the numbers are kept as they are, the minutes go out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Told, notify, one_write
from headway.activity.models import NoticeKind
from headway.core.cadence import local_date
from headway.kit import clock
from headway.people.access import Actor, Permission, actor_for
from headway.people.models import Organisation, Person, Role
from headway.rituals.actions.rooms.boards import forget_board
from headway.rituals.actions.rooms.clock import stop
from headway.rituals.actions.rooms.doors import enter, label_of, leave
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.rituals.queries.kept import kept_sections
from headway.rituals.queries.rooms.confidential import OF_SOME, may_read_board
from headway.rituals.queries.rooms.minutes import (
    Minutes,
    as_text,
    lines_to_keep,
    minutes_of,
    unowned_words,
)
from headway.rituals.queries.rooms.people import seats
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_row
from headway.rituals.queries.weekly.kept_square import square_to_keep
from headway.web.formats import short_day

NEWS_FOR = timedelta(days=1)
"""So long after it began the minutes of a meeting that closes by itself are news to anybody; one
that was left open for weeks, before meetings closed by themselves, sends none."""


@one_write()
def close_meeting(actor: Actor, meeting_id: int, *, by_itself: bool = False) -> Meeting:
    """The meeting is over. Its minutes keep its numbers as they are now, and go to everybody of the
    unit and who was there. What only its author was to read is not kept. ``by_itself``: everybody
    had left and nobody closed it, as its minutes say; where it began more than a day ago, nobody
    waits for them and they are not sent.

    Raises NotAllowed, NotFound, Conflict (it is not under way).
    """
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    stop(meeting)
    forget_board(meeting)
    organisation = Organisation.objects.get(pk=meeting.organisation_id)
    seconds = sum(stage["seconds"] for stage in meeting.stages)
    fields = ("stages", "running_since", "content", "state", "closed_at")
    with (
        translation.override(organisation.language),
        timezone.override(organisation.time_zone),
    ):
        meeting.content = _content(actor, meeting, by_itself=by_itself)
        meeting.state, meeting.closed_at = MeetingState.CLOSED, clock.now()
        meeting.save(update_fields=[*fields])
        if not (by_itself and _is_long_ago(meeting)):
            _send(actor, meeting, organisation)
        why = _("Everybody had left, and nobody closed it.") if by_itself else ""
        leave(actor, meeting, "closed", after={"seconds": seconds}, why=why, fields=fields)
    return meeting


def _content(actor: Actor, meeting: Meeting, *, by_itself: bool) -> dict[str, Any]:
    """What its minutes keep, in the organisation's language whoever closes it, a job too."""
    kept = kept_sections(actor, meeting_row(actor, meeting.pk))
    content: dict[str, Any] = {
        "sections": [section.as_json() for section in kept],
        "lines": lines_to_keep(actor, meeting.pk),
    }
    if by_itself:
        content["by_itself"] = True
    if meeting.kind == MeetingKind.WEEKLY:
        system = Actor(meeting.organisation_id, None, actor.name, Role.ADMIN, actor.time_zone)
        content["square"] = square_to_keep(system, meeting_row(actor, meeting.pk))
    return content


def _is_long_ago(meeting: Meeting) -> bool:
    return clock.now() - meeting.held_at > NEWS_FOR


def _send(actor: Actor, meeting: Meeting, organisation: Organisation) -> None:
    """The minutes, as everybody of the unit may read them; to a guest who may not, as much as their
    page shows."""
    row = meeting_row(actor, meeting.pk)
    system = Actor(meeting.organisation_id, None, actor.name, actor.role, actor.time_zone)
    chairs = seats(row)
    guests = _not_let_in(row, [seat.id for seat in chairs if seat.role == "guest"])
    insiders = [seat.id for seat in chairs if seat.id not in guests]
    letters = [(insiders, _told(meeting, minutes_of(system, row), organisation))]
    if guests:
        reader = next(iter(guests.values()))
        letters.append((list(guests), _told(meeting, minutes_of(reader, row), organisation)))
    for people, told in letters:
        notify(system, people, told)


def _not_let_in(row: MeetingRow, guest_ids: Collection[int]) -> dict[int, Actor]:
    """Those of the guests who came and may not read all of the minutes, such as who handed a
    retrospective over. None for most meetings, else some four queries for each guest."""
    if row.kind not in OF_SOME or not guest_ids:
        return {}
    people = Person.objects.select_related("organisation").filter(pk__in=guest_ids)
    actors = {person.pk: actor_for(person) for person in people}
    return {pk: one for pk, one in actors.items() if not may_read_board(one, row)}


def _told(meeting: Meeting, found: Minutes, organisation: Organisation) -> Told:
    held_on = local_date(found.meeting.held_at, organisation.time_zone)
    address = reverse("rituals:meeting", args=(meeting.pk,))
    link = settings.BASE_URL + address
    return Told(
        kind=NoticeKind.MINUTES,
        title=f"{label_of(meeting)}, {short_day(held_on)}: {_headline(found)}",
        url=address,
        subject_type="meeting",
        subject_id=meeting.pk,
        key=f"minutes-{meeting.pk}",
        letter=as_text(found, link),
        letter_html=render_to_string(
            "rituals/letters/minutes.html",
            {
                "found": found,
                "unowned": unowned_words(found.unowned) if found.unowned else "",
                "link": link,
                "organisation": organisation.name,
            },
        ),
    )


def _headline(found: Minutes) -> str:
    words = ngettext("%(num)d action", "%(num)d actions", found.agreed) % {"num": found.agreed}
    return words if found.agreed else _("minutes")
