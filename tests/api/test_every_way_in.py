"""Values come to the same whichever way they come: one KPI at a time, together, in a stream or in a
file; and what a file brought goes again without a trace."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.exchange.actions import commit_import, undo_import
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_many, record_measurements
from headway.kpis.actions.recomputing import recompute_kpis
from headway.kpis.models import Kpi, Measurement, Revision
from headway.kpis.tests.test_judging import known_of
from headway.kpis.tests.values import STEADY, by_region, first_pass_yield, measure, month
from tests.api.conftest import Caller, CallerOf

pytestmark = pytest.mark.django_db

Step = Mapping[str, Sequence[Reading]]
"""Readings by what KPI they are of."""

MONTHS = st.integers(0, 16)
VALUES = st.sampled_from([90.0, 94.0, 94.5, 95.2, 97.0, 130.0])
STATES = st.sampled_from(["", "", "", "final", "estimated", "na"])


@st.composite
def readings(draw: st.DrawFn, why: str, *segments: str) -> list[Reading]:
    """Some months of a KPI, each once. Values have all the same remark: one that comes again
    without stays beside its value where a file tells it, and goes where a person does."""
    places = draw(
        st.lists(st.tuples(st.sampled_from(segments), MONTHS), min_size=1, max_size=8, unique=True)
    )
    found = []
    for segment, at in places:
        state = draw(STATES)
        value = None if state == "na" else draw(VALUES)
        reason = "Closed." if state == "na" else why
        found.append(Reading(month(at), value, state=state, reason=reason, segment=segment))
    return found


def steps_with(why: str) -> st.SearchStrategy[list[Step]]:
    """What is entered, one write after the other."""
    kinds = {"plain": readings(why, ""), "sum": readings(why, "north", "South")}
    step = st.fixed_dictionaries({}, optional=kinds).filter(bool)
    return st.lists(step, min_size=1, max_size=6)


STEPS = st.sampled_from(["", "Counted again."]).flatmap(steps_with)


def made(world: World, way: str) -> dict[str, Kpi]:
    """A KPI that is entered as a whole, with a year of values, and one that is made of segments."""
    given = {"beyond_most": True}
    plain = first_pass_yield(world, name=f"Yield {way}", external_id=f"{way}-plain", **given)
    measure(world, plain, STEADY)
    parts = by_region(world, name=f"Sum {way}", external_id=f"{way}-sum", **given)
    return {"plain": plain, "sum": parts}


def one_by_one(world: World, kpis: Mapping[str, Kpi], step: Step) -> None:
    for name, some in step.items():
        try:
            record_measurements(world.actor("admin"), kpis[name].pk, some)
        except InvalidInput:
            continue


def together(world: World, kpis: Mapping[str, Kpi], step: Step) -> None:
    record_many(world.actor("admin"), {kpis[name].pk: some for name, some in step.items()})


def in_a_file(world: World, kpis: Mapping[str, Kpi], step: Step) -> Any:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["kpi", "segment", "date", "value", "state", "reason"])
    for name, some in step.items():
        key = kpis[name].external_id
        table.writerows([key, r.segment, r.on, r.value, r.state, r.reason] for r in some)
    return commit_import(world.actor("admin"), text.getvalue().encode(), "f.csv")


def streaming(caller: Caller) -> Callable[[World, Mapping[str, Kpi], Step], None]:
    def in_a_stream(_world: World, kpis: Mapping[str, Kpi], step: Step) -> None:
        lines = [
            {"kpi": kpis[name].external_id, "on": r.on, "value": r.value, "reason": r.reason}
            | ({"state": r.state} if r.state else {})
            | ({"segment": r.segment} if r.segment else {})
            for name, some in step.items()
            for r in some
        ]
        answer = caller.client.post(
            "/api/v1/kpi-measurements",
            "\n".join(json.dumps(line, default=str) for line in lines),
            content_type="application/x-ndjson",
            headers={"Authorization": f"Bearer {caller.token}"},
        )
        assert answer.status_code == 200, answer.content

    return in_a_stream


def stored(kpi: Kpi) -> dict[str, Any]:
    """All that is kept of values and of what follows from them, but where they came from."""
    names = ("series__key", "starts_on", "value", "state", "reason", "revision")
    return {
        "values": sorted(Measurement.objects.filter(series__kpi=kpi).values_list(*names), key=repr),
        "revisions": sorted(Revision.objects.filter(series__kpi=kpi).values_list(*names), key=repr),
        **known_of(kpi),
    }


few = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@few
@given(steps=STEPS)
def test_every_way_in_leaves_the_same(world: World, caller: CallerOf, steps: list[Step]) -> None:
    ways = {
        "alone": one_by_one,
        "together": together,
        "stream": streaming(caller("admin")),
        "file": in_a_file,
    }
    Kpi.objects.all().delete()
    found = {}
    for name, way in ways.items():
        kpis = made(world, name)
        for step in steps:
            way(world, kpis, step)
        found[name] = {key: stored(kpi) for key, kpi in kpis.items()}
    for name in ways:
        assert found[name] == found["alone"], name
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []


@few
@given(steps=STEPS, last=STEPS.map(lambda some: some[0]))
def test_what_a_file_brought_goes_without_a_trace(
    world: World, steps: list[Step], last: Step
) -> None:
    Kpi.objects.all().delete()
    kpis = made(world, "undone")
    for step in steps:
        together(world, kpis, step)

    def now() -> dict[str, Any]:
        return {
            "values": sorted(
                (m.series_id, m.starts_on, m.value, *(
                    () if m.origin == "derived" else (m.state, m.reason, m.origin, m.revision)
                ))
                for m in Measurement.objects.filter(series__kpi__in=kpis.values())
            ),
            "signals": [
                sorted(kpi.signals.filter(withdrawn_at=None).values_list("rule", "starts_on"))
                for kpi in kpis.values()
            ],
        }  # fmt: skip

    before = now()
    run = in_a_file(world, kpis, last)
    undo_import(world.actor("admin"), run.pk)
    assert now() == before
    assert recompute_kpis(world.organisation.pk, write=False)[1] == []
