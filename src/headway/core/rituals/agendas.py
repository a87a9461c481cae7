"""What each ritual is made of: its stages in order and the minutes meant for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a meeting. ``key`` names it for programs, ``title`` for people (before
    translation)."""

    key: str
    title: str
    minutes: int


AGENDAS: Mapping[str, tuple[Stage, ...]] = {
    "weekly": (
        Stage("open", _("Open"), 1),
        Stage("moved", _("What moved"), 4),
        Stage("confidence", _("Confidence, drops first"), 4),
        Stage("obstacles", _("Obstacles"), 4),
        Stage("week", _("This week"), 2),
    ),
    "review": (
        Stage("scores", _("Computed scores"), 10),
        Stage("grades", _("Own grades, and one line why"), 20),
        Stage("misses", _("Misses of commitments, explained"), 15),
        Stage("decisions", _("Go on, change or drop"), 15),
    ),
    "retrospective": (
        Stage("data", _("What the data say"), 10),
        Stage("write", _("Write, each alone"), 10),
        Stage("group", _("Reveal and group"), 15),
        Stage("vote", _("Vote"), 5),
        Stage("actions", _("Agree on one to three changes"), 20),
    ),
    "planning": (
        Stage("context", _("Context"), 20),
        Stage("draft", _("Draft objectives, each alone"), 20),
        Stage("cut", _("Group, vote, cut to four"), 30),
        Stage("key_results", _("Key results"), 45),
        Stage("check", _("Review and forecast of targets"), 15),
        Stage("needs", _("Dependencies and health metrics"), 15),
        Stage("confidence", _("Confidence vote"), 5),
    ),
}
"""By kind of ritual. Source: docs/methods 10."""


def agenda(kind: str) -> tuple[Stage, ...]:
    """The stages of a ritual.

    >>> [stage.minutes for stage in agenda("weekly")]
    [1, 4, 4, 4, 2]

    Raises DefinitionError for a kind that there is not. Source: docs/methods 10.
    """
    try:
        return AGENDAS[kind]
    except KeyError:
        raise DefinitionError(_("There is no such ritual."), code="unknown_ritual") from None
