"""A calendar as iCalendar (RFC 5545).

Times are written in UTC: every occurrence stands for itself, so that a change of the clocks is in
them, and no program has to know the rules of a zone. Whoever shows them shows local time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from icalendar import Calendar, Event

PRODUCT = "-//Headway//Calendar//EN"
REFRESH = timedelta(hours=1)


class Meeting(Protocol):
    """A meeting with its place in time."""

    @property
    def uid(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def version(self) -> int: ...
    @property
    def is_cancelled(self) -> bool: ...


class Days(Protocol):
    """Something of whole days."""

    @property
    def uid(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def is_to_do(self) -> bool: ...


def as_ics(
    name: str,
    meetings: Iterable[Meeting],
    days: Iterable[Days],
    *,
    made_at: datetime,
    zone: str,
    base_url: str,
    host: str,
) -> bytes:
    """The file. ``uid`` of a meeting stays when it moves, its SEQUENCE grows, and a cancelled one
    says so, so that programs move or strike the entry that they have."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for meeting in meetings:
        calendar.add_component(_meeting(meeting, made_at, base_url, host))
    for entry in days:
        calendar.add_component(_days(entry, made_at, base_url, host))
    return bytes(calendar.to_ical())


def _meeting(meeting: Meeting, made_at: datetime, base_url: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{meeting.uid}@{host}")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", meeting.title)
    event.add("url", base_url + meeting.url)
    event.add("sequence", meeting.version)
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    return event


def _days(entry: Days, made_at: datetime, base_url: str, host: str) -> Event:
    """All days take no time away from others (TRANSPARENT). The end is the day after the last."""
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event.add("summary", entry.title)
    if entry.note:
        event.add("description", entry.note)
    event.add("url", base_url + entry.url)
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["TO DO" if entry.is_to_do else "CYCLE"])
    return event
