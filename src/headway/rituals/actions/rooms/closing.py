"""Close a meeting: the clock stands, the numbers are kept as they are, the minutes go out."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.activity.actions import Told, notify, one_write
from headway.activity.models import NoticeKind
from headway.kit import clock
from headway.people.access import Actor, Permission
from headway.people.models import Organisation, Role
from headway.rituals.actions.rooms.boards import forget_board
from headway.rituals.actions.rooms.clock import stop
from headway.rituals.actions.rooms.doors import enter, label_of, leave
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.rituals.queries.kept import kept_sections
from headway.rituals.queries.rooms.minutes import Minutes, as_text, lines_to_keep, minutes_of
from headway.rituals.queries.rooms.people import seats
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.queries.weekly.kept_square import square_to_keep


@one_write()
def close_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """The meeting is over. Its minutes keep its numbers as they are now, and go to everybody of the
    unit and who was there. What only its author was to read is not kept.

    Raises NotAllowed, NotFound, Conflict (it is not under way).
    """
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    stop(meeting)
    forget_board(meeting)
    kept = kept_sections(actor, meeting_row(actor, meeting.pk))
    meeting.content = {
        "sections": [section.as_json() for section in kept],
        "lines": lines_to_keep(actor, meeting.pk),
    }
    if meeting.kind == MeetingKind.WEEKLY:
        system = Actor(meeting.organisation_id, None, actor.name, Role.ADMIN, actor.time_zone)
        meeting.content["square"] = square_to_keep(system, meeting_row(actor, meeting.pk))
    meeting.state, meeting.closed_at = MeetingState.CLOSED, clock.now()
    seconds = sum(stage["seconds"] for stage in meeting.stages)
    fields = ("stages", "running_since", "content", "state", "closed_at")
    meeting.save(update_fields=[*fields])
    _send(actor, meeting)
    leave(actor, meeting, "closed", after={"seconds": seconds}, fields=fields)
    return meeting


def _send(actor: Actor, meeting: Meeting) -> None:
    """The minutes, as everybody of the unit may read them, in the organisation's language."""
    organisation = Organisation.objects.get(pk=meeting.organisation_id)
    with (
        translation.override(organisation.language),
        timezone.override(organisation.time_zone),
    ):
        row = meeting_row(actor, meeting.pk)
        found = minutes_of(actor, row)
        link = settings.BASE_URL + reverse("rituals:meeting", args=(meeting.pk,))
        told = Told(
            kind=NoticeKind.MINUTES,
            title=f"{label_of(meeting)}: {_headline(found)}",
            url=reverse("rituals:meeting", args=(meeting.pk,)),
            subject_type="meeting",
            subject_id=meeting.pk,
            key=f"minutes-{meeting.pk}",
            letter=as_text(found, link),
            letter_html=render_to_string(
                "rituals/letters/minutes.html",
                {"found": found, "link": link, "organisation": organisation.name},
            ),
        )
        people = [seat.id for seat in seats(row)]
    system = Actor(meeting.organisation_id, None, actor.name, actor.role)
    notify(system, people, told)


def _headline(found: Minutes) -> str:
    count = sum(len(one.lines) for one in found.sections if one.title == _("Actions"))
    words = ngettext("%(num)d action", "%(num)d actions", count) % {"num": count}
    return words if count else _("minutes")
