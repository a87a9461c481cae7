"""KPIs brought in from tables: real ones, broken ones, again, and taken back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from headway.exchange.actions import commit_import, commit_preview, keep_preview, undo_import
from headway.exchange.models import ImportRun
from headway.exchange.tests.helpers import needs_shared_data, real
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.budgets import recorded_queries
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.removing import remove_kpi
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, KpiState, Measurement, Revision, Target
from headway.kpis.tests.values import (
    STEADY,
    by_region,
    enter,
    first_pass_yield,
    measure,
    month,
    monthly,
)
from headway.okrs.actions.key_results import update_key_result
from headway.people.access import system_actor
from headway.people.models import Person, Unit
from headway.strategy.actions import add_goal, add_measure
from headway.strategy.models import GoalMeasure

pytestmark = pytest.mark.django_db


def bring(world: World, content: bytes, **options: Any) -> ImportRun:
    return commit_import(world.actor("admin"), content, "f.csv", **options)


def values(kpi: Kpi) -> list[tuple[date, float | None, str, str]]:
    rows = Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    return list(rows.values_list("starts_on", "value", "state", "origin"))


def counts(run: ImportRun, action: str) -> dict[str, int]:
    return {name: count for name, count in run.report[action].items() if count}


def reasons(run: ImportRun) -> list[str]:
    return [f"{each['where']}: {each['why']}" for each in run.report["rejected"]]


def test_values_come_in_with_days_in_rows_or_in_columns(world: World):
    one, two = first_pass_yield(world, external_id="a"), first_pass_yield(world, name="Scrap")
    long = b"kpi;date;value;reason\na;2026-01;94.2;\na;2026-02-11;94.9;Short.\nScrap;2026-01;5\n"
    assert counts(bring(world, long), "created") == {"measurements": 3}
    assert values(one)[1] == (date(2026, 2, 1), 94.9, "final", "file")
    wide = b"name,2026-01,2026-02-01,2026-03\nScrap,5,,6.5\n"
    run = bring(world, wide)
    assert (counts(run, "created"), counts(run, "unchanged")) == (
        {"measurements": 1},
        {"measurements": 1},
    )
    assert [row[1] for row in values(two)] == [5, 6.5]


def test_a_spreadsheet_is_read_as_a_table(world: World):
    kpi = first_pass_yield(world, external_id="a")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["kpi", date(2026, 1, 1), date(2026, 2, 1), "note"])
    sheet.append(["a", 94.2, None])
    sheet.append(["nowhere", 1, 2])
    written = io.BytesIO()
    book.save(written)
    run = bring(world, written.getvalue())
    assert [row[:2] for row in values(kpi)] == [(date(2026, 1, 1), 94.2)]
    assert reasons(run) == ["line 3, nowhere: There is no KPI “nowhere”. Define it first."]
    with pytest.raises(InvalidInput):
        bring(world, written.getvalue()[:-400])


def test_what_is_wrong_is_named_by_its_line_and_holds_no_other_kpi_back(world: World):
    first_pass_yield(world, external_id="a")
    sound = first_pass_yield(world, name="Scrap")
    run = bring(
        world,
        b"kpi,date,value\na,2026-01,94\na,2026-02,101\nScrap,2026-01,5\nnowhere,2026-01,1\n"
        b"Scrap,2026-02,4 %\n,2026-01,3\nScrap,31.12.2026,3\n",
    )
    assert reasons(run) == [
        "line 2, a: 1 value stays out: others of its KPI cannot be used.",
        "line 3, a: 101 is not possible: it lies beyond 100.",
        "line 5, nowhere: There is no KPI “nowhere”. Define it first.",
        "line 6, Scrap: “4 %” must be a number with a point, such as 94.2.",
        "line 7: No KPI is named in “kpi”.",
        "line 8, Scrap: “31.12.2026” must be a day such as 2026-10-31, or a month such as 2026-10.",
    ]
    assert [row[1] for row in values(sound)] == [5]
    with pytest.raises(InvalidInput):
        bring(world, b"kpi,date,value\na,2026-01,101\n", strict=True)


@pytest.mark.parametrize(
    "content",
    [b"kpi,date,value\n\xff,1,2\n", b'kpi,date,value\n"a,2026-01,1\n', b"kpi,date,date,value\n",
     b"kpi,date,value\na,2026-01,1,2\n", b"date,value\n2026-01,1\n"],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_whole(world: World, content: bytes):
    with pytest.raises(InvalidInput):
        bring(world, content)
    assert not ImportRun.objects.exists()


def test_a_preview_writes_nothing_and_promises_what_a_commit_does(world: World):
    kpi = first_pass_yield(world)
    actor = world.actor("admin")
    run = keep_preview(actor, b"date,value\n2026-01,94\n", "v.csv", kpi="First-pass yield")
    assert counts(run, "created") == {"measurements": 1}
    assert values(kpi) == []
    commit_preview(actor, run.pk)
    assert len(values(kpi)) == 1


def test_values_are_taken_back_unless_somebody_entered_others(world: World):
    kpi = first_pass_yield(world, external_id="a")
    measure(world, kpi, [94.0, 95.0])
    run = bring(world, b"kpi,date,value\na,2025-02,95.5\na,2025-03,96\n")
    later = measure(world, kpi, [97.0], first=2)
    assert later.changed == [month(2)]
    with pytest.raises(Conflict) as refused:
        undo_import(world.actor("admin"), run.pk)
    assert refused.value.extra["hanging"] == ["values of “First-pass yield” were entered"]
    again = bring(world, b"kpi,date,value\na,2025-02,95.5\na,2025-03,96.5\na,2025-04,96\n")
    undo_import(world.actor("admin"), again.pk)
    assert [row[1:3] for row in values(kpi)] == [
        (94.0, "final"),
        (95.5, "restated"),
        (97.0, "restated"),
    ]
    assert Revision.objects.filter(series__kpi=kpi).count() == 2
    assert KpiState.objects.get(kpi=kpi).value == 97.0


def test_values_are_taken_back_together_however_many(world: World):
    """New ones go, and replaced ones hold again: no statement a value."""

    def statements(months: int) -> int:
        kpi = first_pass_yield(world, name=f"Of {months}")
        half = [Reading(month(at), 94.0) for at in range(0, months, 2)]
        record_measurements(world.system, kpi.pk, half)
        rows = "".join(f"{kpi.name};{month(at)};95\n" for at in range(months))
        run = bring(world, f"kpi;date;value\n{rows}".encode())
        with recorded_queries() as told:
            undo_import(world.actor("admin"), run.pk)
        assert values(kpi) == [(one.on, 94.0, "final", "hand") for one in half]
        assert not Revision.objects.filter(series__kpi=kpi).exists()
        return sum("DELETE" in one and "kpis_" in one for one in told)

    assert statements(4) == statements(20) < 6


DEFINITIONS = b"""external_id,name,unit,owner,measure,better,frequency,formula,target_low
fpy,First-pass yield,Works / Blue,owner@aster.example,%,up,monthly,passed / tested,95
lead,Lead time,Works/Yellow,,days,down,weekly,from order to delivery,
bad,Nobody's,Blue,nobody@aster.example,,,,,
odd,Odd,Blue,,,sideways,,,
"""


def test_definitions_come_in_change_with_the_file_and_go(world: World):
    run = bring(world, DEFINITIONS)
    assert counts(run, "created") == {"units": 1, "kpis": 2, "targets": 1}
    assert reasons(run) == [
        "line 4, bad: There is nobody here of that name: nobody@aster.example.",
        "line 5, odd: better: Choose one of the offered.",
    ]
    fpy, lead = Kpi.objects.get(external_id="fpy"), Kpi.objects.get(external_id="lead")
    assert (fpy.unit_id, fpy.owner_id) == (world.units["blue"].pk, world.people["owner"].pk)
    assert (lead.unit.name, lead.owner_id) == ("Yellow", world.people["lead"].pk)
    assert Target.objects.get(kpi=fpy).effective_on == date(2026, 11, 1)
    again = bring(world, DEFINITIONS)
    assert (counts(again, "created"), counts(again, "updated")) == ({}, {})
    assert counts(again, "unchanged") == {"kpis": 2, "targets": 1}
    changed = bring(world, DEFINITIONS.replace(b"passed / tested", b"passed / presented"))
    assert counts(changed, "updated") == {"kpis": 1}
    fpy.refresh_from_db()
    assert (fpy.version, fpy.formula) == (2, "passed / presented")
    with pytest.raises(Conflict):
        undo_import(world.actor("admin"), run.pk)
    undo_import(world.actor("admin"), changed.pk)
    update_kpi(world.system, lead.pk, measure="hours", why="Finer.")
    kept = bring(world, DEFINITIONS.replace(b"days,down", b"minutes,down"))
    assert "measure was changed here" in reasons(kept)[0]


def test_what_was_made_is_gone_when_taken_back(world: World):
    before = Unit.objects.count()
    run = bring(world, DEFINITIONS)
    undo_import(world.actor("admin"), run.pk)
    assert (Kpi.objects.count(), Unit.objects.count()) == (0, before)
    assert counts(bring(world, DEFINITIONS), "created")["kpis"] == 2


def test_segments_come_in_with_days_in_rows_or_in_columns_and_go(world: World):
    kpi = by_region(world, external_id="a")
    long = b"kpi,segment,date,value\na,north,2026-01,40\na,South,2026-01,60\na,East,2026-02,1\n"
    refused = bring(world, long)
    assert reasons(refused) == [
        "line 2, a: 2 values stay out: others of its KPI cannot be used.",
        "line 4, a: There is no such segment. It has North, South.",
    ]
    run = bring(world, long.replace(b"a,East,2026-02,1\n", b""))
    assert counts(run, "created") == {"measurements": 2}
    wide = b"kpi,segment,2026-01,2026-02\na,north,41,20\na,south,60,\n"
    later = bring(world, wide)
    assert [counts(later, action) for action in ("created", "updated", "unchanged")] == [
        {"measurements": 1}, {"measurements": 1}, {"measurements": 1},
    ]  # fmt: skip
    whole = Measurement.objects.filter(series__kpi=kpi, series__key="")
    assert [row.value for row in whole] == [101.0]
    undo_import(world.actor("admin"), later.pk)
    assert [(row.value, row.state) for row in whole.all()] == [(100.0, "restated")]
    enter(world, kpi, "south", [61.0], first=12)
    with pytest.raises(Conflict):
        undo_import(world.actor("admin"), run.pk)


def test_the_values_of_one_kpi_name_their_segments_too(world: World):
    kpi = by_region(world)
    content = b"date,segment,value\n2026-01,north,40\n2026-01,south,60\n"
    assert reasons(bring(world, content, kpi="First-pass yield")) == []
    assert Measurement.objects.get(series__kpi=kpi, series__key="").value == 100.0


def test_definitions_name_segments_and_a_later_file_adds_to_them(world: World):
    first = (
        b"name,unit,owner,in_time,segments,segmented_by,partial\n"
        b"Orders,Blue,owner@aster.example,sum,North | South,region,yes\n"
    )
    run = bring(world, first)
    assert counts(run, "created") == {"kpis": 1, "segments": 2}
    kpi = Kpi.objects.get()
    assert (kpi.segmented_by, kpi.partial) == ("region", True)
    again = bring(world, first.replace(b"South", b"south | West"))
    assert (counts(again, "created"), counts(again, "unchanged")) == (
        {"segments": 1},
        {"kpis": 1, "segments": 2},
    )
    undo_import(world.actor("admin"), again.pk)
    assert [one.name for one in kpi.series.exclude(key="")] == ["North", "South"]
    undo_import(world.actor("admin"), run.pk)
    assert not Kpi.objects.exists()


@needs_shared_data
@pytest.mark.parametrize(
    ("name", "kpis", "targets", "values"),
    [
        ("kpis_gitlab.csv", 229, 99, 5),
        pytest.param("kpis_canada_infobase.csv", 392, 319, 89, marks=pytest.mark.once),
    ],
)
def test_published_definitions_come_in_whole(
    world: World, name: str, kpis: int, targets: int, values: int
):
    content = real(name)
    run = bring(world, content)
    assert reasons(run) == []
    made = counts(run, "created")
    assert made["kpis"] == kpis == Kpi.objects.count()
    assert (made["targets"], made["measurements"]) == (targets, values)
    again = bring(world, content)
    assert (counts(again, "created"), counts(again, "updated")) == ({}, {})
    assert any("twelve are what a unit can watch" in each["what"] for each in run.report["assumed"])
    undo_import(world.actor("admin"), run.pk)
    assert Kpi.objects.count() == 0


@needs_shared_data
def test_a_target_of_a_file_keeps_the_thresholds_that_fit(world: World):
    kpi = first_pass_yield(world, external_id="fpy")
    set_target(
        world.system, kpi.pk, kind="at_least", low=95.0, worst=80.0, red=92.0, best=99.0,
        effective_on=date(2026, 1, 1),
    )  # fmt: skip
    columns = b"external_id,name,unit,owner,measure,better,frequency,formula,target_low\n"
    row = b"fpy,First-pass yield,Blue,Owner Person,%,up,monthly,Good units divided by all,%s\n"
    for low, kept in ((b"97", (80.0, 92.0, 99.0)), (b"91", (80.0, None, 99.0))):
        assert reasons(bring(world, columns + row.replace(b"%s", low))) == []
        newest = kpi.targets.order_by("-effective_on", "-id")[0]
        assert (newest.low, (newest.worst, newest.red, newest.best)) == (float(low), kept)


def test_a_curve_of_a_file_is_the_target_and_comes_in_once(world: World):
    columns = b"external_id,name,unit,target_curve,target_low\n"
    row = b"fpy,Yield,Blue,60:0 80:40; 90:80 95:100,\n"
    run = bring(world, columns + row)
    assert (counts(run, "created"), reasons(run)) == ({"kpis": 1, "targets": 1}, [])
    made = Target.objects.get()
    assert (made.kind, made.worst, made.best) == ("at_least", 60.0, 95.0)
    assert made.curve == [[60.0, 0.0], [80.0, 40.0], [90.0, 80.0], [95.0, 100.0]]
    assert counts(bring(world, columns + row), "unchanged") == {"kpis": 1, "targets": 1}
    wrong = bring(
        world,
        columns + b"a,A,Blue,60-0 95:100,\nb,B,Blue,60:0 95:20,\nc,C,Blue,60:0 95:100,95\n",
    )
    assert reasons(wrong) == [
        "line 2, a: Write points as value:score, not “60-0”.",
        "line 3, b: Let a point score 66.67 or more, where green begins, and another one less.",
        "line 4, c: The points of target_curve say the target: leave the others empty.",
    ]


@needs_shared_data
def test_a_published_series_comes_in_with_its_targets(world: World):
    kpi = first_pass_yield(world, name="A&E in 4 hours")
    run = bring(world, real("kpi_series/nhs_england_ae_4hour.csv"), kpi="A&E in 4 hours")
    assert counts(run, "created") == {"measurements": 36, "targets": 1}
    state = KpiState.objects.get(kpi=kpi)
    assert (state.stage, state.points, state.assurance) == ("locked", 36, "never")
    again = bring(world, real("kpi_series/nhs_england_ae_4hour.csv"), kpi=str(kpi.pk))
    assert counts(again, "unchanged") == {"measurements": 36, "targets": 1}


def test_before_there_are_people_nobody_owns_what_comes_in(world: World):
    """As on a server where a file founded the organisation."""
    Person.objects.filter(organisation=world.organisation, role="admin").update(role="member")
    Unit.objects.update(lead=None)
    content = b"name,unit,frequency,better\nYield,Blue,monthly,up\n"
    run = commit_import(system_actor(world.organisation), content, "f.csv")
    assert reasons(run) == []
    kpi = Kpi.objects.get()
    assert kpi.owner is None
    system = system_actor(world.organisation)
    judged = record_measurements(system, kpi.pk, monthly([*STEADY, 90.0])).judged
    assert judged is not None
    assert judged.response is not None
    client = world.client("viewer")
    for address in ("/kpis?unit=all", f"/kpis/{kpi.pk}", "/"):
        assert client.get(address).status_code == 200
    Person.objects.filter(pk=world.people["admin"].pk).update(role="admin")
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.actor("admin"), kpi.pk, source="MES")
    assert [error.field for error in refused.value.errors] == ["owner_id"]


def test_a_kpi_that_gives_a_key_result_its_values_is_not_taken_back(world: World):
    run = bring(world, DEFINITIONS)
    kpi = Kpi.objects.get(external_id="fpy")
    update_key_result(world.system, world.key_results[0].pk, kpi_id=kpi.pk)
    with pytest.raises(Conflict) as refused:
        undo_import(world.actor("admin"), run.pk)
    assert (
        "gives a key result its values (give that another source, or none)" in refused.value.detail
    )
    assert Kpi.objects.filter(pk=kpi.pk).exists()


def test_a_kpi_that_scores_a_goal_or_leads_another_is_not_taken_back(world: World):
    """What it scored was gone with it, and what it led lost that without a word."""
    run = bring(world, DEFINITIONS)
    kpi = Kpi.objects.get(external_id="fpy")
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    goal = add_goal(world.system, title="No rework", starts_on=first, ends_on=last)
    measures = add_measure(world.system, goal.pk, kpi_id=kpi.pk)
    other = first_pass_yield(world, name="Scrap", leads_id=kpi.pk)
    with pytest.raises(Conflict) as refused:
        undo_import(world.actor("admin"), run.pk)
    assert f"“{kpi.name}” measures the goal “No rework”" in refused.value.detail
    assert f"“Scrap” leads “{kpi.name}”" in refused.value.detail
    with pytest.raises(Conflict, match="Only archive it"):
        remove_kpi(world.system, kpi.pk, why="A slip.")
    assert GoalMeasure.objects.get().pk == measures.pk
    other.refresh_from_db()
    assert other.leads_id == kpi.pk


def test_the_list_of_imports_counts_kpis_and_values(world: World) -> None:
    admin = world.client("admin")
    assert "Bring in your OKRs and KPIs from a file." in text_of(admin.get("/import"))
    bring(world, b"external_id,name,unit,measure\nlead,Lead time,Works,days\n")
    bring(world, b"kpi,date,value\nLead time,2026-01,6.5\nLead time,2026-02,6.1\n")
    page = html_of(admin.get("/import"))
    assert "2 imports brought 1 KPI, 2 values." in page
    assert [page.count(f">{count}</td>") for count in ("+1", "+2")] == [1, 1]


def test_what_was_entered_for_the_whole_is_back_when_segments_are_undone(world: World):
    """All segments had a value, so theirs took the place of what was entered before."""
    kpi = first_pass_yield(world, external_id="a", in_time="sum", high_bound=None)
    measure(world, kpi, [90.0, 91.0])
    before = (stored(kpi), KpiState.objects.filter(kpi=kpi).values().get())
    first = bring(
        world,
        b"external_id,name,unit,owner,in_time,segments\n"
        b"a,First-pass yield,Blue,owner@aster.example,sum,N | S\n",
    )
    assert counts(first, "created") == {"segments": 2}, reasons(first)
    run = bring(world, b"kpi,segment,2025-01,2025-02\na,N,40,41\na,S,60,\n")
    assert [row[:2] for row in stored(kpi)["whole"]] == [(month(0), 100.0), (month(1), 91.0)]
    undo_import(world.actor("admin"), run.pk)
    undo_import(world.actor("admin"), first.pk)
    assert (stored(kpi), KpiState.objects.filter(kpi=kpi).values().get()) == before


def stored(kpi: Kpi) -> dict[str, list[tuple[Any, ...]]]:
    """Values of the whole and of each segment."""
    found: dict[str, list[tuple[Any, ...]]] = {"whole": []}
    for row in (
        Measurement.objects.filter(series__kpi=kpi).order_by("starts_on").select_related("series")
    ):
        told = (row.starts_on, row.value, row.state, row.origin)
        found.setdefault(row.series.key or "whole", []).append(told)
    return found
