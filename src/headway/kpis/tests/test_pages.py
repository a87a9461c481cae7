"""The pages of KPIs: what they say, what they keep, what they cost."""

from __future__ import annotations

import re
from datetime import date

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import archive_kpi, update_kpi
from headway.kpis.actions.rebases import rebase
from headway.kpis.actions.remarks import annotate
from headway.kpis.actions.segments import add_segment, set_segmenting
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Measurement, Response
from headway.kpis.tests.values import (
    STEADY,
    by_region,
    enter,
    first_pass_yield,
    measure,
    month,
    raised,
)

pytestmark = pytest.mark.django_db

LOWER = [92.0, 91.8, 92.1, 91.9, 92.2, 91.7, 92.0, 92.1]


@pytest.fixture
def kpi(world: World) -> Kpi:
    """With a year of steady values."""
    made = first_pass_yield(world)
    measure(world, made, STEADY)
    return made


def grow(world: World, count: int) -> None:
    """So many KPIs, over units, each with values and an open response."""
    units = list(world.units)
    while (have := Kpi.objects.count()) < count:
        unit = world.units[units[have % len(units)]]
        raised(world, first_pass_yield(world, name=f"KPI {have}", unit_id=unit.pk),
               [*STEADY, 92.0])  # fmt: skip


class TestList:
    def test_it_says_how_the_business_is_and_what_waits(self, world, kpi):
        client = world.client("owner")
        assert "nothing to judge it by yet" in html_of(client.get("/kpis?unit=all"))
        set_target(world.system, kpi.pk, kind="at_least", low=95.0, effective_on=month(0))
        raised(world, kpi, [92.0], first=12)
        page = html_of(client.get("/kpis?unit=all"))
        assert "The only KPI here asks for action. First-pass yield got worse." in page
        assert "To acknowledge" in page
        assert "due Tue 1 Dec" in page
        assert "missing since Feb 2026" in page
        assert "0.1 false alarms expected in 12 weeks" in page

    def test_an_empty_unit_says_what_to_do_first(self, world):
        page = html_of(world.client("lead").get("/kpis?unit=all"))
        assert "No KPI is watched here yet" in page
        assert 'href="/kpis/new"' in page
        assert 'href="/kpis/new"' not in html_of(world.client("viewer").get("/kpis?unit=all"))

    def test_filters_narrow_it_to_mine_a_colour_and_words(self, world, kpi):
        other = first_pass_yield(
            world, name="Claims", owner_id=world.people["lead"].pk, updater_id=None
        )
        client = world.client("mate")

        def names(query: str) -> set[str]:
            page = html_of(client.get(f"/kpis?unit=all&{query}"))
            return {name for name in ("First-pass yield", "Claims") if f">{name}</a>" in page}

        assert names("") == {"First-pass yield", "Claims"}
        assert names("whose=mine") == {"First-pass yield"}
        assert names("q=CLAIM") == {"Claims"}
        assert names("colour=red") == set()
        assert "No KPI here fits." in html_of(client.get("/kpis?unit=all&colour=red"))
        client.post(f"/kpis/{other.pk}/step", {"do": "follow"})
        assert names("whose=followed") == {"Claims"}
        archive_kpi(world.system, other.pk)
        assert names("whose=archived") == {"Claims"}

    def test_more_than_eight_are_too_many_to_watch(self, world):
        for at in range(9):
            first_pass_yield(world, name=f"KPI {at}")
        assert "9 KPIs are more than people watch" in html_of(
            world.client("lead").get("/kpis?unit=all")
        )

    def test_it_goes_on_where_it_stopped_and_counts_everything(self, world, monkeypatch):
        monkeypatch.setattr("headway.kpis.queries.list_page.PAGE", 3)
        for unit in ("blue", "green"):
            for at in range(2):
                first_pass_yield(world, name=f"{unit} {at}", unit_id=world.units[unit].pk)
        client = world.client("lead")
        first = html_of(client.get("/kpis?unit=all"))
        assert ("blue 1<" in first, "green 0<" in first) == (True, False)
        assert "4 KPIs are watched" in first
        following = first.split('class="more"')[1].split('href="')[1].split('"')[0]
        rest = html_of(client.get(f"/kpis{following.replace('&amp;', '&')}"))
        assert ("blue 1<" in rest, "green 1<" in rest) == (False, True)

    def test_it_costs_the_same_for_two_and_for_twenty(self, world):
        client = world.client("lead")
        listed, grid = "/kpis?unit=all", "/kpis/enter?whose=unit&unit=all"
        assert_no_growth(lambda n: grow(world, n), lambda: (client.get(listed), client.get(grid)))
        assert_budget("KPIs", lambda: client.get(listed))
        assert_budget("grid of values", lambda: client.get(grid))


class TestGridOfSegments:
    def test_each_segment_has_its_line_and_the_whole_is_read(self, world):
        kpi = by_region(world, decimals=0)
        enter(world, kpi, "north", [40.0], first=20)
        enter(world, kpi, "south", [60.0], first=20)
        enter(world, kpi, "north", [41.0], first=21)
        client = world.client("mate")
        north, south = (kpi.series.get(key=key).pk for key in ("north", "south"))
        page = html_of(client.get("/kpis/enter"))
        assert "made of its segments" in page
        assert f'name="v-{kpi.pk}-2026-10-01"' not in page
        assert (">100</td>" in page, ">1 of 2</td>" in page) == (True, True)
        sent = {
            f"v-{kpi.pk}-{north}-2026-09-01": "40", f"v-{kpi.pk}-{south}-2026-09-01": "60",
            f"v-{kpi.pk}-{north}-2026-10-01": "44", f"was-v-{kpi.pk}-{north}-2026-10-01": "41",
            f"v-{kpi.pk}-{south}-2026-10-01": "59", f"was-v-{kpi.pk}-{south}-2026-10-01": "",
        }  # fmt: skip
        answer = client.post("/kpis/enter", sent, follow=True)
        assert "2 values saved." in html_of(answer)
        assert kpi.series.get(key="").measurements.get(starts_on=month(21)).value == 103.0

    def test_a_refused_cell_says_why_and_the_weight_of_a_mean_stays(self, world):
        kpi = by_region(world, in_time="mean", high_bound=100.0)
        north = kpi.series.get(key="north").pk
        name = f"v-{kpi.pk}-{north}-2026-10-01"
        client = world.client("mate")
        page = html_of(client.post("/kpis/enter", {name: "4.2 of -1", f"was-{name}": ""}))
        assert "A denominator is 0 or more." in page
        client.post("/kpis/enter", {name: "~4.2 of 120", f"was-{name}": ""})
        assert 'value="~4.2 of 120"' in html_of(client.get("/kpis/enter"))

    def test_it_costs_the_same_for_two_segments_and_for_twenty(self, world):
        kpi = by_region(world, "A", "B")
        client = world.client("mate")

        def add(count: int) -> None:
            while kpi.series.exclude(key="").count() < count:
                add_segment(world.system, kpi.pk, name=f"S{kpi.series.count()}")

        assert_no_growth(add, lambda: client.get("/kpis/enter"))


class TestPage:
    def test_the_heading_answers_from_the_data(self, world, kpi):
        client = world.client("owner")

        def heading() -> str:
            page = html_of(client.get(f"/kpis/{kpi.pk}"))
            return page.split("<h1>")[1].split("</h1>")[0].strip()

        assert heading() == "It is steady. No target says whether that is good enough."
        set_target(world.system, kpi.pk, kind="at_least", low=90.0, effective_on=month(0))
        assert heading() == "Yes. It is steady, and always meets its target."
        low = Kpi.objects.get(pk=kpi.pk).state.lower + 0.01
        set_target(world.system, kpi.pk, kind="at_least", low=low, effective_on=month(0),
                   why="Higher.")  # fmt: skip
        assert heading().endswith("it misses its target less than 1\u00a0% of the time.")
        set_target(world.system, kpi.pk, kind="at_least", low=99.0, effective_on=month(0),
                   why="More.")  # fmt: skip
        assert heading() == "No. It is steady, and never meets its target."
        measure(world, kpi, STEADY[:8], first=-8)  # locks the limits
        measure(world, kpi, LOWER, first=12)
        assert heading() == (
            "No. It has been below its usual level for 8 months and left its limits downwards "
            "in Aug 2026."
        )

    def test_of_neighbours_outside_a_limit_the_last_is_named_in_the_chart(self, world, kpi):
        measure(world, kpi, STEADY[:8], first=-8)  # locks the limits
        measure(world, kpi, [91.5, 91.0, 91.2], first=12)
        page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
        named = re.findall(r"(\d+\.\d) below the lower limit, [A-Z]", page)
        assert set(named) == {"91.2"}
        assert page.count("%, below the lower limit") >= 3  # each says it when it is pointed at

    def test_a_long_measure_goes_below_its_number_and_a_short_one_stays(self, world):
        for measure_of, written in (("conversations", "94 conversations"), ("%", "94\u00a0%")):
            kpi = first_pass_yield(world, name=measure_of, measure=measure_of, decimals=0)
            measure(world, kpi, [94.0])
            page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
            assert f'<dd class="big">{written} <small>' in page

    def test_it_says_in_plain_words_what_counts_as_a_signal(self, world, kpi):
        client = world.client("owner")
        usual = "a value outside a limit, 8 in a row on one side of the centre"
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert f"around one level; a signal is {usual} (LIM + RUN8)" in page
        update_kpi(world.system, kpi.pk, rules=["TREND6", "THREE4"])
        page = text_of(client.get(f"/kpis/{kpi.pk}"))
        assert "6 in a row, each higher or each lower, 3 of 4 nearer to a limit than to" in page
        assert f"LIM + RUN8: {usual}" in text_of(world.client("lead").get("/kpis/new"))

    def test_too_few_values_and_none_are_said(self, world):
        kpi = first_pass_yield(world)
        client = world.client("owner")
        assert "Nobody has entered a value yet." in html_of(client.get(f"/kpis/{kpi.pk}"))
        measure(world, kpi, STEADY[:4])
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "Too early to tell. Limits need 6 values, and there are 4." in page
        measure(world, kpi, STEADY[4:8], first=4)
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "The limits rest on 8 months and are a trial." in page

    def test_the_picture_says_its_signals_in_words_and_numbers_open(self, world, kpi):
        set_target(world.system, kpi.pk, kind="at_least", low=94.5, effective_on=month(0))
        set_target(world.system, kpi.pk, kind="at_least", low=95.0, red=94.5,
                   effective_on=month(6), why="The customer asked.")  # fmt: skip
        annotate(world.system, kpi.pk, on=month(3), text="Plant closed")
        measure(world, kpi, [92.0], first=12)
        page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
        assert "92.0 below the lower limit, Jan 2026" in page
        assert "Baseline so far, 13 months" in page
        assert "Plant closed" in page
        assert "Target at least 94.5" in page
        assert "Average moving range" in page  # limits
        assert "Distance from the centre, in sigma" in page  # misses
        assert "from the signal at the last value" in page  # state
        assert "an unchanged process is beyond it" in page  # the red threshold
        assert "Table behind this chart" in page

    def test_a_rebase_is_drawn_and_undone_on_the_page(self, world, kpi):
        measure(world, kpi, STEADY[:8], first=12)
        Measurement.objects.filter(starts_on__gt=date(2026, 11, 1)).delete()
        kpi = Kpi.objects.get(pk=kpi.pk)
        measure(world, kpi, [90.0, 90.1, 90.2], first=20)
        rebase(world.system, kpi.pk, starts_on=month(20), different="All below.",
               reason="The new jig.", wanted="Yes.", lasting="It is sold.")  # fmt: skip
        client = world.client("lead")
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "New limits: The new jig." in page
        made = kpi.rebases.get()
        client.post(
            f"/kpis/{kpi.pk}/step", {"do": "undo_rebase", "rebase_id": made.pk, "why": "A slip."}
        )
        assert "New limits: The new jig." not in html_of(client.get(f"/kpis/{kpi.pk}"))

    def test_it_costs_the_same_however_long_its_history(self, world, kpi):
        client = world.client("owner")

        def lengthen(count: int) -> None:
            have = Measurement.objects.filter(series__kpi=kpi).count()
            measure(world, kpi, [94.0 + at % 3 for at in range(have, count)], first=have)
            while kpi.annotations.count() < count:
                annotate(world.system, kpi.pk, on=month(0), text="Something")

        measure(world, kpi, [92.0], first=12)
        path = f"/kpis/{kpi.pk}"
        assert_no_growth(lengthen, lambda: client.get(path), sizes=(14, 22))
        assert_budget("one KPI", lambda: client.get(path))


class TestHistory:
    def test_it_speaks_as_the_form_does(self, world, kpi):
        update_kpi(world.system, kpi.pk, better="down", nature="leading")
        set_target(world.system, kpi.pk, kind="at_most", high=5.0, effective_on=month(0))
        measure(world, kpi, [94.0], first=12)
        page = text_of(world.client("viewer").get(f"/kpis/{kpi.pk}/history"))
        assert "What is better: higher is better lower is better" in page
        assert "Leading or lagging: Lagging Leading" in page
        assert "Wanted is: at most" in page
        assert "Values: 1 Jan 2026: 94" in page
        for raw in ("In time", "Is count", "Due lag", "First:", "Effective on"):
            assert raw not in page


class TestSegments:
    def test_the_page_tells_the_whole_from_its_segments(self, world):
        kpi = by_region(world, "North", "South", "Far west", decimals=0)
        set_segmenting(world.system, kpi.pk, segmented_by="region")
        for key, part in (("north", 1), ("south", 2), ("far-west", 1)):
            enter(world, kpi, key, [value * part for value in STEADY])
        enter(world, kpi, "north", [94.0], first=12)
        client = world.client("owner")
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "By region" in page
        assert "Jan 2026: 1 of 3 entered, South, Far west are missing" in page
        assert "Dec 2025: 379" in page  # the explanation of the last whole
        assert ">50\u00a0%</td>" in page
        alone = html_of(client.get(f"/kpis/{kpi.pk}?segment=south"))
        assert "First-pass yield, South: is the process healthy?" in alone
        assert "Its signals open no response" in alone
        assert client.get(f"/kpis/{kpi.pk}?segment=east").status_code == 404

    def test_many_segments_are_a_list_to_choose_from(self, world):
        kpi = by_region(world, *(f"Region of the plant number {at}" for at in range(8)))
        page = html_of(world.client("owner").get(f"/kpis/{kpi.pk}"))
        assert '<option value="region-of-the-plant-number-3">' in page

    def test_longer_periods_say_how_much_of_them_is_there(self, world, kpi):
        measure(world, kpi, [94.0, 95.0], first=12)
        set_target(world.system, kpi.pk, kind="at_least", low=95.0, effective_on=month(0))
        client = world.client("owner")
        page = html_of(client.get(f"/kpis/{kpi.pk}?by=quarterly"))
        assert "2 of 3 months" in page
        assert "4 complete periods are too few for limits" in page
        assert "Q1 2026: 94.5" in page
        assert "The plain mean of its values" in page
        own = html_of(client.get(f"/kpis/{kpi.pk}?by=hourly"))
        assert ("of 3 months" in own, "Moving range" in own) == (False, True)

    def test_segments_are_added_named_and_put_away_on_their_page(self, world, kpi):
        client, path = world.client("owner"), f"/kpis/{kpi.pk}/segments"
        assert "It is entered as a whole." in html_of(client.get(path))
        for name in ("North", "South"):
            client.post(path, {"do": "add", "name": name})
        refused = html_of(client.post(path, {"do": "add", "name": "north"}))
        assert "Another segment has this name." in refused
        client.post(path, {"do": "segmenting", "segmented_by": "region", "partial": "1"})
        south = kpi.series.get(key="south").pk
        client.post(path, {"do": "up", "segment_id": south})
        client.post(path, {"do": "change", "segment_id": south, "name": "Far south"})
        page = html_of(client.get(path))
        assert "The whole is made of 2 segments." in page
        assert page.index("Far south") < page.index(">North<")
        client.post(path, {"do": "archive", "segment_id": south})
        assert "The whole is made of one segment." in html_of(client.get(path))
        client.post(path, {"do": "restore", "segment_id": south})
        assert "Saved" not in html_of(client.post(path, {"do": "fly"}))

    def test_it_costs_the_same_for_two_segments_and_for_twenty(self, world):
        kpi = by_region(world, "A", "B")
        client, path = world.client("owner"), f"/kpis/{kpi.pk}"

        def add(count: int) -> None:
            while (have := kpi.series.exclude(key="").count()) < count:
                made = add_segment(world.system, kpi.pk, name=f"S{have}")
                enter(world, kpi, made.key, STEADY[:3])

        both = (f"{path}?by=quarterly", f"{path}?segment=a", f"{path}/segments")
        assert_no_growth(add, lambda: [client.get(one) for one in (path, *both)])
        assert_budget("one KPI with segments", lambda: client.get(path))
        assert_budget("segments of a KPI", lambda: client.get(f"{path}/segments"))


class TestAnswering:
    def test_from_alert_to_closed_on_one_page(self, world, kpi):
        response = raised(world, kpi, [92.0], first=12)
        client, address = world.client("owner"), f"/kpi-responses/{response.pk}/step"
        mate = world.people["mate"].pk
        for fields in (
            {"do": "acknowledge", "note": "Not noise.", "version": 1},
            {"do": "cause", "cause": "Jig B holds the valve low.", "version": 2},
            {"do": "action", "action": "Raise it.", "owner_id": mate, "ends_on": "2026-12-01"},
            {"do": "close", "outcome": "resolved", "closing_word": "Back to normal."},
        ):
            answer = client.post(address, fields)
            assert answer["Location"] == f"/kpis/{kpi.pk}#response"
        page = html_of(client.get(f"/kpis/{kpi.pk}"))
        assert "No signal asks for an answer." in page
        for words in ("Not noise.", "Jig B holds the valve low.", "Raise it.", "Back to normal."):
            assert words in page

    def test_a_refused_step_keeps_what_was_typed_and_offers_no_form_to_others(self, world, kpi):
        response = raised(world, kpi, [92.0], first=12)
        client, address = world.client("owner"), f"/kpi-responses/{response.pk}/step"
        client.post(address, {"do": "cause", "cause": "Jig B."})
        answer = client.post(address, {"do": "action", "action": "Raise it.", "owner_id": ""})
        assert answer.status_code == 422
        page = html_of(answer)
        assert "Raise it.</textarea>" in page
        assert "Name who does it." in page
        outdated = client.post(address, {"do": "close", "closing_word": "x", "version": 1})
        assert outdated.status_code == 412
        assert address not in html_of(world.client("stranger").get(f"/kpis/{kpi.pk}"))
        assert Response.objects.get().stage == "cause"


class TestEntering:
    def test_one_value_and_enter_saves_it_and_says_what_it_moved(self, world, kpi):
        client = world.client("mate")
        page = html_of(client.get("/kpis/enter"))
        assert "One KPI waits for a value." in page
        field = f"v-{kpi.pk}-2026-10-01"
        assert f'name="v-{kpi.pk}-2026-06-01"' in page
        answer = client.post("/kpis/enter", {field: "92,0", f"was-{field}": ""})
        assert answer.status_code == 302
        page = html_of(client.get("/kpis/enter"))
        assert "1 signal appeared" in page
        assert "Answer signal 1" in page
        assert "1 signal appeared" not in html_of(client.get("/kpis/enter"))
        stored = Measurement.objects.get(series__kpi=kpi, starts_on="2026-10-01")
        assert (stored.value, stored.state) == (92.0, "final")

    def test_estimates_reasons_and_errors_in_place(self, world, kpi):
        ratio = first_pass_yield(world, name="Ratio", in_time="ratio", scale=100.0)
        client = world.client("mate")
        sent = {
            f"v-{kpi.pk}-2026-08-01": "~94.2",
            f"v-{kpi.pk}-2026-09-01": "n/a plant closed",
            f"v-{ratio.pk}-2026-08-01": "470/500",
            f"v-{ratio.pk}-2026-09-01": "900",
        }
        sent |= {f"was-{name}": "" for name in list(sent)}
        answer = client.post("/kpis/enter", sent)
        assert answer.status_code == 422
        page = html_of(answer)
        assert 'value="900"' in page
        assert "900 is not possible" in page
        saved = Measurement.objects.filter(series__kpi=kpi, starts_on__gte="2026-08-01")
        assert list(saved.order_by("starts_on").values_list("value", "state", "reason")) == [
            (94.2, "estimated", ""),
            (None, "na", "plant closed"),
        ]
        assert not Measurement.objects.filter(series__kpi=ratio).exists()  # whole or not at all
        assert 'value="~94.2"' in page
        assert 'value="470/500"' in page

    def test_a_cell_that_nobody_changed_overwrites_nothing(self, world, kpi):
        field = f"v-{kpi.pk}-2026-08-01"
        measure(world, kpi, [95.0], first=19)
        world.client("mate").post("/kpis/enter", {field: "", f"was-{field}": ""})
        assert Measurement.objects.get(series__kpi=kpi, starts_on="2026-08-01").value == 95.0

    def test_somebody_without_kpis_is_told_so(self, world, kpi):
        page = html_of(world.client("viewer").get("/kpis/enter"))
        assert "There is nothing for you to enter here." in page


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
        address = f"/kpis/enter?kpi={kpi.pk}&periods=more"
        return html_of(client.post(address, sent, follow=True))

    assert "1 signal appeared" in enter(*[94.4] * 8)
    assert "no new signal" in enter(*[94.4] * 9)  # the run goes on
    assert kpi.signals.filter(withdrawn_at__isnull=True).count() == 2
    assert "1 signal appeared" in enter(*[94.4] * 8, 80.0)
    assert "no new signal, 1 signal taken back" in enter(*[94.4] * 9)
    assert "no new signal, 1 signal taken back" in enter(*[95.1, 94.3] * 4, 95.1)
