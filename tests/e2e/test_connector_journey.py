"""From a KPI that people enter to one whose values come by themselves, in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from headway.kit.testing.served import Answer, Served
from headway.kit.testing.world import World
from headway.kpis.models import Connector, Measurement
from headway.kpis.tests.values import STEADY, first_pass_yield, measure
from tests.e2e.conftest import Axe, PageOf

PASSWORD = "tok-correct-battery-9731"


@pytest.fixture
def source(settings: Any) -> Iterator[Served]:
    """A server that this one may ask."""
    settings.SOURCE_HOSTS = frozenset({"127.0.0.1"})
    settings.SOURCE_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.SOURCE_PLAIN = True
    with Served(name="127.0.0.1") as served:
        tell(served, 94.4, 95.1, 92.0)
        yield served


def tell(served: Served, *values: float) -> None:
    """Say these months, the last of them November 2026."""
    first = 12 - len(values)
    rows = [{"day": f"2026-{first + at:02d}-01", "yield": value} for at, value in enumerate(values)]
    content = json.dumps({"rows": rows}).encode()
    served.answers["/yield.json"] = Answer(content, headers={"Content-Type": "application/json"})


def said(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_source_is_connected_tried_run_broken_and_mended(
    page_of: PageOf, world: World, axe: Axe, source: Served
) -> None:
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, *STEADY[:8]])  # until August 2026
    page = page_of("owner")
    page.goto(f"/kpis/{kpi.pk}")
    assert axe(page) == []
    page.get_by_role("link", name="Connect a source").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "First-pass yield is entered by people."
    )
    page.get_by_role("link", name="JSON").click()
    page.get_by_label("Address").fill(source.url("/yield.json"))
    page.get_by_label("Password or token").fill(PASSWORD)
    page.get_by_label("Rows").fill("$.rows[*]")
    page.get_by_label("Date", exact=True).fill("$.date")  # wrong
    page.get_by_label("Value", exact=True).fill("$.yield")
    page.get_by_role("button", name="Test").click()
    expect(page.locator("#tried .note.bad")).to_be_visible()
    page.get_by_label("Date", exact=True).fill("$.day")
    page.get_by_role("button", name="Test").click()
    expect(page.locator("#tried table")).to_be_visible()
    expect(page.locator("#tried tbody tr")).to_have_count(3)
    expect(page.get_by_label("Password or token")).to_have_value(PASSWORD)  # still typed
    assert axe(page) == []
    assert not Connector.objects.exists()
    page.get_by_role("button", name="Save", exact=True).click()
    said(page, "Stored, and shown to nobody.")
    page.get_by_role("button", name="Run now").click()
    said(page, "3 values read: 3 new.")
    assert source.requests[-1].headers["Authorization"] == f"Bearer {PASSWORD}"
    assert PASSWORD not in page.content()
    assert axe(page) == []
    stored = Measurement.objects.filter(series__kpi=kpi, origin="connector")
    assert set(stored.values_list("value", flat=True)) == {92.0, 94.4, 95.1}

    source.stop()
    page.get_by_role("link", name="Back to the KPI").click()
    said(page, "Works")
    page.get_by_role("button", name="Run now").click()
    said(page, "Gives nothing")
    assert stored.count() == 3
    assert axe(page) == []
    page.goto("/")
    said(page, "Its source gives nothing since")
    assert axe(page) == []
    page.goto("/kpis/enter")
    said(page, "its source gives nothing just now")

    source.start()
    tell(source, 94.4, 95.3, 92.0)
    page.goto(f"/kpis/{kpi.pk}/connector")
    page.get_by_role("button", name="Run now").click()
    said(page, "1 changed")
    said(page, "It works again")
    admin = page_of("admin")
    admin.goto("/connectors")
    expect(admin.get_by_role("heading", level=1)).to_have_text("1 source, and it works.")
    assert axe(admin) == []


def test_without_a_script_and_on_a_phone(
    page_of: PageOf, world: World, axe: Axe, source: Served
) -> None:
    kpi = first_pass_yield(world, name="Share of orders that arrive complete and on the first day")
    page = page_of("owner", "dark", 390, javascript=False)
    page.goto(f"/kpis/{kpi.pk}/connector?kind=json")
    page.get_by_label("Address").fill(source.url("/yield.json"))
    page.get_by_label("Rows").fill("$.rows[*]")
    page.get_by_label("Date", exact=True).fill("$.day")
    page.get_by_label("Value", exact=True).fill("$.yield")
    page.get_by_role("button", name="Test").click()
    expect(page.locator("#tried tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Run now").click()
    said(page, "3 values read: 3 new.")
    with_script = page_of("owner", "dark", 390)
    with_script.goto(f"/kpis/{kpi.pk}/connector")
    assert axe(with_script) == []
    width = with_script.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
