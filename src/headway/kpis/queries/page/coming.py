"""A target that is set already and counts only after the last value."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.kpis.models import Kpi
from headway.kpis.queries.page.pictures import Picture, target_words
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.series.charts import Chart, TargetRow
from headway.web.formats import sentence


@dataclass(frozen=True, slots=True)
class Coming:
    """A target that counts after the last value, which is judged without it: what is wanted,
    ``since`` which period, and both in words."""

    target: TargetRow
    wanted: str
    since: str
    words: str


def coming_of(kpi: Kpi, found: Chart, picture: Picture, calendar: Calendar) -> Coming | None:
    """None where no target is set for after the last value."""
    target = found.coming
    if target is None:
        return None
    since = period_name(target.effective_on, kpi.frequency, calendar)
    wanted = target_words(kpi, target)
    words = _(
        "%(wanted)s counts from %(since)s on: %(last)s, the last value, is judged without it."
    )
    told = {"wanted": sentence(wanted), "since": since, "last": picture.name(found.last or 0)}
    return Coming(target, wanted, since, words % told)
