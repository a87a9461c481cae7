"""How a KPI stands, in the words beside its mark."""

from __future__ import annotations

from headway.kpis.queries.explanations.figures import misses
from headway.kpis.queries.page.whole import KpiPage
from headway.kpis.queries.target_words import level_words
from headway.kpis.queries.words import answered_words, state_words


def standing_words(page: KpiPage) -> str:
    """What its signal and its target come to, or its level; that it was answered, where it was. Of
    longer periods, where these are looked at, which nobody answers."""
    if page.longer:
        kpi, found = page.longer.kpi, page.longer.found
    else:
        kpi, found = page.kpi, page.found
        if page.answered:
            return answered_words()
    if page.kpi.levels:
        return level_words(found.judged.colour, found.judged.advice)
    stage = str(found.stretch.stage) if found.stretch else "none"
    return state_words(
        found.judged.advice, stage, kpi.form, misses(found), has_value=found.now is not None
    )
