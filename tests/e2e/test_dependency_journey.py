"""A unit asks another for something, and gets its answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from headway.kit.testing.world import World
from headway.okrs.actions.dependencies import request_dependency
from tests.e2e.conftest import Axe, PageOf, Theme


def test_asked_and_accepted(world: World, page_of: PageOf) -> None:
    delivers = world.add_objective("Prices are right", unit="green")
    owner, lead = page_of("owner"), page_of("lead")
    owner.goto(f"/key-results/{world.key_results[0].pk}")
    owner.get_by_text("Ask another unit").click()
    owner.get_by_label("What we need from them").fill("Prices by region")
    owner.get_by_label("Unit", exact=True).select_option(str(world.units["green"].pk))
    owner.get_by_role("button", name="Ask them").click()
    expect(owner.get_by_text("Green: waiting")).to_be_visible()

    lead.goto("/")
    lead.get_by_role("link", name=re.compile("Answer ?: Prices by region")).click()
    lead.get_by_label("By the objective").select_option(label=delivers.title)
    lead.get_by_role("button", name="Accept").click()
    expect(lead.locator(".facts")).to_contain_text("Accepted")

    owner.goto(f"/objectives/{world.objective.pk}")
    expect(owner.get_by_text(f"by “{delivers.title}”")).to_be_visible()
    owner.get_by_role("link", name="Prices by region").click()
    owner.get_by_role("link", name=delivers.title).click()
    expect(owner.get_by_role("heading", level=1)).to_have_text(delivers.title)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_are_accessible(
    world: World,
    page_of: PageOf,
    axe: Axe,
    theme: Theme,
    width: int,
) -> None:
    need = request_dependency(
        world.actor("owner"),
        world.key_results[0].pk,
        unit_id=world.units["green"].pk,
        title="Prices by region",
    )
    page = page_of("lead", theme, width)
    for address in (
        f"/dependencies/{need.pk}",
        f"/dependencies?unit={world.units['green'].pk}",
        f"/key-results/{world.key_results[0].pk}",
    ):
        page.goto(address)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
