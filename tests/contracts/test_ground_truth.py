"""The copied cases are those that were published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["kr_score_cases", "forecast_cases", "spc_cases", "lint_cases"])
def test_copies_hold_every_published_case(name, ground_truth, shared_data: Path):
    published = json.loads((shared_data / f"{name}.json").read_text("utf-8"))
    assert ground_truth(name) == published["cases"]


def test_the_copied_pairs_are_those_that_were_published(ground_truth, shared_data: Path):
    published = json.loads((shared_data / "lint_cases.json").read_text("utf-8"))
    assert ground_truth("lint_pairs") == published["duplicate_pairs"]
