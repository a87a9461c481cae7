"""How numbers and days are written. Formatting only: nothing here decides a value."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, ngettext

from headway.core.scoring import round_half_up
from headway.kit import clock

NO_BREAK = "\u00a0"
MINUS = "\u2212"


def number(value: float | int | None, places: int | None = None) -> str:
    """A number by locale: as many decimals as it has, at most four, or exactly ``places``."""
    if value is None:
        return ""
    if places is None:
        places = _places(value)
    rounded = round_half_up(float(value), places)
    text = formats.number_format(abs(rounded), places, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if rounded < 0 else text


def _places(value: float) -> int:
    if not math.isfinite(value) or float(value).is_integer():
        return 0
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return min(decimals, 1 if abs(value) >= 1000 else 2 if abs(value) >= 10 else 4)


def measured(value: float | None, measure: str = "") -> str:
    """A value with its measure, held together: "64 %"."""
    if value is None:
        return ""
    return f"{number(value)}{NO_BREAK}{measure}" if measure else number(value)


def percent(share: float | None) -> str:
    """A share as whole percent, half up: 0.545 is "55 %"."""
    return "" if share is None else f"{number(share * 100, 0)}{NO_BREAK}%"


def score(value: float | None) -> str:
    """A score to two decimals: "0.59"."""
    return "" if value is None else number(value, 2)


def signed(value: float | None, places: int | None = None) -> str:
    """A change with its sign: "+0.05"."""
    if value is None:
        return ""
    text = number(value, places)
    return f"+{text}" if value > 0 else text


def day(value: date | None) -> str:
    """A day in full: "24 Nov 2026"."""
    return "" if value is None else format_date(value, "j M Y")


def short_day(value: date | None) -> str:
    """A day of this year: "24 Nov"; of another, in full."""
    if value is None:
        return ""
    same_year = value.year == clock.now().year
    return format_date(value, "j M" if same_year else "j M Y")


def moment(value: datetime | None) -> str:
    """An instant where the organisation lives: "24 Nov 2026, 08:41"."""
    return "" if value is None else format_date(timezone.localtime(value), "j M Y, H:i")


def ago(value: date | datetime | None, today: date | None = None) -> str:
    """How long ago a day was, in words that stay short: "today", "Mon", "17 days"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    days = ((today or timezone.localtime(clock.now()).date()) - value).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if 1 < days < 7:
        return format_date(value, "D")
    if days < 0:
        return short_day(value)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def due(value: date | None, today: date) -> str:
    """When something is due: "due today", "late since Fri 20 Nov", "due Wed 25 Nov"."""
    if value is None:
        return ""
    if value == today:
        return gettext("due today")
    text = format_date(value, "D j M")
    if value < today:
        return gettext("late since %(day)s") % {"day": text}
    return gettext("due %(day)s") % {"day": text}


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count_word(count: int) -> str:
    """A small count as a word, for headings: "four"; from eleven on in figures."""
    return gettext(_WORDS[count]) if 0 <= count <= 10 else number(count)


def sentence(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
