"""What a request wrote and somebody replaced before it was read again is not found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from headway.kit.testing.world import World
from headway.kpis.actions import remarks, targets
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def followed_by(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, then: Callable[[Any], Any]):
    """Somebody else writes as soon as the first action is through."""
    act = getattr(owner, name)

    def both(*args: Any, **fields: Any) -> Any:
        made = act(*args, **fields)
        monkeypatch.setattr(owner, name, act)
        then(made)
        return made

    monkeypatch.setattr(owner, name, both)


def test_a_target_that_another_replaced(world: World, caller: CallerOf, monkeypatch):
    kpi = first_pass_yield(world)
    followed_by(monkeypatch, targets, "set_target", lambda made: targets.set_target(
        world.system, kpi.pk, kind="at_least", low=94.0, why="No."))  # fmt: skip
    sent = {"kind": "at_least", "low": 95.0}
    assert caller("owner")("POST", f"kpis/{kpi.pk}/targets", sent).status_code == 404
    assert kpi.targets.count() == 2


def test_a_remark_that_another_removed(world: World, caller: CallerOf, monkeypatch):
    kpi = first_pass_yield(world)
    measure(world, kpi, STEADY)
    followed_by(monkeypatch, remarks, "annotate", lambda made: remarks.remove_annotation(
        world.system, kpi.pk, made.pk))  # fmt: skip
    sent = {"on": month(3).isoformat(), "text": "Strike"}
    assert caller("owner")("POST", f"kpis/{kpi.pk}/annotations", sent).status_code == 404
