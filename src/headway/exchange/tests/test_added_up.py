"""An import leaves values alike that are added up here."""

from __future__ import annotations

from headway.exchange.tests.helpers import imported
from headway.exchange.tests.sample import sample
from headway.exchange.tests.test_reimport import RUNNING, UNSCORED, bring_in
from headway.kit.testing.world import World
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import link_objective


def test_a_file_does_not_add_tulips_to_roses(world: World) -> None:
    bring_in(world, sample(*RUNNING, *UNSCORED))
    roses = imported("key_result", "O1-KR1")
    every = add_key_result(
        world.system, objective_id=world.objective.pk, title="All roses", kind="increase",
        start=0.0, target=100.0, measure=roses.measure, owner_id=world.people["owner"].pk,
        reason="Of all gardens",
    ).key_result  # fmt: skip
    link_objective(
        world.system, roses.objective_id, key_result_id=every.pk, kind="contributes_value",
        child_key_result_id=roses.pk,
    )  # fmt: skip
    edits = (("unit: roses", "unit: tulips"), ("target: 40", "target: 80"))
    report = bring_in(world, sample(*RUNNING, *UNSCORED, *edits)).report
    told = [one for one in report["rejected"] if "O1-KR1" in one["where"]]
    assert "added up" in told[0]["why"]
    roses.refresh_from_db()
    assert (roses.measure, roses.target) == (every.measure, 40.0)
