"""What each kind of meeting brings to its room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from headway.people.access import Actor
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.web.posted import Posted

Context = Callable[[HttpRequest, Actor, MeetingRow], Mapping[str, Any]]
Step = Callable[[HttpRequest, Actor, MeetingRow, Posted, str], bool]


@dataclass(frozen=True, slots=True)
class RoomKind:
    """``context`` is what its templates show beside what every room shows: at least ``question``
    and ``heading``. ``parts`` is the template of what changes while people look: elements with
    an id and ``data-part``; ``page`` the rest, forms that keep what is typed. ``step`` takes what
    its forms send (the field ``do``) and says whether it knew it."""

    context: Context
    parts: str
    page: str
    step: Step
