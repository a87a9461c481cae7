"""`headway scorecard`: a running server's card, as a table and as JSON."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

TODAY = datetime.now(tz=UTC).date()
LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
KPIS = f"""\
external_id,name,unit,better,target_low,target_from
on-time,Departures on time,,up,90,{LAST_MONTH}-01
crew,Crews complete,,up,,
"""
VALUES = f"kpi,{LAST_MONTH}\non-time,95\ncrew,7\n"
CARD = f"""\
schema: okr-research/1
organisation: {{id: tern, name: Tern}}
cycles: []
objectives: []
mid_term_goals:
- id: G1
  title: Ships leave when the timetable says so
  perspective: Harbours
  start: {TODAY.year - 1}-01-01
  end: {TODAY.year + 1}-12-31
  measures: [{{kpi: on-time, weight: 3}}, crew]
- id: G2
  title: Every quay is staffed
  unit: Quays
  serves: G1
  perspective: Harbours
  start: {TODAY.year - 1}-01-01
  end: {TODAY.year + 1}-12-31
  measures: [on-time]
- id: G0
  title: Ships leave at all
  perspective: Harbours
  start: 2013-01-01
  end: 2014-12-31
  measures: [on-time]
"""


@pytest.fixture(scope="module")
def client(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A terminal that knows a running server with one goal."""
    folder = tmp_path_factory.mktemp("scorecard")
    data = folder / "data"
    shutil.copytree(migrated, data)
    shell = Shell(data)
    shell.ok("init", "--name", "Tern", "--admin-name", "Ada", "--admin-email", "ada@tern.example")
    for name, content in (("k.csv", KPIS), ("v.csv", VALUES), ("c.yaml", CARD)):
        (folder / name).write_text(content, encoding="utf-8")
        shell.ok("import", folder / name, "--strict")
    token = shell.ok(
        "token", "create", "--person", "ada@tern.example", "--name", "s", "--scope", "read"
    )
    with shell.server() as server:
        shell.settings = {"HEADWAY_URL": server.address, "HEADWAY_TOKEN": token.strip()}
        yield shell


def test_it_prints_the_card_of_today_as_a_table(client: Shell) -> None:
    lines = [re.sub(r"\s{2,}", " | ", line.strip()) for line in client.ok("scorecard").splitlines()]
    part = "75% of its weights have a score"
    assert lines == [
        f"Scorecard of {TODAY}",
        "share | score | colour",
        f"Whole | 100 | green | {part}",
        f"Harbours | 100% | 100 | green | {part}",
        f"Ships leave when the timetable says so | 100% | 100 | green | {part}",
        f"Departures on time | 100% | 100 | 95 from {LAST_MONTH}-01",
        f"Crews complete | 0% | – | 7 from {LAST_MONTH}-01, no target",
    ]


def test_json_is_what_the_api_says(client: Shell) -> None:
    found = json.loads(client.ok("scorecard", "--json"))
    assert found == json.loads(client.ok("api", "get_scorecard"))
    assert found["perspectives"][0]["goals"][0]["kpis"][0]["score"] == 100


def test_all_units_are_printed_in_short_and_one_of_them_whole(client: Shell) -> None:
    found = json.loads(client.ok("scorecard", "--units", "--json"))
    [quays] = [one["unit_id"] for one in found["units"] if one["unit_name"] == "Quays"]
    lines = [
        re.sub(r"\s{2,}", " | ", one) for one in client.ok("scorecard", "--units").splitlines()
    ]
    assert lines == [
        f"Scorecards of {TODAY}", "id | unit | Harbours | whole",
        " | The organisation | 100 green | 100 green", f"{quays} | Quays | 100 green | 100 green",
    ]  # fmt: skip
    said = client.ok("scorecard", "--unit", quays).splitlines()
    assert said[0] == f"Scorecard of Quays of {TODAY}"
    assert "Every quay is staffed" in said[4]


def test_a_past_day_is_asked_for(client: Shell) -> None:
    day = TODAY - timedelta(days=3)
    said = client.ok("scorecard", "--day", day, "--as-known")
    assert said.splitlines() == [
        f"Scorecard of {day}, as it was known", "No mid-term goal is in force on this day.",
    ]  # fmt: skip
    assert json.loads(client.ok("scorecard", "--day", day, "--json"))["day"] == day.isoformat()


def test_what_is_no_server_is_said(client: Shell) -> None:
    said = client.refused("scorecard", "--url", "tern.example", code=2)
    assert "is no address of a server" in said


def test_a_unit_is_named_as_people_name_it(client: Shell) -> None:
    by_name = client.ok("scorecard", "--unit", "quays", "--json")
    quays = json.loads(by_name)["unit_id"]
    assert by_name == client.ok("scorecard", "--unit", quays, "--json")
    refused = client.refused("scorecard", "--unit", "Quay", code=2)
    assert f"No unit is called “Quay”. Give the id of one of these: {quays} Quays." in refused


def test_a_scorecard_of_years_past_is_printed_for_its_days(client: Shell) -> None:
    """It came in today, and that is said."""
    lines = client.ok("scorecard", "--as-of", "2014-06-30").splitlines()
    assert lines[:2] == [
        "Scorecard of 2014-06-30", f"1 of 1 goals written down later, on {TODAY}",
    ]  # fmt: skip
    assert any("Ships leave at all" in line for line in lines)
    then = client.ok("scorecard", "--day", "2014-06-30", "--as-known")
    assert then.splitlines()[-1] == "No mid-term goal is in force on this day."
