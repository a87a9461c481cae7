"""What people do together in a cycle: frames, published plans, meetings and what comes of them."""

from headway.rituals.models.cards import Card, CardGroup, Vote
from headway.rituals.models.items import ActionItem, Blocker, HeadsUp, ItemState, Priority
from headway.rituals.models.meetings import (
    Attendance,
    Meeting,
    MeetingKind,
    MeetingMode,
    MeetingSeries,
    MeetingState,
)
from headway.rituals.models.minutes import Contribution, Learning, Minute, MinuteKind
from headway.rituals.models.planning import Acknowledgement, Frame, FrameState, PublishedPlan
from headway.rituals.models.pulse import Pulse, PulseAnswer

__all__ = [
    "Acknowledgement",
    "ActionItem",
    "Attendance",
    "Blocker",
    "Card",
    "CardGroup",
    "Contribution",
    "Frame",
    "FrameState",
    "HeadsUp",
    "ItemState",
    "Learning",
    "Meeting",
    "MeetingKind",
    "MeetingMode",
    "MeetingSeries",
    "MeetingState",
    "Minute",
    "MinuteKind",
    "Priority",
    "PublishedPlan",
    "Pulse",
    "PulseAnswer",
    "Vote",
]
