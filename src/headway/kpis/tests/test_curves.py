"""A target that says its own curve: from its page, by the action, and what it colours."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from headway.activity.models import Event
from headway.core.goalposts import Direction
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Target
from headway.kpis.queries.goal_posts.moves import posts_of_kpi
from headway.kpis.queries.series.targets import targets_of
from headway.kpis.tests.values import first_pass_yield, measure, month
from headway.strategy.actions import add_measure
from headway.strategy.queries.kpi_scores import kpi_scores

pytestmark = pytest.mark.django_db

CURVE = [[60.0, 0.0], [80.0, 40.0], [90.0, 80.0], [95.0, 100.0]]


@pytest.fixture
def kpi(world: World) -> Kpi:
    """Of earlier than today, so that what is set today may move."""
    made = first_pass_yield(world, low_bound=None, high_bound=None)
    Kpi.objects.update(created_at="2025-06-01T09:00:00Z")
    return made


def wanted(world: World, kpi: Kpi, **fields: Any) -> Target:
    return set_target(world.system, kpi.pk, **{"kind": "at_least", "why": "It is asked.", **fields})


def fields_of(page: Any, name: str) -> list[str]:
    return re.findall(rf'name="{name}-[1-8]".*?value="([^"]*)"', html_of(page), re.DOTALL)


def posted(points: list[tuple[str, str]], **fields: str) -> dict[str, str]:
    sent = {"scored": "points", "do": "set", "effective_on": TODAY.isoformat(), "kind": "at_most",
            "high": "7", **fields}  # fmt: skip
    for at, (value, score) in enumerate(points, 1):
        sent |= {f"value-{at}": value, f"score-{at}": score}
    return sent


def test_the_points_of_the_form_become_the_target(world, kpi):
    client, address = world.client("owner"), f"/kpis/{kpi.pk}/target"
    sent = posted([("95", "100"), ("60", "0"), ("80", "40"), ("90", "80"), ("", "")])
    assert client.post(address, sent).status_code == 302
    made = Target.objects.get()
    assert (made.curve, made.kind, made.high) == (CURVE, "at_least", None)
    numbers = (made.low, made.red, made.worst, made.best)
    assert numbers == (pytest.approx(86 + 2 / 3), pytest.approx(76 + 2 / 3), 60, 95)
    page = client.get(address)
    assert fields_of(page, "score") == ["0", "40", "80", "100", "", "", "", ""]
    assert "scored by points: 60" in text_of(page)
    [event] = Event.objects.filter(verb="target.set")
    assert json.loads(event.after)["curve"] == CURVE


def test_a_form_begins_with_the_anchors_that_hold(world, kpi):
    wanted(world, kpi, low=90.0, red=80.0)
    page = world.client("owner").get(f"/kpis/{kpi.pk}/target")
    fields = [fields_of(page, name)[:4] for name in ("value", "score")]
    assert fields == [["70", "80", "90", "100"], ["0", "33.33", "66.67", "100"]]
    sent = posted(list(zip(*fields, strict=True)), why="The same, by points.")
    world.client("owner").post(f"/kpis/{kpi.pk}/target", sent)
    newest = Target.objects.latest("pk")
    assert (newest.low, newest.red, newest.curve is None) == (90.0, 80.0, False)


@pytest.mark.parametrize(
    ("points", "field", "words"),
    [
        ([], "curve", "A curve has two to eight points."),
        ([("60", "0"), ("80", "")], "score-2", "A point has both."),
        ([("60", "0"), ("x", "90")], "value-2", "Enter a number"),
        ([("60", "0"), ("80", "50")], "curve", "where green begins"),
        ([("60", "0"), ("80", "90"), ("90", "20"), ("95", "90")], "curve", "Scores must rise"),
    ],
)
def test_points_that_make_no_curve_are_refused_and_kept(world, kpi, points, field, words):
    page = world.client("owner").post(f"/kpis/{kpi.pk}/target", posted(points))
    assert (page.status_code, Target.objects.exists()) == (422, False)
    assert words in text_of(page)
    assert f'id="f-{field}' in html_of(page)
    typed = [value for value, _score in [*points, ("", ""), ("", "")]]
    assert fields_of(page, "value")[:2] == typed[:2]


def test_what_stands_beside_a_curve_is_refused_all_at_once(world, kpi):
    with pytest.raises(InvalidInput) as refused:
        wanted(world, kpi, kind="at_most", curve=CURVE, low=3.0, best=9.0)
    assert sorted(error.field for error in refused.value.errors) == ["best", "kind", "low"]
    with pytest.raises(InvalidInput) as refused:
        wanted(world, kpi, curve=[])
    assert [error.field for error in refused.value.errors] == ["curve"]


def test_a_curve_scores_colours_and_is_explained(world, kpi):
    """88 lies 8 tenths of the way from 40 to 80: 72, green."""
    kpi.colouring = "thresholds"
    kpi.save()
    wanted(world, kpi, curve=CURVE, effective_on=month(0))
    measure(world, kpi, [85.0, 88.0], first=20)
    goal = world.goal
    add_measure(world.system, goal.pk, kpi_id=kpi.pk)
    [scored] = kpi_scores(world.actor("viewer"), [goal.pk], TODAY, None)[goal.pk]
    assert (scored.score, scored.scored.by) == (pytest.approx(72), "curve")
    kpi.state.refresh_from_db()
    assert kpi.state.colour == "green"
    page = text_of(world.client("viewer").get("/scorecard"))
    assert "40 + (88 − 80) / (90 − 80) × (80 − 40) = 72.0" in page
    assert "Scores 80, next to the value" in page
    [row] = targets_of(kpi.pk)
    assert [str(row.colour_of(value)) for value in (86.6, 86.7, 76.6, 76.7, None)] == [
        "amber", "green", "red", "amber", "grey"
    ]  # fmt: skip


def test_a_curve_is_part_of_the_goal_posts(world, kpi):
    wanted(world, kpi, curve=CURVE, effective_on=month(0))
    bent = [*CURVE[:3], [93.0, 85.0], CURVE[3]]
    assert wanted(world, kpi, curve=bent).pk != wanted(world, kpi, curve=CURVE).pk
    eased = [[60.0, 0.0], [75.0, 80.0], [95.0, 100.0]]
    wanted(world, kpi, curve=eased)
    found = posts_of_kpi(world.actor("owner"), kpi, TODAY, today=TODAY)
    told = [move.direction for move in found.targets]
    assert told == [Direction.CHANGED, Direction.CHANGED, Direction.EASED]
    assert "scored by points (60 → 0, 80 → 40, 90 → 80, 93 → 85" in text_of(
        world.client("owner").get(f"/kpis/{kpi.pk}")
    )
    same = wanted(world, kpi, curve=eased)
    assert same == Target.objects.latest("pk")


def test_a_range_tells_where_it_turns_red_on_each_side(world, kpi):
    """3 lies on a plateau of 50: amber, however far outside it is."""
    kpi.colouring, kpi.better = "thresholds", "within"
    kpi.save()
    one_sided = [[0.0, 10.0], [1.0, 100.0], [2.0, 50.0]]
    wanted(world, kpi, kind="within", curve=one_sided, effective_on=month(0))
    measure(world, kpi, [3.0] * 3, first=19)
    client = world.client("viewer")
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "Red below 0.2593 %" in page
    assert "red below 0.2593" in page  # in the list of its targets
    for said in ("so far outside", "Red above", "red from 0.3704"):
        assert said not in page
    wanted(world, kpi, kind="within", curve=[[0, 0], [3, 100], [6, 100], [12, 0]],
           effective_on=month(1))  # fmt: skip
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "Red below 1 %" in page
    assert "Red above 10 %" in page
    assert "red below 1, and above 10" in page


def test_the_red_threshold_within_the_limits_is_that_of_each_side(world, kpi):
    """Green from 1 to 2, red above 90 alone: no value near 10 is red by chance."""
    kpi.better = "within"
    kpi.save()
    far = [[-90.0, 0.0], [1.0, 100.0], [2.0, 100.0], [2.5, 40.0], [90.0, 34.0], [90.5, 0.0]]
    wanted(world, kpi, kind="within", curve=far, effective_on=month(0))
    measure(world, kpi, [10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0, 10.0, 12.0])
    page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    assert "red threshold lies inside" not in page
