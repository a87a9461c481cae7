"""What a value would give, shown in its row before it is saved."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import KeyResult
from headway.okrs.queries.key_results import rows
from headway.okrs.queries.preview import judged_row, preview


def test_another_organisation_gets_no_preview(world):
    path = f"/check-ins/{world.key_results[0].pk}/preview?value-{world.key_results[0].pk}=52"
    assert world.client("outsider").get(path).status_code == 404
    assert world.client("owner").get(path).status_code == 200


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(value=st.floats(-100, 200).map(lambda number: round(number, 2)))
def test_the_preview_is_what_saving_gives(world, value):
    """For every value: progress and status of the preview equal those after the check-in."""
    owner, key_result_id = world.actor("owner"), world.key_results[0].pk
    seen = preview(judged_row(owner, key_result_id, TODAY), TODAY, value=value)
    check_in(owner, key_result_id, value=value)
    stored = rows(KeyResult.objects.filter(pk=key_result_id), as_of=TODAY, today=TODAY)[0]
    assert (seen.after, seen.status) == (stored.raw, stored.status)


def test_the_preview_counts_what_others_contribute(world):
    """As saving does: one's own value and theirs."""
    check_in(world.system, world.key_results[0].pk, value=50)
    into = world.add_objective("Above", unit="root").key_results.get()
    KeyResult.objects.filter(pk=into.pk).update(measure="%", target=100)
    link_objective(
        world.system,
        world.objective.pk,
        key_result_id=into.pk,
        kind="contributes_value",
        child_key_result_id=world.key_results[0].pk,
    )
    seen = preview(judged_row(world.system, into.pk, TODAY), TODAY, value=20)
    check_in(world.system, into.pk, value=20)
    stored = rows(KeyResult.objects.filter(pk=into.pk), as_of=TODAY, today=TODAY)[0]
    assert stored.value == 20 + 50
    assert (seen.after, seen.status) == (stored.raw, stored.status)


def test_the_preview_asks_about_a_step_that_may_be_a_slip(home, world):
    pk = world.key_results[0].pk
    words = text_of(home.get(f"/check-ins/{pk}/preview", {f"value-{pk}": "520"}))
    assert "Is the number right?" in words
    words = text_of(home.get(f"/check-ins/{pk}/preview", {f"value-{pk}": "45"}))
    assert "25 %, expected 56 %" in words
    assert "Is the number right?" not in words


@pytest.mark.parametrize(("typed", "words"), [("", "Stale"), ("abc", "Enter a number")])
def test_the_preview_of_what_is_no_value_says_so(home, world, typed, words):
    pk = world.key_results[0].pk
    assert words in text_of(home.get(f"/check-ins/{pk}/preview", {f"value-{pk}": typed}))
