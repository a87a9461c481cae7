"""The KPIs of the demo: one whose signal is answered, one whose was just raised."""

from __future__ import annotations

from datetime import date

import pytest

from headway.exchange.demo import load_demo
from headway.kpis.models import Kpi, KpiState, Response

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_signals_responses_and_colours():
    load_demo(date(2026, 3, 2))
    by_name = {state.kpi.name: state for state in KpiState.objects.select_related("kpi")}
    assert len(by_name) == Kpi.objects.count() > 20
    assert {state.colour for state in by_name.values()} == {"green", "amber", "red", "grey"}
    assert {state.stage for state in by_name.values()} >= {"trial", "usable", "locked"}
    assert by_name["First-pass yield at final test"].rules == ["LIM", "RUN8"]
    assert by_name["Advice followed as given"].variation == "improving"
    assert by_name["Days until customers pay"].assurance == "never"
    for name in ("Controllers ordered per conversation", "Hectares per active grower"):
        assert by_name[name].value is not None
        assert by_name[name].points >= 3
    kpis = {kpi.name: kpi for kpi in Kpi.objects.select_related("leads")}
    open_ones = {
        name for name, kpi in kpis.items() if not (kpi.response_plan and kpi.counter_metric)
    }
    assert open_ones == {"People who left by their own will", "Days until customers pay"}
    assert all(kpi.source and kpi.question and kpi.formula for kpi in kpis.values())
    led = kpis["First-pass yield at final test"]
    assert (led.leads.name, led.leads_lag) == ("Field failures per 1000 controllers", 12)
    stages = dict(Response.objects.values_list("kpi__name", "stage"))
    assert stages["First-pass yield at final test"] == "raised"
    assert stages["Faults fixed at the first visit"] == "action"
    words = kpis["Field data in the teams' planning"]
    assert (words.state.value, words.state.colour, words.state.stage) == (70.0, "amber", "none")
    assert kpis["Hours to the first answer"].targets.get().high == 3
