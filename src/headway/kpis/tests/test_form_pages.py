"""The forms in which a KPI is defined, given a target, re-based and put away."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import html_of
from headway.kpis.models import Kpi
from headway.kpis.tests.values import (
    measure,
    month,
)

pytestmark = pytest.mark.django_db


class TestForms:
    def test_a_kpi_is_defined_with_the_usual_filled_in(self, world):
        client = world.client("lead")
        page = html_of(client.get("/kpis/new"))
        assert 'name="due_lag"' in page
        answer = client.post("/kpis/new", {
            "name": "Returns", "unit_id": world.units["blue"].pk, "better": "down",
            "owner_id": world.people["owner"].pk, "frequency": "weekly", "low_bound": "0",
            "rules": "XmR-3",
        })  # fmt: skip
        made = Kpi.objects.get(name="Returns")
        assert answer["Location"] == f"/kpis/{made.pk}"
        assert (made.frequency, made.low_bound, made.due_lag) == ("weekly", 0.0, 5)
        assert made.rules == ["LIM", "THREE4", "RUN8"]
        refused = client.post("/kpis/new", {"name": "", "unit_id": made.unit_id, "formula": "a/b"})
        assert refused.status_code == 422
        assert "a/b</textarea>" in html_of(refused)

    def test_another_formula_asks_why_and_wording_alone_keeps_the_baseline(self, world, kpi):
        client, address = world.client("owner"), f"/kpis/{kpi.pk}/edit"
        typed = {
            "name": kpi.name, "owner_id": kpi.owner_id, "measure": "%", "frequency": "monthly",
            "low_bound": "0", "high_bound": "100", "formula": "passed / started", "version": 1,
        }  # fmt: skip
        refused = client.post(address, typed)
        assert refused.status_code == 422
        assert "Write this first." in html_of(refused)
        client.post(address, {**typed, "why": "Clearer.", "only_wording": "1"})
        version = kpi.versions.order_by("-number").first()
        assert (version.number, version.breaks, version.why) == (2, False, "Clearer.")

    def test_a_target_is_set_changed_with_a_reason_and_ended(self, world, kpi):
        client, address = world.client("lead"), f"/kpis/{kpi.pk}/target"
        assert client.post(address, {"kind": "at_least"}).status_code == 422
        client.post(address, {"kind": "at_least", "low": "95", "red": "93", "high": "7"})
        assert client.post(address, {"kind": "at_least", "low": "96"}).status_code == 422
        client.post(address, {"kind": "at_least", "low": "96", "do": "end", "why": "Enough."})
        assert list(kpi.targets.order_by("id").values_list("low", "high", "red")) == [
            (95.0, None, 93.0),
            (None, None, None),
        ]

    def test_four_answers_begin_new_limits(self, world, kpi):
        client, address = world.client("lead"), f"/kpis/{kpi.pk}/rebase"
        assert "Nothing signals a change" in html_of(client.get(address))
        measure(world, kpi, [92.0], first=12)
        assert "It signals since Jan 2026: below the lower limit." in html_of(client.get(address))
        answers = {"different": "Below.", "reason": "Jig.", "wanted": "Yes.", "lasting": ""}
        refused = client.post(address, {"starts_on": "2026-01-15", **answers})
        assert refused.status_code == 422
        assert "Below.</textarea>" in html_of(refused)
        client.post(address, {"starts_on": "2026-01-15", **answers, "lasting": "Sold."})
        assert kpi.rebases.get().starts_on == month(12)

    def test_archived_it_takes_nothing_and_comes_back(self, world, kpi):
        client, address = world.client("lead"), f"/kpis/{kpi.pk}"
        client.post(f"{address}/step", {"do": "archive"})
        page = html_of(client.get(address))
        assert "it takes no more" in page
        assert f"{address}/edit" not in page
        client.post(f"{address}/step", {"do": "restore"})
        assert f"{address}/edit" in html_of(client.get(address))
        assert "KPI archived" in html_of(client.get(f"{address}/history"))


def test_a_long_run_counts_as_one_signal(world, kpi):
    client = world.client("mate")
    measure(world, kpi, [95.1, 95.1], first=12)

    def enter(*values: float) -> str:
        names = [f"v-{kpi.pk}-{month(14 + at).isoformat()}" for at in range(len(values))]
        sent = dict(zip(names, map(str, values), strict=True))
        address = f"/kpis/enter?kpi={kpi.pk}&periods=14"
        return html_of(client.post(address, sent, follow=True))

    assert "1 signal appeared" in enter(*[94.4] * 8)
    assert "no new signal" in enter(*[94.4] * 9)  # the run goes on
    assert kpi.signals.filter(withdrawn_at__isnull=True).count() == 2
    assert "1 signal appeared" in enter(*[94.4] * 8, 93.0)
    assert "no new signal, 1 signal taken back" in enter(*[94.4] * 9)
    assert "no new signal, 1 signal taken back" in enter(*[95.1, 94.3] * 4, 95.1)
