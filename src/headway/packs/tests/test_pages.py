"""The pages of packs, as readers and authors use them."""

from __future__ import annotations

from html import unescape

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.tests.values import STEADY, first_pass_yield, measure
from headway.packs import actions
from headway.packs.models import Pack, PackComment
from headway.packs.queries.rows import pages_of
from headway.strategy.actions import add_goal, add_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(world: World) -> Pack:
    kpi = first_pass_yield(world)
    measure(world, kpi, STEADY)
    add_measure(world.system, world.goal.pk, kpi_id=kpi.pk)
    return actions.add_pack(world.actor("lead"))


def test_the_pack_of_this_month_is_one_click_away(world: World):
    client = world.client("lead")
    assert 'href="/packs"' in html_of(client.get("/"))
    assert 'href="/packs"' in html_of(client.get("/scorecard"))
    assert "New: board pack" in text_of(client.get("/find?q=board+pack"))
    page = client.get("/packs?unit=all")
    assert heading_of(page) == "There is no board pack yet."
    made = client.post("/packs", {"unit_id": ""}, follow=True)
    assert heading_of(made) == "Board pack of Aster"
    said = text_of(made)
    for words in ("Summary", "Scorecard", "Strategy map", "KPIs", "Objectives", "Changes"):
        assert words in said
    assert heading_of(client.get("/packs")) == "One pack is live."
    assert "New board pack" not in text_of(world.client("mate").get("/packs?unit=all"))


def test_a_pack_of_the_unit_that_is_looked_at(world: World):
    page = world.client("lead").get(f"/packs?unit={world.units['blue'].pk}")
    assert "New board pack of Blue" in text_of(page)
    assert f'name="unit_id" value="{world.units["blue"].pk}"' in html_of(page)


def test_pages_are_chosen_and_ordered_without_a_script(world: World, pack: Pack):
    client, address = world.client("lead"), f"/packs/{pack.pk}"
    page = client.post(f"{address}/pages", {"kind": "goal", "goal_id": world.goal.pk}, follow=True)
    assert "Mid-term goal: Customers come back" in text_of(page)
    last = pages_of(pack.pk)[-1]
    assert client.post(f"{address}/pages/{last.id}", {"do": "up"}).status_code == 302
    assert [one.kind for one in pages_of(pack.pk)][-2:] == ["goal", "changes"]
    client.post(f"{address}/pages/{last.id}", {"do": "note", "note": "Ours to mend."})
    assert "Ours to mend." in text_of(client.get(address))
    client.post(f"{address}/pages/{last.id}", {"do": "remove"})
    assert "Customers come back scores" not in text_of(client.get(address))
    refused = client.post(f"{address}/pages", {"kind": "text", "title": "", "note": ""})
    assert refused.status_code == 422
    assert "Write the words of the page." in text_of(refused)
    refused = client.post(f"{address}/pages", {"kind": "kpi"})
    assert (refused.status_code, "Choose the goal or KPI." in text_of(refused)) == (422, True)


def test_what_was_typed_stays_when_it_is_refused(world: World, pack: Pack):
    client = world.client("lead")
    sent = {"title": "November", "day": "2030-01-01", "version": "1"}
    refused = client.post(f"/packs/{pack.pk}/edit", sent)
    assert refused.status_code == 422
    assert 'value="November"' in html_of(refused)
    assert "of today or of an earlier day" in text_of(refused)
    sent["day"] = "2026-09-30"
    assert client.post(f"/packs/{pack.pk}/edit", sent).status_code == 302
    assert "as of 30 Sep 2026" in text_of(client.get(f"/packs/{pack.pk}"))
    outdated = client.post(f"/packs/{pack.pk}/edit", sent)
    assert outdated.status_code == 412
    assert "Somebody changed this pack" in text_of(outdated)


def test_a_day_of_the_past_can_be_looked_at(world: World, pack: Pack):
    page = world.client("viewer").get(f"/packs/{pack.pk}?as_of=2026-10-31")
    assert "as of 31 Oct 2026" in text_of(page)
    assert f"/packs/{pack.pk}/present?as_of=2026-10-31" in html_of(page)


def test_a_page_is_talked_about(world: World, pack: Pack):
    mate, page = world.client("mate"), pages_of(pack.pk)[1]
    address = f"/packs/{pack.pk}/pages/{page.id}/comments"
    sent = mate.post(address, {"text": "Why did it fall?"})
    assert sent["Location"] == f"/packs/{pack.pk}#comments-2"
    said = text_of(world.client("viewer").get(f"/packs/{pack.pk}"))
    assert "Why did it fall?" in said
    assert "1 open comment" in said
    assert mate.post(address, {"text": " "}).status_code == 422
    made = PackComment.objects.get()
    step = f"/packs/{pack.pk}/comments/{made.pk}"
    assert world.client("stranger").post(step, {"do": "resolve"}).status_code == 403
    mate.post(step, {"do": "resolve"})
    assert "Dealt with" in text_of(mate.get(f"/packs/{pack.pk}"))
    assert "1 open comment" not in text_of(mate.get(f"/packs/{pack.pk}"))
    mate.post(step, {"do": "reopen"})
    assert "1 open comment" in text_of(mate.get(f"/packs/{pack.pk}"))


def test_a_comment_on_a_page_of_another_pack_is_not_there(world: World, pack: Pack):
    other = actions.add_pack(world.actor("lead"))
    page = pages_of(other.pk)[0]
    sent = world.client("mate").post(f"/packs/{pack.pk}/pages/{page.id}/comments", {"text": "A"})
    assert sent.status_code == 404
    lead = world.client("lead")
    assert lead.post(f"/packs/{pack.pk}/pages/{page.id}", {"do": "remove"}).status_code == 404


def test_freezing_says_what_it_keeps_and_ends_every_way_to_change_it(world: World, pack: Pack):
    client, address = world.client("lead"), f"/packs/{pack.pk}"
    version = Pack.objects.get(pk=pack.pk).version
    frozen = client.post(f"{address}/step", {"do": "freeze", "version": version}, follow=True)
    said = text_of(frozen)
    assert "Frozen" in said
    assert "Lead Person" in said
    assert "Nothing here changes any more." in said
    assert f'href="{address}/edit"' not in html_of(frozen)
    assert client.get(f"{address}/edit").status_code == 409
    assert client.get(f"{address}/email").status_code == 409
    again = client.post(f"{address}/step", {"do": "freeze"})
    assert again.status_code == 409
    assert "Copy it as a new pack" in text_of(again)
    copy = client.post(f"{address}/step", {"do": "copy"}, follow=True)
    assert "Live: it shows what holds now" in text_of(copy)
    assert copy.redirect_chain[0][0] != address


def test_an_archived_pack_is_restored_from_its_page(world: World, pack: Pack):
    client, address = world.client("lead"), f"/packs/{pack.pk}"
    client.post(f"{address}/step", {"do": "archive"})
    assert heading_of(client.get("/packs")) == "There is no board pack yet."
    assert pack.title in text_of(client.get("/packs?archived=1"))
    assert "This pack is archived." in text_of(client.get(address))
    client.post(f"{address}/step", {"do": "restore"})
    assert heading_of(client.get("/packs")) == "One pack is live."


def test_it_is_presented_page_by_page_without_a_script(world: World, pack: Pack):
    client = world.client("viewer")
    first = client.get(f"/packs/{pack.pk}/present")
    assert "Page 1 of 6" in text_of(first)
    assert 'rel="prev"' not in html_of(first)
    second = client.get(f"/packs/{pack.pk}/present?page=2")
    assert 'rel="next"' in html_of(second)
    assert f'href="/packs/{pack.pk}/present?page=3"' in unescape(html_of(second))
    assert f'href="/packs/{pack.pk}#page-2"' in html_of(second)
    for asked, number in (("99", 6), ("0", 1), ("-3", 1), ("x", 1)):
        page = client.get(f"/packs/{pack.pk}/present?page={asked}")
        assert f"Page {number} of 6" in text_of(page)
    assert heading_of(second) == heading_of(client.get(f"/packs/{pack.pk}/present?page=2"))


@pytest.mark.once
def test_a_pack_reads_as_often_for_many_objects_as_for_few(world: World, pack: Pack):
    client = world.client("viewer")
    address = f"/packs/{pack.pk}"
    client.get(address)
    assert_budget("pack", lambda: client.get(address))
    assert_budget("presented page of a pack", lambda: client.get(f"{address}/present?page=2"))
    page = pages_of(pack.pk)[0]

    def grow(total: int) -> None:
        for number in range(PackComment.objects.count(), total):
            actions.add_comment(world.actor("mate"), page.id, text=f"Comment {number}")
            world.add_objective(f"Objective {number}")
            add_goal(
                world.system,
                title=f"Goal {number}",
                starts_on=world.goal.starts_on,
                ends_on=world.goal.ends_on,
            )

    assert_no_growth(grow, lambda: client.get(address))


@pytest.mark.once
def test_a_frozen_pack_and_the_list_read_little(world: World, pack: Pack):
    client, lead = world.client("viewer"), world.actor("lead")
    actions.freeze_pack(lead, pack.pk)
    client.get("/packs")
    assert_budget("frozen pack", lambda: client.get(f"/packs/{pack.pk}"))
    assert_budget("packs", lambda: client.get("/packs"))

    def grow(total: int) -> None:
        for _number in range(Pack.objects.count(), total):
            actions.add_pack(lead, unit_id=world.units["blue"].pk, kinds=["map"])

    assert_no_growth(grow, lambda: client.get("/packs"))
