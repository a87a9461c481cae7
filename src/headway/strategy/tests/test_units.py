"""Goals of units: whose they are, who may change them, which they serve, and which page shows
them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.people.actions import archive_unit, move_unit, restore_unit, set_lead
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_measure,
    add_perspective,
    archive_goal,
    remove_perspective,
    restore_goal,
    review_goal,
    set_statement,
    set_weight,
    update_goal,
)
from headway.strategy.models import CauseEffectLink, MidTermGoal
from headway.strategy.queries import goals
from headway.strategy.queries.links import links_in_force
from headway.strategy.queries.past_goals import goals_on
from headway.strategy.queries.scorecard import scorecard
from headway.strategy.tests.test_links import ago
from headway.strategy.tests.test_scorecard import kpi_at

pytestmark = pytest.mark.django_db

YEAR: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


@pytest.fixture(autouse=True)
def led(world: World) -> None:
    """The owner leads Blue."""
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["owner"].pk)


def of_unit(world: World, name: str, title: str, who: str = "admin", **more: Any) -> MidTermGoal:
    return add_goal(world.actor(who), title=title, unit_id=world.units[name].pk, **{**YEAR, **more})


def test_a_unit_has_a_scorecard_of_its_own_beside_that_of_the_organisation(world: World):
    made = of_unit(world, "blue", "Blue answers within an hour")
    add_measure(world.system, made.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    of_blue = scorecard(world.actor("viewer"), TODAY, today=TODAY, of=world.units["blue"].pk)
    assert [one.goal.title for one in of_blue.goals] == ["Blue answers within an hour"]
    assert of_blue.score.score == pytest.approx(50)
    ours = scorecard(world.actor("viewer"), TODAY, today=TODAY)
    assert made.pk not in [one.goal.id for one in ours.goals]
    assert {goal.id for goal in goals(world.actor("viewer"))} == {made.pk, world.goal.pk}


def test_a_goal_of_the_unit_at_the_top_is_the_organisations(world: World):
    assert of_unit(world, "root", "All of us").unit is None


@pytest.mark.parametrize("who", ["admin", "lead", "owner"])
def test_who_leads_the_unit_or_one_above_it_changes_its_goals(world: World, who: str):
    actor = world.actor(who)
    made = of_unit(world, "blue", "First", who)
    other = of_unit(world, "blue", "Second", who)
    update_goal(actor, made.pk, title="Better")
    add_measure(actor, made.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    set_weight(actor, goal_id=other.pk, weight=2.0)
    add_link(actor, cause_id=made.pk, effect_id=other.pk)
    review_goal(actor, made.pk, outcome="kept")
    assert archive_goal(actor, made.pk).archived_at is not None


@pytest.mark.parametrize("who", ["mate", "coach", "viewer", "stranger"])
def test_nobody_else_does(world: World, who: str):
    actor = world.actor(who)
    made, other = of_unit(world, "blue", "First"), of_unit(world, "blue", "Second")
    kpi = kpi_at(world, "A", 85.0)
    for write in (
        lambda: of_unit(world, "blue", "Mine", who),
        lambda: update_goal(actor, made.pk, title="Mine"),
        lambda: add_measure(actor, made.pk, kpi_id=kpi.pk),
        lambda: set_weight(actor, goal_id=made.pk, weight=2.0),
        lambda: add_link(actor, cause_id=made.pk, effect_id=other.pk),
        lambda: review_goal(actor, made.pk, outcome="kept"),
        lambda: archive_goal(actor, made.pk),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_a_lead_changes_neither_the_organisations_goals_nor_its_perspectives(world: World):
    lead = world.actor("owner")
    for write in (
        lambda: update_goal(lead, world.goal.pk, title="Mine"),
        lambda: add_goal(lead, title="Mine", **YEAR),
        lambda: set_weight(lead, perspective_id=world.goal.perspective_id, weight=2.0),
    ):
        with pytest.raises(NotAllowed, match="Only who leads the organisation"):
            write()


def test_who_leads_the_organisation_does(world: World):
    lead = world.actor("lead")
    update_goal(lead, world.goal.pk, title="Ours")
    add_goal(lead, title="Mine", **YEAR)
    set_weight(lead, perspective_id=world.goal.perspective_id, weight=2.0)
    set_statement(lead, kind="mission", text="Water for all.")
    page = text_of(world.client("lead").get("/strategy?unit=all"))
    assert "Write a new version" in page
    assert "Write a new version" not in text_of(world.client("owner").get("/strategy?unit=all"))


def test_another_organisation_does_not_find_them(world: World):
    made = of_unit(world, "blue", "Ours")
    outsider = world.actor("outsider")
    with pytest.raises(NotFound):
        update_goal(outsider, made.pk, title="Theirs")
    with pytest.raises(NotFound):
        of_unit(world, "blue", "Theirs", "outsider")
    assert world.client("outsider").get(f"/strategy/goals/{made.pk}").status_code == 404
    assert goals(outsider, of=world.units["blue"].pk) == []


def test_a_goal_serves_one_above_it_and_no_other(world: World):
    above = of_unit(world, "works", "Works delivers", serves_id=world.goal.pk)
    made = of_unit(world, "blue", "Blue delivers", serves_id=above.pk)
    assert (above.serves, made.serves) == (world.goal, above)
    beside, own = of_unit(world, "green", "Green"), of_unit(world, "blue", "Own")
    for wrong in (beside, own, made):
        with pytest.raises(InvalidInput) as refused:
            update_goal(world.system, made.pk, serves_id=wrong.pk)
        assert [error.field for error in refused.value.errors] == ["serves_id"]
    with pytest.raises(InvalidInput):
        update_goal(world.system, world.goal.pk, serves_id=made.pk)
    archive_goal(world.system, world.goal.pk)
    with pytest.raises(InvalidInput, match="Mend"):
        update_goal(world.system, made.pk, serves_id=world.goal.pk)
    update_goal(world.system, made.pk, serves_id=None)
    [told] = Event.objects.filter(verb="goal.changed", subject_id=made.pk)
    assert '"serves": "Works delivers"' in (told.before or "")
    assert '"serves": ""' in (told.after or "")


def test_arrows_join_goals_of_one_scorecard_only(world: World):
    made = of_unit(world, "blue", "Blue delivers")
    for ends in ((made.pk, world.goal.pk), (world.goal.pk, made.pk)):
        with pytest.raises(InvalidInput, match="one scorecard"):
            add_link(world.system, cause_id=ends[0], effect_id=ends[1])


def test_past_days_show_the_goals_of_a_unit_as_they_were(world: World):
    with ago(40):
        made = of_unit(world, "blue", "As it was", serves_id=world.goal.pk)
    update_goal(world.system, made.pk, title="As it is", serves_id=None)
    blue = world.units["blue"].pk
    [one] = scorecard(world.actor("viewer"), TODAY - timedelta(days=30), today=TODAY, of=blue).goals
    assert (one.goal.title, one.goal.serves_id) == ("As it was", world.goal.pk)
    day = (TODAY - timedelta(days=30)).isoformat()
    client = world.client("viewer")
    assert "As it was" in text_of(client.get(f"/scorecard?unit={blue}&as_of={day}"))
    page = text_of(client.get(f"/strategy/goals/{made.pk}?as_of={day}"))
    assert world.goal.title in page
    assert "this goal serves it" in page
    before = (TODAY - timedelta(days=365)).isoformat()
    page = text_of(client.get(f"/scorecard?unit={blue}&as_of={before}"))
    assert "Blue has no scorecard of its own: this is that of Aster." in page


@pytest.mark.parametrize("address", ["/scorecard", "/strategy", "/strategy/map"])
def test_pages_follow_the_unit_and_say_whose_they_show(world: World, address: str):
    client, blue = world.client("owner"), world.units["blue"].pk
    page = text_of(client.get(f"{address}?unit={blue}"))
    assert "Blue has no scorecard of its own: this is that of Aster." in page
    assert world.goal.title in page
    assert "Begin with an empty one" in page
    assert "Use this one in Blue" in page
    of_unit(world, "works", "Works delivers")
    page = text_of(client.get(f"{address}?unit={blue}"))
    assert "Blue has no scorecard of its own: this is that of Works." in page
    assert "Works delivers" in page
    assert world.goal.title not in page
    made = of_unit(world, "blue", "Blue delivers")
    page = text_of(client.get(address))  # what was chosen is remembered
    assert "no scorecard of its own" not in page
    assert "Blue delivers" in page
    assert text_of(client.get(f"{address}?unit=all")).count("Blue delivers") == 0
    archive_goal(world.system, made.pk)
    assert "that of Works" in text_of(client.get(f"{address}?unit={blue}"))


def test_the_answer_names_the_unit(world: World):
    made = of_unit(world, "blue", "Blue delivers")
    client, blue = world.client("viewer"), world.units["blue"].pk
    address = f"/scorecard?unit={blue}"
    assert "No KPI measures a mid-term goal of Blue yet." in text_of(client.get(address))
    add_measure(world.system, made.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    page = text_of(client.get(address))
    assert "Blue is mostly healthy: 50 of 100." in page
    assert "Is Blue healthy on the way to the mission?" in page


def test_a_lead_begins_a_scorecard_from_the_page(world: World):
    client, blue = world.client("owner"), world.units["blue"].pk
    address = f"/strategy/goals/new?unit_id={blue}"
    assert "A new mid-term goal of Blue" in text_of(client.get(address))
    fields = {"title": "Blue delivers", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
              "unit_id": str(blue), "serves_id": str(world.goal.pk)}  # fmt: skip
    answer = client.post("/strategy/goals/new", fields)
    assert answer["Location"] == f"/strategy?unit={blue}"
    offered = html_of(client.get("/objectives/new"))
    assert "Blue delivers (Blue)" in offered
    assert "Blue delivers" not in html_of(world.client("stranger").get("/objectives/new"))
    made = MidTermGoal.objects.get(title="Blue delivers")
    assert (made.unit, made.serves) == (world.units["blue"], world.goal)
    green = world.units["green"].pk
    assert client.get(f"/strategy/goals/new?unit_id={green}").status_code == 403
    assert client.post("/strategy/goals/new", fields | {"unit_id": green}).status_code == 403
    assert client.get("/strategy/goals/new").status_code == 403


def test_the_page_of_a_goal_shows_what_it_serves_and_what_serves_it(world: World):
    above = of_unit(world, "works", "Works delivers", serves_id=world.goal.pk)
    of_unit(world, "blue", "Blue delivers", serves_id=above.pk)
    page = text_of(world.client("viewer").get(f"/strategy/goals/{above.pk}"))
    assert f"{world.goal.title} Aster this goal serves it" in page
    assert "Blue delivers Blue serves this goal" in page


def test_a_lead_weighs_and_links_the_goals_of_the_unit_on_its_pages(world: World):
    one, other = of_unit(world, "blue", "Answers"), of_unit(world, "blue", "Returns")
    add_measure(world.system, one.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    client, blue = world.client("owner"), world.units["blue"].pk
    arrow = {"do": "add", "cause_id": one.pk, "effect_id": other.pk, "sign": "1", "lag": "1",
             "per": "monthly", "strength": "small", "rationale": ""}  # fmt: skip
    assert client.post("/strategy/map/step", arrow).status_code == 302
    page = html_of(client.get(f"/strategy/map?unit={blue}"))
    assert "Blue: One arrow is drawn" in text_of(page)
    assert "Test against data" not in page  # all maps are tested together
    link = CauseEffectLink.objects.get()
    assert "Take" in text_of(client.get(f"/strategy/links/{link.pk}"))
    weight = {"do": "weight", "goal_id": one.pk, "weight": "3", "why": "It says more."}
    assert client.post("/scorecard/step", weight).status_code == 302
    assert one.weights.get().weight == 3
    page = text_of(client.get(f"/scorecard?unit={blue}"))
    assert "Weight 3" in page
    assert "How scores are put together" not in page  # that is the organisation's
    assert client.post("/scorecard/step", {"do": "mean", "mean": "geometric"}).status_code == 403


def test_the_file_of_a_map_is_that_of_the_unit(world: World):
    of_unit(world, "blue", "Answers")
    drawn = html_of(world.client("viewer").get(f"/strategy/map.svg?unit={world.units['blue'].pk}"))
    assert "Answers" in drawn
    assert world.goal.title not in drawn


def test_there_is_room_for_the_goals_of_many_units(world: World):
    """The place of a goal was a small number, of which a large organisation has too few."""
    MidTermGoal.objects.filter(pk=world.goal.pk).update(position=32_767)
    made = add_goal(
        world.system, title="One more", starts_on=world.goal.starts_on, ends_on=world.goal.ends_on
    )
    assert made.position == 32_768


def test_goals_of_an_archived_unit_are_away_with_it_and_come_back_with_it(world: World):
    green, viewer, admin = world.units["green"], world.actor("viewer"), world.client("admin")
    with ago(40):
        made = of_unit(world, "green", "Green saves water")
        add_measure(world.system, made.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
        other = of_unit(world, "green", "Green sleeps well")
        add_link(world.system, cause_id=made.pk, effect_id=other.pk)
    assert links_in_force(TODAY).count() == 1
    with ago(20):
        archive_unit(world.system, green.pk)
    assert made.pk not in {goal.id for goal in goals(viewer)}
    for page in (
        "/find?q=saves+water",
        "/strategy?unit=all",
        "/objectives/new",
        "/scorecard/units",
    ):
        assert "Green saves water" not in text_of(admin.get(page)), page
    shown = admin.get(f"/strategy/goals/{made.pk}")
    assert "Green is archived, and this goal with it" in text_of(shown)
    for write in (
        lambda: update_goal(world.system, made.pk, title="Green saves more"),
        lambda: restore_goal(world.system, made.pk),
        lambda: add_measure(world.system, made.pk, kpi_id=kpi_at(world, "B", 85.0).pk),
    ):
        with pytest.raises(Conflict, match="Green” is archived"):
            write()
    with pytest.raises(InvalidInput, match="archived"):
        add_link(world.system, cause_id=made.pk, effect_id=world.goal.pk)
    restore_unit(world.system, green.pk)
    assert links_in_force(TODAY).count() == 1
    assert made.pk in {goal.id for goal in goals(viewer)}
    for days, is_there in ((30, True), (10, False), (0, True)):
        found = goals_on(viewer, TODAY - timedelta(days=days))
        assert (made.pk in {goal.id for goal in found}) is is_there, days


def test_goals_of_an_archived_unit_keep_no_perspective_from_being_removed(world: World):
    with ago(40):
        perspective = add_perspective(world.system, name="Growers")
        made = of_unit(world, "green", "Green saves water", perspective_id=perspective.pk)
    with ago(20):
        archive_unit(world.system, world.units["green"].pk)
        remove_perspective(world.system, perspective.pk)
        restore_unit(world.system, world.units["green"].pk)
    for days, name in ((30, "Growers"), (0, None)):
        found = goals_on(world.actor("viewer"), TODAY - timedelta(days=days))
        assert {goal.id: goal.perspective_name for goal in found}[made.pk] == name


def test_where_units_are_moved_no_two_goals_serve_each_other(world: World):
    works, blue, root = (world.units[name].pk for name in ("works", "blue", "root"))
    above, below = of_unit(world, "works", "Works saves"), of_unit(world, "blue", "Blue saves")
    update_goal(world.system, below.pk, serves_id=above.pk)
    move_unit(world.system, blue, parent_id=root)
    page = text_of(world.client("viewer").get(f"/strategy/goals/{below.pk}"))
    assert "though it lies above no more: units were moved" in page
    move_unit(world.system, works, parent_id=blue)
    with pytest.raises(InvalidInput) as refused:
        update_goal(world.system, above.pk, serves_id=below.pk, title="")
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("title", "required"), ("serves_id", "circle"),
    ]  # fmt: skip
    update_goal(world.system, below.pk, title="Blue saves more")  # as it was said before
    update_goal(world.system, below.pk, serves_id=None)
    update_goal(world.system, above.pk, serves_id=below.pk)
