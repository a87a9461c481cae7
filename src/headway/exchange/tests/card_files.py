"""The scorecard and the map on the page about files, and the KPIs that they name."""

from __future__ import annotations

import re
from pathlib import Path

from headway.exchange.actions import commit_import
from headway.kpis.models import Kpi
from headway.people.access import Actor

PAGE = Path(__file__).resolve().parents[4] / "docs" / "import.md"

KPIS = b"""\
external_id,name,unit,measure,better
returning,Passengers who come back,Works,%,up
complaints,Complaints,Works,complaints,down
on-time,Departures on time,Works,%,up
"""


def yaml_of_page(at: int) -> bytes:
    """One of the files of the page, in their order."""
    found = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found[at]).encode()


def card(*edits: tuple[str, str]) -> bytes:
    """The file with the scorecard, with some of its text replaced, which is there once."""
    text = yaml_of_page(1).decode()
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text.encode()


def bring_kpis(actor: Actor) -> dict[str, Kpi]:
    """By external id."""
    run = commit_import(actor, KPIS, "kpis.csv")
    assert run.report["rejected"] == []
    return {kpi.external_id: kpi for kpi in Kpi.objects.exclude(external_id="")}
