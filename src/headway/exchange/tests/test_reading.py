"""From published words to kinds, owners and ends: the policy of the reader, rule by rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.exchange.formats import read_plan
from headway.exchange.formats.entries import Entry
from headway.exchange.formats.okr_research.roles import role_key
from headway.exchange.formats.plan import ImportedPlan
from headway.exchange.tests.sample import sample

TODAY = date(2026, 11, 24)
METRIC = """\
      metric_type: count
      start: 0
      target: 40
      unit: roses
      comparator: reach
      direction: increase
"""


def read(*edits: tuple[str, str], today: date = TODAY) -> ImportedPlan:
    return read_plan(sample(*edits), today=today, limit=2**20)


def entry(plan: ImportedPlan, external_id: str) -> Any:
    [found] = [e for e in plan.entries if e.external_id == external_id]
    return found


def kinds(plan: ImportedPlan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in plan.entries:
        found.setdefault(one.KIND, []).append(one.external_id)
    return found


def assumptions(plan: ImportedPlan, external_id: str) -> list[str]:
    return [finding.text for finding in plan.assumed if finding.external_id == external_id]


def with_metric(text: str) -> Any:
    metric = "".join(f"      {line}\n" for line in text.split("; "))
    plan = read((METRIC, metric))
    assert plan.rejected == []
    return entry(plan, "O1-KR1")


@pytest.mark.parametrize(
    ("metric", "kind", "start", "target"),
    [
        ("metric_type: number; target: 7; direction: increase", "increase", None, 7),
        ("metric_type: number; target: 7; direction: decrease", "decrease", None, 7),
        ("metric_type: number; target: 7; comparator: <", "decrease", None, 7),
        ("metric_type: number; start: 9; target: 7", "decrease", 9, 7),
        ("metric_type: percent; start: 10; target: 20", "increase", 10, 20),
        ("metric_type: relative_change; target: 20; direction: increase", "increase", 0, 20),
        ("metric_type: relative_change; target: 20; direction: decrease", "decrease", 0, -20),
        ("metric_type: absolute_change; target: 1; direction: decrease", "decrease", 0, -1),
        ("metric_type: milestone", "binary", None, None),
        ("metric_type: score_0_1", "increase", 0, 1),
    ],
)  # fmt: skip
def test_published_metrics_become_kinds(
    metric: str, kind: str, start: float | None, target: float | None
) -> None:
    key_result = with_metric(metric)
    assert (key_result.kind, key_result.start, key_result.target) == (kind, start, target)


@pytest.mark.parametrize(("score", "counted"), [("15.0", "1"), ("-0.2", "0"), ("0.7", None)])
def test_a_score_beyond_the_scale_is_kept_and_what_it_counts_is_told(
    score: str, counted: str | None
) -> None:
    plan = read(("    score: 0.5\n", f"    score: {score}\n"))
    told = [text for text in assumptions(plan, "O1-KR1") if "in means it counts" in text]
    assert [text[-2] for text in told] == ([counted] if counted else [])


def test_a_range_becomes_within() -> None:
    key_result = with_metric("metric_type: range; target_min: 60; target_max: 70; unit: '%'")
    assert (key_result.kind, key_result.low, key_result.high) == ("within", 60, 70)
    assert key_result.measure == "%"


def test_a_start_that_is_not_published_is_never_invented() -> None:
    plan = read(("      start: 0\n", "      start: null\n"))
    assert entry(plan, "O1-KR1").start is None
    assert any("No start is published" in text for text in assumptions(plan, "O1-KR1"))


def test_steps_make_a_milestone_key_result() -> None:
    plan = read(
        ("    title: The pond is dug\n", "    title: The pond\n    sub_results: [dig, fill]\n")
    )
    assert entry(plan, "O1-KR2").kind == "milestone"
    assert [entry(plan, f"O1-KR2#step{n}").title for n in (1, 2)] == ["dig", "fill"]


def test_a_score_is_a_value_only_where_the_measure_is_the_score() -> None:
    plan = read((METRIC, "      metric_type: score_0_1\n"))
    as_value, stated = entry(plan, "O1-KR1#final"), entry(plan, "O2-KR1#final")
    assert (as_value.value, as_value.stated_progress) == (0.5, None)
    assert (stated.value, stated.stated_progress) == (None, 0.25)


def test_a_published_value_beside_a_score_is_a_reading_of_its_own() -> None:
    plan = read(("      unit: roses\n", "      unit: roses\n      current: 22\n"))
    assert entry(plan, "O1-KR1#current").value == 22
    ids = kinds(plan)["check_in"]
    assert ids.index("O1-KR1#current") < ids.index("O1-KR1#final")


def test_a_projection_is_kept_in_words_beside_the_score_of_its_moment() -> None:
    plan = read(
        (
            "      score: 0.1\n",
            "      score: 0.1\n    - at: mid-quarter\n      projected_final: 0.8\n",
        )
    )
    reading = entry(plan, "O2-KR1#mid-quarter")
    assert reading.stated_progress == 0.1
    assert "0.8" in reading.note
    assert reading.effective_on == "2024-02-15"


def test_the_companys_objectives_belong_to_the_whole_the_others_to_teams_and_roles() -> None:
    plan = read(("  team: Greenhouse\n", ""))
    assert entry(plan, "O1").unit == ""
    assert entry(plan, "O2").unit == "head water"
    assert kinds(plan)["unit"] == ["head water"]
    assert entry(read(), "O2").unit == "greenhouse"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("VP, Field Ops", "VP Field Ops", True),
        ("VP Recruiting", "VP of Recruiting", True),
        ("Sr. Director of Product", "Senior Director, Product", True),
        ("Director of Support", "Director of Customer Support", False),
        ("Interim Director of Security", "Director of Security", False),
        ("PAO", "Principal Accounting Officer", False),
        ("?", "!", False),
    ],
)
def test_only_spellings_of_the_same_words_are_one_role(one: str, other: str, same: bool) -> None:
    assert (role_key(one) == role_key(other)) is same


def test_a_merged_spelling_is_reported() -> None:
    plan = read(("owner_roles: [Head of Water, Digger]", "owner_roles: ['Head, Water', Digger]"))
    assert len([key for key in kinds(plan)["person"] if key == "head water"]) == 1
    assert any("same role" in finding.text for finding in plan.assumed)


@pytest.mark.parametrize("nobody", ["Unassigned (chapter leaders)", "TBD", "n/a", "Nobody"])
def test_nobody_is_no_person_and_what_was_published_is_kept(nobody: str) -> None:
    plan = read(("owner_roles: [Head of Water, Digger]", f"owner_roles: ['{nobody}']"))
    key_result = entry(plan, "O1-KR2")
    assert key_result.owner is None
    assert nobody in key_result.description


def test_the_first_of_several_owners_answers_and_the_others_are_named() -> None:
    key_result = entry(read(), "O1-KR2")
    assert key_result.owner == "head water"
    assert key_result.description == "Also responsible: Digger"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("done", "achieved"),
        ("missed", "missed"),
        ("dropped", "dropped"),
        ("carried_over", "carried_over"),
    ],
)
def test_a_published_end_becomes_the_outcome(status: str, outcome: str) -> None:
    closure = entry(read(("status: missed", f"status: {status}")), "O2#closure")
    assert (closure.outcome, closure.self_grade) == (outcome, 0.4)


@pytest.mark.parametrize(
    ("score", "outcome"), [(0.7, "achieved"), (0.69, "partly"), (0.39, "missed")]
)
def test_a_score_without_a_word_is_judged_by_its_band_and_reported(
    score: float, outcome: str
) -> None:
    plan = read(("  status: missed\n  score: 0.4\n", f"  score: {score}\n"))
    assert entry(plan, "O2#closure").outcome == outcome
    assert any("without a word" in text for text in assumptions(plan, "O2"))


@pytest.mark.parametrize("status", ["in_progress", "not_started", "blocked", "who knows"])
def test_a_state_that_is_no_end_leaves_the_objective_open_and_is_kept_in_words(status: str) -> None:
    plan = read(("status: missed", f"status: {status}"))
    assert "closure" not in kinds(plan)
    objective = entry(plan, "O2")
    assert objective.state == "running"
    assert status.replace("_", " ") in objective.description
    assert "0.4" in objective.description


def test_in_a_cycle_still_running_scores_alone_close_nothing() -> None:
    plan = read(("  status: missed\n  score: 0.4\n", "  score: 0.4\n"), today=date(2024, 2, 1))
    assert "closure" not in kinds(plan)
    assert entry(plan, "2024-Q1").phase == "running"


@pytest.mark.parametrize(
    ("today", "phase", "state"),
    [
        (date(2023, 12, 1), "planning", "agreed"),
        (date(2024, 3, 31), "running", "running"),
        (date(2024, 4, 1), "review", "running"),
    ],
)
def test_phase_and_state_follow_from_the_dates(today: date, phase: str, state: str) -> None:
    plan = read(today=today)
    assert entry(plan, "2024-Q1").phase == phase
    assert entry(plan, "O1").state == state


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        ("2024-03-31", "quarter"),
        ("2024-04-30", "trimester"),
        ("2024-12-31", "year"),
        ("2024-01-31", "custom"),
    ],
)
def test_the_kind_of_a_cycle_is_told_by_its_length(end: str, kind: str) -> None:
    assert entry(read(("end: '2024-03-31'", f"end: {end}")), "2024-Q1").kind == kind


@pytest.mark.parametrize(
    ("parent", "end", "says"),
    [
        ("2024", "2024-12-31", ""),
        ("2023", "2024-12-31", "There is no usable cycle “2023” in the file."),
        ("2024", "2024-02-28", "It does not lie inside “2024”."),
        ("2024-Q1", "2024-12-31", "It does not lie inside “2024-Q1”."),
    ],
)
def test_a_cycle_is_part_of_one_around_it(parent: str, end: str, says: str) -> None:
    plan = read(
        ("cycles:\n- id: 2024-Q1\n",
         f"cycles:\n- id: 2024-Q1\n  parent: {parent!r}\n"),
        ("  fiscal: false\n",
         f"  fiscal: false\n- id: '2024'\n  start: '2024-01-01'\n  end: '{end}'\n"),
    )  # fmt: skip
    assert [finding.text for finding in plan.rejected] == ([says] if says else [])
    assert dict(entry(plan, "2024-Q1").more) == ({} if says else {"parent": parent})


def test_the_fiscal_year_is_told_by_a_fiscal_quarter() -> None:
    plan = read(
        ("- id: 2024-Q1\n  start: '2024-01-01'\n  end: '2024-03-31'\n  fiscal: false",
         "- id: FY24-Q4\n  start: '2023-11-01'\n  end: '2024-01-31'\n  fiscal: true"),
    )  # fmt: skip
    assert plan.fiscal_year_start == 2


def test_a_title_too_long_is_cut_and_kept_whole_in_the_description() -> None:
    long = "The garden " + "grows " * 100
    objective = entry(read(("The garden is in bloom", long)), "O1")
    assert len(objective.title) == 400
    assert long.strip() in objective.description


def test_a_field_nobody_knows_is_kept_in_words() -> None:
    plan = read(("  level: company\n", "  level: company\n  mood: [sunny, warm]\n"))
    assert "mood: sunny, warm" in entry(plan, "O1").description


def test_entries_come_in_an_order_in_which_they_can_be_written() -> None:
    """A reference never points at a later entry of another kind."""
    seen: set[tuple[str, str]] = {("unit", "")}
    for one in read().entries:
        assert isinstance(one, Entry)
        for name, kind in one.REFERENCES.items():
            target = one.values().get(name)
            assert target is None or (kind, target) in seen, (one, name)
        seen.add((one.KIND, one.external_id))
