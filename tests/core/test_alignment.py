"""The alignment graph."""

from __future__ import annotations

import itertools
import math
from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.alignment import (
    Node,
    RolledUp,
    check_shares,
    circles,
    depths,
    dominant,
    effective_shares,
    influence,
    knots,
    path_between,
    redundant_edges,
    roll_up,
    sweep,
    too_deep,
    topological_order,
    weights_of,
    worst,
)
from headway.core.errors import CircleError, ShareError

links = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25)


def as_parents(pairs):
    parents: dict[int, list[int]] = {node: [] for node in range(9)}
    for child, parent in pairs:
        if child != parent:
            parents[child].append(parent)
    return parents


@given(links, st.integers(0, 8), st.integers(0, 8))
def test_a_link_is_refused_exactly_when_it_closes_a_circle(pairs, child, parent):
    """Checked against the standard library's own cycle detection; the named path is real."""
    parents = as_parents(pairs)
    if topological_order(parents).unresolved:
        return
    path = path_between(parents, child, parent)
    with_link = {**parents, child: [*parents[child], parent]}
    try:
        list(TopologicalSorter(with_link).static_order())
        assert path is None
    except CycleError:
        assert path is not None
        assert path[0] == path[-1] == child
        assert path[1] == parent
        for below, above in itertools.pairwise(path[1:]):
            assert above in parents[below]


@given(links)
def test_order_puts_parents_first_and_lists_every_node_once(pairs):
    parents = as_parents(pairs)
    order = topological_order(parents)
    assert sorted([*order.nodes, *order.unresolved]) == list(range(9))
    place = {node: number for number, node in enumerate(order.nodes)}
    for node in order.nodes:
        assert all(place[parent] < place[node] for parent in parents[node])


@given(links)
def test_depth_is_one_more_than_the_deepest_parent(pairs):
    parents = as_parents(pairs)
    if topological_order(parents).unresolved:
        with pytest.raises(CircleError):
            depths(parents)
        return
    found = depths(parents)
    for node, above in parents.items():
        assert found[node] == (1 + max(found[p] for p in above) if above else 0)


@given(links)
def test_a_redundant_link_can_go_without_losing_an_ancestor(pairs):
    parents = as_parents(pairs)
    if topological_order(parents).unresolved:
        return

    def above(node, graph):
        found: set[int] = set()
        waiting = list(graph[node])
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += graph[one]
        return found

    for child, parent in redundant_edges(parents):
        without = {**parents, child: [p for p in parents[child] if p != parent]}
        assert above(child, without) == above(child, parents)


@st.composite
def graphs(draw):
    """A random directed acyclic score graph: children always have higher numbers."""
    count = draw(st.integers(1, 8))
    nodes = {}
    for node in range(count):
        below = draw(st.lists(st.integers(node + 1, count), max_size=3, unique=True))
        children = tuple((c, draw(st.floats(0.1, 5))) for c in below if c < count)
        own = draw(st.one_of(st.none(), st.floats(0, 1)))
        nodes[node] = Node(own, draw(st.one_of(st.just(0.0), st.floats(0.1, 3))), children)
    return nodes


@given(graphs())
def test_rolled_up_scores_stay_within_what_went_in(nodes):
    """A weighted mean cannot leave the range of its terms; unknown stays unknown."""
    known = [node.own for node in nodes.values() if node.own is not None]
    for rolled in roll_up(nodes).values():
        assert -1e-12 <= rolled.coverage <= 1 + 1e-12
        if rolled.score is not None:
            assert min(known) - 1e-9 <= rolled.score <= max(known) + 1e-9
            assert rolled.coverage >= 0.5 - 1e-9


@given(graphs())
def test_influences_sum_to_one_and_recompute_the_score(nodes):
    """The root's score is the sum of each node's own score times its influence."""
    root = roll_up(nodes)[0]
    found = influence(nodes, 0)
    if root.score is None:
        assert found == {}
        return
    assert math.fsum(found.values()) == pytest.approx(1)
    again = math.fsum(share * (nodes[name].own or 0.0) for name, share in found.items())
    assert again == pytest.approx(root.score, abs=1e-9)


def test_below_half_coverage_there_is_no_score():
    nodes = {1: Node(1.0, 1, ((2, 1.5),)), 2: Node(None)}
    assert roll_up(nodes)[1].score is None
    assert roll_up(nodes)[1].coverage == pytest.approx(0.4)


def test_a_circle_among_scores_is_named():
    with pytest.raises(CircleError) as refused:
        roll_up({1: Node(1, 1, ((2, 1),)), 2: Node(1, 1, ((1, 1),))})
    assert set(refused.value.path) == {1, 2}


@given(links)
def test_a_link_lies_on_a_circle_where_both_ends_are_in_one_knot(pairs):
    """Exactly where there is a way back."""
    parents = as_parents(pairs)
    found = knots(parents)
    for child, above_all in parents.items():
        for above in above_all:
            leads_back = path_between(parents, child, above) is not None
            assert (found[child] == found[above]) == leads_back


def test_a_ring_of_a_hundred_thousand_is_one_knot():
    """In one pass: a file of many objectives, each of which serves the next, is no trap."""
    size = 100_000
    assert len(set(knots({n: [(n + 1) % size] for n in range(size)}).values())) == 1


@given(links)
def test_circles_are_real_and_without_their_closing_links_none_is_left(pairs):
    """Every named way exists; a graph has circles exactly when some are named."""
    parents = as_parents(pairs)
    found = circles(parents)
    assert bool(found) == bool(topological_order(parents).unresolved)
    for circle in found:
        for below, above in itertools.pairwise((*circle, circle[0])):
            assert above in parents[below]
    closing = {(circle[0], circle[1]) for circle in found}
    rest = {n: [p for p in above if (n, p) not in closing] for n, above in parents.items()}
    assert topological_order(rest).unresolved == ()


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_in_which_nodes_and_links_are_given_changes_nothing(nodes, random):
    """Scores, coverages and influences are the same for any order of nodes and of children."""
    names = list(nodes)
    random.shuffle(names)
    shuffled = {}
    for name in names:
        children = list(nodes[name].children)
        random.shuffle(children)
        shuffled[name] = Node(nodes[name].own, nodes[name].own_weight, tuple(children))
    before, after = roll_up(nodes), roll_up(shuffled)
    for name in nodes:
        assert after[name].score == pytest.approx(before[name].score, abs=1e-12)
        assert after[name].coverage == pytest.approx(before[name].coverage, abs=1e-12)
    assert influence(shuffled, 0) == pytest.approx(influence(nodes, 0), abs=1e-12)


@given(graphs())
def test_scores_and_influences_lie_between_0_and_1(nodes):
    for rolled in roll_up(nodes).values():
        assert rolled.score is None or -1e-12 <= rolled.score <= 1 + 1e-12
    assert all(0 <= share <= 1 + 1e-12 for share in influence(nodes, 0).values())


@given(graphs())
def test_a_stored_graph_swept_at_once_gives_what_node_by_node_gives(nodes):
    """The array form against the readable one; a node without a say of its own has no coverage."""
    nodes = {
        name: node if node.own_weight > 0 or node.children else Node(node.own, 1.0, ())
        for name, node in nodes.items()
    }
    links = [(c, name, w) for name, node in nodes.items() for c, w in node.children]
    children, parents, weights = zip(*links, strict=True) if links else ((), (), ())
    swept = sweep(
        [nodes[name].own for name in range(len(nodes))],
        [
            None if n.own_weight == 0 else 0.0 if n.own is None else 1.0
            for n in (nodes[name] for name in range(len(nodes)))
        ],
        [nodes[name].own_weight for name in range(len(nodes))],
        children,
        parents,
        weights,
    )
    expected = roll_up(nodes)
    assert swept.unresolved == []
    for name in nodes:
        assert swept.scores[name] == pytest.approx(expected[name].score, abs=1e-12)
        assert swept.coverages[name] == pytest.approx(expected[name].coverage, abs=1e-12)


@given(links)
def test_a_sweep_leaves_out_what_stands_on_a_circle_or_above_one(pairs):
    pairs = [(child, parent) for child, parent in dict.fromkeys(pairs) if child != parent]
    swept = sweep(
        [0.5] * 9, [1.0] * 9, [1.0] * 9, [c for c, _ in pairs], [p for _, p in pairs],
        [1.0] * len(pairs),
    )  # fmt: skip
    children: dict[int, list[int]] = {node: [] for node in range(9)}
    for child, parent in pairs:
        children[parent].append(child)
    assert tuple(swept.unresolved) == tuple(sorted(topological_order(children).unresolved))


@given(
    st.dictionaries(
        st.integers(0, 5), st.dictionaries(st.integers(6, 8), st.integers(0, 3), max_size=3)
    ),
    st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=6),
)
def test_value_links_conserve_totals(below, values):
    """What children hand on to the roots comes to what they have, where all of it is handed on."""
    totals = dict.fromkeys(range(6, 9), 0.0)
    handed_on = 0.0
    for child, stated in below.items():
        shares = effective_shares({p: None if n == 0 else n / 12 for p, n in stated.items()})
        check_shares(shares)
        for parent, share in shares.items():
            totals[parent] += share * values[child]
        handed_on += values[child] * math.fsum(shares.values())
        if 0 in stated.values():
            assert math.fsum(shares.values()) == pytest.approx(1)
    assert math.fsum(totals.values()) == pytest.approx(handed_on, abs=1e-6)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_shares_beyond_the_whole_are_refused_and_all_others_pass(shares):
    stated = dict(enumerate(shares))
    if math.fsum(shares) > 1 + 1e-9:
        with pytest.raises(ShareError) as refused:
            check_shares(stated)
        assert refused.value.total == pytest.approx(math.fsum(shares))
    else:
        check_shares(stated)


@given(graphs())
def test_the_weights_in_one_score_sum_to_1(nodes):
    scores = roll_up(nodes)
    for node in nodes.values():
        own = RolledUp(node.own, 0.0 if node.own is None else 1.0)
        below = [(c, w, scores[c]) for c, w in node.children]
        weights = weights_of(own, node.own_weight, below)
        if weights:
            assert math.fsum(weights.values()) == pytest.approx(1)


def test_a_diamond_gives_one_leaf_more_than_half_of_the_say_and_that_is_said():
    nodes = {
        1: Node(None, 0, ((2, 1), (3, 1))), 2: Node(0.5, 1, ((4, 3),)), 3: Node(0.5, 1, ((4, 3),)),
        4: Node(0.9),
    }  # fmt: skip
    assert dominant(influence(nodes, 1), 1) == (4, pytest.approx(0.75))


def test_more_than_four_levels_are_worth_a_word():
    chain = {node: [node - 1] if node else [] for node in range(7)}
    assert too_deep(depths(chain)) == [6, 5]


@given(st.lists(st.tuples(st.floats(0, 1), st.one_of(st.none(), st.floats(0, 1))), max_size=6))
def test_no_child_costs_more_than_the_worst(children):
    named = [(name, weight, score) for name, (weight, score) in enumerate(children)]
    found = worst(named)
    costs = [weight * (1 - score) for _, weight, score in named if score is not None]
    if found is None:
        assert all(cost <= 1e-9 for cost in costs)
    else:
        assert found.costs == pytest.approx(max(costs))
