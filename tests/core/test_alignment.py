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
    circles,
    depths,
    influence,
    path_between,
    redundant_edges,
    roll_up,
    topological_order,
)
from headway.core.errors import CircleError

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
