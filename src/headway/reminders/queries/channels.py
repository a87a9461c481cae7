"""Channels as rows, and what each is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.cadence import local_date
from headway.kit.problems import NotFound
from headway.okrs.models import KeyResult, Visibility
from headway.okrs.queries.due import OPEN, turns_of
from headway.people.access import Actor, Facts, Permission, decide
from headway.reminders.formats.messages import Line, Message, Part
from headway.reminders.models import Channel, ChannelKind, Topic
from headway.reminders.queries.meetings import meetings_between
from headway.rituals.models import Meeting, MeetingKind, MeetingState, Minute, MinuteKind
from headway.web.formats import due, time_of_day


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Where a unit is posted to; never its address."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    name: str
    kind: str
    host: str
    topics: tuple[str, ...]
    at: time
    next_at: datetime | None
    posted_at: datetime | None
    failures: int
    error: str
    version: int

    @property
    def kind_label(self) -> str:
        return str(ChannelKind(self.kind).label)

    @property
    def is_stopped(self) -> bool:
        """Whether it refused for good, and is posted to no more by itself."""
        return bool(self.error) and self.next_at is None

    @property
    def topic_labels(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]


_COLUMNS = (
    "id", "unit_id", "unit__name", "unit__path", "name", "kind", "host", "topics", "at", "next_at",
    "posted_at", "failures", "error", "version",
)  # fmt: skip


def facts_of(unit_id: int, unit_path: str) -> Facts:
    """What a decision about the channels of a unit needs to know."""
    return Facts(unit_id=unit_id, unit_path=unit_path)


def channels_of(actor: Actor) -> list[ChannelRow]:
    """Those that the actor may change. One query."""
    found = Channel.objects.filter(organisation_id=actor.organisation_id, removed_at__isnull=True)
    rows = [_row(row) for row in found.order_by("unit__path", "id").values_list(*_COLUMNS)]
    return [row for row in rows if _may(actor, row)]


def channel_row(actor: Actor, channel_id: int) -> ChannelRow:
    """One that the actor may change. Raises NotFound."""
    row = next((row for row in channels_of(actor) if row.id == channel_id), None)
    if row is None:
        raise NotFound(_("There is no such channel."))
    return row


def _row(row: tuple[Any, ...]) -> ChannelRow:
    values: tuple[Any, ...] = (*row[:7], tuple(row[7]), *row[8:])
    return ChannelRow(*values)


def _may(actor: Actor, row: ChannelRow) -> bool:
    facts = facts_of(row.unit_id, row.unit_path)
    return decide(actor, Permission.CHANNEL_MANAGE, facts).allowed


def message_for(channel: Channel, zone: str, now: datetime) -> Message | None:
    """What a channel is told of its day; None where there is nothing to tell. Whoever reads the
    channel is anybody, so it tells nothing of objectives that are not for everybody. Seven
    queries."""
    today = local_date(now, zone)
    parts = []
    if Topic.DUE in channel.topics:
        parts.append(_due(channel, zone, today))
    if Topic.MEETINGS in channel.topics:
        parts.append(_meetings(channel, zone, today, now))
    if Topic.DECISIONS in channel.topics:
        parts.append(_decisions(channel, now))
    told = [part for part in parts if part.lines]
    if not told:
        return None
    url = f"{settings.BASE_URL}/units/{channel.unit_id}"
    return Message(_title(channel, told), told, url, _("Open Headway"))


def _title(channel: Channel, parts: list[Part]) -> str:
    said = ", ".join(part.counted for part in parts)
    return _("%(unit)s today: %(said)s") % {"unit": channel.unit.name, "said": said}


def _due(channel: Channel, zone: str, today: date) -> Part:
    shown = KeyResult.objects.filter(
        OPEN, objective__unit_id=channel.unit_id, objective__visibility=Visibility.ORGANISATION
    )
    rows = {
        pk: (title, updater or owner or _("nobody"))
        for pk, title, updater, owner in shown.values_list(
            "id", "title", "updater__name", "owner__name"
        )
    }
    lines = [
        Line(
            rows[turn.key_result_id][0],
            f"{settings.BASE_URL}/key-results/{turn.key_result_id}",
            f"{rows[turn.key_result_id][1]}, {due(turn.due_on, today)}",
        )
        for turn in turns_of(rows, today, zone)
        if turn.due_on is not None and (turn.due_on - today).days <= 1
    ]
    words = ngettext("%(num)d check-in is due", "%(num)d check-ins are due", len(lines))
    return Part(_("Check-ins due"), lines, words % {"num": len(lines)})


def _meetings(channel: Channel, zone: str, today: date, now: datetime) -> Part:
    rows = meetings_between(channel.organisation_id, [channel.unit_id], zone, today, today)
    lines = [
        Line(row.title, settings.BASE_URL + row.url, time_of_day(row.starts_at))
        for row in rows
        if not row.is_cancelled and row.starts_at >= now
    ]
    words = ngettext("%(num)d meeting", "%(num)d meetings", len(lines))
    return Part(_("Meetings"), lines, words % {"num": len(lines)})


def _decisions(channel: Channel, now: datetime) -> Part:
    """Of meetings that closed since the channel was told last; what is said in a retrospective
    stays there (docs/adr/0041)."""
    closed = Meeting.objects.filter(
        unit_id=channel.unit_id, state=MeetingState.CLOSED, closed_at__gt=channel.told_until,
        closed_at__lte=now,
    ).exclude(kind=MeetingKind.RETROSPECTIVE)  # fmt: skip
    minutes = Minute.objects.filter(
        meeting__in=closed, kind=MinuteKind.DECISION, removed_at__isnull=True, objective=None,
        key_result=None,
    ) | Minute.objects.filter(
        meeting__in=closed, kind=MinuteKind.DECISION, removed_at__isnull=True,
        objective__visibility=Visibility.ORGANISATION,
    ) | Minute.objects.filter(
        meeting__in=closed, kind=MinuteKind.DECISION, removed_at__isnull=True,
        key_result__objective__visibility=Visibility.ORGANISATION,
    )  # fmt: skip
    rows = minutes.order_by("id").values_list("text", "meeting_id", "meeting__kind")
    lines = [
        Line(text, f"{settings.BASE_URL}/meetings/{pk}", str(MeetingKind(kind).label))
        for text, pk, kind in rows
    ]
    words = ngettext("%(num)d decision", "%(num)d decisions", len(lines))
    heading = ngettext("Decision", "Decisions", len(lines))
    return Part(heading, lines, words % {"num": len(lines)})
