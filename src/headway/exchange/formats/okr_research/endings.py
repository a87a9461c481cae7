"""How published objectives ended, as closures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from headway.core.bands import held, proposed_outcome
from headway.core.progress import stated_progress
from headway.core.scoring import KeyResultTerm, objective_score
from headway.exchange.formats.entries import ImportedClosure
from headway.exchange.formats.okr_research.results import UNFINISHED, Published

OUTCOMES = {
    "done": "achieved",
    "achieved": "achieved",
    "partly": "partly",
    "missed": "missed",
    "dropped": "dropped",
    "carried_over": "carried_over",
}
_BY_SCORE = {
    "aspirational": lambda: _(
        "A score without a word: from 0.7 achieved, from 0.4 partly, below that missed."
    ),
    "committed": lambda: _(
        "A score without a word: committed, so 1 achieved, from 0.7 partly, below that missed."
    ),
}


@dataclass(slots=True)
class Ending:
    """How an objective ended, where the file says so; else what it says, in words."""

    closure: ImportedClosure | None = None
    words: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)


def read_ending(
    published: Published,
    key_results: Sequence[Published | None],
    *,
    key: str,
    ends_on: str,
    ambition: str,
    is_over: bool,
) -> Ending:
    """An objective is closed where its end is published in a word; once its cycle is over also
    where a score is, its own or one for each of its key results."""
    ending = Ending()
    outcome = _outcome(ending, published, key_results, ambition, is_over=is_over)
    if outcome is None:
        ending.words = published.words()
        return ending
    _tell_unscored(ending, key_results)
    score = published.score
    ending.closure = ImportedClosure(
        external_id=f"{key}#closure",
        line=published.line,
        objective=key,
        outcome=outcome,
        self_grade=None if score is None else held(score),
        grade_comment="" if score is None else published.words()[0],
        closing_word="\n".join(published.words()),
        closed_at=f"{ends_on}T12:00:00+00:00",
    )
    return ending


def _tell_unscored(ending: Ending, key_results: Sequence[Published | None]) -> None:
    """How the computed score will stand beside the published one."""
    counted = [result for result in key_results if result is None or not result.is_health]
    scored = sum(result is not None and result.score is not None for result in counted)
    if scored == 0:
        ending.assumed.append(
            _("Closed, and no key result has a published score: none is computed.")
        )
    elif scored < len(counted):
        ending.assumed.append(
            _("Closed, and some key results have no published score: those count 0, as always.")
        )


def _outcome(
    ending: Ending,
    published: Published,
    key_results: Sequence[Published | None],
    ambition: str,
    *,
    is_over: bool,
) -> str | None:
    if published.status is not None or not is_over:
        return OUTCOMES.get(published.status or "")
    if published.score is not None:
        ending.assumed.append(_BY_SCORE[ambition]())
        return proposed_outcome(published.score, ambition)
    mean = _mean(key_results)
    if mean is None:
        return None
    ending.assumed.append(
        _("All key results have a final score and the objective has none: closed with theirs.")
    )
    return proposed_outcome(mean, ambition)


def _mean(key_results: Sequence[Published | None]) -> float | None:
    """The score the core will compute, when every key result has a final one."""
    terms = []
    for number, published in enumerate(key_results):
        if published is not None and published.is_health:
            continue
        if published is None or published.score is None or published.status in UNFINISHED:
            return None
        progress = stated_progress(published.score)
        ended = 1.0 if published.status == "dropped" else None
        terms.append(
            KeyResultTerm(
                number,
                "",
                "increase",
                published.weight,
                progress.raw,
                progress.score,
                cancelled_at=ended,
            )
        )
    return objective_score(terms).score
