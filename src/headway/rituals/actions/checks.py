"""What the writes of meetings check alike before they save."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import FieldError
from headway.people.access import Actor


def text_errors(field: str, text: str, limit: int, needed: str) -> list[FieldError]:
    """A text is required and bounded; ``needed`` says what to write where it is empty."""
    if not text.strip():
        return [FieldError(field, "required", needed)]
    if len(text.strip()) > limit:
        message = _("Use at most %(limit)d characters.") % {"limit": limit}
        return [FieldError(field, "too_long", message)]
    return []


def is_past(actor: Actor, due_on: date | None) -> bool:
    """Whether a day is over where the organisation lives. Nobody can do by then what is agreed
    today; most of the time the year was mistyped."""
    return due_on is not None and due_on < clock.today(actor.time_zone)


def past_words() -> str:
    """What to do about a day that is over."""
    return _("This day has passed. Choose today or a later one.")
