"""Targets in words: from where a value is red, and whether a level meets what is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from headway.core.curves import curve_of
from headway.core.levels import word_at
from headway.core.spc import Advice, Colour
from headway.kpis.models import TargetKind
from headway.web.formats import number


def red_words(
    red: float | None,
    curve: Sequence[Sequence[float]] | None = None,
    kind: str = "",
    levels: Sequence[Sequence[object]] = (),
) -> str:
    """From where a target is red; of a range whose sides differ, each of them, and of a scale its
    level. Empty where it never is.

    >>> red_words(92.0), red_words(0.5, [(0, 10), (1, 100), (2, 50)], "within")
    ('red from 92', 'red below 0.2593')
    """
    if levels and red is not None:
        return _("red below %(low)s") % {"low": word_at(levels, red) or number(red)}
    if kind != TargetKind.WITHIN or curve is None:
        return _("red from %(value)s") % {"value": number(red)} if red is not None else ""
    found = curve_of(curve)
    below, above = number(found.red_below), number(found.red_above)
    if below and above:
        return _("red below %(low)s, and above %(high)s") % {"low": below, "high": above}
    if below:
        return _("red below %(low)s") % {"low": below}
    return _("red above %(high)s") % {"high": above} if above else ""


def level_words(colour: str, advice: str) -> str:
    """The state of a KPI in words, to stand beside its mark: whether its level meets the target,
    and without one how high the level lies on its scale."""
    if advice != Advice.SET_TARGET and colour != Colour.GREY:
        return {
            Colour.GREEN: _("On target"),
            Colour.AMBER: _("Nearly on target"),
            Colour.RED: _("Below target"),
        }[Colour(colour)]
    return {
        Colour.GREEN: _("High level"),
        Colour.AMBER: _("Middle level"),
        Colour.RED: _("Low level"),
        Colour.GREY: _("No value yet"),
    }[Colour(colour)]
