"""A KPI in words and one that is scored by a curve, from the definition to the scorecard."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from headway.kit.testing.world import World
from headway.kpis.models import Kpi, Measurement, Target
from headway.kpis.tests.values import first_pass_yield, measure
from headway.strategy.actions import add_measure
from tests.e2e.conftest import Axe, Complaints, PageOf

LEVELS = "Not begun: 0\nTried: 35\nEvery sprint: 70\nEvery day: 100"


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def test_a_scale_of_words_from_its_levels_to_the_scorecard(
    page_of: PageOf, world: World, axe: Axe, complaints: Complaints
) -> None:
    lead = page_of("lead")
    lead.goto(f"/kpis/new?unit={world.units['blue'].pk}")
    lead.get_by_label("KPI", exact=True).fill("Field data")
    lead.get_by_text("Told in words instead of numbers").click()
    lead.get_by_label("Levels of its scale").fill("Not begun: 0\n~Tried: 35")
    complaints.expect("422")
    lead.get_by_role("button", name="Define it").click()
    expect(lead.get_by_text("does not begin with ~, = or n/a")).to_be_visible()
    assert axe(lead) == []
    lead.get_by_label("Levels of its scale").fill(LEVELS)
    lead.get_by_role("button", name="Define it").click()
    expect(lead.get_by_text("Now set a target")).to_be_visible()
    kpi = Kpi.objects.get(name="Field data")
    add_measure(world.system, world.goal.pk, kpi_id=kpi.pk)

    lead.goto(f"/kpis/{kpi.pk}/target")
    expect(lead.get_by_label("At most")).to_have_count(0)
    lead.get_by_label("At least").select_option(label="Every day")
    lead.get_by_label("Holds from").fill("2026-10-01")
    assert axe(lead) == []
    lead.get_by_role("button", name="Set", exact=False).first.click()
    expect(lead.get_by_role("heading", level=1)).to_contain_text("Nobody has entered a value yet")

    lead.goto(f"/kpis/enter?kpi={kpi.pk}")
    cell = lead.locator(f'[name="v-{kpi.pk}-2026-10-01"]')
    cell.fill("every SPRINT")
    cell.press("Enter")
    expect(lead.get_by_text("1 value saved")).to_be_visible()
    assert Measurement.objects.get(series__kpi=kpi).value == 70.0

    lead.goto("/kpis?unit=all")
    line = lead.get_by_role("row").filter(has_text="Field data")
    expect(line).to_contain_text("Every sprint")
    expect(line).to_contain_text("Below target")
    assert axe(lead) == []
    lead.goto(f"/kpis/{kpi.pk}")
    expect(lead.get_by_role("heading", level=1)).to_contain_text("It is at “Every sprint”")
    expect(lead.get_by_text("Moving range")).to_have_count(0)
    assert axe(lead) == []
    lead.goto("/scorecard?unit=all")
    score = row(lead, "Field data")
    expect(score).to_contain_text("Every sprint")
    score.locator("details.why summary").click()
    expect(score.locator("details.why .pop")).to_contain_text("Level that scores 35")
    assert axe(lead) == []


def test_points_of_ones_own_from_the_target_to_the_scorecard(
    page_of: PageOf, world: World, axe: Axe
) -> None:
    kpi = first_pass_yield(world, name="Stock", low_bound=None, high_bound=None, better="within")
    measure(world, kpi, [42.0, 42.0], first=20)
    add_measure(world.system, world.goal.pk, kpi_id=kpi.pk)
    owner = page_of("owner")
    owner.goto(f"/kpis/{kpi.pk}/target")
    owner.get_by_label("Scored and coloured by").select_option(label="points of your own")
    for at, (value, score) in enumerate([(15, 0), (25, 100), (30, 100), (60, 0)], 1):
        owner.get_by_label(f"Value of point {at}", exact=True).fill(str(value))
        owner.get_by_label(f"Score of point {at}", exact=True).fill(str(score))
    owner.get_by_label("Holds from").fill("2026-10-01")
    assert axe(owner) == []
    owner.get_by_role("button", name="Set", exact=False).first.click()
    expect(owner.get_by_text("red below 18.33, and above 50")).to_be_visible()
    assert Target.objects.get().kind == "within"
    owner.goto("/scorecard?unit=all")
    line = row(owner, "Stock")
    expect(line).to_contain_text("60")
    line.locator("details.why summary").click()
    told = "100 + (42 − 30) / (60 − 30) × (0 − 100) = 60"
    expect(line.locator("details.why .pop")).to_contain_text(told)
    assert axe(owner) == []
