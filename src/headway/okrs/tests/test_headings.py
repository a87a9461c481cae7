"""What the lists and the pages of a cycle answer at their top, in every form of the sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from headway.core.planning.focus import bottom_up_share
from headway.core.scoring import ScoredObjective, cycle_score
from headway.core.spread import spread
from headway.okrs.queries.cycle_report import Column, CycleReport
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.figures import Figures
from headway.okrs.queries.objectives_heading import objectives_heading
from headway.okrs.views.cycle_words import (
    report_heading,
    rest_heading,
    review_heading,
    step_heading,
)

MIDNIGHT = datetime(2026, 7, 1, tzinfo=UTC)


def figures(count: int, **given: Any) -> Figures:
    scored = [ScoredObjective(number, 0.5, "aspirational") for number in range(count)]
    found = Figures(
        score=cycle_score(scored),
        key_results={},
        objectives={},
        by_origin=bottom_up_share([]),
        linked=0,
        open=0,
    )
    return replace(found, **given)


def cycle(name: str, phase: str = "running") -> CycleRow:
    first, last = date(2026, 7, 1), date(2026, 9, 30)
    return CycleRow(
        id=1, name=name, kind="quarter", parent_id=None, starts_on=first, ends_on=last,
        phase=phase, plan_lock_on=first, locked_at=None, scoring_standard="mean", closed_at=None,
        version=1, calendar={},
    )  # fmt: skip


def column(name: str, *scores: float) -> Column:
    return Column(cycle(name), spread(scores), objectives=1, hidden=0, figures={})


@pytest.mark.parametrize(
    ("found", "is_over", "said"),
    [
        (None, False, "No objective in Aldermoor Ltd. yet."),
        (figures(0), False, "No objective in Aldermoor Ltd. yet."),
        (figures(1), False, "One objective in Aldermoor Ltd. Nothing is off track."),
        (
            figures(2, key_results={"off_track": 1, "stale": 3}),
            False,
            "Two objectives in Aldermoor Ltd. One key result is off track.",
        ),
        (
            figures(2, key_results={"stale": 3}),
            False,
            "Two objectives in Aldermoor Ltd. Three key results wait for news.",
        ),
        (
            figures(2, computed_at=MIDNIGHT),
            False,
            (
                "Two objectives in Aldermoor Ltd. Choose a unit at the top to see how its key "
                "results stand."
            ),
        ),
        (figures(2), True, "Two objectives in Aldermoor Ltd. All are closed."),
        (
            figures(2, open=2, key_results={"off_track": 1}),
            True,
            "Two objectives in Aldermoor Ltd. Two are still to be closed.",
        ),
    ],
)
def test_a_list_of_objectives_names_the_gravest(
    found: Figures | None, is_over: bool, said: str
) -> None:
    assert objectives_heading(found, "Aldermoor Ltd.", is_over=is_over) == said


def test_the_review_of_what_is_over_says_how_the_key_results_lie_before_their_mean() -> None:
    lying = spread([1.0, 1.0, 0.0, 0.4])
    said = review_heading(0.6, "closed", "Aldermoor Ltd.", 0, lying)
    assert said.replace("\xa0", " ") == (
        "Aldermoor Ltd reached 50 % of its key results in full and left 25 % at 0; its objectives’ "
        "mean is 0.60."
    )
    assert review_heading(0.6, "running", "Aldermoor", 0, lying) == "Aldermoor stands at 0.60."


@pytest.mark.parametrize(
    ("mean", "phase", "still_open", "said"),
    [
        (None, "running", 0, "Nothing is scored in Aldermoor yet."),
        (None, "closed", 0, "Nothing was scored in Aldermoor."),
        (0.5, "running", 3, "Aldermoor stands at 0.50."),
        (0.5, "review", 1, "Aldermoor stands at 0.50. One objective is still to close."),
        (0.5, "retrospective", 0, "Aldermoor stands at 0.50. Everything is closed."),
        (0.5, "closed", 0, "Aldermoor ended at 0.50."),
    ],
)
def test_a_review_says_where_the_cycle_stands_and_what_is_left_to_close(
    mean: float | None, phase: str, still_open: int, said: str
) -> None:
    assert review_heading(mean, phase, "Aldermoor", still_open) == said


@pytest.mark.parametrize(
    ("columns", "phase", "said"),
    [
        ([], "running", "Nothing of Blue is scored in Q3 yet."),
        ([column("Q3")], "running", "Nothing of Blue is scored in Q3 yet."),
        (
            [column("Q2"), column("Q3", 1, 0)],
            "closed",
            "50 % of the key results of Blue were reached in full in Q3.",
        ),
        (
            [column("Q2", 1), column("Q3", 1, 0)],
            "closed",
            "50 % of the key results of Blue were reached in full in Q3, after 100 % in Q2.",
        ),
        (
            [column("Q2", 1), column("Q3", 1, 0)],
            "running",
            # what is half done is not measured by what is over
            "50 % of the key results of Blue are reached in full so far in Q3.",
        ),
    ],
)
def test_a_report_compares_with_the_cycle_before(
    columns: list[Column], phase: str, said: str
) -> None:
    report = CycleReport(tuple(columns), as_of=date(2026, 9, 30))
    assert report_heading(report, cycle("Q3", phase), "Blue").replace("\xa0", " ") == said


@pytest.mark.parametrize(
    ("still_open", "cautions", "said"),
    [
        (0, 0, "Nothing speaks against it."),
        (0, 1, "One thing speaks against it today."),
        (2, 1, "Not yet: two objectives are still open."),
    ],
)
def test_a_step_into_another_phase_says_first_what_forbids_it(
    still_open: int, cautions: int, said: str
) -> None:
    assert step_heading(still_open, cautions) == said


@pytest.mark.parametrize(
    ("closing", "said"),
    [
        (0, "None: each needs a word first."),
        (1, "One objective in Blue closes with its computed score."),
        (2, "Two objectives in Blue close with their computed scores."),
    ],
)
def test_closing_the_rest_counts_what_needs_no_word(closing: int, said: str) -> None:
    assert rest_heading(closing, "Blue") == said
