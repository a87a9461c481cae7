"""KPIs by API: defined, measured, judged and answered, as on their pages."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from headway.kit.testing.world import World
from headway.kpis.api import streams
from headway.kpis.models import Measurement
from headway.kpis.tests.values import (
    STEADY,
    by_region,
    first_pass_yield,
    measure,
    month,
    raised,
)
from tests.api.conftest import CallerOf
from tests.api.test_pages import walk


def readings(values: list[float], *, first: int = 0) -> dict[str, Any]:
    return {"readings": [{"on": month(first + at), "value": v} for at, v in enumerate(values)]}


def test_a_kpi_is_defined_changed_and_put_away(world: World, caller: CallerOf) -> None:
    lead = caller("lead")
    made = lead.send(
        "POST",
        "kpis",
        {
            "unit_id": world.units["blue"].pk,
            "name": "First-pass yield",
            "owner_id": world.people["owner"].pk,
            "formula": "passed / tested",
            "measure": "%",
            "external_id": "fpy",
        },
    )
    path = f"kpis/{made['id']}"
    assert (made["version"], made["state"]["colour"], made["response"]) == (1, "grey", None)
    seen = lead("GET", path).headers["ETag"]
    refusal = lead.refused("PATCH", path, {"formula": "passed / presented"})
    assert [error["field"] for error in refusal["errors"]] == ["why"]
    change = {"formula": "passed / presented", "why": "Rework counts.", "question": "Right?"}
    changed = lead.send("PATCH", path, change, headers={"If-Match": seen})
    assert (changed["version"], changed["formula"]) == (2, "passed / presented")
    assert lead.refused("PATCH", path, {"name": "X"}, headers={"If-Match": seen})["status"] == 412
    versions = lead.get(f"{path}/versions")["items"]
    assert [(one["version"], one["breaks"], one["why"]) for one in versions] == [
        (2, True, "Rework counts."),
        (1, False, ""),
    ]
    assert lead.send("PUT", f"{path}/archive", {"why": "Done."})["archived_at"] is not None
    assert lead.get("kpis")["items"] == []
    assert [one["id"] for one in lead.get("kpis", archived="true")["items"]] == [made["id"]]
    assert lead.send("DELETE", f"{path}/archive")["archived_at"] is None


def test_definitions_are_found_and_used_in_another_unit(world: World, caller: CallerOf) -> None:
    for name in ("beta", "Alpha", "gamma"):
        first_pass_yield(world, name=name, review_by=date(2026, 10, 31) if name == "beta" else None)
    lead = caller("lead")
    whole = lead.get("kpi-library")["items"]
    assert [one["name"] for one in whole] == ["Alpha", "beta", "gamma"]
    assert "leading" in whole[0]["gaps"]
    assert [one["id"] for one in walk(lead, "kpi-library", limit=2)] == [one["id"] for one in whole]
    [late] = lead.get("kpi-library", lacks="review", q="PRESENTED", measure="%")["items"]
    made = lead.send(
        "POST", f"kpis/{late['id']}/copies", {"unit_id": world.units["blue"].pk, "name": "Ours"}
    )
    assert (made["formula"], made["copied_from_id"]) == (late["formula"], late["id"])
    assert (made["owner_id"], made["state"]["points"]) == (world.people["lead"].pk, 0)
    [copy] = lead.get("kpi-library", copied_from_id=late["id"])["items"]
    assert (copy["id"], copy["is_behind"]) == (made["id"], False)
    holds = lead.send("PUT", f"kpis/{late['id']}/definition-review")
    assert holds["review_by"] > "2027"
    assert lead.get("kpi-library", lacks="review")["items"] == []
    lead.send("PUT", f"kpis/{late['id']}/follow")
    assert [one["id"] for one in lead.get("kpi-library", followed=True)["items"]] == [late["id"]]


def test_lists_go_on_where_the_page_before_ended(world: World, caller: CallerOf) -> None:
    for at in range(5):
        first_pass_yield(
            world,
            name=f"KPI {at}",
            unit_id=world.units["green" if at % 2 else "blue"].pk,
            external_id=f"k{at}",
        )
    owner = caller("owner")
    whole = [row["id"] for row in owner.get("kpis")["items"]]
    assert len(whole) == 5
    assert [row["id"] for row in walk(owner, "kpis", limit=2)] == whole
    assert len(owner.get("kpis", unit_id=world.units["green"].pk)["items"]) == 2
    [found] = owner.get("kpis", external_id="k3")["items"]
    assert found["name"] == "KPI 3"
    assert owner.get("kpis", q="nothing such")["items"] == []


def test_many_periods_at_once_say_what_they_moved(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world)
    mate = caller("mate", "check_in", "read")
    path = f"kpis/{kpi.pk}/measurements"
    done = mate.send("PUT", path, readings(STEADY))
    assert (len(done["created"]), done["appeared"], done["response"]) == (12, [], None)
    again = mate.send("PUT", path, readings(STEADY))
    assert (again["created"], len(again["unchanged"])) == ([], 12)
    fallen = mate.send("POST", path, {"on": month(12), "value": 90.1})
    assert [one["rule"] for one in fallen["appeared"]] == ["LIM"]
    assert fallen["response"]["stage"] == "raised"
    right = {"on": month(12), "value": 94.5, "reason": "Typed wrong."}
    corrected = mate.send("POST", path, right)
    assert [one["rule"] for one in corrected["vanished"]] == ["LIM"]
    assert corrected["response"] is None
    [kept] = mate.get(f"kpis/{kpi.pk}/revisions")["items"]
    assert (kept["value"], kept["revision"]) == (90.1, 1)
    last = mate.get(path, first=str(month(12)))["items"][0]
    assert (last["value"], last["state"], last["origin"]) == (94.5, "restated", "api")


def test_all_or_none_and_every_refusal_is_named(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world)
    mate = caller("mate")
    path = f"kpis/{kpi.pk}/measurements"
    refusal = mate.refused("PUT", path, readings([94.0, 101.0]))
    assert [error["field"] for error in refusal["errors"]] == ["readings.1.value"]
    assert mate.get(path)["items"] == []
    one = mate.refused("POST", path, {"on": "2027-03-01", "value": 1})
    assert [error["field"] for error in one["errors"]] == ["on"]


def test_a_derived_kpi_tells_what_it_is_made_of_and_follows(world: World, caller: CallerOf) -> None:
    won, visits = first_pass_yield(world, name="Won"), first_pass_yield(world, name="Visits")
    lead, mate = caller("lead"), caller("mate")
    body = {
        "unit_id": world.units["blue"].pk, "name": "Win rate", "owner_id": won.owner_id,
        "expression": "won / visits",
    }  # fmt: skip
    refusal = lead.refused("POST", "kpis", {**body, "inputs": {"won": won.pk}})
    assert [error["field"] for error in refusal["errors"]] == ["inputs.visits"]
    made = lead.send("POST", "kpis", {**body, "inputs": {"won": won.pk, "visits": visits.pk}})
    path = f"kpis/{made['id']}"
    mate.send("POST", f"kpis/{visits.pk}/measurements", {"on": month(0), "value": 50})
    done = mate.send("POST", f"kpis/{won.pk}/measurements", {"on": month(0), "value": 20})
    assert [(one["kpi_id"], one["moved"]) for one in done["derived"]] == [
        (made["id"], ["2025-01-01"])
    ]
    seen = lead.get(path)
    assert (seen["is_derived"], seen["state"]["value"]) == (True, 0.4)
    assert [(one["name"], one["kpi_name"], one["value"]) for one in seen["inputs"]] == [
        ("won", "Won", 20.0), ("visits", "Visits", 50.0),
    ]  # fmt: skip
    assert [one["kpi_name"] for one in lead.get(f"kpis/{won.pk}")["used_by"]] == ["Win rate"]
    mate.send("POST", f"kpis/{won.pk}/measurements", {"on": month(1), "value": 20})
    first, second = lead.get(f"{path}/computations")["items"]
    assert (first["value"], first["expression"], first["why_none"]) == (0.4, "20.0 / 50.0", "")
    assert (second["value"], "“Visits” has none" in second["why_none"]) == (None, True)
    refused = lead.refused("POST", f"{path}/measurements", {"on": month(0), "value": 1})
    assert (refused["status"], refused["code"]) == (409, "kpi_derived")
    assert lead.refused("PUT", f"kpis/{won.pk}/archive", {})["code"] == "kpi_used"
    lead.send("PATCH", path, {"expression": "won + visits", "why": "Both."})
    lead.send("PATCH", f"kpis/{won.pk}", {"measure": "deals", "why": "Counted."})
    assert "won is in deals and visits in %" in lead.get(path)["misfit"]
    changed = lead.send("PATCH", path, {"expression": "won * 2", "why": "Simpler."})
    assert changed["misfit"] == ""
    assert [one["name"] for one in changed["inputs"]] == ["won"]
    assert lead.get(f"kpis/{won.pk}/computations")["items"] == []


def test_a_stream_enters_many_kpis_each_all_or_none(world: World, caller: CallerOf) -> None:
    one = first_pass_yield(world, name="A", external_id="a")
    two = first_pass_yield(world, name="B", external_id="b")
    other = first_pass_yield(world, name="C", updater_id=None, owner_id=world.people["lead"].pk)
    lines = [
        *({"kpi": "a", "on": month(at), "value": value} for at, value in enumerate(STEADY)),
        {"kpi": one.pk, "on": month(12), "value": 90.1},
        {"kpi": "b", "on": month(0), "value": 94},
        {"kpi": "b", "on": month(1), "value": 101},
        {"kpi": "nowhere", "on": month(0), "value": 1},
        {"kpi": other.pk, "on": month(0), "value": 94},
        {"kpi": "d", "on": "yesterday", "value": 94},
    ]
    body = "\n".join([*(json.dumps(line, default=str) for line in lines), "", "{"])

    def send(name: str) -> Any:
        return caller(name, "check_in").client.post(
            "/api/v1/kpi-measurements",
            body,
            content_type="application/x-ndjson",
            headers={"Authorization": f"Bearer {caller(name, 'check_in').token}"},
        )

    done = send("mate").json()
    assert (done["lines"], done["kpis"], done["created"], done["appeared"]) == (19, 1, 13, 1)
    [opened] = done["responses"]
    assert opened["kpi_id"] == one.pk
    assert [(each["line"], each["code"]) for each in done["refused"]] == [
        (18, "value_error"),
        (20, "unreadable"),
        (16, "not_found"),
        (15, "impossible"),
        (17, "not_allowed"),
    ]
    assert (done["refused_lines"], done["held_back"]) == (5, 1)
    again = send("mate").json()
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 13)
    assert two.series.get().measurements.count() == 0
    assert send("outsider").json()["kpis"] == 0
    plain = caller("mate").refused("POST", "kpi-measurements", {"kpi": 1})
    assert (plain["status"], plain["code"]) == (415, "not_ndjson")


def test_a_stream_is_cut_into_lines_wherever_its_chunks_end(
    world: World, caller: CallerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CHUNK", 7)
    monkeypatch.setattr(streams, "LONGEST_LINE", 60)
    first_pass_yield(world, external_id="a")
    lines = [f'{{"kpi":"a","on":"{month(at)}","value":94}}' for at in range(3)]
    lines.insert(1, '{"kpi":"a","on":"2025-09-01","value":94,"reason":"' + "x" * 200 + '"}')
    done = caller("mate").client.post(
        "/api/v1/kpi-measurements",
        "\n".join(lines),
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {caller('mate').token}"},
    )
    told = done.json()
    assert (told["lines"], told["created"]) == (4, 3)
    assert [(each["line"], each["code"]) for each in told["refused"]] == [(2, "unreadable")]


def test_what_a_stream_holds_at_once_is_bounded_by_its_weight(
    world: World, caller: CallerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten lines of 70 bytes: within 400 of them a KPI is written all or none, not within all."""
    monkeypatch.setattr(streams, "WINDOW_BYTES", 400)
    first_pass_yield(world, external_id="a")
    lines = [f'{{"kpi":"a","on":"{month(at)}","value":94,"reason":"{at:024}"}}' for at in range(10)]
    lines[9] = lines[9].replace("94", "194")  # more than all
    done = caller("mate").client.post(
        "/api/v1/kpi-measurements",
        "\n".join(lines),
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {caller('mate').token}"},
    )
    told = done.json()
    assert (told["lines"], told["created"]) == (10, 6)
    assert (told["refused_lines"], told["held_back"]) == (1, 3)


def test_a_stream_refuses_keys_that_no_kpi_can_have_line_by_line(
    world: World, caller: CallerOf
) -> None:
    kpi = first_pass_yield(world, external_id="fpy")
    keys = [r'"a\u0000"', r'"\ud800"', str(2**63), str(-(2**70)), '""', "true", '["fpy"]']
    lines = [f'{{"kpi": {key}, "on": "2026-01-01", "value": 94, "more": 1}}' for key in keys]
    lines += [line.replace(', "more": 1', "") for line in lines]
    lines.append('{"kpi": "fpy", "on": "2026-01-01", "value": 94}')
    sender = caller("admin")
    answer = sender.client.post(
        "/api/v1/kpi-measurements",
        "\n".join(lines),
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {sender.token}"},
    )
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["created"], told["refused_lines"]) == (1, len(lines) - 1)
    assert {each["line"] for each in told["refused"]} == set(range(1, len(lines)))
    assert Measurement.objects.get(series__kpi=kpi).value == 94


def test_points_are_those_of_the_chart(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world)
    owner = caller("owner")
    owner.send(
        "POST", f"kpis/{kpi.pk}/targets", {"kind": "at_least", "low": 95, "effective_on": month(6)}
    )
    measure(world, kpi, [*STEADY, None, 90.1])
    points = walk(owner, f"kpis/{kpi.pk}/measurements", limit=5)
    assert len(points) == 14
    assert (points[5]["target"], points[6]["target"]["low"]) == (None, 95)
    assert (points[12]["value"], points[12]["state"], points[12]["stage"]) == (None, None, "usable")
    assert [one["rule"] for one in points[13]["signals"]] == ["LIM"]
    assert points[13]["value"] < points[13]["lower"] < points[13]["centre"]
    chart = owner.get(f"kpis/{kpi.pk}/chart")
    assert (chart["variation"], chart["assurance"], chart["colour"]) == (
        "worsening",
        "sometimes",
        "red",
    )
    [stretch] = chart["stretches"]
    assert stretch["limits"]["centre"] == pytest.approx(points[13]["centre"])
    assert stretch["baseline_ends_on"] == points[13]["ends_on"]
    assert 0.5 < chart["miss_chance"] < 1
    [signal] = owner.get(f"kpis/{kpi.pk}/signals")["items"]
    assert signal["response_id"] == owner.get("kpi-responses")["items"][0]["id"]


def test_a_signal_is_answered_step_by_step(world: World, caller: CallerOf) -> None:
    response = raised(world, first_pass_yield(world), [*STEADY, 90.1])
    owner, path = caller("owner"), f"kpi-responses/{response.pk}"
    assert caller("mate").refused("PUT", f"{path}/cause", {"cause": "x"})["status"] == 403
    seen = owner("GET", path).headers["ETag"]
    assert (
        owner.send("PUT", f"{path}/acknowledgement", {"note": "Seen."})["stage"] == "acknowledged"
    )
    late = owner.refused("PUT", f"{path}/cause", {"cause": "x"}, headers={"If-Match": seen})
    assert late["status"] == 412
    assert owner.send("PUT", f"{path}/cause", {"cause": "New seals."})["stage"] == "cause"
    action = {"action": "Old seals.", "owner_id": world.people["mate"].pk, "ends_on": "2026-12-15"}
    acted = owner.send("PUT", f"{path}/action", action)
    assert (acted["stage"], acted["due_on"]) == ("action", "2026-12-15")
    mine = owner.get("kpi-responses", owner_id=world.people["owner"].pk)["items"]
    assert [one["id"] for one in mine] == [response.pk]
    ended = {"outcome": "resolved", "closing_word": "Back."}
    refused = owner.refused("PUT", f"{path}/closure", ended)
    assert [one["field"] for one in refused["errors"]] == ["held_because"]
    ended["held_because"] = "The daily counts are back."
    assert owner.send("PUT", f"{path}/closure", ended)["closed_by"] == "Owner Person"
    assert owner.get("kpi-responses")["items"] == []
    assert owner.get(f"kpis/{response.kpi_id}/responses")["items"][0]["outcome"] == "resolved"
    assert owner.get(path)["held_because"] == "The daily counts are back."


def test_limits_begin_anew_on_four_answers(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world)
    measure(world, kpi, [*STEADY, *[98.0 + at / 10 for at in range(9)]])
    owner, path = caller("owner"), f"kpis/{kpi.pk}/rebases"
    answers = {"different": "Higher.", "reason": "New line.", "wanted": "Yes.", "lasting": "Yes."}
    made = owner.send("POST", path, {"starts_on": month(12), **answers})
    chart = owner.get(f"kpis/{kpi.pk}/chart")
    assert [one["points"] for one in chart["stretches"]] == [12, 9]
    assert owner.refused("DELETE", f"{path}/{made['id']}")["errors"][0]["field"] == "why"
    owner.send("DELETE", f"{path}/{made['id']}?why=Too+early")
    assert [one["undone_at"] is None for one in owner.get(path)["items"]] == [False]
    remark = owner.send("POST", f"kpis/{kpi.pk}/annotations", {"on": month(12), "text": "New line"})
    assert owner.get(f"kpis/{kpi.pk}/annotations")["items"] == [remark]
    owner.send("DELETE", f"kpis/{kpi.pk}/annotations/{remark['id']}")
    assert owner.get(f"kpis/{kpi.pk}/annotations")["items"] == []
    owner.send("PUT", f"kpis/{kpi.pk}/follow")
    assert owner.get(f"kpis/{kpi.pk}")["is_followed"]
    owner.send("DELETE", f"kpis/{kpi.pk}/follow")
    assert not owner.get(f"kpis/{kpi.pk}")["is_followed"]


def test_another_organisation_lists_nothing(world: World, caller: CallerOf) -> None:
    raised(world, first_pass_yield(world), [*STEADY, 90.1])
    outsider = caller("outsider")
    assert outsider.get("kpis")["items"] == outsider.get("kpi-responses")["items"] == []


@pytest.mark.parametrize(
    ("name", "allowed"), [("stranger", 0), ("viewer", 0), ("coach", 0), ("mate", 2), ("lead", 4)]
)
def test_who_may_do_what(world: World, caller: CallerOf, name: str, allowed: int) -> None:
    """Mate, who enters the values, may measure and remark; leads define too; others read."""
    path = f"kpis/{first_pass_yield(world).pk}"
    script = caller(name)
    assert script.get(path)["name"] == "First-pass yield"
    done = [
        script(method, path + tail, body).status_code
        for method, tail, body in (
            ("POST", "/measurements", {"on": "2026-10-01", "value": 94}),
            ("POST", "/annotations", {"on": "2026-10-01", "text": "Strike"}),
            ("POST", "/targets", {"kind": "at_least", "low": 95}),
            ("PATCH", "", {"question": "Right at once?"}),
        )
    ]
    assert [status < 300 for status in done] == [at < allowed for at in range(4)]
    assert all(status == 403 for status in done[allowed:])


def test_segments_are_kept_entered_and_read(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world, in_time="sum", low_bound=None, high_bound=None, better="up")
    owner, mate = caller("owner"), caller("mate", "check_in", "read")
    path = f"kpis/{kpi.pk}"
    owner.send("PATCH", path, {"segmented_by": "region"})
    north = owner.send("POST", f"{path}/segments", {"name": "North"})
    assert (north["key"], north["since"], north["value"]) == ("north", None, None)
    south = owner.send("POST", f"{path}/segments", {"name": "South", "key": "s"})
    refused = mate.refused("POST", f"{path}/measurements", {"on": month(0), "value": 90})
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [
        ("segment", "has_segments")
    ]
    both = [
        {"on": month(at), "value": value * part, "segment": key}
        for at, value in enumerate([*STEADY, 80.0])
        for key, part in (("north", 1), ("s", 3))
    ]
    done = mate.send("PUT", f"{path}/measurements", {"readings": both})
    assert (len(done["created"]), done["response"]["stage"]) == (26, "raised")
    rows = {row["key"]: row for row in owner.get(f"{path}/segments")["items"]}
    assert (rows["s"]["share"], rows["s"]["variation"]) == (0.75, "worsening")
    assert rows["north"]["lower"] < rows["north"]["centre"] < rows["north"]["upper"]
    points = owner.get(f"{path}/measurements", segment="s")["items"]
    assert (points[-1]["value"], points[-1]["signals"][-1]["rule"]) == (240.0, "LIM")
    whole = owner.get(f"{path}/measurements")["items"][-1]
    assert (whole["value"], whole["origin"]) == (320.0, "derived")
    assert owner.get(f"{path}/chart", segment="north")["variation"] == "worsening"
    assert owner.refused("GET", f"{path}/chart?segment=east")["status"] == 404
    told = owner.get(f"{path}/segments-explanation")
    assert (told["value"], told["rows"]) == (
        320.0,
        [["North", "80.0\u00a0%"], ["South", "240\u00a0%"]],
    )
    mate.send("POST", f"{path}/measurements", {"on": month(12), "value": 241, "segment": "s"})
    [kept] = owner.get(f"{path}/revisions", segment="s")["items"]
    assert kept["value"] == 240.0
    order = {"segment_ids": [south["id"], north["id"]]}
    arranged = owner.send("PUT", f"{path}/segments", order)
    assert [row["name"] for row in arranged["items"]] == ["South", "North"]
    one = f"{path}/segments/{north['id']}"
    assert owner.send("PATCH", one, {"name": "Far north"})["name"] == "Far north"
    assert owner.send("PUT", f"{one}/archive", {"why": "Gone."})["archived_at"] is not None
    assert owner.send("DELETE", f"{one}/archive")["archived_at"] is None


def test_a_stream_enters_segments_too(world: World, caller: CallerOf) -> None:
    kpi = by_region(world, external_id="orders")
    lines = [
        {"kpi": "orders", "on": month(0), "value": 1, "segment": key} for key in ("north", "south")
    ]
    done = caller("mate").client.post(
        "/api/v1/kpi-measurements",
        "\n".join(json.dumps(line, default=str) for line in lines),
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {caller('mate').token}"},
    )
    assert (done.json()["created"], done.json()["refused"]) == (2, [])
    [point] = caller("mate").get(f"kpis/{kpi.pk}/measurements")["items"]
    assert point["value"] == 2


def test_values_are_put_together_to_longer_periods(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world, in_time="ratio", scale=100.0)
    owner, path = caller("owner"), f"kpis/{kpi.pk}"
    for at, (over, under) in enumerate([(9, 10), (40, 90), (1, 1), (3, 4)]):
        reading = {"on": month(at), "numerator": over, "denominator": under}
        owner.send("POST", f"{path}/measurements", reading)
    first, second = owner.get(f"{path}/aggregates", to="quarterly")["items"]
    assert (first["label"], first["value"]) == ("Q1 2025", pytest.approx(100 * 50 / 101))
    assert (first["present"], first["expected"], first["is_over"]) == (3, 3, True)
    assert (second["present"], second["expected"], second["completeness"]) == (
        1,
        3,
        pytest.approx(1 / 3),
    )
    assert second["explanation"]["notes"] == ["1 of 3 months"]
    assert first["explanation"]["total"] == ["Q1 2025", "49.5\u00a0%", "50", "101"]
    refused = owner.refused("GET", f"{path}/aggregates?to=weekly")
    assert [one["field"] for one in refused["errors"]] == ["to"]
    world.organisation.fiscal_year_start = 2
    world.organisation.save()
    labels = [one["label"] for one in owner.get(f"{path}/aggregates", to="yearly")["items"]]
    assert labels == ["FY25", "FY26"]


def test_one_that_grows_and_has_a_season_says_so_until_its_limits_follow(
    world: World, caller: CallerOf
) -> None:
    kpi = first_pass_yield(world, low_bound=None, high_bound=None)
    measure(world, kpi, [at + (0, 9, 5, -9)[at % 4] + at % 3 for at in range(60)], first=-40)
    lead, path = caller("lead"), f"kpis/{kpi.pk}"
    lead.send("PATCH", path, {"season": 4, "form": "season"})

    def doubts() -> list[str]:
        found: dict[str, Any] = json.loads(lead("GET", f"{path}/chart").content)
        return [one["doubt"] for one in found["doubts"]]

    assert "growing_season" in doubts()
    lead.send("PATCH", path, {"form": "year_on_year"})
    assert "growing_season" not in doubts()


def test_a_kpi_moves_and_gets_its_name_elsewhere(world: World, caller: CallerOf) -> None:
    kpi, green = first_pass_yield(world), world.units["green"].pk
    path = f"kpis/{kpi.pk}"
    moved = caller("admin").send("PATCH", path, {"unit_id": green, "external_id": "fpy"})
    assert (moved["unit_id"], moved["external_id"], moved["version"]) == (green, "fpy", 2)
    assert (
        caller("owner").refused("PATCH", path, {"unit_id": world.units["works"].pk})["status"]
        == 403
    )
    other = first_pass_yield(world, name="Other")
    refused = caller("admin").refused("PATCH", f"kpis/{other.pk}", {"external_id": "fpy"})
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [("external_id", "taken")]


def test_the_calendar_stays_where_values_go_by_it(world: World, caller: CallerOf) -> None:
    kpi = first_pass_yield(world, frequency="quarterly")
    caller("mate").send("POST", f"kpis/{kpi.pk}/measurements", {"on": month(13), "value": 94})
    refused = caller("admin").refused("PATCH", "organisation", {"fiscal_year_start": 2})
    assert [(e["field"], e["code"]) for e in refused["errors"]] == [("fiscal_year_start", "in_use")]
    assert caller("admin").send("PATCH", "organisation", {"week_start": 6})["week_start"] == 6


def test_a_stream_may_begin_as_some_programs_begin_texts(world: World, caller: CallerOf) -> None:
    first_pass_yield(world, external_id="fpy")
    admin = caller("admin")
    answer = admin.client.post(
        "/api/v1/kpi-measurements",
        b'\xef\xbb\xbf{"kpi": "fpy", "on": "2026-01-31", "value": 94}\r\n',
        content_type="application/x-ndjson",
        headers={"Authorization": f"Bearer {admin.token}"},
    )
    assert (answer.json()["created"], answer.json()["refused"]) == (1, [])
