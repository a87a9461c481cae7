"""The list of KPIs on a phone: dense, and nothing in it twice."""

from __future__ import annotations

from tests.e2e.conftest import NARROW, OpenPage, enter

ROWS = """() => [...document.querySelectorAll("table.kpis tr:not(.grp)")]
    .filter((row) => row.checkVisibility() && row.querySelector("th a"))
    .map((row) => [row.querySelector("th a").href, row.getBoundingClientRect().height])"""


def test_a_kpi_takes_little_room_and_stands_there_once(demo: None, open_page: OpenPage) -> None:
    """KPIs were seven screens long, 210 pixels each, and the red ones stood there twice."""
    page = open_page(width=NARROW)
    enter(page, "Leader")
    page.goto("/kpis?unit=all")
    rows = page.evaluate(ROWS)
    names = [name for name, _height in rows]
    assert len(names) == len(set(names)) == 25
    heights = [height for _name, height in rows]
    assert sum(heights) / len(heights) <= 90, heights
    assert max(heights) <= 125, heights
    page.set_viewport_size({"width": 1280, "height": 900})
    assert len(page.evaluate(ROWS)) > len(rows)
