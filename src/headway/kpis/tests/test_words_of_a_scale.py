"""A KPI that is told in words: defined, entered by page and file, shown, scored, and redefined."""

from __future__ import annotations

from typing import Any

import pytest

from headway.exchange.tests.kpi_tables import bring, counts, reasons
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.definitions import create_kpi, update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.segments import add_segment
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, KpiVersion, Measurement
from headway.kpis.tests.values import month
from headway.strategy.actions import add_measure
from headway.strategy.queries.kpi_scores import kpi_scores

pytestmark = pytest.mark.django_db

SCALE: list[Any] = [["Not begun", 0.0], ["Piloted", 40.0], ["In use", 80.0], ["Everywhere", 100.0]]


@pytest.fixture
def kpi(world: World) -> Kpi:
    return create_kpi(
        world.system, unit_id=world.units["blue"].pk, name="Field data", levels=SCALE,
        owner_id=world.people["owner"].pk, external_id="field",
    )  # fmt: skip


def entered(world: World, kpi: Kpi, words: list[str], first: int = 0) -> None:
    readings = [Reading(month(first + at), word=word) for at, word in enumerate(words)]
    record_measurements(world.system, kpi.pk, readings)


def values(kpi: Kpi) -> list[float | None]:
    found = Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    return list(found.values_list("value", flat=True))


def test_it_is_defined_by_its_form(world):
    client = world.client("lead")
    sent = {"name": "Field data", "unit_id": world.units["blue"].pk, "levels": "Not begun: 0\r\n"
            "Piloted 40\r\nIn use = 80", "owner_id": world.people["owner"].pk, "better": "up",
            "frequency": "monthly", "in_time": "mean"}  # fmt: skip
    address = f"/kpis/new?unit={world.units['blue'].pk}"
    assert client.post(address, sent).status_code == 302
    made = Kpi.objects.get(name="Field data")
    assert made.levels == [["Not begun", 0.0], ["Piloted", 40.0], ["In use", 80.0]]
    assert made.in_time == "last"
    assert "Not begun: 0\nPiloted: 40" in html_of(client.get(f"/kpis/{made.pk}/edit"))
    assert "Not begun 0, Piloted 40, In use 80" in text_of(client.get(f"/kpis/{made.pk}"))
    page = client.post(address, {**sent, "name": "Other", "levels": "One\nTwo 30", "measure": "%"})
    assert "Write each level as its name and its score" in text_of(page)


def test_what_words_do_not_have_is_refused_all_at_once(world, kpi):
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, measure="%", is_count=True, better="down", why="W.",
                   levels=[["One", 5], ["Two", 5]])  # fmt: skip
    found = {error.field for error in refused.value.errors}
    assert found == {"measure", "is_count", "better", "levels"}
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, in_time="mean", low_bound=50.0, high_bound=90.0)
    assert {e.field for e in refused.value.errors} == {"in_time", "low_bound", "high_bound"}
    with pytest.raises(InvalidInput) as refused:
        create_kpi(world.system, unit_id=kpi.unit_id, name="X y", owner_id=kpi.owner_id,
                   levels=SCALE, in_time="mean")  # fmt: skip
    assert [error.field for error in refused.value.errors] == ["in_time"]


@pytest.mark.parametrize(
    "names",
    [["A|b", "C"], ["A\nb", "C"], ["n/a", "C"], ["~A", "C"], ["A b", "a  B"], ["A\x00", "C"]],
)
def test_names_that_no_cell_and_no_form_could_tell_are_refused(world, kpi, names):
    levels = [[name, float(at)] for at, name in enumerate(names)]
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, levels=levels, why="Other words.")
    assert [error.field for error in refused.value.errors] == ["levels"]


def test_a_scale_of_earlier_that_would_not_be_taken_any_more_stays(world, kpi):
    earlier = [["A|b", 0.0], ["C", 40.0]]
    Kpi.objects.filter(pk=kpi.pk).update(levels=earlier)
    entered(world, kpi, ["A|b"])
    update_kpi(world.system, kpi.pk, question="How far is it?")
    kpi.refresh_from_db()
    assert kpi.levels == earlier
    assert "A|b" in text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))


def test_a_name_is_kept_with_single_spaces_and_may_hold_a_sign_of_per_cent(world, kpi):
    levels = [["50  % done", 0], ["All done", 100]]
    update_kpi(world.system, kpi.pk, levels=levels, why="Other words.")
    kpi.refresh_from_db()
    assert kpi.levels == [["50 % done", 0.0], ["All done", 100.0]]
    name = f"v-{kpi.pk}-{month(21).isoformat()}"
    sent = world.client("owner").post(f"/kpis/enter?kpi={kpi.pk}", {name: "50 % done"})
    assert sent.status_code == 302
    assert values(kpi) == [0.0]


def test_words_are_entered_and_kept_as_their_scores(world, kpi):
    entered(world, kpi, ["Not begun", "piloted", " IN use "])
    assert values(kpi) == [0.0, 40.0, 80.0]
    record_measurements(world.system, kpi.pk, [Reading(month(3), 100.0)])
    assert values(kpi)[-1] == 100.0
    with pytest.raises(InvalidInput) as refused:
        record_measurements(
            world.system, kpi.pk, [Reading(month(4), word="Gone"), Reading(month(5), 50.0)]
        )
    words = "Enter one of its levels: Not begun, Piloted, In use, Everywhere."
    assert [(e.field, e.message) for e in refused.value.errors] == [
        ("readings.0.value", words), ("readings.1.value", words)
    ]  # fmt: skip


def test_the_grid_offers_its_words_and_takes_them(world, kpi):
    client, address = world.client("owner"), f"/kpis/enter?kpi={kpi.pk}"
    page = client.get(address)
    assert '<option value="In use">' in html_of(page)
    name = f"v-{kpi.pk}-{month(21).isoformat()}"
    assert client.post(address, {name: "~in use"}).status_code == 302
    assert values(kpi) == [80.0]
    assert 'value="~In use"' in html_of(client.get(address))
    wrong = client.post(address, {name: "Nearly", f"was-{name}": "~In use"})
    assert wrong.status_code == 422
    assert "Enter one of its levels" in text_of(wrong)


def test_it_is_shown_in_words_without_limits(world, kpi):
    entered(world, kpi, ["Not begun", "Piloted", "In use"] * 7, first=0)
    set_target(world.system, kpi.pk, kind="at_least", low=80.0, effective_on=month(0))
    kpi.state.refresh_from_db()
    assert (kpi.state.colour, kpi.state.stage, kpi.state.centre) == ("green", "none", None)
    client = world.client("viewer")
    page = client.get(f"/kpis/{kpi.pk}")
    words = text_of(page)
    assert "Words of a scale have no limits: their levels are too few." in words
    assert "At least In use" in words
    assert ">Piloted</text>" in html_of(page)  # the axis
    assert "Limits need" not in words
    assert "No limits yet" not in words
    listed = text_of(client.get("/kpis"))
    assert "In use" in listed
    assert "On target" in listed


def test_its_level_is_its_score_with_no_target(world, kpi):
    entered(world, kpi, ["In use", "Piloted"], first=20)
    made = add_measure(world.system, world.goal.pk, kpi_id=kpi.pk, scoring="smoothed")
    [one] = kpi_scores(world.actor("viewer"), [world.goal.pk], TODAY, None)[world.goal.pk]
    assert (one.measure.id, one.score, one.scored.by) == (made.pk, 40.0, "level")
    page = text_of(world.client("viewer").get("/scorecard"))
    for said in ("Piloted", "What its level says that it scores", "Level that scores 80"):
        assert said in page


def test_another_scale_is_another_formula(world, kpi):
    entered(world, kpi, ["Piloted", "In use"], first=19)
    finer = [*SCALE[:2], ["Rolled out", 60.0], *SCALE[3:]]
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, levels=finer)
    assert [error.field for error in refused.value.errors] == ["why"]
    update_kpi(world.system, kpi.pk, levels=finer, why="Finer.")
    last = KpiVersion.objects.get(kpi=kpi, number=2)
    assert (last.breaks, last.fields["levels"]) == (True, finer)
    page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    assert "Last value, Sep 2026 In use" in page  # a level that is no more: in its own word
    client = world.client("owner")
    assert ">In use<" in html_of(world.client("viewer").get("/kpis"))
    assert '<option value="In use">' not in html_of(client.get(f"/kpis/enter?kpi={kpi.pk}"))
    cell = f"v-{kpi.pk}-{month(21).isoformat()}"
    assert "Enter one of its levels" in text_of(
        client.post(f"/kpis/enter?kpi={kpi.pk}", {cell: "In use"})
    )


def test_numbers_do_not_become_words_once_there_are_values(world, kpi):
    entered(world, kpi, ["Piloted"])
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, levels=[], why="Numbers.")
    assert [error.field for error in refused.value.errors] == ["levels"]


def test_a_target_is_one_of_its_levels(world, kpi):
    entered(world, kpi, ["Piloted", "In use"], first=20)
    client, address = world.client("owner"), f"/kpis/{kpi.pk}/target"
    assert '<option value="80">' in html_of(client.get(address))
    assert (
        client.post(
            address, {"kind": "at_least", "low": "80", "effective_on": "2026-10-01"}
        ).status_code
        == 302
    )
    assert heading_of(client.get(f"/kpis/{kpi.pk}")) == "It is at “In use”, which meets its target."
    with pytest.raises(InvalidInput) as refused:
        set_target(world.system, kpi.pk, kind="at_least", curve=[[0, 0], [9, 90]], why="Ours.")
    assert [error.field for error in refused.value.errors] == ["curve"]


def test_it_has_no_segments_and_its_longer_periods_their_last_word(world, kpi):
    with pytest.raises(Conflict):
        add_segment(world.system, kpi.pk, name="North")
    entered(world, kpi, ["Not begun", "Piloted", "In use"], first=18)
    page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}?by=quarterly"))
    assert "Q3 2026 In use" in page


def test_a_file_brings_scale_and_words(world):
    definitions = b"external_id,name,unit,levels\nuse,Use,Blue,Begun: 10 | In use: 80\n"
    assert reasons(bring(world, definitions)) == []
    assert Kpi.objects.get(external_id="use").levels == [["Begun", 10.0], ["In use", 80.0]]
    run = bring(world, b"kpi,2026-09,2026-10\nuse,begun,In use\n")
    assert (counts(run, "created"), reasons(run)) == ({"measurements": 2}, [])
    assert values(Kpi.objects.get(external_id="use")) == [10.0, 80.0]
    wrong = bring(world, b"kpi,2026-11\nuse,Done\n")
    assert "Enter one of its levels: Begun, In use." in reasons(wrong)[0]
    digits = b"external_id,name,unit,levels\nstage,Stage,Blue,Phase 1: 10 | Phase 2: 80\n"
    assert reasons(bring(world, digits)) == []
    run = bring(world, b"kpi,date,value\nstage,2026-09,phase 2\nstage,2026-10,10\n")
    assert (counts(run, "created"), reasons(run)) == ({"measurements": 2}, [])
    assert values(Kpi.objects.get(external_id="stage")) == [80.0, 10.0]
    bad = bring(world, b"external_id,name,unit,levels\nx,X,Blue,Begun | 20\n")
    assert "Write each level as its name and its score" in reasons(bad)[0]


@pytest.mark.parametrize(
    ("low", "state", "advice"),
    [(30.0, "On target", "nothing"), (95.0, "Below target", "change_process")],
)
def test_its_state_is_whether_its_level_meets_the_target(world, kpi, low, state, advice):
    """40 is a low level however the target lies, and on target where less is wanted."""
    entered(world, kpi, ["Piloted"], first=21)
    client = world.client("viewer")
    assert "Middle level" in text_of(client.get("/kpis"))
    set_target(world.system, kpi.pk, kind="at_least", low=low, effective_on=month(0))
    for address in ("/kpis", f"/kpis/{kpi.pk}"):
        page = text_of(client.get(address))
        assert state in page
        assert "Middle level" not in page
    kpi.state.refresh_from_db()
    assert kpi.state.advice == advice
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "Set a target" not in page
    assert f"Meets its target {'Yes' if state == 'On target' else 'No'}" in page


def test_red_is_told_by_its_level(world, kpi):
    set_target(world.system, kpi.pk, kind="at_least", low=80.0, red=40.0, effective_on=month(0))
    client = world.client("owner")
    for address in (f"/kpis/{kpi.pk}", f"/kpis/{kpi.pk}/target"):
        assert "red below Piloted" in text_of(client.get(address))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "at_most", "high": 40.0}, ["kind"]),
        ({"kind": "within", "low": 0.0, "high": 40.0}, ["kind"]),
        ({"kind": "at_least", "low": 500.0}, ["low"]),
        ({"kind": "at_least", "low": 80.0, "worst": 0.0, "red": -1.0}, ["worst", "red"]),
    ],
)
def test_a_target_of_words_is_a_level_to_reach(world, kpi, fields, wrong):
    with pytest.raises(InvalidInput) as refused:
        set_target(world.system, kpi.pk, **fields)
    assert [error.field for error in refused.value.errors] == wrong


def test_its_page_has_no_figures_of_limits(world, kpi):
    entered(world, kpi, ["Not begun", "Piloted", "In use"], first=19)
    record_measurements(world.system, kpi.pk, [Reading(month(21), word="Everywhere")])
    page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    assert "was In use" in page
    for figure in ("Moving range", "Lower limit", "unusual jump"):
        assert figure not in page
    assert "At most" not in text_of(world.client("owner").get(f"/kpis/{kpi.pk}/target"))


def test_a_score_that_values_have_keeps_its_meaning(world, kpi):
    """40 was “Piloted”: no value of then may be told as what somebody calls 40 now."""
    entered(world, kpi, ["Piloted", "In use"], first=19)
    begun = [["Not begun", 0.0], ["Begun", 40.0], ["Everywhere", 100.0]]
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, levels=begun, why="Other words.")
    [error] = refused.value.errors
    assert (error.field, error.code) == ("levels", "renamed")
    assert "40 is “Piloted”, and values have it. Give “Begun” another score" in error.message
    update_kpi(world.system, kpi.pk, levels=[*SCALE[:1], ["Begun", 30.0], SCALE[3]], why="Other.")
    kpi.refresh_from_db()
    assert kpi.former_levels == [["Piloted", 40.0], ["In use", 80.0]]
    with pytest.raises(InvalidInput):  # however long ago it was its meaning
        update_kpi(world.system, kpi.pk, levels=[*SCALE[:1], ["Half", 80.0], SCALE[3]], why="No.")
    free = [["Never", 0.0], ["Begun", 30.0], ["Everywhere", 100.0]]
    update_kpi(world.system, kpi.pk, levels=free, why="No value has 0.")
    page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}"))
    for word in ("In use", "Piloted"):
        assert word in page


def test_another_word_for_the_same_level_is_told_of_earlier_values_too(world, kpi):
    entered(world, kpi, ["Piloted"], first=20)
    trial = [SCALE[0], ["On trial", 40.0], *SCALE[2:]]
    client, address = world.client("lead"), f"/kpis/{kpi.pk}/edit"
    sent = {"name": kpi.name, "owner_id": kpi.owner_id, "better": "up", "frequency": "monthly",
            "in_time": "last", "why": "Plainer.", "version": 1,
            "levels": "\n".join(f"{name}: {score:g}" for name, score in trial)}  # fmt: skip
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "40 is “Piloted”, and values have it." in text_of(refused)
    assert client.post(address, {**sent, "only_wording": "on"}).status_code == 302
    kpi.refresh_from_db()
    assert (kpi.levels, kpi.former_levels) == (trial, [])
    page = text_of(client.get(f"/kpis/{kpi.pk}"))
    assert "On trial" in page
    assert KpiVersion.objects.get(kpi=kpi, number=2).breaks is False
