"""Days are those of the place where the organisation lives."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.models import KeyResult
from headway.okrs.queries.key_results import rows_by_id

pytestmark = pytest.mark.django_db

SUNDAY_EVENING = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Monday in Greenwich, 20:00 on the 22nd in Los Angeles."""


def test_what_is_stored_on_a_sunday_evening_is_what_the_page_shows(world: World) -> None:
    world.organisation.time_zone = "America/Los_Angeles"
    world.organisation.save()
    with clock.frozen(datetime(2026, 10, 6, tzinfo=UTC)):
        held = add_key_result(
            world.system,
            objective_id=world.objective.pk,
            title="Held",
            kind="stay_above",
            target=98.0,
            owner_id=world.people["owner"].pk,
        ).key_result
    with clock.frozen(SUNDAY_EVENING):
        actor = world.actor("owner")
        check_in(actor, held.pk, value=99, effective_on=date(2026, 10, 7))
        today = clock.today(actor.time_zone)
        shown = rows_by_id([held.pk], as_of=today, today=today)[0]
    stored = KeyResult.objects.get(pk=held.pk).raw
    assert (stored, shown.raw) == (0.2, 0.2)
