"""An archived KPI takes nothing more: who wants to change it restores it first."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.problems import Conflict
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi, restore_kpi
from headway.kpis.actions.remarks import annotate, remove_annotation
from headway.kpis.actions.responses import (
    acknowledge,
    close_response,
    record_action,
    record_cause,
)
from headway.kpis.models import Kpi
from headway.kpis.tests.values import month, raised

pytestmark = pytest.mark.django_db

RESTORE_FIRST = "This KPI is archived. Restore it before you change it."


def test_no_step_of_its_responses_is_taken(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    owner, mate_id = world.actor("owner"), world.people["mate"].pk
    archive_kpi(world.system, kpi.pk)
    for step in (
        lambda: acknowledge(owner, response.pk),
        lambda: record_cause(owner, response.pk, cause="The jig."),
        lambda: record_action(
            owner, response.pk, action="Mend it.", owner_id=mate_id, ends_on=date(2026, 12, 1)
        ),
        lambda: close_response(
            owner, response.pk, outcome="common_cause", closing_word="A holiday."
        ),
    ):
        with pytest.raises(Conflict, match=RESTORE_FIRST) as refused:
            step()
        assert refused.value.code == "kpi_archived"
    response.refresh_from_db()
    assert (response.stage, response.version) == ("raised", 1)
    restore_kpi(world.system, kpi.pk)
    assert acknowledge(owner, response.pk).stage == "acknowledged"


def test_its_remarks_stay_as_they_are(world: World, kpi: Kpi):
    owner = world.actor("owner")
    remark = annotate(owner, kpi.pk, on=month(3), text="Plant closed")
    archive_kpi(world.system, kpi.pk)
    with pytest.raises(Conflict, match=RESTORE_FIRST) as refused:
        remove_annotation(owner, kpi.pk, remark.pk)
    assert refused.value.code == "kpi_archived"
    remark.refresh_from_db()
    assert remark.removed_at is None
    restore_kpi(world.system, kpi.pk)
    remove_annotation(owner, kpi.pk, remark.pk)


def test_what_was_written_for_it_meanwhile_is_shown_again(world: World, kpi: Kpi):
    response = raised(world, kpi, [92.0], first=12)
    archive_kpi(world.system, kpi.pk)
    answer = world.client("owner").post(
        f"/kpi-responses/{response.pk}/step", {"do": "cause", "cause": "The jig.", "version": 1}
    )
    assert answer.status_code == 409
    page = text_of(answer)
    assert RESTORE_FIRST in page
    assert "What you wrote, which is not saved: The jig." in page
