"""What people wish to hear of and when they work; what was told to whom; links, feeds, channels."""

from headway.reminders.models.channels import Channel, ChannelKind, Topic
from headway.reminders.models.letters import Letter
from headway.reminders.models.links import FeedToken, QuickLink
from headway.reminders.models.reminded import Escalation, Reminded, Round
from headway.reminders.models.wishes import How, ReminderSettings
from headway.reminders.models.working import Absence, EscalationRule, PublicHoliday, WorkCalendar

__all__ = [
    "Absence",
    "Channel",
    "ChannelKind",
    "Escalation",
    "EscalationRule",
    "FeedToken",
    "How",
    "Letter",
    "PublicHoliday",
    "QuickLink",
    "Reminded",
    "ReminderSettings",
    "Round",
    "Topic",
    "WorkCalendar",
]
