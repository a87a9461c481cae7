"""The letter with the minutes holds what its reader finds on their page."""

from __future__ import annotations

import re
from datetime import timedelta

from headway.activity.models import Notice
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.rituals.actions import cards, items, rooms
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.models import Meeting
from headway.rituals.tests.meeting import retrospective
from headway.web.formats import short_day


def letter(world: World, name: str) -> str:
    told = Notice.objects.get(person=world.people[name], kind="minutes")
    return told.letter + told.letter_html


def page(world: World, name: str, meeting: Meeting) -> str:
    return str(world.client(name).get(f"/meetings/{meeting.pk}").content.decode())


def test_who_handed_a_retrospective_over_reads_what_came_of_it(world: World) -> None:
    meeting = retrospective(world)
    rooms.hand_over(world.actor("coach"), meeting.pk, world.people["stranger"].pk)
    rooms.join_meeting(world.actor("stranger"), meeting.pk)
    rooms.hand_over(world.actor("coach"), meeting.pk, world.people["coach"].pk)
    rooms.add_minute(world.actor("coach"), meeting.pk, kind="note", text="Among us")
    items.add_action(world.actor("coach"), meeting_id=meeting.pk, title="One list")
    rooms.close_meeting(world.actor("coach"), meeting.pk)
    for found in (letter(world, "stranger"), page(world, "stranger", meeting)):
        assert "One list" in found
        assert "Among us" not in found
    assert "Among us" in letter(world, "mate")


def planned(world: World, closed_by: str) -> Meeting:
    """A planning session of Blue, with the lead from above in the room."""
    meeting = begin_session(
        world.actor("owner"), kind="planning", unit_id=world.units["blue"].pk,
        cycle_id=world.next_cycle().pk,
    )  # fmt: skip
    rooms.join_meeting(world.actor("lead"), meeting.pk)
    rooms.move_to_stage(world.actor("owner"), meeting.pk, 2)
    cards.write_card(world.actor("owner"), meeting.pk, column="drafts", text="Medlar idea")
    cards.reveal_cards(world.actor("owner"), meeting.pk)
    rooms.close_meeting(world.actor(closed_by), meeting.pk)
    return meeting


def test_a_lead_from_above_gets_no_drafts(world: World) -> None:
    meeting = planned(world, "owner")
    assert "Medlar idea" not in letter(world, "lead") + page(world, "lead", meeting)
    assert "Medlar idea" in letter(world, "mate")


def test_who_closes_it_takes_nothing_from_the_others(world: World) -> None:
    planned(world, "lead")
    assert "Medlar idea" in letter(world, "mate")


def test_minutes_of_several_weeks_are_told_apart_by_their_day(world: World) -> None:
    """A digest listed "Weekly, Blue: minutes" three times."""
    for weeks in range(2):
        with clock.frozen(NOW + timedelta(weeks=weeks)):
            meeting = rooms.open_weekly(world.actor("coach"), world.units["blue"].pk)
            rooms.close_meeting(world.actor("coach"), meeting.pk)
    titles = Notice.objects.filter(person=world.people["mate"], kind="minutes").order_by("pk")
    assert [one.title for one in titles] == [
        "Weekly, Blue, 24 Nov: minutes", "Weekly, Blue, 1 Dec: minutes"
    ]  # fmt: skip


def test_a_weekly_held_on_another_day_than_planned_has_that_day_everywhere(world: World) -> None:
    meeting = rooms.schedule_meeting(
        world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly", planned_at=NOW
    )
    with clock.frozen(NOW + timedelta(days=1)):
        rooms.open_meeting(world.actor("owner"), meeting.pk)
        rooms.close_meeting(world.actor("owner"), meeting.pk)
    told = Notice.objects.get(person=world.people["mate"], kind="minutes")
    heading = re.findall(r"<h1.*?</h1>", page(world, "mate", meeting), re.DOTALL)
    planned, held = short_day(NOW), short_day(NOW + timedelta(days=1))
    for found in (told.title, told.letter, told.letter_html, *heading):
        assert held in found
        assert planned not in found


def test_minutes_of_a_weekly_in_ones_own_time_tell_no_length(world: World) -> None:
    """The page and the letter as text said "0 of 15 minutes"."""
    meeting = rooms.schedule_meeting(
        world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly", planned_at=NOW,
        mode="async",
    )  # fmt: skip
    rooms.open_meeting(world.actor("owner"), meeting.pk)
    so_far = str(world.client("mate").get(f"/meetings/{meeting.pk}/minutes").content.decode())
    rooms.close_meeting(world.actor("owner"), meeting.pk)
    for found in (so_far, letter(world, "mate"), page(world, "mate", meeting)):
        assert "Weekly, Blue" in found
        assert "of 15 minutes" not in found


def test_minutes_of_a_weekly_that_was_closed_at_once_tell_that(world: World) -> None:
    meeting = rooms.open_weekly(world.actor("owner"), world.units["blue"].pk)
    rooms.close_meeting(world.actor("owner"), meeting.pk)
    for found in (letter(world, "mate"), page(world, "mate", meeting)):
        assert "0 of 15 minutes" in found


def test_meetings_are_listed_by_the_day_when_they_were_held(world: World) -> None:
    """Lists showed that day, and went by the day that was planned."""
    owner, blue = world.actor("owner"), world.units["blue"].pk
    late, soon = (
        rooms.schedule_meeting(
            owner, unit_id=blue, kind="review", planned_at=NOW + timedelta(days=days),
            cycle_id=world.cycle.pk,
        )
        for days in (1, 2)
    )  # fmt: skip
    for meeting, days in ((soon, 2), (late, 3)):
        with clock.frozen(NOW + timedelta(days=days)):
            rooms.open_meeting(owner, meeting.pk)
            rooms.close_meeting(owner, meeting.pk)
    listed = str(world.client("mate").get(f"/meetings?unit={blue}").content.decode())
    assert re.findall(r'class="k" href="/meetings/(\d+)"', listed) == [str(late.pk), str(soon.pk)]
