"""The layout of a strategy map."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import CircleError, DefinitionError
from headway.core.maps import BESIDE, BOX, PASSING, Place, arrange, circle

NEARLY = 1e-9


@st.composite
def maps(draw, most=14, ways=24):
    """Goals in lanes with links that close no circle: each leads from a later to an earlier goal of
    a shuffled row, so up, within a lane and down."""
    lanes = draw(st.lists(st.integers(0, 3), max_size=most))
    orders = draw(st.lists(st.integers(0, 4), min_size=len(lanes), max_size=len(lanes)))
    names = draw(st.permutations(range(len(lanes))))
    nodes = [Place(n, lane, at) for n, lane, at in zip(names, lanes, orders, strict=True)]
    pairs = list(itertools.combinations(range(len(lanes)), 2))
    picked = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=ways)) if pairs else []
    return nodes, picked


def ends(found, pair):
    """Every point of a link, its ends included."""
    cause, effect = pair
    return [found.nodes[cause], *found.links[pair], found.nodes[effect]]


def rows_of_lanes(found):
    """For each row the lane it belongs to."""
    return [lane for lane, rows in enumerate(found.rows) for _ in range(rows)]


@given(maps(), st.integers(1, 5))
def test_each_goal_stands_once_and_in_its_lane(given, per_row):
    """Every node is placed, in a row of its own lane; no row has more than ``per_row``; every lane
    has a row."""
    nodes, links = given
    found = arrange(nodes, links, per_row=per_row)
    assert sorted(found.nodes) == sorted(node.id for node in nodes)
    lanes = rows_of_lanes(found)
    assert all(lanes[found.nodes[node.id].row] == node.lane for node in nodes)
    rows = [spot.row for spot in found.nodes.values()]
    assert all(rows.count(row) <= per_row for row in rows)
    assert all(count >= 1 for count in found.rows)


@given(maps())
def test_an_effect_stands_above_its_cause_within_a_lane(given):
    """Links between lanes lead as the lanes lie, those within a lane upwards."""
    nodes, links = given
    found = arrange(nodes, links)
    lane = {node.id: node.lane for node in nodes}
    for cause, effect in links:
        if lane[cause] >= lane[effect]:
            assert found.nodes[cause].row > found.nodes[effect].row
        else:
            assert found.nodes[cause].row < found.nodes[effect].row


@given(maps(), st.integers(1, 5))
def test_nothing_comes_too_close(given, per_row):
    """Boxes stand a column apart, links pass beside boxes and beside each other; all of it within
    the width."""
    nodes, links = given
    found = arrange(nodes, links, per_row=per_row)
    boxes = [(spot.row, spot.x, True) for spot in found.nodes.values()]
    passing = [(spot.row, spot.x, False) for way in found.links.values() for spot in way]
    for (row, x, is_box), (other_row, other_x, other_is_box) in itertools.combinations(
        boxes + passing, 2
    ):
        if row == other_row:
            least = (BESIDE, PASSING, BOX)[is_box + other_is_box]
            assert abs(x - other_x) >= least - NEARLY
    for _, x, is_box in boxes + passing:
        assert abs(x) + (BOX if is_box else BESIDE) / 2 <= found.columns / 2 + NEARLY


@given(maps())
def test_a_link_has_a_point_in_every_row_it_passes(given):
    """From the row of the cause to the row of the effect, one by one."""
    nodes, links = given
    found = arrange(nodes, links)
    assert sorted(found.links) == sorted(links)
    for pair in links:
        rows = [spot.row for spot in ends(found, pair)]
        steps = {after - before for before, after in itertools.pairwise(rows)}
        assert steps in ({1}, {-1})


@given(maps(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(given, dice):
    """The same map for the same goals and links."""
    nodes, links = given
    mixed, ways = list(nodes), list(links)
    dice.shuffle(mixed)
    dice.shuffle(ways)
    assert arrange(mixed, ways) == arrange(nodes, links)


def counted(found):
    """Crossings of straight pieces between neighbouring rows, pair by pair."""
    pieces = [
        sorted(((a.row, a.x), (b.row, b.x)))
        for pair in found.links
        for a, b in itertools.pairwise(ends(found, pair))
    ]
    return sum(
        one[0][0] == other[0][0]
        and (one[0][1] - other[0][1]) * (one[1][1] - other[1][1]) < 0
        for one, other in itertools.combinations(pieces, 2)
    )  # fmt: skip


@given(maps())
def test_crossings_are_those_one_sees(given):
    """The count agrees with the drawing itself."""
    found = arrange(*given)
    assert found.crossings == counted(found)


@given(maps())
def test_people_s_order_never_has_fewer_crossings(given):
    """Where links lead to the next row only, compared with every row in people's order."""
    nodes, links = given
    near = [pair for pair in links if not arrange(nodes, links).links[pair]]
    found = arrange(nodes, near)
    near = [pair for pair in near if not found.links[pair]]
    found = arrange(nodes, near)
    if any(found.links.values()):
        return
    wish = {
        node.id: at for at, node in enumerate(sorted(nodes, key=lambda n: (n.lane, n.order, n.id)))
    }
    row = {node: spot.row for node, spot in found.nodes.items()}
    pieces = [sorted([(row[a], wish[a]), (row[b], wish[b])]) for a, b in near]
    as_wished = sum(
        one[0][0] == other[0][0]
        and (one[0][1] - other[0][1]) * (one[1][1] - other[1][1]) < 0
        for one, other in itertools.combinations(pieces, 2)
    )  # fmt: skip
    assert found.crossings <= as_wished


@given(maps())
def test_without_links_people_s_order_stands(given):
    """From the left to the right, and from row to row."""
    nodes, _ = given
    found = arrange(nodes, [])
    wished = sorted(nodes, key=lambda node: (node.lane, node.order, node.id))
    read = sorted(found.nodes, key=lambda node: (found.nodes[node].row, found.nodes[node].x))
    assert read == [node.id for node in wished]
    assert found.crossings == 0


@pytest.mark.parametrize(
    ("goals", "per_row", "rows"),
    [(1, 4, [1]), (4, 4, [4]), (5, 4, [3, 2]), (6, 4, [3, 3]), (9, 4, [3, 3, 3]), (3, 1, [1] * 3)],
)
def test_a_long_lane_has_rows_filled_alike(goals, per_row, rows):
    """Six goals are three and three, not four and two."""
    found = arrange([Place(n, 0, n) for n in range(goals)], [], per_row=per_row)
    held = [spot.row for spot in found.nodes.values()]
    assert sorted((held.count(row) for row in set(held)), reverse=True) == rows
    assert found.rows == (len(rows),)


def test_a_chain_within_a_lane_climbs():
    """Three goals, one the cause of the next: three rows, the last effect on top; straight."""
    found = arrange([Place(1, 0), Place(2, 0), Place(3, 0)], [(1, 2), (2, 3)])
    assert [found.nodes[n].row for n in (1, 2, 3)] == [2, 1, 0]
    assert {round(spot.x, 6) for spot in found.nodes.values()} == {0.0}


def test_a_goal_of_a_lane_with_rows_stands_near_what_it_leads_to():
    """2 causes 1 in their lane; 3 leads to the lane above, 4 comes from the one below."""
    nodes = [Place(0, 0), *(Place(n, 1, n) for n in (1, 2, 3, 4)), Place(5, 2)]
    found = arrange(nodes, [(2, 1), (3, 0), (5, 4)])
    assert [found.nodes[n].row for n in (1, 3)] == [1, 1]
    assert [found.nodes[n].row for n in (2, 4)] == [2, 2]


def test_two_links_that_cross_are_untangled():
    """Lanes of two, each leading to the other side: the lower lane turns, no crossing is left."""
    nodes = [Place(1, 0, 1), Place(2, 0, 2), Place(3, 1, 1), Place(4, 1, 2)]
    found = arrange(nodes, [(3, 2), (4, 1)])
    assert found.crossings == 0
    assert (found.nodes[1].x < found.nodes[2].x) == (found.nodes[4].x < found.nodes[3].x)


def test_two_by_two_all_linked_cross_once():
    """The smallest map that cannot be drawn without a crossing; people's order stands."""
    nodes = [Place(1, 0, 1), Place(2, 0, 2), Place(3, 1, 1), Place(4, 1, 2)]
    found = arrange(nodes, [(3, 1), (3, 2), (4, 1), (4, 2)])
    assert found.crossings == 1
    assert found.nodes[1].x < found.nodes[2].x
    assert found.nodes[3].x < found.nodes[4].x


def test_a_link_to_a_lower_lane_is_drawn_downwards():
    """From the top lane to the bottom one, past the lane between."""
    found = arrange([Place(1, 0), Place(2, 1), Place(3, 2)], [(1, 3)])
    assert [spot.row for spot in ends(found, (1, 3))] == [0, 1, 2]
    assert abs(found.links[1, 3][0].x - found.nodes[2].x) >= PASSING - NEARLY


def test_lanes_without_goals_have_a_row():
    """Between others, and at the bottom as many as asked for."""
    assert arrange([Place(1, 0), Place(2, 2)], [], lanes=4).rows == (1, 1, 1, 1)
    assert arrange([], [], lanes=4).rows == (1, 1, 1, 1)
    assert arrange([], []).rows == ()


MOCK_UP = [
    [Place(n, lane, n) for lane, goals in enumerate([(1, 2), (3, 4), (5, 6, 7), (8, 9)])
     for n in goals],
    [(5, 4), (5, 3), (6, 4), (3, 1), (4, 1), (7, 2), (8, 5), (9, 7), (9, 6), (4, 2)],
]  # fmt: skip


def test_a_usual_map_has_no_crossing():
    """Nine goals and ten links in four perspectives."""
    found = arrange(*MOCK_UP)
    assert found.crossings == 0
    assert found.rows == (1, 1, 1, 1)


def full_map(seed):
    """Twenty goals in five lanes, forty links, most of them to the lane above."""
    dice = random.Random(seed)
    nodes = [Place(n, n // 4, n) for n in range(20)]
    near = [(c, e) for c in range(20) for e in range(20) if e // 4 == c // 4 - 1]
    far = [(c, e) for c in range(20) for e in range(20) if e // 4 == c // 4 - 2]
    return nodes, dice.sample(near, 34) + dice.sample(far, 6)


@pytest.mark.parametrize("seed", range(5))
def test_a_full_map_is_far_tidier_than_people_left_it(seed):
    """Random links are the worst case: at most 0.6 of the crossings that the rows have when each
    goal stands where its number puts it."""
    nodes, links = full_map(seed)
    found = arrange(nodes, links)
    far = [pair for pair in links if found.links[pair]]
    near = [pair for pair in links if pair not in far]
    as_given = sum(
        a[0] // 4 == b[0] // 4 and (a[0] - b[0]) * (a[1] - b[1]) < 0
        for a, b in itertools.combinations(near, 2)
    )
    assert arrange(nodes, near).crossings <= 0.6 * as_given


@pytest.mark.parametrize(
    ("nodes", "links", "code"),
    [
        ([Place(1, 0)], [(1, 1)], "LINK_SELF"),
        ([Place(1, 0)], [(1, 2)], "LINK_UNKNOWN"),
        ([Place(1, 0)], [(2, 1)], "LINK_UNKNOWN"),
        ([Place(1, 0), Place(2, 1)], [(2, 1), (2, 1)], "LINK_TWICE"),
        ([Place(1, 0), Place(1, 1)], [], "MAP_TWICE"),
        ([Place(1, -1)], [], "MAP_LANE"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(nodes, links, code):
    """With a stable code."""
    with pytest.raises(DefinitionError) as caught:
        arrange(nodes, links)
    assert caught.value.code == code


def test_a_circle_is_named():
    """The way round is in the message and in the error."""
    nodes = [Place(n, n) for n in range(1, 5)]
    with pytest.raises(CircleError, match="2 to 3 to 4 to 2") as caught:
        arrange(nodes, [(1, 2), (3, 4), (4, 2), (2, 3)])
    assert caught.value.path == (2, 3, 4, 2)


def test_a_row_needs_room_for_a_box():
    """``per_row`` of 0 is no map."""
    with pytest.raises(DefinitionError) as caught:
        arrange([], [], per_row=0)
    assert caught.value.code == "MAP_ROW"


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_a_circle_is_real_and_none_is_missed(links):
    """Each step of the way is a link, it ends where it began, and without links on circles there is
    none; checked by taking away goals that nothing leads to until none is left."""
    way = circle(links)
    left = set(links)
    while True:
        effects = {effect for _, effect in left}
        kept = {pair for pair in left if pair[0] in effects}
        if kept == left:
            break
        left = kept
    assert bool(way) == bool(left)
    assert all(step in links for step in itertools.pairwise(way))
    assert way[:1] == way[-1:]
    assert circle(links[::-1]) == way
