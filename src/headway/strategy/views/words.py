"""Words and figures that several templates of the strategy call."""

from __future__ import annotations

from typing import Any

from headway.core.scorecard import colour_of, rounded
from headway.kpis.queries.definitions.words import nature_words
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.target_words import level_words
from headway.kpis.queries.words import shown, state_words, told
from headway.strategy.queries.map_words import lag_words, standing_word, strength_word
from headway.strategy.queries.scorecard_words import colour_word, hidden_words, lack_word
from headway.strategy.queries.side_words import side_words
from headway.strategy.queries.strategy_map import standing_of
from headway.strategy.views.strategy_map import LOOK


def scoring_words() -> dict[str, Any]:
    """For scores and the KPIs they are made of."""
    return {
        "colour_of": colour_of,
        "colour_word": colour_word,
        "rounded": rounded,
        "lack_word": lack_word,
        "hidden_words": hidden_words,
        "side_words": side_words,
        "nature_words": nature_words,
        "shown": shown,
        "told": told,
        "level_words": level_words,
        "state_words": state_words,
        "period_name": period_name,
    }


def arrow_words() -> dict[str, Any]:
    """For arrows of the strategy map."""
    return {
        "LOOK": LOOK,
        "standing_of": standing_of,
        "standing_word": standing_word,
        "lag_words": lag_words,
        "strength_word": strength_word,
    }
