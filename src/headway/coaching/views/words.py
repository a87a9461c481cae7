"""What steps and days are called."""

from __future__ import annotations

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _


def step_words() -> dict[str, str]:
    """The steps of a cycle's calendar by name."""
    return {
        "frame": _("Frames are handed down"),
        "tell": _("Company objectives are told"),
        "draft": _("Teams draft"),
        "share": _("Team objectives are shared"),
        "align": _("Alignment"),
        "lock": _("Plan lock"),
        "mid_cycle": _("Mid-cycle check"),
        "review": _("Review"),
        "retrospective": _("Retrospective"),
    }


def weekdays() -> list[tuple[str, str]]:
    """The days of the week, Monday first, as a choice."""
    return [(str(number), str(name)) for number, name in sorted(WEEKDAYS.items())]
