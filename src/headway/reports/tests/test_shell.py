"""The frame says where one is, offers what one may do, and costs the same however large we are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import RequestFactory

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import create_cycle, update_cycle
from headway.people.actions import (
    create_unit,
    update_organisation,
    update_person,
    update_unit,
)
from headway.reports.shell import context
from headway.reports.shell.frame import _kept as kept_frames


def shell_for(client, path="/"):
    return client.get(path).context["shell"]


def cycle_shown(page):
    """The cycle that the frame of a page names."""
    switches = re.findall(r'class="switch".*?<b>(.*?)</b>', page.content.decode(), flags=re.S)
    return switches[-1]


@pytest.fixture
def frame(world):
    """The frame of somebody's page, as the template gets it."""

    def read(name, query=None, session=None, path="/find"):
        request = RequestFactory().get(path, query or {})
        request.actor = world.actor(name)
        request.organisation = world.organisation
        request.session = session if session is not None else {}
        request.user = world.people[name].user
        request.resolver_match = None
        shell = context(request)["shell"]
        assert shell.organisation  # filled now, as a page's template would
        return shell

    return read


def test_a_stranger_gets_no_frame(world):
    request = RequestFactory().get("/")
    request.actor = None
    assert context(request) == {"shell": None}


def test_one_starts_in_ones_own_unit_and_the_running_cycle(frame):
    shell = frame("owner")
    assert (shell.unit.label, shell.unit.above) == ("Blue", "Aster › Works")
    assert (shell.cycle.label, shell.cycle.above) == ("Q4 2026", "Running, week 8 of 13")


@pytest.mark.parametrize("name", ["admin", "viewer", "lead"])
def test_without_a_unit_or_at_the_root_one_sees_the_whole_organisation(frame, name):
    shell = frame(name)
    assert (shell.unit.label, shell.unit.above) == ("Aster", "Whole organisation")


def test_what_the_address_says_is_remembered(frame, world):
    session = dict[str, object]()
    green = str(world.units["green"].pk)
    assert frame("owner", {"unit": green}, session).unit.label == "Green"
    assert frame("owner", {}, session).unit.label == "Green"
    assert frame("owner", {"unit": "all"}, session).unit.label == "Aster"
    assert frame("owner", {}, session).unit.label == "Aster"


def test_a_day_is_not_remembered(frame):
    session = dict[str, object]()
    past = frame("owner", {"as_of": "2026-11-01"}, session)
    assert past.notice == "You are looking at 1 Nov 2026. Nothing can be changed here."
    assert frame("owner", {}, session).notice == ""


def test_another_day_and_another_cycle_are_said_and_lead_back(frame, world):
    coming = world.next_cycle()
    past = frame("owner", {"as_of": "2026-11-01"})
    assert (past.way_back.label, past.way_back.url) == ("Back to today", "/find")
    other = frame("owner", {"cycle": str(coming.pk)})
    assert other.notice == f"You are looking at another cycle, {coming.name}."
    assert other.way_back.label == "Back to Q4 2026"
    assert f"cycle={world.cycle.pk}" in other.way_back.url
    assert frame("owner", {"cycle": str(world.cycle.pk)}).way_back is None


def test_looking_something_up_in_another_cycle_does_not_turn_every_page_back_to_it(world):
    client, other = world.client("owner"), world.next_cycle()
    assert cycle_shown(client.get(f"/cycles/{other.pk}")) == other.name
    assert cycle_shown(client.get("/objectives")) == "Q4 2026"
    assert cycle_shown(client.get(f"/cycles/{other.pk}?cycle={other.pk}")) == other.name
    assert cycle_shown(client.get("/objectives")) == other.name, (
        "chosen with the switcher, it stays"
    )


def test_to_look_at_the_plan_turns_no_other_page_to_the_planned_cycle(world):
    client, planned = world.client("owner"), world.next_cycle()
    assert cycle_shown(client.get("/planning")) == planned.name
    assert cycle_shown(client.get(f"/planning?cycle={planned.pk}")) == planned.name
    assert cycle_shown(client.get("/objectives")) == "Q4 2026"


def test_of_several_cycles_in_planning_the_chosen_one_is_planned(world):
    client, planned = world.client("owner"), world.next_cycle()
    later = create_cycle(
        world.system,
        name="Q2 2027",
        starts_on=planned.ends_on + timedelta(days=1),
        ends_on=planned.ends_on + timedelta(weeks=13),
    )
    assert cycle_shown(client.get("/planning")) == planned.name
    client.get(f"/objectives?cycle={later.pk}")
    assert cycle_shown(client.get("/planning")) == later.name
    assert cycle_shown(client.get(f"/planning?cycle={planned.pk}")) == planned.name
    assert cycle_shown(client.get("/planning")) == planned.name, "chosen with the switcher"


def test_a_unit_that_went_away_falls_back_to_ones_own(frame, world):
    session = {"scope": {"unit": "999999", "cycle": "999999"}}
    shell = frame("owner", {}, session)
    assert (shell.unit.label, shell.cycle.label) == ("Blue", "Q4 2026")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("unit=999999", 404),
        ("unit=" + "9" * 40, 404),
        ("unit=abc", 404),
        ("cycle=999999", 404),
        ("as_of=yesterday", 422),
    ],
)
def test_an_address_that_names_nothing_says_so_inside_the_frame(world, query, status):
    answer = world.client("owner").get(f"/line-of-sight?{query}")
    assert answer.status_code == status
    assert "Main" in answer.content.decode()


def test_another_organisations_unit_and_cycle_do_not_exist_here(world):
    outsider = world.client("outsider")
    for query in (f"unit={world.units['blue'].pk}", f"cycle={world.cycle.pk}"):
        answer = outsider.get(f"/line-of-sight?{query}")
        assert answer.status_code == 404
        assert "Blue" not in text_of(answer)


def test_a_choice_can_be_posted_and_leads_back(world):
    client = world.client("owner")
    unit = str(world.units["green"].pk)
    answer = client.post("/scope", {"unit": unit, "next": "/line-of-sight"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/line-of-sight")
    assert client.session["scope"]["unit"] == unit


def test_a_choice_never_leads_to_another_site(world):
    answer = world.client("owner").post("/scope", {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_the_switcher_shows_the_way_up_and_what_lies_beside(frame):
    options = [(o.label, o.level, o.current) for o in frame("owner").unit.options]
    assert options == [
        ("Aster", 0, False), ("Works", 1, False), ("Blue", 2, True), ("Green", 2, False),
    ]  # fmt: skip


def test_the_switcher_shows_what_lies_below(frame, world):
    options = frame("owner", {"unit": str(world.units["works"].pk)}).unit.options
    assert [(o.label, o.level) for o in options] == [
        ("Aster", 0), ("Works", 1), ("Blue", 2), ("Green", 2),
    ]  # fmt: skip
    assert options[1].current


def test_ones_own_units_are_always_at_hand(frame, world):
    far = create_unit(world.system, parent_id=world.units["root"].pk, name="Far")
    options = frame("owner", {"unit": str(far.pk)}).unit.options
    assert [(o.label, o.note) for o in options][-1] == ("Blue", "my unit")


def test_the_switcher_stays_short_among_many(frame, world):
    for number in range(40):
        create_unit(world.system, parent_id=world.units["works"].pk, name=f"Team {number}")
    options = frame("owner").unit.options
    assert len(options) <= 15
    assert [o.label for o in options if o.current] == ["Blue"]


def test_the_count_of_what_is_due_follows_the_check_ins(frame, world):
    assert (frame("owner").nav[0].badge, frame("owner").nav[0].badge_words) == (
        2, "check-ins due",
    )  # fmt: skip
    check_in(world.actor("owner"), world.key_results[0].pk, value=50)
    assert frame("owner").nav[0].badge == 1
    assert frame("mate").nav[0].badge == 0


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        (
            "admin",
            {
                "Objective",
                "KPI",
                "Frame for a unit",
                "Mid-term goal",
                "Board pack",
                "Cycle",
                "Person",
                "Import",
            },
        ),
        ("owner", {"Objective"}),
        ("lead", {"Objective", "KPI", "Frame for a unit", "Mid-term goal", "Board pack"}),
        ("viewer", set()),
        ("coach", {"Board pack"}),
    ],
)
def test_new_offers_only_what_one_may_add(frame, name, offered):
    assert {link.label for link in frame(name).new} == offered


def test_the_ruler_tells_weeks_lock_and_today(frame):
    ruler = frame("owner").ruler
    assert ruler.weeks == 13
    assert ruler.today == pytest.approx(50 / 90)
    assert ruler.lock == pytest.approx(14 / 90)
    assert "week 8 of 13" in ruler.words


def test_a_frame_that_was_drawn_before_follows_all_it_shows(world):
    """What is drawn is kept by what it shows; so each change shows at once, to everybody."""
    client, mate, admin = world.client("owner"), world.client("mate"), world.actor("admin")

    def frame_of(client, path="/cycles"):
        page = client.get(path).content.decode()
        return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", page.split("<main")[0])

    def change_theme():
        client.post("/theme", {"theme": "dark"})

    changes = [
        (change_theme, 'value="dark" aria-pressed="true"'),
        (lambda: update_unit(admin, world.units["blue"].pk, name="Teal"), "<b>Teal</b>"),
        (lambda: update_cycle(admin, world.cycle.pk, name="Autumn"), "<b>Autumn</b>"),
        (lambda: check_in(world.actor("owner"), world.key_results[0].pk, value=50),
         '<span class="badge">1<'),
        (lambda: update_organisation(admin, name="Dahlia"), "Dahlia"),
        (lambda: update_person(admin, world.people["owner"].pk, name="Zora Quist"), "Zora Quist"),
    ]  # fmt: skip
    before = frame_of(client)
    assert frame_of(client) == before
    for change, shown in changes:
        assert shown not in before
        change()
        before = frame_of(client)
        assert shown in before
        assert frame_of(client) == before
    assert "Zora Quist" not in frame_of(mate)
    assert 'aria-current="page"' in frame_of(client, "/objectives?state=running")
    assert "state=running" not in frame_of(client)


def test_a_frame_with_a_long_address_is_drawn_each_time(frame):
    """Every link of a switcher repeats the address, so a few would fill the memory."""
    before = kept_frames.cache_info().currsize
    query = {"unit": "all", "q": "x" * 3000}
    for _again in range(2):
        assert frame("owner", query, path="/objectives").unit.label == "Aster"
    assert kept_frames.cache_info().currsize == before


def test_every_page_has_a_token_of_its_own_in_a_kept_frame(world):
    client = world.client("owner")
    pages = [client.get("/cycles").content.decode() for _again in range(2)]
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page) for page in pages]
    assert [len(set(of_page)) for of_page in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert all("<token>" not in page for page in pages)


def test_the_frame_costs_the_same_with_many_units_and_cycles(world, frame):
    def grow(count):
        for number in range(count):
            create_unit(
                world.system, parent_id=world.units["works"].pk, name=f"Team {number} of {count}"
            )
            world.add_objective(f"Objective {number} of {count}")

    assert_no_growth(grow, lambda: frame("owner"))
    assert_budget("frame of a page", lambda: frame("owner"))


@pytest.mark.parametrize(
    ("path", "entry"),
    [("/frames/new", "Cycle"), ("/dependencies", "Cycle"), ("/goal-posts", "Cycle"),
     ("/changes", "Objectives"), ("/objectives", "Objectives"), ("/strategy", "Strategy")],
)  # fmt: skip
def test_the_navigation_says_where_one_is(world, path, entry):
    page = html_of(world.client("lead").get(path))
    rail = page.partition('class="rail"')[2].partition("</nav>")[0]
    here = re.findall(r'aria-current="page"[^>]*>(.*?)</a>', rail, re.DOTALL)
    # The bar of a phone has five places; the others are below "More" as well.
    assert {re.sub(r"<[^>]*>|\s+", " ", one).split()[0] for one in here} == {entry}
    assert len(here) == (1 if entry == "Objectives" else 2)
    assert ("data-current" in rail) == (entry != "Objectives")
