"""Published scorecards and strategy maps as files in the documented formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import yaml

from headway.exchange.tests.helpers import real

BETTER = {"increase": "up", "decrease": "down", "unjudged": "neither"}


def table(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table with names in its first line."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue().encode()


def plan(slug: str, name: str, **parts: list[dict[str, Any]]) -> bytes:
    """A plan of mid-term goals alone; JSON is YAML."""
    lines = ["schema: okr-research/1", f"organisation: {json.dumps({'id': slug, 'name': name})}"]
    for part, entries in {"cycles": [], "objectives": [], **parts}.items():
        lines.append(f"{part}:" if entries else f"{part}: []")
        lines += [f"- {json.dumps(entry, ensure_ascii=False)}" for entry in entries]
    return "\n".join(lines).encode()


def usps() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(real("bsc_usps_fy2001_fy2014.yaml"))
    return found


def measures_of(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for perspective in card["perspectives"]:
        for objective in perspective["objectives"]:
            yield from objective["measures"]


def usps_kpis() -> bytes:
    """Definitions: fiscal years, and which way is better."""
    return table(
        ("external_id", "name", "unit", "measure", "better", "frequency"),
        (
            (one["id"], one["name"], "", one["unit"], BETTER[one["direction"]], "yearly")
            for one in measures_of(usps())
        ),
    )


def usps_series() -> dict[str, bytes]:
    """By KPI: what each fiscal year came to, and what was wanted of it. A fiscal year ends in
    September."""
    return {
        one["id"]: table(
            ("date", "value", "target"),
            (
                (f"{row['period'][2:]}-09-30", row.get("actual", ""), row.get("target", ""))
                for row in one["values"]
            ),
        )
        for one in measures_of(usps())
    }


def usps_plan() -> bytes:
    return plan(
        "usps",
        "United States Postal Service",
        perspectives=[{"name": one["name"]} for one in usps()["perspectives"]],
        mid_term_goals=[
            {
                "id": goal["id"],
                "title": goal["title"],
                "perspective": one["name"],
                "start": "2012-10-01",
                "end": "2014-09-30",
                "measures": [measure["id"] for measure in goal["measures"]],
            }
            for one in usps()["perspectives"]
            for goal in one["objectives"]
        ],
    )


def charlotte() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(real("strategy_maps_charlotte_doe.yaml"))["maps"][0]
    return found


def charlotte_plan(*more: dict[str, Any]) -> bytes:
    """Perspectives and objectives as published. Arrows were not: each objective is taken to carry
    the first one of the layer above it, which is our invention."""
    layers = charlotte()["perspectives"]
    named = [[f"{layer['id']}-{at}" for at in range(len(layer["objectives"]))] for layer in layers]
    return plan(
        "charlotte",
        "City of Charlotte",
        perspectives=[
            {"name": layer["name"], **({"hint": layer["question"]} if layer["question"] else {})}
            for layer in layers
        ],
        mid_term_goals=[
            {
                "id": key,
                "title": title,
                "perspective": layer["name"],
                "start": "2012-07-01",
                "end": "2014-06-30",
            }
            for layer, keys in zip(layers, named, strict=True)
            for key, title in zip(keys, layer["objectives"], strict=True)
        ],
        links=[
            {"cause": key, "effect": above[0], "per": "yearly"}
            for above, below in pairwise(named)
            for key in below
        ]
        + list(more),
    )


def boston() -> list[dict[str, str]]:
    text = real("scorecard_boston_fy18_fy19.csv").decode()
    return list(csv.DictReader(io.StringIO(text)))


def boston_kpis() -> bytes:
    """Cabinets, departments and programs are units. What is judged gets the target of the fiscal
    year 2018, from July 2017 on; what is called the target of 2017 was a forecast."""
    names = (
        "external_id", "name", "unit", "measure", "better", "frequency",
        "target_low", "target_high", "target_from",
    )  # fmt: skip
    return table(names, (_boston_kpi(row) for row in boston()))


def _boston_kpi(row: dict[str, str]) -> tuple[str, ...]:
    unit = " / ".join((row["cabinet"], row["department"], row["program"]))
    wanted, way = number(row["fy18_target"]), row["judged_direction"]
    low, high = (wanted if way == sign else "" for sign in ("increase", "decrease"))
    since = "2017-07-01" if low or high else ""
    return (
        row["id"], row["measure"], unit, row["unit"], BETTER[way], "yearly", low, high, since,
    )  # fmt: skip


def boston_values() -> bytes:
    """A fiscal year ends in June."""
    years = {f"20{year}-06-30": f"fy{year}_actual" for year in (15, 16, 17)}
    return table(
        ("kpi", *years),
        ((row["id"], *(number(row[name]) for name in years.values())) for row in boston()),
    )


def boston_plan() -> bytes:
    """A goal of a program is a mid-term goal, measured by its KPIs; perspectives were none."""
    goals: dict[tuple[str, ...], list[str]] = {}
    for row in boston():
        of = (row["department"], row["program"], row["goal"])
        goals.setdefault(of, []).append(row["id"])
    return plan(
        "boston",
        "City of Boston",
        mid_term_goals=[
            {
                "id": f"G{at:03}",
                "title": goal,
                "description": f"{department} / {program}",
                "start": "2016-07-01",
                "end": "2018-06-30",
                "measures": ids,
            }
            for at, ((department, program, goal), ids) in enumerate(goals.items(), start=1)
        ],
    )


def number(cell: str) -> str:
    """As published, without a unit and what groups its digits."""
    return cell.replace(",", "").rstrip("%")
