"""Tables of KPIs for tests, and what came of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from headway.exchange.actions import commit_import
from headway.exchange.models import ImportRun
from headway.kit.testing.world import World
from headway.kpis.models import Kpi, Measurement


def bring(world: World, content: bytes, **options: Any) -> ImportRun:
    return commit_import(world.actor("admin"), content, "f.csv", **options)


def values(kpi: Kpi) -> list[tuple[date, float | None, str, str]]:
    rows = Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    return list(rows.values_list("starts_on", "value", "state", "origin"))


def counts(run: ImportRun, action: str) -> dict[str, int]:
    return {name: count for name, count in run.report[action].items() if count}


def reasons(run: ImportRun) -> list[str]:
    return [f"{each['where']}: {each['why']}" for each in run.report["rejected"]]


DEFINITIONS = b"""external_id,name,unit,owner,measure,better,frequency,formula,target_low
fpy,First-pass yield,Works / Blue,owner@aster.example,%,up,monthly,passed / tested,95
lead,Lead time,Works/Yellow,,days,down,weekly,from order to delivery,
bad,Nobody's,Blue,nobody@aster.example,,,,,
odd,Odd,Blue,,,sideways,,,
"""


def stored(kpi: Kpi) -> dict[str, list[tuple[Any, ...]]]:
    """Values of the whole and of each segment."""
    found: dict[str, list[tuple[Any, ...]]] = {"whole": []}
    for row in (
        Measurement.objects.filter(series__kpi=kpi).order_by("starts_on").select_related("series")
    ):
        told = (row.starts_on, row.value, row.state, row.origin)
        found.setdefault(row.series.key or "whole", []).append(told)
    return found
