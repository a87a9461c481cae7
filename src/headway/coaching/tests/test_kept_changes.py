"""What became of what retrospectives agree on is one number, wherever it is read."""

from __future__ import annotations

from datetime import timedelta

from headway.coaching.queries.meetings import met
from headway.core.practice.facts import Window
from headway.core.practice.figures import kept_changes
from headway.kit import clock
from headway.kit.testing.world import NOW, TODAY, World
from headway.rituals.actions.items import add_action, settle_action
from headway.rituals.actions.rooms import close_meeting
from headway.rituals.actions.rooms.retrospectives import hold_retrospective
from headway.rituals.models import Meeting
from headway.rituals.queries.retrospective_data import agreed_before, follow_through_of
from headway.rituals.queries.rooms.rows import meeting_row


def held(world: World) -> Meeting:
    return hold_retrospective(
        world.actor("coach"), unit_id=world.units["blue"].pk, cycle_id=world.cycle.pk
    )


def test_what_is_ticked_in_the_room_of_the_next_one_counts_everywhere(world: World) -> None:
    """The list of retrospectives left it out; the room and the coach desk counted it."""
    coach, blue = world.actor("coach"), world.units["blue"]
    first = held(world)
    agreed = [
        add_action(coach, meeting_id=first.pk, title=f"Change {number}") for number in range(3)
    ]
    close_meeting(coach, first.pk)
    with clock.frozen(NOW + timedelta(weeks=5)):
        second = held(world)
        with clock.frozen(NOW + timedelta(weeks=5, hours=1)):
            settle_action(coach, agreed[0].pk, state="done")
            close_meeting(coach, second.pk)
    day = TODAY + timedelta(weeks=6)
    with clock.frozen(NOW + timedelta(weeks=6)):
        settle_action(coach, agreed[1].pk, state="done")  # too late
        listed = follow_through_of(coach, blue.path)
        in_room = agreed_before(coach, meeting_row(coach, second.pk))[1]
        facts = met(coach, [blue.pk], since=TODAY, today=day).retrospectives[blue.pk]
    by_coach = kept_changes(facts, Window(TODAY - timedelta(days=90), day, is_long=True))
    assert (listed.done, listed.agreed) == (1, 3)
    assert (in_room.done, in_room.agreed) == (1, 3)
    assert by_coach == (1, 3)


def test_a_change_is_held_against_nobody_before_its_day(world: World) -> None:
    """A unit that had just held its retrospective was the second that needed its coach."""
    coach, blue = world.actor("coach"), world.units["blue"]
    meeting = held(world)
    in_time = TODAY + timedelta(days=14)
    made = {
        due_on: add_action(coach, meeting_id=meeting.pk, title="A change", due_on=due_on)
        for due_on in (in_time, None)
    }
    close_meeting(coach, meeting.pk)

    def kept(after: timedelta) -> tuple[int, int]:
        with clock.frozen(NOW + after):
            listed = follow_through_of(coach, blue.path)
            facts = met(coach, [blue.pk], since=TODAY, today=TODAY + after).retrospectives[blue.pk]
        window = Window(TODAY - timedelta(days=28), TODAY + after)
        assert kept_changes(facts, window) == (listed.done, listed.agreed)
        return listed.done, listed.agreed

    assert kept(timedelta()) == (0, 0)
    assert kept(timedelta(days=14)) == (0, 0)
    assert kept(timedelta(days=15)) == (0, 1)
    assert kept(timedelta(weeks=13, days=1)) == (0, 2)  # one without a day: when the next is due
    settle_action(coach, made[None].pk, state="done")
    settle_action(coach, made[in_time].pk, state="dropped", word="Nobody needs it.")
    assert kept(timedelta(days=14)) == (0, 0)  # nor in its favour
    assert kept(timedelta(weeks=13, days=1)) == (1, 2)
