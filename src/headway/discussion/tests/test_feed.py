"""What has happened: comments between the events, in words, and nothing of what is hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.discussion.actions import add_comment, edit_comment, remove_comment
from headway.discussion.models import Comment
from headway.discussion.queries.feed import (
    Asked,
    Feed,
    Happening,
    feed_of_subject,
    feed_of_unit,
)
from headway.discussion.queries.feed_parts import Only
from headway.discussion.queries.subjects import get_subject
from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import NOW, World
from headway.kpis.tests.values import STEADY, first_pass_yield, raised
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.rituals.actions import rooms

pytestmark = pytest.mark.django_db

EVERYTHING = Asked(limit=200)


def said(one: Happening) -> str:
    return one.comment.said if one.comment else one.what


def of_objective(world: World, name: str = "mate", asked: Asked = EVERYTHING) -> Feed:
    actor = world.actor(name)
    return feed_of_subject(actor, get_subject(actor, "objective", world.objective.pk), asked)


def say(world: World, text: str, name: str = "mate") -> Comment:
    return add_comment(world.actor(name), "objective", world.objective.pk, text=text).comment


def test_comments_stand_between_what_happened(world: World) -> None:
    measured = world.key_results[0].pk
    say(world, "Before")
    with clock.frozen(NOW + timedelta(minutes=1)):
        check_in(world.actor("owner"), measured, value=45)
    with clock.frozen(NOW + timedelta(minutes=2)):
        say(world, "After")
    with clock.frozen(NOW + timedelta(minutes=3)):
        update_key_result(world.actor("admin"), measured, target=55.0, reason="Fewer people.")
    latest = [said(one) for one in of_objective(world).items][:4]
    assert latest[1:] == ["After", "Checked in", "Before"]
    assert of_objective(world).items[0].verb.startswith(("key_result.", "goal_post."))


def test_an_edited_comment_is_told_as_it_is_and_a_removed_one_is_not(world: World) -> None:
    first, second = say(world, "Wrnog"), say(world, "Secret")
    edit_comment(world.actor("mate"), first.pk, text="Wrong")
    remove_comment(world.actor("mate"), second.pk)
    told = {said(one) for one in of_objective(world, "admin").items}
    assert "Wrong" in told
    assert not told & {"Wrnog", "Secret"}


def test_what_people_do_with_comments_is_no_event_of_a_feed(world: World) -> None:
    say(world, "Here")
    feed = feed_of_unit(world.actor("admin"), "", EVERYTHING)
    assert [one for one in feed.items if one.verb.startswith("comment.")] == []
    assert sum(one.comment is not None for one in feed.items) == 1


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_a_feed_are_the_feed(world: World, limit: int) -> None:
    for number in range(4):
        say(world, f"Number {number}")
        check_in(world.actor("owner"), world.key_results[0].pk, value=40 + number)
    whole = of_objective(world).items
    found: list[Happening] = []
    cursor: str | None = None
    for _page in range(60):
        page = of_objective(world, asked=Asked(cursor=cursor, limit=limit))
        found += page.items
        cursor = page.following
        if cursor is None:
            break
    assert [(one.sequence, said(one)) for one in found] == [
        (one.sequence, said(one)) for one in whole
    ]


def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput):
        of_objective(world, asked=Asked(cursor="nonsense"))


def test_one_kind_and_one_person_at_a_time(world: World) -> None:
    say(world, "Mine")
    check_in(world.actor("owner"), world.key_results[0].pk, value=45)
    say(world, "Theirs", "owner")
    comments = of_objective(world, asked=Asked(only=Only.COMMENTS))
    assert [said(one) for one in comments.items] == ["Theirs", "Mine"]
    check_ins = of_objective(world, asked=Asked(only=Only.CHECK_INS))
    assert [said(one) for one in check_ins.items] == ["Checked in"]
    changes = of_objective(world, asked=Asked(only=Only.CHANGES))
    assert "Checked in" not in {said(one) for one in changes.items}
    owner = of_objective(world, asked=Asked(person_id=world.people["owner"].pk))
    assert [said(one) for one in owner.items] == ["Theirs", "Checked in"]


def test_a_unit_tells_of_what_is_below_it_and_of_nothing_beside(world: World) -> None:
    say(world, "In Blue")
    kpi = first_pass_yield(world)
    raised(world, kpi, [*STEADY, 92.0])
    add_comment(world.actor("mate"), "kpi", kpi.pk, text="Look at it")
    add_comment(world.actor("mate"), "goal", world.goal.pk, text="Is it still right?")
    viewer = world.actor("viewer")
    for name in ("root", "works", "blue"):
        told = {said(one) for one in feed_of_unit(viewer, world.units[name].path, EVERYTHING).items}
        assert {"In Blue", "Look at it", "Signal raised"} <= told, name
    green = {said(one) for one in feed_of_unit(viewer, world.units["green"].path, EVERYTHING).items}
    assert not green & {"In Blue", "Look at it", "Signal raised"}
    whole = {said(one) for one in feed_of_unit(viewer, "", EVERYTHING).items}
    assert "Is it still right?" in whole


def test_of_a_meeting_only_beginning_and_end_are_told(world: World) -> None:
    actor = world.actor("owner")
    meeting = rooms.open_weekly(actor, unit_id=world.units["blue"].pk)
    rooms.next_stage(actor, meeting.pk)
    rooms.pause_clock(actor, meeting.pk)
    rooms.close_meeting(actor, meeting.pk)
    of_meetings = [
        one
        for one in feed_of_unit(actor, world.units["blue"].path, EVERYTHING).items
        if one.subject_type == "meeting"
    ]
    assert {one.verb for one in of_meetings} == {"meeting.opened", "meeting.closed"}
    assert {one.about_url for one in of_meetings} == {f"/meetings/{meeting.pk}"}


def test_what_is_hidden_is_in_no_feed(world: World) -> None:
    secret = world.add_objective("Zebra", unit="green")
    link_objective(world.system, world.objective.pk, parent_objective_id=secret.pk)
    add_comment(world.actor("admin"), "objective", secret.pk, text="Zebra talk")
    update_objective(world.system, secret.pk, visibility="people", reason="Quiet.")
    for name in ("viewer", "mate", "coach"):
        actor = world.actor(name)
        feeds = (feed_of_unit(actor, "", EVERYTHING), of_objective(world, name))
        assert "Zebra" not in repr(feeds), name
    assert "Zebra talk" in repr(feed_of_unit(world.actor("admin"), "", EVERYTHING))


def test_another_organisation_reads_nothing_of_it(world: World) -> None:
    say(world, "Zebra")
    feed = feed_of_unit(world.actor("outsider"), "", EVERYTHING)
    assert "Zebra" not in repr(feed)
    assert "Aster" not in repr(feed)
