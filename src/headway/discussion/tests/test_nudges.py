"""Nudges: about what is late, to whose turn it is, once a day, and to all of a unit at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.activity.models import Event, Notice
from headway.discussion.actions import nudge, nudge_all
from headway.discussion.models import Nudge
from headway.discussion.queries.late import Turn, late_in
from headway.kit import clock
from headway.kit.problems import Conflict, NotAllowed, NotFound
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.actions.responses import acknowledge, record_action, record_cause
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, first_pass_yield, raised
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import KeyResult
from headway.people.actions import deactivate_person
from headway.reminders.queries.matters import matters_of

pytestmark = pytest.mark.django_db


def notices(world: World, name: str) -> list[str]:
    rows = Notice.objects.filter(person=world.people[name], kind="nudge").order_by("id")
    return list(rows.values_list("title", flat=True))


def lates(world: World, name: str = "lead", unit: str = "root") -> list[tuple[str, str]]:
    found = late_in(world.actor(name), (world.units[unit].path,), TODAY)
    return [(str(one.turn), one.title) for one in found]


def keep_up(world: World) -> None:
    for row in world.key_results:
        check_in(world.actor("owner"), row.pk, value=6)


def test_whose_turn_it_is_hears_who_asks_and_for_what(world: World) -> None:
    asked = nudge(world.actor("mate"), "key_result", world.key_results[0].pk)
    assert [one.person_name for one in asked.lates] == ["Owner Person"]
    assert notices(world, "owner") == [
        f"Mate Person nudges you: “{world.key_results[0].title}” waits for you"
    ]
    notice = Notice.objects.get(kind="nudge")
    assert notice.url == f"/key-results/{world.key_results[0].pk}"
    assert "a check-in, due on" in notice.body
    assert Event.objects.filter(verb="nudge.sent").count() == 1


def test_nobody_is_asked_twice_a_day_whoever_asks(world: World) -> None:
    measured = world.key_results[0].pk
    nudge(world.actor("mate"), "key_result", measured)
    with pytest.raises(Conflict, match="Mate Person has asked today"):
        nudge(world.actor("lead"), "key_result", measured)
    with clock.frozen(NOW + timedelta(days=1)):
        nudge(world.actor("lead"), "key_result", measured)
    assert len(notices(world, "owner")) == 2


def test_an_objective_asks_for_all_its_key_results_in_one_notice(world: World) -> None:
    asked = nudge(world.actor("lead"), "objective", world.objective.pk)
    assert (len(asked.lates), asked.people) == (2, 1)
    assert notices(world, "owner") == ["Lead Person nudges you: 2 things wait for you"]


def test_what_is_not_late_is_not_asked_for(world: World) -> None:
    keep_up(world)
    for kind, pk in (
        ("key_result", world.key_results[0].pk), ("goal", world.goal.pk),
        ("unit", world.units["blue"].pk),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="Nothing is late"):
            nudge(world.actor("mate"), kind, pk)
    assert lates(world) == []


def test_nobody_nudges_themselves_or_who_has_left(world: World) -> None:
    with pytest.raises(Conflict, match="waits for you"):
        nudge(world.actor("owner"), "key_result", world.key_results[0].pk)
    deactivate_person(world.system, world.people["owner"].pk)
    with pytest.raises(Conflict, match="left"):
        nudge(world.actor("mate"), "key_result", world.key_results[0].pk)


def test_a_viewer_asks_nobody(world: World) -> None:
    with pytest.raises(NotAllowed):
        nudge(world.actor("viewer"), "key_result", world.key_results[0].pk)


@pytest.mark.parametrize(("name", "may"), [
    ("admin", True), ("lead", True), ("coach", True), ("owner", False), ("mate", False),
    ("viewer", False), ("stranger", False),
])  # fmt: skip
def test_leads_and_coaches_ask_all_of_a_unit(world: World, name: str, may: bool) -> None:
    if not may:
        with pytest.raises(NotAllowed):
            nudge_all(world.actor(name), world.units["blue"].pk)
        return
    assert nudge_all(world.actor(name), world.units["blue"].pk).people == 1
    assert len(notices(world, "owner")) == 1


def test_all_of_a_unit_are_asked_once_each_and_for_the_rest_only(world: World) -> None:
    other = world.add_objective("Second", unit="green")
    other.key_results.update(owner=world.people["stranger"])
    nudge(world.actor("mate"), "key_result", world.key_results[0].pk)
    asked = nudge_all(world.actor("lead"), world.units["root"].pk)
    assert (asked.people, len(asked.lates), asked.before) == (2, 2, 1)
    again = nudge_all(world.actor("lead"), world.units["root"].pk)
    assert again.lates == ()
    assert Nudge.objects.count() == 3


def test_values_and_answers_are_late_too(world: World) -> None:
    keep_up(world)
    kpi = first_pass_yield(world)
    raised(world, kpi, [*STEADY, 92.0])
    with clock.frozen(NOW + timedelta(days=60)):
        later = TODAY + timedelta(days=60)
        found = late_in(world.actor("viewer"), (world.units["root"].path,), later)
        turns = {one.turn for one in found if one.subject_type == "kpi"}
        assert turns == {Turn.VALUE, Turn.ANSWER}
        asked = nudge(world.actor("mate"), "kpi", kpi.pk)
    assert asked.lates


def test_what_is_hidden_is_late_for_nobody_else(world: World) -> None:
    update_objective(world.system, world.objective.pk, visibility="unit", reason="Quiet.")
    assert lates(world, "stranger") == []
    assert len(lates(world, "mate")) == 2
    with pytest.raises(NotFound):
        nudge(world.actor("stranger"), "key_result", world.key_results[0].pk)


def test_the_page_lists_what_waits_and_says_who_asked(world: World) -> None:
    blue = world.units["blue"].pk
    nudge(world.actor("mate"), "key_result", world.key_results[0].pk)
    page = world.client("lead").get(f"/units/{blue}/late").content.decode()
    assert "2 things are late in Blue: 2 check-ins" in page
    assert "nudged today by Mate Person" in page
    answer = world.client("lead").post(f"/units/{blue}/late", follow=True)
    assert "Owner Person is asked" in answer.content.decode()
    answer = world.client("lead").post(f"/units/{blue}/late", follow=True)
    assert "was asked today already" in answer.content.decode()
    assert "Nudge all" not in world.client("mate").get(f"/units/{blue}/late").content.decode()


def test_the_page_of_what_is_late_says_so_and_asks(world: World) -> None:
    measured = world.key_results[0].pk
    page = world.client("mate").get(f"/key-results/{measured}").content.decode()
    assert "Nudge Owner Person" in page
    client = world.client("mate")
    client.post(f"/discussions/key_result/{measured}/nudge")
    assert "Nudged today by Mate Person" in client.get(f"/key-results/{measured}").content.decode()
    again = client.post(f"/discussions/key_result/{measured}/nudge", follow=True)
    assert "has asked today already" in again.content.decode()
    owner = world.client("owner").get(f"/key-results/{measured}").content.decode()
    assert "Nudge" not in owner.replace("Nudged today", "")


def test_a_unit_says_what_is_late_below_it(world: World) -> None:
    page = world.client("mate").get(f"/units/{world.units['works'].pk}").content.decode()
    assert "2 things are late: 2 check-ins." in page
    keep_up(world)
    page = world.client("mate").get(f"/units/{world.units['works'].pk}").content.decode()
    assert "late:" not in page


def test_a_list_of_many_late_things_asks_no_more(world: World) -> None:
    client, made = world.client("lead"), [world.objective]

    def grow(total: int) -> None:
        made.extend(world.add_objective(f"Number {len(made)}") for _n in range(len(made), total))

    page = f"/units/{world.units['works'].pk}/late"
    assert_no_growth(grow, lambda: client.get(page))
    assert_budget("what is late in a unit", lambda: client.get(page))


def test_what_falls_to_an_updater_who_left_is_the_owners(world: World) -> None:
    """As reminders have it: nobody waits for somebody who is gone."""
    row, kpi = world.key_results[0], first_pass_yield(world, due_lag=0)
    mate = world.people["mate"]
    KeyResult.objects.filter(pk=row.pk).update(updater=mate)
    Kpi.objects.filter(pk=kpi.pk).update(
        updater=mate, owner=world.people["owner"], created_at=NOW - timedelta(days=90)
    )
    with_mate = late_in(world.actor("lead"), (world.units["root"].path,), TODAY)
    assert {one.person_id for one in with_mate} == {mate.pk, world.people["owner"].pk}
    deactivate_person(world.system, mate.pk)
    found = late_in(world.actor("lead"), (world.units["root"].path,), TODAY)
    assert {one.person_name for one in found} == {"Owner Person"}
    assert {one.turn for one in found} == {Turn.CHECK_IN, Turn.VALUE}
    reminded = matters_of(world.actor("owner"), TODAY)
    assert {(one.kind, one.id) for one in reminded} >= {("check_in", row.pk), ("value", kpi.pk)}
    assert nudge(world.actor("lead"), "key_result", row.pk).people == 1


def test_an_action_that_answers_a_signal_is_asked_of_whose_it_is(world: World) -> None:
    response = raised(world, first_pass_yield(world), [*STEADY, 60])
    owner = world.actor("owner")
    acknowledge(owner, response.pk)
    record_cause(owner, response.pk, cause="A worn tool")
    record_action(
        owner, response.pk, action="Change it", owner_id=world.people["mate"].pk,
        ends_on=TODAY + timedelta(days=1),
    )  # fmt: skip
    with clock.frozen(NOW + timedelta(days=8)):
        today = TODAY + timedelta(days=8)
        found = late_in(world.actor("lead"), (world.units["root"].path,), today)
        [answer] = [one for one in found if one.turn is Turn.ANSWER]
        assert answer.person_name == "Mate Person"
        mine = [row for row in matters_of(world.actor("mate"), today) if row.kind == "response"]
        assert [row.due_on for row in mine] == [answer.since]


def test_what_is_late_is_what_each_is_reminded_of(world: World) -> None:
    """One rule of whose turn it is: of each person nudges and reminders name the same."""
    first_pass_yield(world, due_lag=0)
    KeyResult.objects.filter(pk=world.key_results[1].pk).update(updater=world.people["mate"])
    with clock.frozen(NOW + timedelta(days=40)):
        today = TODAY + timedelta(days=40)
        late = late_in(world.actor("admin"), (world.units["root"].path,), today)
        assert len(late) >= 2
        for name in ("owner", "mate", "lead", "coach"):
            pk = world.people[name].pk
            nudged = {(one.turn.value, one.subject_id) for one in late if one.person_id == pk}
            reminded = {
                (row.kind, row.id) for row in matters_of(world.actor(name), today)
                if row.due_on < today and row.kind in ("check_in", "value")
            }  # fmt: skip
            assert nudged == reminded, name
