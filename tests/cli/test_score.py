"""`headway score`: the method's numbers for a file, offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from headway.cli.main import main
from tests.cli.conftest import assert_offline

YAML = """\
standard: mwm
objectives:
- title: Grow
  ambition: committed
  key_results:
  - {title: Users, start: 40, target: 60, value: 52}
  - {title: Uptime, kind: stay_above, target: 98, fail: 96, values: [99, 98, 97, 95], weight: 3}
- title: Ship
  key_results:
  - {title: Steps, kind: milestone, weights: [2, 3, 2, 2, 1], done: [yes, yes, yes, no, no]}
  - {title: Curve, kind: anchored, anchors: [[0, 0], [10, 0.3], [15, 0.7], [20, 1]], value: 13}
"""

CSV = """\
objective,ambition,title,kind,start,target,value,fail,values,weight,weights,done,anchors
Grow,committed,Users,increase,40,60,52,,,,,,
Grow,,Uptime,stay_above,,98,,96,99;98;97;95,3,,,
Ship,,Steps,milestone,,,,,,,2;3;2;2;1,yes;yes;yes;no;no,
Ship,,Curve,anchored,,,13,,,,,,0=0;10=0.3;15=0.7;20=1
"""


def score(path: Path, *options: str) -> Any:
    result = CliRunner().invoke(main, ["score", str(path), "--json", *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_format_gives_the_same_numbers(tmp_path: Path) -> None:
    import yaml

    from_yaml = score(write(tmp_path, "o.yaml", YAML))
    from_json = score(write(tmp_path, "o.json", json.dumps(yaml.safe_load(YAML))))
    from_csv = score(write(tmp_path, "o.csv", CSV))
    assert from_yaml == from_json == from_csv
    grow, ship = from_yaml["objectives"]
    assert [k["raw"] for k in grow["key_results"]] == [0.6, 0.625]
    assert grow["score"] == (0.6 + 3 * 0.625) / 4
    assert grow["band"] == "red"
    assert [k["raw"] for k in ship["key_results"]] == [0.7, 0.54]


def test_the_methods_ground_truth_comes_out(tmp_path: Path, ground_truth) -> None:
    """Every published case, through the command, to the six digits it is published with."""
    cases = ground_truth("kr_score_cases")
    plan = [{"title": c["name"], "kind": c["kind"], **c["input"]} for c in cases if "raw" in c]
    (told,) = score(write(tmp_path, "cases.json", json.dumps(plan)))["objectives"]
    expected = [case for case in cases if "raw" in case]
    assert len(expected) > 15
    for case, got in zip(expected, told["key_results"], strict=True):
        assert got["raw"] == pytest.approx(case["raw"], abs=1e-6), case["name"]
        assert got["score"] == pytest.approx(case["score"], abs=1e-6), case["name"]


@pytest.mark.parametrize(
    ("standard", "expected"), [("mwm", 0.61875), ("radical_focus", 0.0), ("weakest", 0.6)]
)
def test_the_standard_can_be_chosen(tmp_path: Path, standard: str, expected: float) -> None:
    told = score(write(tmp_path, "o.yaml", YAML), "--standard", standard)
    assert told["standard"] == standard
    assert told["objectives"][0]["score"] == expected


def test_what_was_never_measured_counts_only_when_grading(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "o.yaml",
        "- {title: A, kind: binary, done: true}\n- {title: B, kind: binary}\n",
    )
    assert score(path)["objectives"][0]["score"] == 1.0
    assert score(path)["objectives"][0]["coverage"] == 0.5
    assert score(path, "--final")["objectives"][0]["score"] == 0.5


def test_people_get_a_table_rounded_half_up(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["score", str(write(tmp_path, "o.yaml", YAML))])
    assert "0.62  red     Grow" in result.output
    assert "0.63  raw  0.63  weight 3  Uptime" in result.output


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("o.txt", "", "must end in .yaml, .json or .csv"),
        ("o.json", "{", "no valid JSON"),
        ("o.yaml", "a: [", "no valid YAML"),
        ("o.yaml", "text", "must hold a list of key results"),
        ("o.yaml", "- {kind: increase, start: 1, target: 2, valu: 3}", "no field valu"),
        ("o.yaml", "- {kind: rise}", "kind must be one of"),
        ("o.yaml", "- {kind: increase, target: 2, value: 3}", "A start and a target are needed"),
        ("o.yaml", "- {start: ten, target: 2, value: 3}", "“start” must be a number"),
        ("o.yaml", "- {start: 0, target: .nan, value: 3}", "“target” must be a number"),
        ("o.yaml", "- {start: 1, target: 2, value: 2, weight: -1}", "weight"),
        ("o.yaml", "- {start: 0, target: 2, value: 1.0e+308}", "“value” must be a number"),
        ("o.yaml", "- {start: 0, target: 2, value: 1, weight: 1.0e+308}", "“weight” must be"),
        (
            "o.json",
            '[{"kind": "milestone", "weights": [1e308, 1e308], "done": [1, 1]}]',
            "must be a number",
        ),
        ("o.yaml", "- {kind: milestone, done: 3}", "“done” must be a list"),
        ("o.csv", "title,value\nA,1,2\n", "line 2 has more cells"),
        ("o.csv", "title,kind,done\nA,binary,perhaps\n", "must be yes or no"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_its_place(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    result = CliRunner().invoke(main, ["score", str(write(tmp_path, name, text))])
    assert result.exit_code == 2, result.output
    assert says in result.output


def test_it_scores_without_django_and_without_a_data_folder(tmp_path: Path) -> None:
    path = write(tmp_path, "o.yaml", YAML)
    assert_offline(["score", str(path)], tmp_path)
