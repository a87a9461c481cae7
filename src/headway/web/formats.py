"""How numbers and days are written. Formatting only: nothing here decides a value."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from textwrap import wrap

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, gettext_noop, ngettext, pgettext

from headway.core.scoring import round_half_up
from headway.kit import clock

NO_BREAK = "\u00a0"
MINUS = "\u2212"
SIGNIFICANT = 4
HUGE = 1e15  # from here on a float no longer holds every whole number
TINY = 1e-9  # below, there would be more zeros than figures


def number(value: float | int | None, places: int | None = None) -> str:
    """A number by locale, with a true minus sign: as many decimals as it has, as far as they
    matter, or exactly ``places``. Empty for None."""
    return "" if value is None else _number(float(value), places, get_language())


@lru_cache(maxsize=8192)
def _number(value: float, places: int | None, _language: str | None) -> str:
    if not math.isfinite(value):
        return "–"
    if abs(value) >= HUGE or (places is None and 0 < abs(value) < TINY):
        return f"{value:.{SIGNIFICANT}g}".replace("+", "").replace("-", MINUS)
    rounded = round_half_up(value, _places(value) if places is None else places)
    text = formats.number_format(abs(rounded), None, use_l10n=True, force_grouping=True)
    return f"{MINUS}{text}" if rounded < 0 else text


SIGN = 3
"""Letters of a measure that is a sign rather than a word."""


def _places(value: float) -> int:
    """The decimals a value has, cut where they stop to matter: one from a thousand on, two from
    ten on, below that four, and of a tiny number four figures."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    decimals = max(-exponent, 0) if isinstance(exponent, int) else 0
    size = abs(value)
    if size >= 1000:
        return min(decimals, 1)
    if size >= 10:
        return min(decimals, 2)
    leading = -math.floor(math.log10(size)) if 0 < size < 1 else 0
    return min(decimals, max(4, leading + SIGNIFICANT - 1))


def measured(value: float | None, measure: str = "") -> str:
    """A value with its measure, held together: "64 %"."""
    if value is None:
        return ""
    return with_measure(number(value), measure)


def with_measure(written: str, measure: str, between: str = NO_BREAK) -> str:
    """A written number with its measure. People name a measure in the plural, and nobody knows the
    singular of their words: "1 people" is "1 (people)". What is short is a sign: "1 min"."""
    if written == "1" and len(measure) > SIGN and measure.isalpha() and measure.islower():
        return f"{written}{between}({measure})"
    return f"{written}{between}{measure}" if measure else written


def percent(share: float | None, places: int = 0) -> str:
    """A share as percent, whole unless with ``places``, half up: 0.545 is "55 %"."""
    return "" if share is None else _percent(share, places, get_language())


@lru_cache(maxsize=8192)
def _percent(share: float, places: int, _language: str | None) -> str:
    # Multiplied as a decimal: as a float, 100 times 0.285 is 28.499… and would be rounded down.
    return f"{number(float(Decimal(repr(float(share))) * 100), places)}{NO_BREAK}%"


def chance(share: float | None) -> str:
    """A chance as :func:`percent` says it; what is not impossible is not 0 %, nor certain 100 %."""
    if share is not None and 0 < share < 0.005:
        return gettext("less than %(share)s") % {"share": percent(0.01)}
    if share is not None and 0.995 <= share < 1:
        return gettext("more than %(share)s") % {"share": percent(0.99)}
    return percent(share)


def partly(share: float) -> str:
    """A share as :func:`percent` says it; empty where that is all of it."""
    words = percent(share)
    return "" if words == percent(1.0) else words


def score(value: float | None) -> str:
    """A score to two decimals: "0.59"."""
    return "" if value is None else number(value, 2)


def signed(value: float | None, places: int | None = None) -> str:
    """A change with its sign: "+0.05"; what rounds to nothing has none."""
    if value is None:
        return ""
    text = number(value, places)
    is_more = value > 0 and text != number(0.0, places)
    return f"+{text}" if is_more else text


def difference(now: float | None, before: float | None) -> float | None:
    """How far two scores or shares lie apart as they are written: to two decimals, or in whole
    points of a hundred. None where one is not known.

    Of the rounded numbers, because both stand beside it and people subtract what they read: shares
    of 0.377 and 0.504 are written 38 % and 50 %, and "+13" beside them would look like a mistake.

    >>> difference(0.504, 0.377)
    0.12
    """
    if now is None or before is None:
        return None
    return float(round_half_up(now, 2) - round_half_up(before, 2))


def day(value: date | None) -> str:
    """A day in full: "24 Nov 2026"; of an instant, the day where the organisation lives."""
    return "" if value is None else _patterned(_day_of(value), "DATE_FORMAT")


def short_day(value: date | None) -> str:
    """A day of this year: "24 Nov"; of another, in full."""
    if value is None:
        return ""
    value = _day_of(value)
    if value.year != clock.now().year:
        return day(value)
    return _patterned(value, "short_day")


def week_day(value: date | None) -> str:
    """A day near by, in a list of what happened: "Tue 24"."""
    if value is None:
        return ""
    return _patterned(_day_of(value), "week_day")


def moment(value: datetime | None) -> str:
    """An instant where the organisation lives: "24 Nov 2026, 08:41"."""
    return "" if value is None else f"{day(value)}, {time_of_day(value)}"


def time_of_day(value: datetime | None) -> str:
    """The time where the organisation lives: "08:41"."""
    if value is None:
        return ""
    # Without its zone: two instants of different zones may be equal, and are written differently.
    local = timezone.localtime(value).replace(tzinfo=None)
    return _patterned(local, "time")


def _day_of(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _patterned(value: date, pattern: str) -> str:
    return _written(value, pattern, get_language())


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, _language: str | None) -> str:
    """By one of our patterns, by one that the locale knows, or one of Django's date filter."""
    ours = _PATTERNS.get(pattern)
    return formats.date_format(value, ours() if ours else pattern)


_PATTERNS: dict[str, Callable[[], str]] = {
    "short_day": lambda: pgettext("day of this year, as Django's date filter", "j M"),
    "week_day": lambda: pgettext("day near by, as Django's date filter", "D j"),
    "time": lambda: pgettext("time, as Django's date filter", "H:i"),
    "due": lambda: pgettext("day with weekday, as Django's date filter", "D j M"),
}


def ago(value: date | datetime | None, today: date | None = None) -> str:
    """How long ago a day was, in words that stay short: "today", "Mon", "17 days"."""
    if value is None:
        return ""
    value = _day_of(value)
    days = ((today or timezone.localtime(clock.now()).date()) - value).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if 1 < days < 7:
        return _patterned(value, "D")
    if days < 0:
        return short_day(value)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def due(value: date | None, today: date) -> str:
    """When something is due: "due today", "late since Fri 20 Nov", "due Wed 25 Nov"."""
    if value is None:
        return ""
    if value == today:
        return gettext("due today")
    text = _patterned(value, "due")
    if value < today:
        return gettext("late since %(day)s") % {"day": text}
    return gettext("due %(day)s") % {"day": text}


_WORDS = (
    gettext_noop("no"), gettext_noop("one"), gettext_noop("two"), gettext_noop("three"),
    gettext_noop("four"), gettext_noop("five"), gettext_noop("six"), gettext_noop("seven"),
    gettext_noop("eight"), gettext_noop("nine"), gettext_noop("ten"),
)  # fmt: skip


def count_word(count: int) -> str:
    """A small count as a word, for headings: "four"; from eleven on in figures."""
    return gettext(_WORDS[count]) if 0 <= count <= 10 else number(count)


def sentence(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def count_at_start(count: int) -> str:
    """A small count as the first word of a sentence: "Four"."""
    return sentence(count_word(count))


def shortened(text: str, width: int, lines: int) -> list[str]:
    """The text on at most so many lines of at most ``width`` characters, broken between words; what
    does not fit ends in an ellipsis.

    >>> shortened("Customers find what they came for", 18, 2)
    ['Customers find', 'what they came for']
    >>> shortened("Customers find what they came for", 12, 2)
    ['Customers', 'find what …']
    >>> shortened("Donaudampfschifffahrt", 8, 1)
    ['Donauda…']
    """
    found = wrap(text, width, break_long_words=True)
    if len(found) <= lines:
        return found or [""]
    kept = found[:lines]
    last = kept[-1]
    kept[-1] = f"{last} …" if len(last) + 2 <= width else f"{last[: width - 1].rstrip()}…"
    return kept


def elapsed(seconds: int) -> str:
    """Time on a clock, minutes and seconds.

    >>> elapsed(402), elapsed(4205), elapsed(0)
    ('06:42', '70:05', '00:00')
    """
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def elapsed_words(seconds: int) -> str:
    """The same for who hears it.

    >>> elapsed_words(402)
    '6 minutes 42 seconds gone'
    """
    told = {"minutes": seconds // 60, "seconds": seconds % 60}
    return gettext("%(minutes)d minutes %(seconds)d seconds gone") % told


def left(seconds: int) -> str:
    """What is left of a stage, or how far it has run over.

    >>> left(138), left(-40)
    ('02:18 left', '00:40 over')
    """
    told = {"time": elapsed(abs(seconds))}
    return gettext("%(time)s over") % told if seconds < 0 else gettext("%(time)s left") % told
