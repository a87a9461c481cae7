"""Hold strategy maps against data twice a year."""

from __future__ import annotations

from headway.kit.jobs import every, job
from headway.strategy.actions.trials import maps_due, test_if_due


@job()
def test_map(organisation_id: int) -> None:
    """Of one organisation; where somebody has just tested it, nothing."""
    test_if_due(organisation_id)


@every(seconds=3600)
def enqueue_due_maps() -> None:
    """Those that nobody tested for half a year."""
    for organisation_id in maps_due():
        test_map.enqueue(organisation_id)
