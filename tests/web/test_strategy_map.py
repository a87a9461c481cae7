"""The strategy map: everything on it can be read, opened and told apart."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.web.charts import MapGoal, MapLane, MapLink, StrategyMap, strategy_map
from headway.web.charts.fitted import drawn_width, fitted
from headway.web.charts.labels import overlap
from headway.web.charts.scale import Box
from headway.web.charts.strategy_map_marks import marks
from headway.web.charts.strategy_map_sheet import Sheet
from tests.web.svg import Picture, inside

LANES = (MapLane("Financial", "what owners get"), MapLane("Customer"), MapLane("Process"))
TITLES = (
    "Short", "A quiet winter for every customer of ours", "W" * 40,
    "Satisfy residential and small business customers in every region that we serve",
)  # fmt: skip
VERDICTS = ["untested", "supported", "not_seen", "contradicted", "not_testable"]


@st.composite
def maps(draw):
    """Up to twelve goals in three lanes and links that close no circle, some with labels."""
    lanes = draw(st.lists(st.integers(0, 2), max_size=12))
    goals = tuple(
        MapGoal(
            number,
            lane,
            draw(st.sampled_from(TITLES)),
            "/g",
            draw(st.sampled_from([None, 0.0, 66.4, 100.0])),
            "",
            draw(st.sampled_from([None, -12.0, 3.0])),
        )
        for number, lane in enumerate(lanes)
    )
    pairs = list(itertools.combinations(range(len(lanes)), 2))
    picked = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=16)) if pairs else []
    links = tuple(
        MapLink(
            number,
            cause,
            effect,
            draw(st.sampled_from([1, -1])),
            "8 weeks",
            draw(st.sampled_from(VERDICTS)),
            draw(st.sampled_from(["", "r 0.52, n 54", "power 60 %"])),
            "/l",
        )
        for number, (cause, effect) in enumerate(picked)
    )
    return StrategyMap(LANES, goals, links, "Strategy map")


def drawn_boxes(picture):
    """The goals' boxes in the picture."""
    return [
        Box(x, y, x + wide, y + tall)
        for rect in picture.root.iter("rect")
        if rect.get("class") == "nd"
        for x, y, wide, tall in [[float(rect.attrib[a]) for a in ("x", "y", "width", "height")]]
    ]


def circles(picture):
    """The middles of the marks."""
    return [
        tuple(float(n) for n in re.findall(r"[\d.]+", group.attrib["transform"]))
        for group in picture.root.iter("g")
        if "transform" in group.attrib
    ]


def labels_of(picture, size=11.0):
    """Where the arrows' labels are drawn."""
    found = []
    for label in picture.labels():
        if label.name.startswith("lb"):
            wide = drawn_width(label.text, size)
            left = label.spot.x - (wide if label.spot.anchor == "end" else 0)
            found.append(Box(left, label.spot.y - 9, left + wide, label.spot.y + 3))
    return found


@given(maps())
def test_a_label_covers_no_goal_and_no_other_label(found):
    picture = Picture.of(strategy_map(found))
    boxes, labels = drawn_boxes(picture), labels_of(picture)
    assert len(boxes) == len(found.goals)
    assert not any(overlap(label, box) for label in labels for box in boxes)
    assert not any(overlap(one, other) for one, other in itertools.combinations(labels, 2))
    assert all(inside(box, *picture.size) for box in boxes + labels)


@given(maps())
def test_a_label_covers_no_minus_sign(found):
    """The sign of what holds down stands at the arrow's head."""
    picture = Picture.of(strategy_map(found))
    signs = [
        Box(x, y - 1, x + 8, y + 1)
        for path in picture.root.iter("path")
        if path.get("class", "").startswith("sg")
        for x, y in [[float(n) for n in re.findall(r"[\d.]+", path.attrib["d"].split("zM")[1])[:2]]]
    ]
    assert len(signs) == sum(link.sign < 0 for link in found.links)
    assert not any(overlap(label, sign) for label in labels_of(picture) for sign in signs)


@given(maps())
def test_each_link_has_a_mark_of_its_own(found):
    """Far enough from the others and from the goals to be pointed at (24 pixels)."""
    picture = Picture.of(strategy_map(found))
    middles = circles(picture)
    assert len(middles) == len(found.links)
    around = [Box(x - 12, y - 12, x + 12, y + 12) for x, y in middles]
    assert not any(overlap(one, box) for one in around for box in drawn_boxes(picture))
    assert not any(overlap(one, other) for one, other in itertools.combinations(around, 2))


@given(maps())
def test_a_label_stands_at_its_own_mark_only(found):
    """No other mark is as near to its ends as its own, a gap of 5 pixels."""
    for one, other in itertools.permutations(marks(Sheet(found)).values(), 2):
        if one.label is not None:
            x, y = other.at
            near = Box(x - 8 - 6, y - 8, x + 8 + 6, y + 8)
            assert not overlap(one.label, near)


@given(maps())
def test_no_arrow_runs_through_a_goal(found):
    sheet = Sheet(found)
    boxes = [sheet.box(goal.id) for goal in found.goals]
    for arrow in sheet.arrows:
        for x, y in arrow.points:
            for box in boxes:
                assert not (box.left < x < box.right and box.top < y < box.bottom)


@given(maps())
def test_arrows_at_a_goal_do_not_share_a_place(found):
    """Each tip and each start is a point of its own."""
    sheet = Sheet(found)
    ends = [point for arrow in sheet.arrows for point in (arrow.leaves, arrow.tip)]
    places = [(round(x, 1), round(y / 4)) for x, y in ends]
    assert len(set(places)) == len(places)


@given(maps())
def test_the_curve_meets_what_it_joins(found):
    """The pieces of an arrow go on from one another, from box to box."""
    for arrow in Sheet(found).arrows:
        for before, after in itertools.pairwise(arrow.curves):
            assert before.at(1)[0] == pytest.approx(after.at(0)[0])
        assert arrow.curves[0].at(0) == pytest.approx(arrow.curves[0].start)
        assert arrow.curves[-1].at(1)[0] == pytest.approx(arrow.tip[0])


def one_link(**kwargs):
    goals = (
        MapGoal(1, 0, "A quiet winter", "/goals/1", 66.4, "amber", 3.0),
        MapGoal(2, 2, "Right first time", "/goals/2"),
    )
    given = {"sign": 1, "lag": "8 weeks", "verdict": "contradicted", "url": "/links/7", **kwargs}
    return StrategyMap(LANES, goals, (MapLink(7, 2, 1, **given),), "Two goals, one link")


def names(picture):
    """What is told of each thing one can open, in reading order."""
    return [link.find("title").text for link in picture.root.iter("a")]


def test_goals_and_links_are_told_lane_by_lane():
    picture = Picture.of(strategy_map(one_link(label="r −0.44")))
    assert picture.name == "Two goals, one link"
    assert names(picture) == [
        "A quiet winter: score 66 of 100, amber, changed by +3",
        "Right first time: no score",
        "Right first time drives A quiet winter after 8 weeks: contradicted, r −0.44",
    ]
    assert [link.attrib["href"] for link in picture.root.iter("a")] == [
        "/goals/1", "/goals/2", "/links/7",
    ]  # fmt: skip
    order = [text for text in picture.texts() if text in {lane.name for lane in LANES}]
    assert order == ["Financial", "Customer", "Process"]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"lag": ""}, "Right first time drives A quiet winter: contradicted"),
        ({"sign": -1}, "Right first time holds down A quiet winter after 8 weeks: contradicted"),
        (
            {"sign": -1, "lag": "", "verdict": "not_seen"},
            "Right first time holds down A quiet winter: not seen",
        ),
        (
            {"verdict": "not_testable"},
            "Right first time drives A quiet winter after 8 weeks: not testable",
        ),
    ],
)
def test_sign_lag_and_verdict_are_said(how, words):
    assert names(Picture.of(strategy_map(one_link(**how))))[-1] == words


def test_each_verdict_has_a_shape_of_its_own():
    shapes = set()
    for verdict in VERDICTS:
        picture = Picture.of(strategy_map(one_link(verdict=verdict)))
        shapes |= {
            path.attrib["d"]
            for path in picture.root.iter("path")
            if path.get("class", "").startswith("gl ")
        }
    assert len(shapes) == len(VERDICTS)


def test_what_holds_down_has_a_hollow_head_and_a_minus():
    def heads(sign):
        root = Picture.of(strategy_map(one_link(sign=sign))).root
        kinds = [path.get("class", "") for path in root.iter("path")]
        return "sg e-con" in kinds, "h-con" in kinds

    assert heads(1) == (False, True)
    assert heads(-1) == (True, False)


def test_a_link_to_a_lower_lane_points_down():
    goals = (MapGoal(1, 0, "Above"), MapGoal(2, 1, "Below"))
    (arrow,) = Sheet(StrategyMap(LANES, goals, (MapLink(1, 1, 2),), "m")).arrows
    assert arrow.is_down
    assert arrow.tip[1] > arrow.leaves[1]
    assert arrow.head.bottom == arrow.tip[1]


def test_a_title_too_long_is_cut_and_told_whole():
    title = "An extraordinarily long title that nobody would ever read in full on a map of ours"
    picture = Picture.of(strategy_map(StrategyMap(LANES, (MapGoal(1, 0, title, "/g"),), (), "m")))
    shown = [label.text for label in picture.labels() if label.name == "nt"]
    assert len(shown) == 3
    assert shown[-1].endswith("…")
    assert names(picture) == [f"{title}: no score"]


def test_a_third_line_makes_room_in_its_row_only():
    """Boxes of a row are alike; the lines stand within them, and rows as far apart as before."""
    long = "Satisfy residential and small business customers"
    goals = (MapGoal(1, 0, long, "/g"), MapGoal(2, 0, "Short", "/g"), MapGoal(3, 1, "Low", "/g"))
    found = StrategyMap(LANES, goals, (), "m")
    picture, sheet = Picture.of(strategy_map(found)), Sheet(found)
    shown = [label for label in picture.labels() if label.name == "nt"]
    assert " ".join(label.text for label in shown[:3]) == long
    boxes = [sheet.box(goal.id) for goal in goals]
    assert [box.bottom - box.top for box in boxes] == [68, 68, 52]
    assert boxes[2].top - boxes[0].bottom == 64
    assert drawn_boxes(picture) == boxes
    for label in shown[:3]:
        assert boxes[0].top + 14 <= label.spot.y <= boxes[0].bottom - 10


def test_without_addresses_nothing_is_a_link_yet_all_is_told():
    found = StrategyMap(
        LANES, (MapGoal(1, 0, "One"), MapGoal(2, 1, "Two")), (MapLink(1, 2, 1),), "m"
    )
    root = Picture.of(strategy_map(found)).root
    assert not list(root.iter("a"))
    told = [group.find("title").text for group in root.iter("g") if group.get("role") == "img"]
    assert told == ["One: no score", "Two: no score", "Two drives One: untested"]


def test_words_of_people_stay_words():
    lanes = (MapLane("<b>", '"&'),)
    goals = (MapGoal(1, 0, "<script>", "/g?a=1&b=2"), MapGoal(2, 0, "&amp;", "/h"))
    drawing = strategy_map(
        StrategyMap(lanes, goals, (MapLink(1, 2, 1, label="<i>", url="/l"),), '"m"')
    )
    texts = Picture.of(drawing).texts()
    assert {"<b>", '"&', "<script>", "&amp;", "<i>"} <= set(texts)
    assert "<script>" not in drawing


def test_no_inline_style_and_no_number_of_its_own_name():
    """A strict content policy allows none; two maps on a page must not share an id."""
    drawing = strategy_map(one_link())
    assert "style=" not in drawing
    assert ' id="' not in drawing


def test_lanes_without_goals_are_drawn():
    picture = Picture.of(strategy_map(StrategyMap(LANES, (), (), "No goals yet")))
    assert picture.texts() == ["Financial", "what owners get", "Customer", "Process"]
    assert picture.size == (1160.0, 32 + 3 * 52 + 2 * 64 + 32)


def test_a_full_map_keeps_its_marks_apart():
    """Twenty goals and forty links in five lanes: every mark is clear of the others and most labels
    have room."""
    lanes = tuple(MapLane(f"Lane {n}") for n in range(5))
    goals = tuple(MapGoal(n, n // 4, f"Goal {n}", "/g", 50.0, "amber") for n in range(20))
    near = [(c, e) for c in range(20) for e in range(20) if e // 4 == c // 4 - 1]
    picked = [pair for at, pair in enumerate(near) if at % 8 not in (2, 5, 7)][:40]
    links = tuple(
        MapLink(n, c, e, 1, "", "supported", "r 0.52, n 54", "/l")
        for n, (c, e) in enumerate(picked)
    )
    sheet = Sheet(StrategyMap(lanes, goals, links, "m"))
    found = marks(sheet)
    around = [one.boxes[0] for one in found.values()]
    assert len(around) == 40
    assert not any(overlap(one, other) for one, other in itertools.combinations(around, 2))
    assert sum(one.side != 0 for one in found.values()) >= 30


@given(st.text(max_size=60), st.floats(30, 200), st.integers(1, 3))
def test_a_fitted_text_fits(text, width, lines):
    found = fitted(text, width, lines)
    assert 1 <= len(found) <= lines
    assert all(drawn_width(line) <= width for line in found)


@given(st.lists(st.sampled_from(["one", "quiet", "winter"]), max_size=6))
def test_a_fitted_text_with_room_keeps_its_words(words):
    assert " ".join(fitted(" ".join(words), 90, 9)) == " ".join(words)
