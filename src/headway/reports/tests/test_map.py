"""The map: every objective once, at the same place for everybody, read as far as it shows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import heading_of, text_of
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Objective
from headway.reports.queries.sight import chart
from headway.reports.queries.sight.layout import CARD, Standing, lay_out
from headway.reports.queries.sight.links import Link
from headway.reports.views import map_window, maps

MAP = "/line-of-sight/map"


@pytest.fixture(autouse=True)
def forget():
    """Tests play on the same day: without this one would see the layout of another."""
    chart.forget()


@pytest.fixture
def linked(world):
    """Blue's objective drives one of the department, which serves the goal."""
    above = world.add_objective("Works is where people want to buy", unit="works")
    world.add_objective("Green leads nowhere", unit="green")
    link_objective(world.system, above.pk, goal_id=world.goal.pk)
    link_objective(
        world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
    )
    return world


def cards(answer):
    return re.findall(r'data-node="(\d+)"', answer.content.decode())


graph = st.tuples(
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(1, 40), st.integers(-3, 40)), max_size=80),
)


def layout_of(drawn):
    count, pairs = drawn
    standing = [Standing(n, (1, "1/", 0, n), n % 7 == 0) for n in range(1, count + 1)]
    links = [
        Link(child, f"g{1 - parent}", None) if parent <= 0 else Link(child, f"o{parent}", parent)
        for child, parent in pairs
        if child != parent
    ]
    return lay_out(standing, links, [1, 2, 3]), standing, links


class TestLayout:
    @given(graph)
    def test_every_objective_stands_once_on_its_own_place_within_its_block(self, drawn):
        """Whatever is linked, circles included: no two cards overlap and none is left out."""
        layout, standing, _links = layout_of(drawn)
        assert set(layout.places) == {one.id for one in standing}
        spots = {(place.x, place.y) for place in layout.places.values()}
        assert len(spots) == len(standing)
        assert sum(block.count for block in layout.blocks) == len(standing)
        for place in layout.places.values():
            assert any(
                block.x <= place.x
                and place.x + CARD[0] <= block.x + block.width
                and block.y <= place.y
                and place.y + CARD[1] <= block.y + block.height
                for block in layout.blocks
            )
        for block in layout.blocks:
            assert block.x + block.width <= layout.width
            assert block.y + block.height <= layout.height

    @given(graph)
    def test_blocks_do_not_overlap(self, drawn):
        layout, _standing, _links = layout_of(drawn)
        blocks = layout.blocks
        for number, one in enumerate(blocks):
            for other in blocks[:number]:
                apart = one.x >= other.x + other.width or other.x >= one.x + one.width
                assert apart or one.y >= other.y + other.height or other.y >= one.y + one.height

    @given(graph)
    def test_the_same_graph_gives_the_same_picture_in_any_order(self, drawn):
        count, pairs = drawn
        one, standing, links = layout_of((count, pairs))
        again = lay_out(standing[::-1], links, [1, 2, 3])
        assert one.places == again.places

    @given(graph)
    def test_tiles_side_by_side_hold_every_card_once(self, drawn):
        layout, standing, _links = layout_of(drawn)
        found = []
        for x in range(0, layout.width, 700):
            for y in range(0, layout.height, 500):
                found += [place.id for place in layout.starting(x, y, 700, 500)]
        assert sorted(found) == sorted(one.id for one in standing)

    def test_an_objective_stands_under_what_it_serves_first(self):
        standing = [Standing(n, (1, "1/", 0, n), False) for n in (1, 2, 3)]
        links = [Link(1, "g1", None), Link(2, "o1", 1), Link(3, "o2", 2), Link(3, "o1", 1),
                 Link(3, "g2", None)]  # fmt: skip
        layout = lay_out(standing, links, [1, 2])
        assert [layout.places[n].under for n in (1, 2, 3)] == [0, 1, 2]
        assert [(link.child, link.parent) for link in layout.further] == [(3, 1)]
        assert layout.relatives(2) == ({1}, {3})
        assert [(b.count, b.elsewhere) for b in layout.blocks] == [(3, 0), (0, 1)]


class TestPage:
    def test_it_draws_the_mission_the_goals_and_every_objective(self, leader, linked):
        answer = leader.get(MAP)
        assert (
            heading_of(answer)
            == "Two objectives under one mid-term goal, one without a path to one."
        )
        page = answer.content.decode()
        for words in ("Everything in its season.", "Customers come back", "2 objectives",
                      "Without a path to a goal"):  # fmt: skip
            assert words in page
        assert len(cards(answer)) == 3

    def test_a_card_says_title_status_unit_and_score_and_opens_the_objective(self, leader, linked):
        unread = leader.get(MAP).content.decode()
        assert "0.00" not in unread.split(f'data-node="{linked.objective.pk}"')[1].split("</a>")[0]
        check_in(linked.system, linked.key_results[0].pk, value=40)
        page = leader.get(MAP).content.decode()
        assert f'<a class="mn" href="/objectives/{linked.objective.pk}"' in page
        card = page.split(f'data-node="{linked.objective.pk}"')[1].split("</a>")[0]
        words = " ".join(re.sub(r"<[^>]*>", " ", card.partition(">")[2]).split())
        assert words.startswith(
            "Customers find what they came for Off track. Blue 0.00 2 key results"
        )

    def test_from_further_away_a_card_shows_what_fits_of_its_title(self, leader, linked):
        page = leader.get(f"{MAP}?x=0&y=0&w=2600&h=1400").content.decode()
        assert 'class="world is-far"' in page
        card = page.split(f'data-node="{linked.objective.pk}"')[1].split("</a>")[0]
        assert [line.strip() for line in re.findall(r'class="mf"[^>]*>([^<]*)<', card)] == [
            "Customers find",
            "what they came for",
        ]
        assert (
            'class="world is-far is-farther"'
            in leader.get(f"{MAP}?x=0&y=0&w=9000&h=5000").content.decode()
        )

    def test_a_large_one_opens_at_its_beginning_where_cards_are_read(
        self, leader, linked, monkeypatch
    ):
        monkeypatch.setattr(map_window, "LEGIBLE", 0.5)
        page = leader.get(MAP).content.decode()
        assert 'class="world is-close" viewBox="8 48 1190 600"' in page
        whole = re.search(r'data-move="fit" href="([^"]+)"', page)[1].replace("&amp;", "&")
        assert len(cards(leader.get(f"{MAP}{whole}"))) == 3

    def test_ways_are_drawn_by_what_the_link_does(self, leader, linked):
        page = leader.get(MAP).content.decode()
        assert 'class="e e-drives_score"' in page

    def test_without_a_script_links_lead_to_other_parts(self, leader, linked):
        page = leader.get(MAP).content.decode()
        nearer = re.search(r'data-move="in" href="([^"]+)"', page)[1].replace("&amp;", "&")
        assert leader.get(f"{MAP}{nearer}").status_code == 200
        assert cards(leader.get(f"{MAP}?x=90000&y=90000&w=500&h=300")) == []

    def test_one_comes_to_an_objective_by_its_title_and_sees_its_relatives(self, leader, linked):
        answer = leader.get(MAP, {"at": "", "at-text": "Works is where people want to buy"})
        page = answer.content.decode()
        assert page.count("mn near") == 2
        assert 'aria-current="true"' in page
        refused = leader.get(MAP, {"at": "", "at-text": "Moon base"})
        assert "called “Moon base”" in text_of(refused)

    def test_what_one_may_not_read_is_not_on_it(self, world, linked):
        Objective.objects.filter(title="Green leads nowhere").update(visibility="people")
        assert len(cards(world.client("mate").get(MAP))) == 2
        assert len(cards(world.client("lead").get(MAP))) == 3

    def test_too_many_ask_for_a_unit(self, leader, linked, monkeypatch):
        monkeypatch.setattr(chart, "AT_MOST", 1)
        assert "Choose a unit at the top" in heading_of(leader.get(MAP))

    def test_it_asks_as_often_for_many(self, leader, linked):
        def grow(count):
            for number in range(Objective.objects.count(), count):
                child = linked.add_objective(f"Objective {number}")
                link_objective(linked.system, child.pk, goal_id=linked.goal.pk)

        def at_first():
            chart.forget()
            return leader.get(MAP)

        assert_no_growth(grow, at_first, sizes=(4, 20))
        assert_budget("map, laid out anew", at_first)
        part = f"{MAP}/part?x=0&y=0&w=1500&h=1000"
        assert_budget("part of the map", lambda: leader.get(part))


class TestParts:
    def test_a_part_holds_the_cards_that_begin_in_it(self, leader, linked):
        assert len(cards(leader.get(f"{MAP}/part?x=0&y=0&w=1504&h=1024"))) == 3
        assert cards(leader.get(f"{MAP}/part?x=50000&y=0&w=1504&h=1024")) == []

    @pytest.mark.parametrize(
        "query", ["", "x=0&y=0&w=nan&h=1", "x=0&y=0&w=0&h=1", "x=a&y=0&w=1&h=1"]
    )
    def test_a_part_without_a_place_is_refused(self, leader, linked, query):
        assert leader.get(f"{MAP}/part?{query}").status_code == 422

    def test_far_away_nothing_is_read_rather_than_everything(self, leader, linked, monkeypatch):
        monkeypatch.setattr(maps, "SHOWN", 2)
        assert cards(leader.get(f"{MAP}/part?x=0&y=0&w=9000&h=9000")) == []

    def test_relatives_are_all_above_and_below_with_the_ways_between(self, leader, linked):
        above = Objective.objects.get(title="Works is where people want to buy")
        found = leader.get(f"{MAP}/relatives?node={linked.objective.pk}").json()
        assert (found["above"], found["below"]) == ([above.pk], [])
        assert [way["kind"] for way in found["ways"]] == ["drives_score"]
        assert leader.get(f"{MAP}/relatives?node=999999").status_code == 404
