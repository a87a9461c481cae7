"""When a unit has its weekly again and again."""

from __future__ import annotations

from datetime import datetime

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from headway.core.cadence import instant_of
from headway.core.rituals import occurrences
from headway.people.access import Actor
from headway.rituals.models import MeetingKind
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.series import SeriesRow, series_of
from headway.rituals.queries.weekly.facts import WEEK, Place


def weekly_series(unit_id: int) -> SeriesRow | None:
    """The series of weeklies that is in force in a unit. One query."""
    found = (one for one in series_of([unit_id]) if one.kind == MeetingKind.WEEKLY)
    return next((one for one in found if one.ended_on is None), None)


def rhythm_words(series: SeriesRow) -> str:
    """When it meets: "Every Tuesday, 09:30"."""
    told = {
        "day": WEEKDAYS[series.weekday],
        "time": f"{series.at:%H:%M}",
        "weeks": series.weeks,
    }
    if series.weeks == 1:
        return _("Every %(day)s, %(time)s") % told
    return _("%(day)s, %(time)s, every %(weeks)d weeks") % told


def next_of_series(
    actor: Actor, series: SeriesRow | None, place: Place, meeting: MeetingRow | None
) -> datetime | None:
    """When the series asks for the next weekly: this week where it has none yet and the day is to
    come, else after it."""
    if series is None:
        return None
    start = place.today if meeting is None else place.week + WEEK
    days = occurrences(series.terms, start=start, end=start + WEEK * series.weeks)
    return instant_of(days[0], series.at, actor.time_zone) if days else None
