"""`headway forecast`: a series of readings and a target, offline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from headway.cli.main import main
from headway.core.forecast.walk import forecast
from tests.cli.conftest import assert_offline

WORKED = [40, 41, 43, 42, 45, 46, 48]
FIRST = date(2026, 10, 7)
END = "2026-12-30"


def rows(values: Sequence[object], *, step: int = 7, sign: str = ",") -> str:
    return "".join(
        f"{FIRST + timedelta(days=step * i)}{sign}{value}\n" for i, value in enumerate(values)
    )


def run(folder: Path, text: str | bytes, *options: object, target: object = 54) -> Result:
    path = folder / "readings.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    given = ["forecast", path, "--target", target, "--end", END, *options]
    return CliRunner().invoke(main, [str(part) for part in given])


def told(folder: Path, text: str, *options: object, target: object = 54) -> Any:
    result = run(folder, text, "--json", *options, target=target)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_worked_example_in_words_and_as_a_picture(tmp_path: Path) -> None:
    result = run(tmp_path, "date,value\n" + rows(WORKED), "--confidence", 9)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Open: 50 % for at least 54.0 by 2026-12-30."
    assert "  In the end  54.0; in 8 of 10 cases between 46.5 and 61.5" in lines
    assert "  Read        7 values up to 2026-11-18, weekly; 6 periods left" in lines
    assert any("half you is 70 %. The two are far apart" in line for line in lines)
    picture = [line for line in lines if "│" in line]
    assert sum(line.count("●") for line in picture) == 7
    assert picture[0].startswith("61.5 │")
    assert next(line for line in picture if line.startswith("54.0 │")).count("┄") > 30
    assert picture[-1].startswith("40.0 │●")
    assert "2026-10-07" in lines[-3]
    assert lines[-3].endswith("2026-12-30")


def test_json_is_unrounded_and_complete(tmp_path: Path) -> None:
    found = told(tmp_path, rows(WORKED), "--confidence", 7, target=60)
    assert found["probability"] == pytest.approx(0.146, abs=5e-4)
    assert (found["verdict"], found["mean"], found["basis"]) == ("unlikely", 54.0, "drift")
    assert found["blend"] == pytest.approx((found["probability"] + 0.7) / 2)
    assert found["disagrees"] is True
    assert len(found["fan"]) == found["periods_left"] == 6
    assert found["fan"][-1]["on"] == END
    assert found["fan"][-1]["high80"] == found["high"]
    assert found["low"] < found["low50"] < found["mean"] < found["high50"] < found["high"]


def test_json_gives_the_distribution_that_its_numbers_come_from(tmp_path: Path) -> None:
    found = told(tmp_path, rows(WORKED), target=60)
    model = forecast(WORKED, periods_left=6, target=60, direction=1)
    for name in ("mean", "sd", "df", "probability_raw", "probability", "low", "high"):
        assert found[name] == pytest.approx(getattr(model, name)), name
    over = told(tmp_path, rows(WORKED), "--end", "2026-11-18")
    assert (over["sd"], over["df"]) == (None, None), "what is decided has no distribution"


def test_the_methods_ground_truth_comes_out(tmp_path: Path, ground_truth) -> None:
    """Every published case, through the command, to the six digits it is published with."""
    cases = ground_truth("forecast_cases")
    assert len(cases) >= 8
    for case in cases:
        last = FIRST + timedelta(weeks=len(case["y"]) - 1)
        end = last + timedelta(weeks=case["periods_left"])
        found = told(
            tmp_path, rows(case["y"]), "--end", end, "--cadence", "weekly",
            "--direction", "increase" if case["direction"] == 1 else "decrease",
            *(["--counter"] if case["k"] == 0 else []),
            target=case["target"],
        )  # fmt: skip
        expected = case["expect"]
        assert found["probability_raw"] == pytest.approx(expected["p_raw"], abs=1e-6), case["id"]
        if case["k"]:
            assert found["mean"] == pytest.approx(expected["mean"], abs=1e-6), case["id"]
            assert found["low"] == pytest.approx(expected["lo80"], abs=1e-6), case["id"]


@pytest.mark.parametrize(
    "text",
    [
        rows(WORKED),
        "date,value\n" + rows(WORKED),
        "\ufeffDate,Value\r\n" + rows(WORKED).replace("\n", "\r\n"),
        "Wert;Datum;value\n" + "".join(f"x;{r}" for r in rows(WORKED, sign=";").splitlines(True)),
        "day\tusers\n" + rows(WORKED, sign="\t"),
        "date,value\n" + "".join(reversed(rows(WORKED).splitlines(True))),
        rows(WORKED, sign="T09:30:00Z,"),
        "\n" + rows(WORKED).replace("\n", "\n\n"),
        rows([f"{v},0" for v in WORKED], sign=";"),
        rows([f'"{v},00"' for v in WORKED]),
        rows([f"+{v}.0e0" for v in WORKED]),
    ],
)
def test_the_shapes_a_file_may_have(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text)["probability"] == pytest.approx(0.5)


def test_negative_numbers_and_decimals(tmp_path: Path) -> None:
    found = told(tmp_path, rows(["-0,125", "−0.5", "-1", ".5"], sign=";"), target=3)
    assert found["value"] == 0.5


def test_a_week_left_out_or_left_empty_is_a_gap(tmp_path: Path) -> None:
    lines = rows(WORKED).splitlines(True)
    out = told(tmp_path, "date,value\n" + "".join(lines[:3] + lines[4:]))
    empty = told(tmp_path, "date,value\n" + "".join(lines).replace("2026-10-28,42", "2026-10-28,"))
    assert out == empty
    assert out["readings"] == 6


@pytest.mark.parametrize(
    ("step", "cadence"),
    [(1, "daily"), (7, "weekly"), (14, "biweekly"), (31, "monthly"), (91, "quarterly"),
     (365, "yearly")],
)  # fmt: skip
def test_the_rhythm_is_told_from_the_days(tmp_path: Path, step: int, cadence: str) -> None:
    found = told(tmp_path, rows(WORKED, step=step), "--end", "2040-01-01")
    assert (found["cadence"], found["periods_read"]) == (cadence, 7)
    assert told(tmp_path, rows(WORKED), "--cadence", "daily")["periods_left"] == 42


def test_the_direction_is_told_from_the_target(tmp_path: Path) -> None:
    assert told(tmp_path, rows(WORKED))["direction"] == "increase"
    assert told(tmp_path, rows(WORKED), target=30)["direction"] == "decrease"
    assert told(tmp_path, rows(WORKED), "--start", 20, target=30)["direction"] == "increase"
    held = told(tmp_path, rows(WORKED), "--direction", "increase", target=35)
    assert (held["direction"], held["verdict"]) == ("increase", "likely")


def test_a_counter_goes_on_without_leaning_back(tmp_path: Path) -> None:
    totals, amounts = [3, 3, 8, 10, 14], [3, 0, 5, 2, 4]
    counter = told(tmp_path, rows(totals), "--counter", target=40)
    added = told(tmp_path, rows(amounts), "--sum", target=40)
    assert counter["basis"] == added["basis"] == "counter"
    assert counter["value"] == added["value"] == 14
    assert counter["mean"] == pytest.approx(14 + 8 * 11 / 4)
    assert added["mean"] == pytest.approx(14 + 8 * 14 / 5)
    assert run(tmp_path, rows(amounts), "--sum", target=12).stdout.startswith("Reached: 14")


def test_on_the_last_day_it_is_reached_or_missed(tmp_path: Path) -> None:
    result = run(tmp_path, rows(WORKED), "--end", "2026-11-18", target=48)
    assert result.stdout.startswith("Reached: 48.00 on 2026-11-18, for at least 48.00.")
    assert "In the end" not in result.stdout
    missed = run(tmp_path, rows([7]), "--end", FIRST, "--direction", "increase", target=9)
    assert missed.stdout.startswith("Missed: 7.00")
    flat = run(tmp_path, rows([7, 7, 7, 7]), "--direction", "decrease", target=7)
    assert flat.stdout.startswith("Likely: 95 %")


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("", [], "readings.csv is empty"),
        ("date,value\n", [], "names and no readings"),
        ("date,value\n2026-10-07,\n", [], "holds no value"),
        (rows(WORKED[:3]), [], "four different periods"),
        (rows(WORKED, step=1), ["--cadence", "weekly"], "four different periods"),
        ("date,value\n07.10.2026,4\n", [], "Line 2: “07.10.2026” is no date"),
        ("date,value\n2026-10-07,4\n2026-13-01,4\n", [], "Line 3: “2026-13-01” is no date"),
        ("when,value\nOct,4\n", [], "no column of dates"),
        ("date\n2026-10-07\n", [], "no column of values"),
        ("date,a,b\n2026-10-07,1,2\n", [], "Which column holds the values?"),
        ("2026-10-07,41,5\n", [], "A decimal comma needs quotes"),
        ("date,value\n2026-10-07,41,5\n", [], "Line 2 has more cells than the first one"),
        ("date,value\n2026-10-07\n", [], "Line 2 has too few cells"),
        ("2026-10-07;1,234\n", [], "Line 1: “1,234” can be read as 1234 or as 1.234"),
        ("2026-10-07;1.234,5\n", [], "Line 1: “1.234,5” is no number"),
        ("2026-10-07;12 %\n", [], "“12 %” is no number"),
        ("2026-10-07,nan\n", [], "“nan” is no number"),
        ("2026-10-07,1_000\n", [], "“1_000” is no number"),
        ("2026-10-07,1e200\n", [], "Line 1: 1e+200 is too large"),
        ("2026-10-07,1e999\n", [], "Line 1: inf is too large"),
        (b"2026-10-07,\xff\n", [], "not UTF-8"),
        ("2026-10-07," + "1" * 200_000, [], "no valid CSV"),
        (b'2026-10-07,"\x00\n', [], "no number"),
        (rows(WORKED), ["--end", "2026-11-01"], "Line 5: 2026-11-04 lies after the end"),
        (rows(WORKED), ["--target", "nan"], "must be ordinary numbers"),
        (rows(WORKED), ["--target", "40"], "It starts at the target"),
        (rows(WORKED), ["--start", "inf"], "must be ordinary numbers"),
        (
            rows(WORKED),
            ["--start", "60", "--direction", "increase"],
            "60 to 54 is no increase",
        ),
        (rows(WORKED), ["--counter"], "Line 4: a running total cannot fall, from 43 to 42"),
        (rows(WORKED), ["--counter", "--sum"], "Choose one of --counter"),
        (rows(WORKED), ["--confidence", "11"], "not in the range 0<=x<=10"),
        (rows(WORKED), ["--end", "soon"], "does not match the format"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_place(
    tmp_path: Path, text: str | bytes, options: list[str], says: str
) -> None:
    result = run(tmp_path, text, *options)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_it_forecasts_without_django_and_without_a_data_folder(tmp_path: Path) -> None:
    path = tmp_path / "readings.csv"
    path.write_text(rows(WORKED), encoding="utf-8")
    assert_offline(["forecast", str(path), "--target", "54", "--end", END], tmp_path)
