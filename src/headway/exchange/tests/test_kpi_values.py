"""Values of KPIs brought in from tables: real ones, broken ones, and again."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from headway.exchange.actions import commit_preview, keep_preview
from headway.exchange.models import ImportRun
from headway.exchange.tests.helpers import needs_shared_data, real
from headway.exchange.tests.kpi_tables import bring, counts, reasons, values
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.models import KpiState, Measurement
from headway.kpis.tests.values import (
    first_pass_yield,
)

pytestmark = pytest.mark.django_db


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
        b"Scrap,2026-02,4 %\n,2026-01,3\nScrap,31/12/2026,3\nScrap,2026-03,many\n",
    )
    assert reasons(run) == [
        "line 2, a: 1 value stays out: others of its KPI cannot be used.",
        "line 3, a: 101 is not possible: it lies beyond 100.",
        "line 5, nowhere: There is no KPI “nowhere”. Define it first.",
        "line 6, Scrap: “4 %” must be a number with a point, such as 94.2.",
        "line 7: No KPI is named in “kpi”.",
        "line 8, Scrap: “31/12/2026” must be a day such as 2026-10-31, or a month such as 2026-10.",
        "line 9, Scrap: “many” must be a number with a point, such as 94.2.",
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


@needs_shared_data
def test_a_published_series_comes_in_with_its_targets(world: World):
    kpi = first_pass_yield(world, name="A&E in 4 hours")
    run = bring(world, real("kpi_series/nhs_england_ae_4hour.csv"), kpi="A&E in 4 hours")
    assert counts(run, "created") == {"measurements": 36, "targets": 1}
    state = KpiState.objects.get(kpi=kpi)
    assert (state.stage, state.points, state.assurance) == ("locked", 36, "never")
    again = bring(world, real("kpi_series/nhs_england_ae_4hour.csv"), kpi=str(kpi.pk))
    assert counts(again, "unchanged") == {"measurements": 36, "targets": 1}


def test_the_list_of_imports_counts_kpis_and_values(world: World) -> None:
    admin = world.client("admin")
    assert "Bring in your OKRs and KPIs from a file." in text_of(admin.get("/import"))
    bring(world, b"external_id,name,unit,measure\nlead,Lead time,Works,days\n")
    bring(world, b"kpi,date,value\nLead time,2026-01,6.5\nLead time,2026-02,6.1\n")
    page = html_of(admin.get("/import"))
    assert "2 imports brought 1 KPI, 2 values." in page
    assert [page.count(f">{count}</td>") for count in ("+1", "+2")] == [1, 1]


@pytest.mark.parametrize(
    "table",
    [
        "kpi;period;value\n{kpi};01.09.2026;1.234,5\n{kpi};1.10.2026;-12,5\n",
        "Name\tMonth\tValue\n{kpi}\t2026-09\t1234.5\n{kpi}\t2026-10\t-12,5\n",
        'kpi,01.09.2026,01.10.2026\n{kpi},"1.234,5","-12,5"\n',
    ],
)
def test_what_a_spreadsheet_of_another_country_saves_is_read(world: World, table: str):
    kpi = first_pass_yield(world, low_bound=None, high_bound=None)
    content = table.format(kpi=kpi.name).encode()
    run = bring(world, content)
    assert reasons(run) == []
    stored = Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    assert list(stored.values_list("value", flat=True)) == [1234.5, -12.5]


def test_a_number_that_can_be_read_in_two_ways_is_refused(world: World):
    kpi = first_pass_yield(world, low_bound=None, high_bound=None)
    content = f"kpi;date;value\n{kpi.name};2026-09;1,234\n{kpi.name};09/10/2026;5\n".encode()
    refused = reasons(bring(world, content))
    assert [("1,234" in str(one), "09/10/2026" in str(one)) for one in refused] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_a_table_of_other_columns_is_told_what_is_needed(world: World):
    with pytest.raises(InvalidInput) as refused:
        keep_preview(world.actor("admin"), b"figure,when,what\nA,2026-09,5\n", "values.csv")
    said = refused.value.errors[0].message
    assert "This table has the columns figure, when, what." in said
    assert "a column for each period such as 2026-10" in said
