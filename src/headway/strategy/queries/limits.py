"""How much a scorecard and its map take, and how people and files are told that it is enough."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from headway.core.perspectives import MOST as MOST_PERSPECTIVES
from headway.web.formats import count_at_start, number

MOST_MEASURES = 12
"""KPIs of one goal at most; one or two are best."""
MOST_ARROWS = 60
"""Arrows of one map at most; beyond that nobody reads it."""
MOST_COPIES = 1_000
"""Linked copies of goals that one write makes, and units that it may name, at most."""


def too_many_copies(count: int) -> str:
    words = _("That would be %(count)s copies. Make %(most)s at once at most: choose fewer units.")
    return words % {"count": number(count), "most": number(MOST_COPIES)}


def no_more_perspectives() -> str:
    words = _("There are %(most)d perspectives already; more are kept in nobody's mind.")
    return words % {"most": MOST_PERSPECTIVES}


def no_more_measures() -> str:
    words = _("%(num)s KPIs measure it already. Take one away first.")
    return words % {"num": count_at_start(MOST_MEASURES)}


def no_more_arrows() -> str:
    words = _("A map has %(most)d arrows at most. Take one away first.")
    return words % {"most": MOST_ARROWS}


def arrow_is_there() -> str:
    return _("There is this arrow already. Change that one.")


def closes_a_circle(titles: Iterable[str]) -> str:
    """``titles`` are those of the goals on the way round, the first once more at its end."""
    way = " → ".join(f"“{title}”" for title in titles)
    return _("This would close a circle: %(way)s.") % {"way": way}
