"""False alarms: simulated here with a fixed seed, beside the published table and ours."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import DefinitionError
from headway.core.spc import (
    RULES,
    Limits,
    Watched,
    expected_false_alarms,
    false_alarm_chance,
    process_limits,
    signals,
)
from headway.core.spc.false_alarms import HORIZONS, RULE_SETS, RUN_LENGTHS

EXACT = Limits(0.0, 1.0, 1.128, 3.686, 20, 19)
RUNS = 1500
SETS = {
    "LIM": "LIM", "LIM + RUN8": "LIM+RUN8", "XmR-3": "XmR3 (LIM+THREE4+RUN8)",
    "Western Electric": "WE4/Wheeler4 (LIM+TWO3+FOUR5+RUN8)",
    "NHS": "NHS (LIM+TWO3N+RUN7+TREND7)", "Nelson": "Nelson8",
}  # fmt: skip


@pytest.fixture(scope="module")
def table(shared_data: Path):
    return json.loads((shared_data / "arl_table.json").read_text("utf-8"))


def near(hits: int, chance: float, runs: int = RUNS) -> bool:
    """Within four standard errors of simulating, and of the table's own third digit."""
    return abs(hits / runs - chance) <= 4 * math.sqrt(chance * (1 - chance) / runs) + 0.002


def test_our_figures_are_the_published_ones(table):
    for ours in RULE_SETS:
        theirs = table["estimated_normal"][SETS[ours.name]]
        assert ours.arl == table["known"][SETS[ours.name]]["arl0"]
        for points, chances in ours.chances.items():
            row = theirs[str(points)]
            assert chances == (row["next12"], row["next26"], row["next52"])
    assert {code: table["known"][code]["arl0"] for code in RULES} == RUN_LENGTHS


def test_simulated_rates_of_every_rule_with_exact_limits(table):
    rng = random.Random(20261127)
    within = {code: [0, 0] for code in RULES}
    for _run in range(RUNS):
        series = [rng.gauss(0, 1) for _ in range(52)]
        first: dict[str, int] = {}
        for signal in signals(series, EXACT, rules=tuple(RULES)):
            first.setdefault(signal.rule, signal.index)
        for code, index in first.items():
            within[code][0] += index < 12
            within[code][1] += 1
    for code, (twelve, fifty_two) in within.items():
        known = table["known"][code]
        assert near(twelve, known["p_any_in_12"]), code
        assert near(fifty_two, known["p_any_in_52"]), code


def test_simulated_time_to_notice_a_shift_of_two_sigma(table):
    """The table lets two of the first two points count as two of three; ours asks for three. So
    points on the centre stand before the shift."""
    rng = random.Random(20261128)
    for code, before in {"LIM": 0, "RUN8": 0, "TWO3": 2, "FOUR5": 4, "THREE4": 3}.items():
        lengths = []
        for _run in range(600):
            series = [0.0] * before + [rng.gauss(2, 1) for _ in range(120)]
            lengths.append(signals(series, EXACT, rules=[code])[0].index + 1 - before)
        mean = sum(lengths) / len(lengths)
        error = math.sqrt(sum((n - mean) ** 2 for n in lengths)) / len(lengths)
        assert abs(mean - table["known"][code]["arl_shift"]["2.0"]) < 4 * error + 0.05, code


@pytest.mark.parametrize("points", [6, 12, 24])
def test_simulated_chances_with_limits_of_a_baseline(table, points):
    rng = random.Random(points)
    row = table["estimated_normal"]["LIM+RUN8"][str(points)]
    hits = dict.fromkeys(("retro_any", "next12", "next26", "next52"), 0)
    for _run in range(RUNS):
        series = [rng.gauss(0, 1) for _ in range(points + 52)]
        limits = process_limits(series[:points])
        hits["retro_any"] += bool(signals(series[:points], limits))
        after = [s.index for s in signals(series[points:], limits)]
        for horizon in HORIZONS:
            hits[f"next{horizon}"] += bool(after) and after[0] < horizon
    for name, count in hits.items():
        assert near(count, row[name]), name


def test_what_a_page_may_say():
    """With a 24-week baseline and 10 KPIs about 1.3 of them in 12 weeks, with 12 weeks 2.0, and by
    the Western Electric rules 1.9."""
    default, electric = ("LIM", "RUN8"), ("LIM", "TWO3", "FOUR5", "RUN8")
    assert expected_false_alarms([Watched(default, 24, 12, 10)]) == pytest.approx(1.27)
    assert expected_false_alarms([Watched(default, 12, 12, 10)]) == pytest.approx(1.97)
    assert expected_false_alarms([Watched(electric, 24, 12)] * 10) == pytest.approx(1.94)


@given(st.sampled_from(RULE_SETS), st.integers(6, 150), st.integers(0, 150))
def test_the_chance_grows_with_time_and_falls_with_the_baseline(known, points, periods):
    def chance(n, h):
        return false_alarm_chance(known.rules, baseline=n, periods=h)

    assert 0 <= chance(points, periods) <= chance(points, periods + 1) < 1
    assert chance(points + 1, periods) <= chance(points, periods) + 1e-12


def test_rules_chosen_one_by_one_add_up_their_rates():
    found = false_alarm_chance(["LIM", "TREND7"], baseline=30, periods=52)
    assert found == pytest.approx(1 - math.exp(-52 * (1 / 369.4 + 1 / 2873.4)))


@pytest.mark.parametrize(
    ("rules", "baseline", "periods"),
    [([], 12, 12), (["NOPE"], 12, 12), (["LIM"], 5, 12), (["LIM"], 12, -1)],
)
def test_what_has_no_chance_is_refused(rules, baseline, periods):
    with pytest.raises(DefinitionError):
        false_alarm_chance(rules, baseline=baseline, periods=periods)
