"""An objective is signed by three people, changed, and agreed again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from headway.kit.testing.world import World
from headway.okrs.actions.objectives import propose_objective
from headway.okrs.models import Objective, Signature
from tests.e2e.conftest import Axe, PageOf, Theme


@pytest.fixture
def proposed(transactional_db: None, world: World) -> str:
    """The world's objective, proposed by its owner in a cycle that is being planned."""
    type(world.cycle).objects.filter(pk=world.cycle.pk).update(
        plan_lock_on=world.cycle.ends_on, phase="planning"
    )
    Objective.objects.filter(pk=world.objective.pk).update(state="draft")
    Signature.objects.all().delete()
    propose_objective(world.actor("owner"), world.objective.pk)
    return f"/objectives/{world.objective.pk}"


def test_signed_changed_and_agreed_again(world: World, proposed: str, page_of: PageOf) -> None:
    lead, coach, owner = (page_of(name) for name in ("lead", "coach", "owner"))
    lead.goto("/")
    lead.get_by_role("link", name=re.compile("Sign ?: Customers")).click()
    expect(lead.get_by_role("list", name="Agreement")).to_contain_text("Coach: Coach Person")
    lead.get_by_role("button", name="Sign", exact=True).click()
    expect(lead.get_by_role("status")).to_contain_text("Still to sign: coach")
    coach.goto(proposed)
    coach.get_by_role("button", name="Sign").first.click()
    expect(coach.get_by_role("status")).to_contain_text("agreed")

    owner.goto(f"/key-results/{world.key_results[0].pk}/edit")
    owner.get_by_label("To", exact=True).fill("55")
    owner.get_by_role("button", name="Save").click()
    owner.goto(proposed)
    expect(owner.get_by_text("1 of 3 signed")).to_be_visible()  # who changed it has signed it
    expect(owner.get_by_text("target from 60 to 55").first).to_be_visible()

    lead.goto("/")
    lead.get_by_role("link", name=re.compile("Sign again ?: Customers")).click()
    lead.get_by_role("button", name="Sign", exact=True).click()
    coach.goto(proposed)
    coach.get_by_role("button", name="Sign").first.click()
    expect(coach.get_by_role("status")).to_contain_text("agreed")
    expect(coach.locator(".st").first).to_be_visible()
    assert Objective.objects.get(pk=world.objective.pk).state == "agreed"


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_agreement_is_accessible(
    world: World,
    proposed: str,
    page_of: PageOf,
    axe: Axe,
    theme: Theme,
    width: int,
) -> None:
    page = page_of("coach", theme, width)
    page.goto(proposed)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
