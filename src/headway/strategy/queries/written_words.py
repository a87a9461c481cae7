"""When the goals of a past day were written down, where that was later (docs/adr 0039)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.strategy.queries.goals import GoalRow
from headway.web.formats import day, number


def written_words(goals: Sequence[GoalRow]) -> str:
    """How many of them nobody had written down by the day that is looked at, and when somebody
    did; empty where all were there."""
    days = sorted(goal.written_on for goal in goals if goal.written_on)
    if not days:
        return ""
    told = {"num": number(len(days)), "first": day(days[0]), "last": day(days[-1])}
    if len(days) == len(goals):
        words = (
            _("What is here was written down later, on %(last)s.")
            if days[0] == days[-1]
            else _("What is here was written down later, from %(first)s to %(last)s.")
        )
        return words % told
    if days[0] == days[-1]:
        words = ngettext(
            "%(num)s goal was written down later, on %(last)s.",
            "%(num)s goals were written down later, on %(last)s.",
            len(days),
        )
    else:
        words = ngettext(
            "%(num)s goal was written down later, from %(first)s to %(last)s.",
            "%(num)s goals were written down later, from %(first)s to %(last)s.",
            len(days),
        )
    return words % told


def written_word(goal: GoalRow) -> str:
    """When a goal was written down, where that was later; else empty."""
    if goal.written_on is None:
        return ""
    return _("written down later, on %(day)s") % {"day": day(goal.written_on)}


def elsewhere_words(count: int, *, as_known: bool) -> str:
    """Where all goals are, when there is none to see on a day; empty where there are none."""
    if not count:
        return ""
    words = (
        ngettext(
            "%(num)s goal is of another time, or was written down later.",
            "%(num)s goals are of other times, or were written down later.",
            count,
        )
        if as_known
        else ngettext(
            "%(num)s goal is of another time.", "%(num)s goals are of other times.", count
        )
    )
    return words % {"num": number(count)}


def differ(goals: Sequence[GoalRow]) -> bool:
    """Whether each has to say so itself."""
    return len({goal.written_on for goal in goals}) > 1
