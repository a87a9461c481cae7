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
