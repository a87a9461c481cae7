"""Days as people say them in a meeting: "by Friday", "tomorrow", "1 Dec"."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_NAME = r"[a-z]+\.?"
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?\s*({_NAME})(?:\s+(\d{{4}}))?")
_MONTH_DAY = re.compile(rf"({_NAME})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}))?")
_IN_DAYS = re.compile(r"in\s+(\d{1,3})\s+(day|week)s?")


def day_meant(words: str, today: date) -> date | None:
    """The day that somebody means on ``today``; None for words that name none.

    A weekday is the next one, never today, which is called today; a day without its year is the
    next such day.

    Parameters
    ----------
    words
        "today", "tomorrow", "Fri", "next Friday", "next week" (its Monday), "in 3 days", "1 Dec",
        "Dec 1", "1.12.", "2026-12-01", with or without a year.
    today
        The day it is said on.

    Examples
    --------
    >>> from datetime import date
    >>> tuesday = date(2026, 11, 24)
    >>> for words in ("Fri", "tomorrow", "1 Dec", "2026-12-01", "Tuesday", "phone"):
    ...     print(words, day_meant(words, tuesday))
    Fri 2026-11-27
    tomorrow 2026-11-25
    1 Dec 2026-12-01
    2026-12-01 2026-12-01
    Tuesday 2026-12-01
    phone None
    """
    said = " ".join(words.lower().split()).rstrip(",;.!") if not _DOTTED.fullmatch(words) else words
    near = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2}
    if said in near:
        return _after(today, near[said])
    if said == "next week":
        return _after(today, 7 - today.weekday())
    if found := _IN_DAYS.fullmatch(said):
        return _after(today, int(found[1]) * (7 if found[2] == "week" else 1))
    weekday = _place(said.removeprefix("next "), _WEEKDAYS, calendar.day_name)
    if weekday is not None:
        return _after(today, (weekday - today.weekday() - 1) % 7 + 1)
    return _dated(said, today)


def _dated(said: str, today: date) -> date | None:
    if found := _ISO.fullmatch(said):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(said):
        return _next(int(found[1]), int(found[2]), found[3], today)
    if found := _DAY_MONTH.fullmatch(said):
        return _of_month(found[2], int(found[1]), found[3], today)
    if found := _MONTH_DAY.fullmatch(said):
        return _of_month(found[1], int(found[2]), found[3], today)
    return None


def _of_month(name: str, day: int, year: str | None, today: date) -> date | None:
    month = _place(name.rstrip("."), _MONTHS, calendar.month_name[1:])
    return None if month is None else _next(day, month + 1, year, today)


def _next(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _real(int(year), month, day)
    # Eight years hold every 29 February.
    coming = (_real(today.year + ahead, month, day) for ahead in range(9))
    return next((found for found in coming if found is not None and found >= today), None)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _after(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None


def _place(said: str, short: tuple[str, ...], names: object) -> int | None:
    """Which of the names is meant by three letters or more of it."""
    if len(said) < 3:
        return None
    whole = [str(name).lower() for name in names]  # type: ignore[attr-defined]  # calendar's own sequences
    for place, (three, name) in enumerate(zip(short, whole, strict=True)):
        if said.startswith(three) and name.startswith(said):
            return place
    return None
