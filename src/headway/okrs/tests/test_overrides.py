"""A status set by hand is marked, explained, and ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.activity.queries import history, verify_chain
from headway.core.pace import StatusCode
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.overrides import override_status, withdraw_override
from headway.okrs.models import KeyResult, StatusOverride
from headway.okrs.queries.key_results import rows_by_id

WHY = "The supplier delivers on Friday."


@pytest.fixture
def key_result(world):
    """Read today, and off track: 41 of 40 to 60 in the eighth week."""
    check_in(world.actor("owner"), world.key_results[0].pk, value=41)
    return KeyResult.objects.get(pk=world.key_results[0].pk)


def status_of(key_result, *, as_of=TODAY, today=None):
    return rows_by_id([key_result.pk], as_of=as_of, today=today or as_of)[0].status


def test_the_computed_status_stays_beside_the_one_set_by_hand(world, key_result):
    assert status_of(key_result).code is StatusCode.OFF_TRACK
    made = override_status(world.actor("owner"), key_result.pk, status="watch", reason=WHY)
    found = status_of(key_result)
    assert (found.code, found.over, found.source) == ("watch", "off_track", "override")
    assert (made.computed, made.expires_on) == ("off_track", TODAY + timedelta(weeks=2))
    page = text_of(world.client("viewer").get(f"/key-results/{key_result.pk}"))
    assert "Watch, set by hand over off track." in page
    assert WHY in page
    assert "Owner Person, 24 Nov 2026" in page
    assert "by hand; computed: off track" in text_of(
        world.client("viewer").get(f"/objectives/{key_result.objective_id}")
    )


def test_it_ends_with_its_last_day(world, key_result):
    owner = world.actor("owner")
    override_status(owner, key_result.pk, status="on_track", reason=WHY, until=TODAY)
    assert status_of(key_result).over is StatusCode.OFF_TRACK
    assert status_of(key_result, as_of=TODAY + timedelta(days=1)).over is None


def test_it_is_taken_back_and_was_in_force_before(world, key_result):
    owner = world.actor("owner")
    override_status(owner, key_result.pk, status="on_track", reason=WHY)
    later = NOW + timedelta(days=3)
    with clock.frozen(later):
        withdraw_override(world.actor("lead"), key_result.pk, reason="It did not come.")
        assert status_of(key_result, as_of=later.date()).over is None
        before = status_of(key_result, as_of=TODAY, today=later.date())
    assert before.over is StatusCode.OFF_TRACK
    verbs = [
        row.verb
        for row in history(
            world.organisation.pk, subject_type="key_result", subject_id=key_result.pk
        )
    ]
    assert verbs[:2] == ["key_result.status_taken_back", "key_result.status_set"]
    assert verify_chain(world.organisation.pk)


def test_another_one_replaces_it(world, key_result):
    owner = world.actor("owner")
    override_status(owner, key_result.pk, status="on_track", reason=WHY)
    override_status(owner, key_result.pk, status="watch", reason="It was late.")
    assert status_of(key_result).code is StatusCode.WATCH
    assert StatusOverride.objects.filter(ended_on__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"status": "done"}, "status"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"until": TODAY + timedelta(days=400)}, "until"),
    ],
)
def test_what_is_missing_is_told(world, key_result, given, field):
    fields = {"status": "watch", "reason": WHY, **given}
    with pytest.raises(InvalidInput) as refused:
        override_status(world.actor("owner"), key_result.pk, **fields)
    assert list(refused.value.messages_by_field()) == [field]


def test_the_owner_judges_and_who_only_enters_values_does_not(world, key_result):
    KeyResult.objects.filter(pk=key_result.pk).update(updater=world.people["mate"])
    with pytest.raises(NotAllowed):
        override_status(world.actor("mate"), key_result.pk, status="watch", reason=WHY)


@pytest.mark.by_hand
def test_a_health_metric_is_judged_by_its_limits(world, key_result):
    KeyResult.objects.filter(pk=key_result.pk).update(is_health=True, kind="stay_above")
    with pytest.raises(Conflict, match="limits alone"):
        override_status(world.actor("owner"), key_result.pk, status="watch", reason=WHY)


def test_the_form_keeps_what_was_typed(world, key_result):
    owner = world.client("owner")
    answer = owner.post(
        f"/key-results/{key_result.pk}/status", {"do": "set", "status": "", "reason": WHY}
    )
    assert answer.status_code == 422
    assert WHY in answer.content.decode()
    sent = {"do": "set", "status": "watch", "reason": WHY, "until": "2026-12-01"}
    assert owner.post(f"/key-results/{key_result.pk}/status", sent).status_code == 302
    assert owner.post(f"/key-results/{key_result.pk}/status", {"do": "withdraw"}).status_code == 302
    assert status_of(key_result).over is None
