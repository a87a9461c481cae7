"""Verdicts and forecasts by the API: the same explanations as on the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.core.forecast import Outlook
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import Objective
from headway.okrs.queries.objective_statuses import explain_objective_status
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.okrs.queries.status_explanations import explain_status
from tests.api.conftest import CallerOf


def read(world: World, values: tuple[float, ...]) -> None:
    """One reading a week of the first key result, the last one today."""
    for ago, value in enumerate(reversed(values)):
        check_in(
            world.system,
            world.key_results[0].pk,
            value=value,
            confidence=7,
            effective_on=TODAY - timedelta(weeks=ago),
        )


def test_statuses_explain_themselves_as_on_the_page(world: World, caller: CallerOf) -> None:
    read(world, (44, 46))
    reader, key_result = caller("viewer", "read"), world.key_results[0].pk
    rows = objective_rows_by_id([world.objective.pk], as_of=TODAY, today=TODAY, with_readings=True)
    row = rows[world.objective.pk]
    own = next(one for one in row.key_results if one.id == key_result)
    found = reader.get(f"key-results/{key_result}/status-explanation")
    assert found["rows"] == [list(line) for line in explain_status(own, TODAY).rows]
    assert found["value"] == pytest.approx(own.status.gap if own.status else None)
    whole = reader.get(f"objectives/{row.id}/status-explanation")
    assert whole["rows"] == [list(line) for line in explain_objective_status(row, TODAY).rows]
    item = reader.get(f"objectives/{row.id}")["status"]
    assert (whole["value"], whole["title"].lower()) == (item["gap"], item["code"].replace("_", " "))


def test_a_forecast_says_where_it_leads_and_how_sure_that_is(
    world: World, caller: CallerOf
) -> None:
    Objective.objects.filter(pk=world.objective.pk).update(ambition="aspirational")
    read(world, (40, 42, 41, 44, 46, 45, 47))
    reader, key_result = caller("viewer", "read"), world.key_results[0].pk
    found = reader.get(f"key-results/{key_result}/forecast")
    assert found["reason"] is None
    assert found["low"] < found["low50"] < found["mean"] < found["high50"] < found["high"]
    assert (found["aim"], found["target"]) == (54.0, 60.0), "0.7 of the way, and all of it"
    assert found["probability"] > found["probability_full"]
    aim, target = found["model_for_aim"], found["model_for_target"]
    assert (aim["mean"], aim["low"], aim["high"]) == (found["mean"], found["low"], found["high"])
    assert aim["probability_raw"] == pytest.approx(found["probability"])
    assert target["probability_raw"] == pytest.approx(found["probability_full"])
    assert (aim["sd"], aim["df"]) == (target["sd"], target["df"]) > (0, 0)
    end = found["fan"][-1]
    assert (end["mean"], end["low"], end["high"]) == (found["mean"], found["low"], found["high"])
    model, owner, both = found["opinions"]
    assert model["aim_explanation"]["value"] == found["probability"]
    assert model["full_explanation"]["value"] == found["probability_full"]
    assert (owner["aim"], owner["full"]) == (None, 0.7)
    assert both["full_explanation"]["value"] == pytest.approx((found["probability_full"] + 0.7) / 2)
    whole = reader.get(f"objectives/{world.objective.pk}/forecast")
    rows = objective_rows_by_id([world.objective.pk], as_of=TODAY, today=TODAY, with_readings=True)
    outlook = rows[world.objective.pk].key_results[0].outlook
    assert isinstance(outlook, Outlook)
    assert (whole["judged"], whole["coverage"]) == (1, 0.5)
    assert whole["expected_score"] == found["expected_score"] == outlook.expected_score
    assert whole["likely_explanation"]["value"] == whole["likely"]


def test_without_a_model_a_forecast_says_why(world: World, caller: CallerOf) -> None:
    read(world, (44,))
    found = caller("viewer", "read").get(f"key-results/{world.key_results[0].pk}/forecast")
    assert (found["reason"], found["mean"]) == ("too_few", None)
    assert (found["model_for_aim"], found["model_for_target"]) == (None, None)
    assert [one["full"] for one in found["opinions"]] == [0.7]
