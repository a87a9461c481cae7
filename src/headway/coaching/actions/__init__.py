"""Ask the coach, answer, suggest; every write of this app."""

from headway.coaching.actions.asking import (
    ask_coach,
    close_request,
    reopen_request,
    write_message,
)
from headway.coaching.actions.suggesting import (
    accept_suggestion,
    decline_suggestion,
    suggest,
    withdraw_suggestion,
)

__all__ = [
    "accept_suggestion",
    "ask_coach",
    "close_request",
    "decline_suggestion",
    "reopen_request",
    "suggest",
    "withdraw_suggestion",
    "write_message",
]
