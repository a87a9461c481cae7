"""Where a new baseline would begin."""

from __future__ import annotations

from datetime import date

from headway.kpis.models import Kpi
from headway.kpis.queries.known.patterns import signal_words
from headway.kpis.queries.known.records import signals_of


def suggested_start(kpi: Kpi) -> tuple[date | None, str]:
    """The first period of the latest pattern, and what it is; None where nothing signals. One
    query."""
    live = [row for row in signals_of(kpi.pk) if row.withdrawn_at is None]
    if not live:
        return None, ""
    run = [live[0]]
    for row in live[1:]:  # newest first: those whose pattern the later ones continue
        if row.starts_on >= min(one.first_on for one in run):
            run.append(row)
    return min(row.first_on for row in run), signal_words(run)
