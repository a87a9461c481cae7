"""The pages of objectives and cycles: what they say, what they keep, what they cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import START, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.models import KeyResult, Objective


def grow_objectives(world: World, count: int) -> None:
    while Objective.objects.count() < count:
        world.add_objective(f"Objective {Objective.objects.count()}")


class TestCost:
    @pytest.mark.parametrize(
        ("name", "path"),
        [
            ("objectives", "/objectives?unit=all"),
            ("cycle, plan", "/cycles/{cycle}?view=plan&unit=all"),
            ("cycle, review", "/cycles/{cycle}?view=review&unit=all"),
            ("cycles", "/cycles"),
            ("close the rest", "/cycles/{cycle}/close-rest?unit=all"),
        ],
    )
    def test_lists_cost_the_same_for_two_rows_and_for_twenty(self, world, name, path):
        client, address = world.client("lead"), path.format(cycle=world.cycle.pk)
        assert_no_growth(lambda n: grow_objectives(world, n), lambda: client.get(address))
        assert_budget(name, lambda: client.get(address))

    def test_an_objective_costs_the_same_however_much_hangs_on_it(self, world):
        client = world.client("owner")
        address = f"/objectives/{world.objective.pk}"

        def grow(count: int) -> None:
            while world.objective.key_results.count() < count:
                made = add_key_result(
                    world.system,
                    objective_id=world.objective.pk,
                    title="More",
                    kind="increase",
                    start=0.0,
                    target=1.0,
                    owner_id=world.people["owner"].pk,
                    reason="More to do.",
                ).key_result
                check_in(world.actor("owner"), made.pk, value=0.5)
                child = world.add_objective("Below")
                link_objective(world.system, child.pk, parent_objective_id=world.objective.pk)

        grow(3)  # one of each, so that every part of the page has something to read
        assert_no_growth(grow, lambda: client.get(address), sizes=(4, 20))
        assert_budget("one objective", lambda: client.get(address))
        assert_budget(
            "one key result", lambda: client.get(f"/key-results/{world.key_results[0].pk}")
        )


class TestList:
    def test_the_heading_answers_from_the_data(self, world):
        page = html_of(world.client("lead").get("/objectives?unit=all"))
        assert "One objective in Aster." in page
        check_in(world.actor("owner"), world.key_results[0].pk, value=41)
        page = html_of(world.client("lead").get("/objectives?unit=all"))
        assert "One key result is off track." in page

    def test_filters_narrow_and_an_empty_result_offers_a_way_out(self, world):
        client = world.client("lead")
        assert "Customers find" in html_of(client.get("/objectives?unit=all&q=PURCHASE"))
        assert "Nothing found" in html_of(client.get("/objectives?unit=all&q=zebra"))
        owner = world.people["owner"].pk
        assert "Customers find" in html_of(client.get(f"/objectives?unit=all&owner={owner}"))
        assert "Nothing found" in html_of(client.get("/objectives?unit=all&state=draft"))

    def test_a_long_list_goes_on_where_it_stopped(self, world):
        grow_objectives(world, 60)
        client = world.client("lead")
        first = html_of(client.get("/objectives?unit=all"))
        assert first.count('href="/objectives/') < 60
        following = first.split('class="more"')[1].split('href="')[1].split('"')[0]
        rest = html_of(client.get(f"/objectives{following.replace('&amp;', '&')}"))
        titles = {f"Objective {number}<" for number in range(1, 60)}
        assert all(title in first or title in rest for title in titles)
        assert not any(title in first and title in rest for title in titles)


class TestWriting:
    def test_one_page_makes_an_objective_with_three_key_results(self, world):
        owner = world.people["owner"].pk
        answer = world.client("owner").post(
            "/objectives/new",
            {
                "title": "Orders arrive when people are at home",
                "unit_id": world.units["blue"].pk,
                "cycle_id": world.cycle.pk,
                "owner_id": owner,
                "goal_id": world.goal.pk,
                "do": "propose",
                "kr1-title": "First attempts",
                "kr1-kind": "increase",
                "kr1-start": "70,5",
                "kr1-target": "90",
                "kr2-title": "Complaints",
                "kr2-kind": "stay_below",
                "kr2-limit": "12",
                "kr3-title": "Depots open",
                "kr3-kind": "milestone",
                "kr3-milestones": "Porto | 2\nLyon",
            },
        )
        made = Objective.objects.get(title__startswith="Orders")
        assert answer["Location"] == f"/objectives/{made.pk}"
        assert made.state == "proposed"
        assert made.parent_links.get().goal == world.goal
        first, second, third = made.key_results.order_by("position")
        assert (first.start, first.target, first.owner_id) == (70.5, 90, owner)
        assert (second.kind, second.target) == ("stay_below", 12)
        assert list(third.milestones.values_list("title", "weight")) == [("Porto", 2), ("Lyon", 1)]

    def test_errors_of_all_parts_come_at_once_keep_the_text_and_save_nothing(self, world):
        before = Objective.objects.count()
        answer = world.client("owner").post(
            "/objectives/new",
            {
                "title": "Half an idea",
                "unit_id": world.units["blue"].pk,
                "cycle_id": world.cycle.pk,
                "owner_id": world.people["owner"].pk,
                "kr1-title": "Backwards",
                "kr1-kind": "increase",
                "kr1-start": "90",
                "kr1-target": "70",
                "kr2-title": "No number",
                "kr2-kind": "increase",
            },
        )
        assert answer.status_code == 422
        page = html_of(answer)
        assert "other side of the start" in page
        assert "Say where it starts" in page
        assert 'value="Half an idea"' in page
        assert 'value="Backwards"' in page
        assert Objective.objects.count() == before

    def test_a_number_that_is_none_is_answered_at_its_field(self, world):
        address = f"/key-results/{world.key_results[0].pk}/check-in"
        answer = world.client("owner").post(address, {"value": "a lot"})
        assert answer.status_code == 422
        assert 'value="a lot"' in html_of(answer)
        assert "Enter a number" in html_of(answer)

    def test_a_check_in_shows_what_it_moved(self, world):
        address = f"/key-results/{world.key_results[0].pk}/check-in"
        sent = {"value": "52", "confidence": "7"}
        page = html_of(world.client("owner").post(address, sent, follow=True))
        assert "This is what it moved" in page
        assert "0.60" in page
        assert "0.30" in page

    def test_somebody_elses_change_is_not_overwritten_by_an_old_form(self, world):
        address = f"/objectives/{world.objective.pk}/edit"
        fields = {
            "title": world.objective.title, "owner_id": world.people["owner"].pk,
            "ambition": "aspirational", "origin": "bottom_up",
            "version": Objective.objects.get(pk=world.objective.pk).version,
        }  # fmt: skip
        client = world.client("owner")
        assert client.post(address, {**fields, "description": "One"}).status_code == 302
        assert client.post(address, {**fields, "description": "Two"}).status_code == 412
        assert Objective.objects.get(pk=world.objective.pk).description == "One"

    def test_titles_are_shown_as_text_never_as_markup(self, world):
        Objective.objects.filter(pk=world.objective.pk).update(title="<script>alert(1)</script>")
        KeyResult.objects.filter(pk=world.key_results[0].pk).update(title="<b>bold</b>")
        for address in ("/objectives?unit=all", f"/objectives/{world.objective.pk}"):
            page = html_of(world.client("owner").get(address))
            assert "<script>alert" not in page
            assert "<b>bold" not in page


class TestPastDays:
    def test_a_past_day_shows_what_was_known_then_and_changes_nothing(self, world):
        owner, key_result_id = world.actor("owner"), world.key_results[0].pk
        check_in(owner, key_result_id, value=44, effective_on=START + timedelta(days=7))
        check_in(owner, key_result_id, value=58, effective_on=TODAY)
        then = (START + timedelta(days=10)).isoformat()
        client = world.client("owner")
        page = html_of(client.get(f"/objectives/{world.objective.pk}?as_of={then}"))
        assert "44\u00a0%" in page
        assert "58\u00a0%" not in page
        assert "/check-in" not in page
        assert "58\u00a0%" in html_of(client.get(f"/objectives/{world.objective.pk}"))


def test_a_closed_objective_shows_both_scores_and_the_closing_word(world):
    owner = world.actor("owner")
    check_in(owner, world.key_results[0].pk, value=52)
    close_objective(
        owner,
        world.objective.pk,
        outcome="partly",
        self_grade=0.5,
        grade_comment="The second half counts.",
        closing_word="Better than feared.",
    )
    page = html_of(world.client("viewer").get(f"/objectives/{world.objective.pk}"))
    for words in ("0.30", "0.50", "Better than feared.", "The second half counts."):
        assert words in page
