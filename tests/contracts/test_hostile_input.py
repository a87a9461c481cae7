"""What nobody sends by accident gets an answer, never a crash."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield

HUGE = "9" * 30
PATHS = [
    f"/objectives/{HUGE}", f"/key-results/{HUGE}", f"/cycles/{HUGE}", f"/units/{HUGE}",
    f"/people/{HUGE}", f"/strategy/goals/{HUGE}", f"/objectives?owner={HUGE}",
    f"/objectives?unit={HUGE}", f"/objectives?cycle={HUGE}", "/objectives?q=%00", "/people?q=%00",
    "/objectives?state=%00", f"/objectives?after=x~{HUGE}~{HUGE}", "/objectives?as_of=nonsense",
    "/objectives?as_of=0001-01-01", "/objectives?as_of=9999-12-31", f"/people?after=a&id={HUGE}",
    f"/units?open={HUGE}", "/find?q=%00", "/find?q=" + "a" * 5000, "/line-of-sight?open=%00",
    "/cycles/1?view=sideways", f"/settings/audit?before={HUGE}", "/people?role=%27%22",
    "/%00", "/objectives/%F0%9F%98%80", "/objectives?after=x~²~²", "/objectives/1?key_result=²",
    "/objectives/1/history?before=²", f"/objectives/1/history?before={HUGE}", "/units?open=²",
    "/people?after=a&id=²", "/settings/audit?before=²", "/key-results/1/check-in?corrects=²",
    "/audit?before=" + "9" * 5000, f"/planning?cycle={HUGE}", f"/planning/alignment?unit={HUGE}",
    "/kpis/1/connector?kind=%00", f"/kpis/{HUGE}/connector",
    f"/plans/{HUGE}", f"/plans/{HUGE}/changes?against=²", "/cycles/1/phase/%00",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_odd_addresses_are_answered(world: World, path: str):
    path = path.replace("/objectives/1", f"/objectives/{world.objective.pk}").replace(
        "/key-results/1", f"/key-results/{world.key_results[0].pk}"
    )
    assert world.client("admin").get(path).status_code < 500


FIELDS = ["", "\x00", "\x00title", "x" * 100_000, "\ud7ff", "=1+1", "<b>", "1e308", "-0", "nan",
          "inf", HUGE, "١٢", "0x10", "1_000", "2026-13-45", "' OR 1=1 --", "²"]  # fmt: skip


@pytest.mark.parametrize("value", FIELDS, ids=lambda value: repr(value[:12]))
def test_odd_values_are_saved_or_refused_in_every_form(world: World, value: str):
    """The same odd value in every field of each form at once."""
    client = world.client("admin")
    objective, key_result = world.objective.pk, world.key_results[0].pk
    forms = {
        "/objectives/new": ["title", "unit_id", "cycle_id", "owner_id", "goal_id", "kr1-title",
                            "kr1-kind", "kr1-start", "kr1-target", "kr1-weight"],
        f"/objectives/{objective}/edit": ["title", "owner_id", "ambition", "version", "reason"],
        f"/objectives/{objective}/links": ["goal_id"],
        f"/objectives/{objective}/key-results/new": ["title", "kind", "low", "high", "anchors",
                                                     "milestones", "owner_id", "reason"],
        f"/key-results/{key_result}/check-in": ["value", "confidence", "note", "effective_on",
                                                "supersedes_id", "milestones"],
        f"/key-results/{key_result}/initiatives": ["title", "owner_id", "due_on"],
        "/cycles/new": ["name", "starts_on", "ends_on", "plan_lock_on", "parent_id", "kind"],
        f"/cycles/{world.cycle.pk}/step": ["do", "phase", "why"],
        "/people/new": ["name", "email", "role"],
        f"/units/{world.units['blue'].pk}/change": ["do", "name", "kind", "person", "parent_id"],
        "/settings/organisation": ["name", "time_zone", "fiscal_year_start", "week_start"],
        "/settings/tokens": ["name", "days", "scopes"],
        "/strategy/statement": ["kind", "text"],
        "/strategy/goals/new": ["title", "starts_on", "ends_on", "perspective_id", "owner_id"],
        f"/objectives/{objective}/close": ["outcome", "self_grade", "closing_word",
                                           f"key_result_{key_result}_grade"],
        f"/kpis/{first_pass_yield(world).pk}/connector": [
            "do", "kind", "every", "at", "weekday", "window", "version", "set-url"],
        f"/kpis/{first_pass_yield(world, name='Other').pk}/connector/step": [
            "do", "periods", "back", "replace_entered"],
        "/theme": ["theme"],
        "/organisation/switch": ["organisation"],
        "/scope": ["unit", "cycle"],
        "/check-ins": ["save"],
    }  # fmt: skip
    for address, names in forms.items():
        answer = client.post(address, dict.fromkeys(names, value))
        assert answer.status_code < 500, address
