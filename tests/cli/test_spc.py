"""`headway spc`: when did a process change, offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from headway.cli.main import main
from headway.core.spc import process_limits, signals
from tests.cli.conftest import assert_offline

STEADY = [10, 12, 11, 13, 12, 10, 11, 12, 9, 11, 12, 10, 11, 13, 10, 12, 11, 10, 12, 11]
FIRST = date(2026, 6, 1)  # a Monday


def rows(values: Sequence[object], *, step: int = 7, sign: str = ",") -> str:
    return "date,value\n".replace(",", sign) + "".join(
        f"{FIRST + timedelta(days=step * i)}{sign}{value}\n" for i, value in enumerate(values)
    )


def run(folder: Path, text: str, *options: object) -> Result:
    path = folder / "values.csv"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["spc", str(path), *map(str, options)])


def told(folder: Path, text: str, *options: object) -> Any:
    result = run(folder, text, "--json", *options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_run_of_eight_in_words_and_as_a_picture(tmp_path: Path) -> None:
    result = run(tmp_path, rows([*STEADY, 12, *[10] * 8]), "--at-least", 11, "--low-bound", 8)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "Worse: 8 in a row below the centre, since 2026-10-26."
    assert "  Read        29 values from 2026-06-01 to 2026-12-14, weekly" in lines
    assert "  Limits      8.00 to 15.49 around 11.15" in lines
    assert (
        "              made of 20 values, 2026-06-01 to 2026-10-12; "
        "locked: new values do not move them"
    ) in lines
    assert "  Bounds      nothing can lie below the lower limit, since 8 is the least" in lines
    assert "  Signals     2026-10-26 to 2026-12-14  8 in a row below the centre" in lines
    assert any("hits and misses it by chance; 46 % of values miss" in line for line in lines)
    assert "  State       red: find the cause and answer it" in lines
    assert any("14 % that a process that does not change signals" in line for line in lines)
    picture = [line for line in lines if "│" in line]
    assert sum(line.count("●") + line.count("◆") for line in picture) == 29
    assert sum(line.count("◆") for line in picture) == 1
    assert any(line.startswith("11.00 │") for line in picture)
    assert lines[-3].strip().startswith("2026-06-01")
    assert lines[-3].endswith("2026-12-14")


def test_json_is_what_the_arithmetic_says_unrounded(tmp_path: Path) -> None:
    values = [*STEADY, 30, 11]
    found = told(tmp_path, rows(values), "--rules", "we4", "--at-most", 12)
    limits = process_limits(STEADY)
    [part] = found["stretches"]
    for name in ("centre", "sigma", "lower", "upper", "range_upper", "points"):
        assert part["limits"][name] == getattr(limits, name), name
    expected = signals(values, limits, rules=["LIM", "TWO3", "FOUR5", "RUN8"])
    days = [row["on"] for row in found["values"]]
    assert [(s["rule"], days.index(s["on"]), s["side"]) for s in part["signals"]] == [
        (s.rule, s.index, s.side) for s in expected
    ]
    assert found["values"][3] == {
        "on": "2026-06-22", "value": 13.0, "centre": limits.centre, "lower": limits.lower,
        "upper": limits.upper,
    }  # fmt: skip
    assert (part["stage"], found["variation"], found["assurance"]) == (
        "locked", "common", "sometimes",
    )  # fmt: skip
    assert found["false_alarm_chances"]["12"] == pytest.approx(0.211)


def test_every_real_series_has_limits_that_hold_what_they_should(shared_data: Path) -> None:
    files = sorted((shared_data / "kpi_series").glob("*.csv"))
    assert len(files) >= 10
    for file in files:
        given = ["spc", str(file), *(["--column", "breaches"] if "long" in file.name else [])]
        result = CliRunner().invoke(main, given)
        if "long" in file.name:
            assert "Line 38: 2016-04-01 lies in the same period as 2016-04-01" in result.stderr
            continue
        assert result.exit_code == 0, result.output
        assert "monthly\n" in result.stdout, "every month has its value"
        assert "made of 20 values" in result.stdout
        for form in ("trend", "season", "season-ratio"):
            other = CliRunner().invoke(main, [*given, "--form", form, "--rules", "nelson"])
            assert other.exit_code == 0, (file.name, form, other.output)
    four_hours = CliRunner().invoke(
        main, ["spc", str(shared_data / "kpi_series/nhs_england_ae_4hour.csv"), "--at-least", "95"]
    )
    assert four_hours.stdout.startswith("Worse: 4 in a row below the lower limit, since 2018-12-01")
    assert "an unchanged process never meets it" in four_hours.stdout
    assert "autocorrelation 0.72, above 0.45" in four_hours.stdout


@pytest.mark.parametrize(
    "text",
    [
        "KPI," + ",".join(str(FIRST + timedelta(weeks=i)) for i in range(20))
        + "\nOrders," + ",".join(map(str, STEADY)),
        ";;" + ";".join(str(FIRST + timedelta(weeks=i)) for i in range(20))
        + "\nvalue;h;" + ";".join(f"{v},0" for v in STEADY) + "\ntarget;h;" + ";".join("9" * 20),
        ",".join(str(FIRST + timedelta(weeks=i)) for i in range(21))
        + "\n" + ",".join(map(str, STEADY)),
    ],
)  # fmt: skip
def test_dates_may_stand_in_columns(tmp_path: Path, text: str) -> None:
    across, down = told(tmp_path, text), told(tmp_path, rows(STEADY))
    assert across == down


def test_a_period_left_out_is_a_gap_and_breaks_ranges_only(tmp_path: Path) -> None:
    lines = rows(STEADY).splitlines(True)
    found = told(tmp_path, "".join(lines[:6] + lines[8:]))
    assert [row["value"] for row in found["values"][4:8]] == [12.0, None, None, 12.0]
    assert found["stretches"][0]["limits"] == {
        "range_upper": pytest.approx(3.268 * found["stretches"][0]["limits"]["mean_range"]),
        **{
            name: getattr(process_limits([*STEADY[:5], None, None, *STEADY[7:]]), name)
            for name in ("centre", "sigma", "lower", "upper", "mean_range", "points")
        },
    }
    assert "; 2 gaps" in run(tmp_path, "".join(lines[:6] + lines[8:])).stdout


def test_a_daily_series_of_working_days_has_no_gaps_at_week_ends(tmp_path: Path) -> None:
    days = [FIRST + timedelta(days=i) for i in range(40)]
    working = [day for day in days if day.weekday() < 5 and day != date(2026, 6, 10)]
    text = "".join(f"{day},{i % 3}\n" for i, day in enumerate(working))
    found = told(tmp_path, text)
    assert [row["on"] for row in found["values"] if row["value"] is None] == ["2026-06-10"]
    assert "daily (Mon, Tue, Wed, Thu, Fri); 1 gap" in run(tmp_path, text).stdout


def test_limits_begin_anew_at_a_break(tmp_path: Path) -> None:
    text = rows([*STEADY[:10], *[value + 20 for value in STEADY[:8]]])
    one, two = told(tmp_path, text, "--break", "2026-08-12")["stretches"]
    assert (one["last"], two["first"], two["stage"]) == ("2026-08-03", "2026-08-10", "trial")
    assert two["limits"]["centre"] == process_limits(STEADY[:8]).centre + 20
    shown = run(tmp_path, text, "--break", "2026-08-12").stdout
    assert shown.count("╎") > 10
    assert "from 2026-08-10: " in shown


def test_a_chosen_baseline_by_number_and_by_days(tmp_path: Path) -> None:
    text = rows([*[30, 31, 29] * 3, *STEADY])
    by_days = told(tmp_path, text, "--baseline", "2026-08-03..2026-11-02")["stretches"][0]
    assert by_days["limits"]["centre"] == process_limits(STEADY[:14]).centre
    assert by_days["stage"] == "usable"
    assert [s["on"] for s in by_days["signals"]][:2] == ["2026-06-01", "2026-06-08"], (
        "what lies before a baseline is held against it too"
    )
    by_number = told(tmp_path, text, "--baseline", 9)["stretches"][0]
    assert by_number["limits"]["centre"] == 30
    assert by_number["baseline"] == {"first": "2026-06-01", "last": "2026-07-27"}
    assert "trial: chosen, so new values do not move them" in run(
        tmp_path, text, "--baseline", 9
    ).stdout  # fmt: skip


def test_what_is_too_little_is_said_and_ten_values_have_a_run_chart(tmp_path: Path) -> None:
    assert run(tmp_path, rows([1, 2, 3])).stdout.startswith(
        "No limits yet: 3 values since 2026-06-01; six are needed."
    )
    season = run(tmp_path, rows(STEADY), "--form", "season", "--season", 12).stdout
    assert "a season of 12 needs two full cycles, and there are 1." in season
    assert "Run chart   no sign of a shift" in season
    trial = run(tmp_path, rows([*[10, 10.5] * 5, 30]), "--better", "down").stdout
    assert trial.startswith(
        "Worse: above the upper limit, since 2026-08-10. The limits are on trial: a hint.\n"
    )
    two = told(tmp_path, rows([1, 5] * 4 + [2]), "--form", "season", "--season", 4)
    assert two["stretches"][0]["stage"] == "trial"


def test_doubts_are_said_in_plain_words(tmp_path: Path) -> None:
    counts = run(tmp_path, rows([0, 1, 0, 2, 1, 0, 3, 0, 1, 1, 0, 2]), "--counts").stdout
    assert (
        "counts are below five on average; take a longer period (mean 0.92, below 5.00)" in counts
    )
    skewed = run(tmp_path, rows([1, 1, 2, 1, 1, 9, 1, 1, 2, 1, 1, 1])).stdout
    assert "take the logarithm if all are above 0 (skewness 2.87, above 1.00)" in skewed
    rising = rows(range(1, 30))
    assert "or --form trend" in run(tmp_path, rising).stdout
    assert "--form trend" not in run(tmp_path, rising, "--form", "trend").stdout


@pytest.mark.parametrize(
    ("rule", "values", "says"),
    [
        ("TREND6", [*STEADY, 9, 10, 11, 12, 13, 14], "each higher than the one before"),
        ("ALT14", [*STEADY, *[10, 12] * 8], "up and down in turns"),
        ("IN15", [*STEADY, *[11] * 15], "21 in a row very near the centre: too even"),
        ("MIX8", [*STEADY, *[9, 14] * 4], "on both sides: two processes in one?"),
        ("TWO3", [*STEADY, 15, 11, 15], "2 of 3 far above the centre (beyond 2 sigma)"),
        ("two3n", [*STEADY, 15, 11, 15], "2 of 3 far above the centre (from 2 to 3 sigma)"),
        ("THREE4", [*STEADY, 8, 8, 11, 8], "3 of 4 nearer the limit below than the centre"),
        ("FOUR5", [*STEADY, 9, 9, 11, 9, 9], "4 of 5 well below the centre (beyond 1 sigma)"),
    ],
)
def test_every_rule_has_its_words(tmp_path: Path, rule: str, values: list[int], says: str) -> None:
    first = run(tmp_path, rows(values), "--rules", rule).stdout.splitlines()[0]
    assert first.startswith("Changed: ")
    assert says in first


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (rows(STEADY), ["--rules", "LIM,RUN6"], "There is no rule “RUN6”. Use a set (default"),
        (rows(STEADY), ["--baseline", "5"], "A baseline holds six values or more"),
        (rows(STEADY), ["--baseline", "21"], "no stretch of the file has so many values"),
        (rows(STEADY), ["--baseline", "soon"], "give a number of values, or days"),
        (rows(STEADY), ["--baseline", "2026-13-01..2026-12-01"], "write days as 2026-01-01"),
        (rows(STEADY), ["--baseline", "2020-01-01..2020-02-01"], "has no value there"),
        (
            rows(STEADY),
            ["--baseline", "2026-06-01..2026-08-01", "--break", "2026-07-01"],
            "lies between two breaks",
        ),
        (rows(STEADY), ["--break", "2025-01-01"], "--break: 2025-01-01 lies outside"),
        (rows(STEADY), ["--at-least", "nan"], "must be ordinary numbers"),
        (rows(STEADY), ["--at-least", "5", "--at-most", "4"], "must be less than --at-most"),
        (rows(STEADY), ["--low-bound", "5", "--high-bound", "4"], "less than --high-bound"),
        (rows(STEADY), ["--form", "season", "--season", "1"], "lasts two periods or more"),
        (
            rows([value - 11 for value in STEADY]),
            ["--form", "season-ratio", "--season", "2"],
            "needs values above 0",
        ),
        (rows([1e300] * 6), [], "Line 2: 1e+300 is too large"),
        ("9999-12-30,4\n9999-12-31,5\n", [], "Line 2: 9999-12-31 is too far away"),
        ("1000-01-01,4\n2026-12-31,5\n", ["--cadence", "daily"], "Choose a longer --cadence"),
        (rows(STEADY, step=1), ["--cadence", "weekly"], "Line 3: 2026-06-02 lies in the same"),
        (rows(STEADY), ["--column", "b"], "named “b”. The file has: date, value."),
        ("2026-06-01,2026-06-08\n", [], "no row of values below the dates"),
        ("2026-06-01,2026-06-08\n1,2\n3,4\n", [], "Which row holds the values?"),
        ("2026-06-01,2026-06-08\n1,2,3\n", [], "more cells than that of the dates"),
        ("k,2026-06-01,2026-06-08\na,1,x\n", [], "Column 3: “x” is no number"),
        ("k,2026-06-01,2026-06-08\na,1,2\n", ["--column", "b"], "No row is named “b”"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_its_place(
    tmp_path: Path, text: str, options: list[str], says: str
) -> None:
    result = run(tmp_path, text, *options)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_it_needs_neither_django_nor_a_data_folder(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text(rows(STEADY), encoding="utf-8")
    assert_offline(["spc", str(path), "--at-least", "9"], tmp_path)
