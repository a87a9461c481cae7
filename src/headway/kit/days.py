"""Which days are taken, whichever door they come in by."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from headway.kit.problems import FieldError

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""The weeks, years and due days around every day between them can be computed and stored."""


def day_errors(field: str, day: date | None) -> list[FieldError]:
    """What is wrong with a day that may be left out: it lies outside of what calendars know.

    >>> [error.code for error in day_errors("on", date(9999, 12, 31))]
    ['out_of_calendar']
    """
    if day is None or EARLIEST <= day <= LATEST:
        return []
    message = _("Choose a day from 1900 to 2999.")
    return [FieldError(field, "out_of_calendar", message)]
