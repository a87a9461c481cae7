"""The API describes itself completely, and the description changes only when somebody means it.

``UPDATE_SNAPSHOT=1`` writes ``tests/api/openapi.json`` anew; the difference is read in review.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest
from django.test import Client
from ninja import Schema

from headway.api import api
from headway.api.openapi import operations
from headway.kit import clock
from headway.kit.testing.world import World
from headway.web.middleware import POLICY
from tests.api.conftest import CallerOf
from tests.contracts.rooms import coaching_ids, meeting_ids, reminder_ids, talk_ids

SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return api.document()


def test_the_description_is_the_reviewed_one(document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOT") == "1":
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8"), (
        "The API changed. If that is meant, run this test with UPDATE_SNAPSHOT=1 and review the "
        "difference: fields may be added within version 1, none renamed or removed."
    )


def test_each_name_of_the_description_means_one_thing(document: dict[str, Any]) -> None:
    """Of two classes with one name one would be described in the place of the other."""
    named = set(document["components"]["schemas"])
    known: dict[str, set[type]] = {}
    for shape in _shapes(Schema):
        for one in (shape, *_codes_of(shape)):
            known.setdefault(one.__name__, set()).add(one)
    several = {name: found for name, found in known.items() if len(found) > 1 and name in named}
    assert several == {}


def _shapes(above: type[Schema]) -> Iterator[type[Schema]]:
    """All that is sent and answered."""
    for shape in above.__subclasses__():
        if shape.__module__.startswith("headway."):
            yield shape
        yield from _shapes(shape)


def _codes_of(shape: type[Schema]) -> Iterator[type[Enum]]:
    """Kinds of codes in its fields."""
    waiting = [field.annotation for field in shape.model_fields.values()]
    while waiting:
        kind: Any = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            yield kind


def test_it_is_served_as_openapi_3_1(client: Client, db: None) -> None:
    answer = client.get("/api/v1/openapi.json")
    served = answer.json()
    assert served["openapi"].startswith("3.1")
    assert len(served["paths"]) > 40
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    topics = {tag["name"] for tag in document["tags"]}
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"].endswith("."), where
        assert set(operation["tags"]) <= topics, where
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"]), where
        assert operation["security"] == [{"BearerToken": []}], where


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            if status.startswith("4"):
                assert response["$ref"].startswith("#/components/responses/"), f"{method} {path}"
    for response in document["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


def test_every_post_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        takes = {"$ref": "#/components/parameters/IdempotencyKey"} in operation["parameters"]
        assert takes == (method == "post"), f"{method} {path}"


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    """An example is what people copy first."""
    checked = 0
    for where, schema, example in _examples(document):
        whole = {**schema, "components": document["components"]}
        errors = list(jsonschema_rs.validator_for(whole).iter_errors(example))
        assert not errors, f"{where}: {errors[0]}"
        checked += 1
    assert checked > 60


def test_every_body_and_answer_has_an_example(document: dict[str, Any]) -> None:
    for where, _schema, example in _examples(document):
        assert example is not None, where


def _examples(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    for path, method, operation in operations(document):
        holders = [operation.get("requestBody", {}), *operation["responses"].values()]
        for holder in holders:
            for kind, content in holder.get("content", {}).items():
                yield f"{method} {path} {kind}", content["schema"], content.get("example")


def test_the_reference_needs_nothing_from_elsewhere(client: Client, db: None) -> None:
    """It must pass our own content policy: no inline scripts or styles, no other hosts."""
    answer = client.get("/api/v1/docs")
    page = _Page()
    page.feed(answer.content.decode())
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert page.inline == []
    assert [link for link in page.links if link.startswith(("http", "//"))] == []
    assert [link for link in page.links if link.startswith("/static/")]


def test_the_reference_names_every_operation(client: Client, document: dict[str, Any]) -> None:
    text = client.get("/api/v1/docs").content.decode()
    for path, _method, operation in operations(document):
        assert f'id="{operation["operationId"]}"' in text
        assert path in text


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (tag == "script" and "src" not in given) or tag == "style" or "style" in given:
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on")]
        self.links += [value for name in ("src", "href") if (value := given.get(name))]


def test_every_operation_asks_for_a_token(world: World, document: dict[str, Any]) -> None:
    for path, method, _operation in operations(document):
        address = re.sub(r"{\w+}", "1", path)
        answer = Client().generic(method.upper(), address)
        assert answer.status_code == 401, f"{method} {path}"


def test_another_organisation_is_not_there(
    world: World, caller: CallerOf, document: dict[str, Any]
) -> None:
    """An administrator of Bramble finds nothing of Aster at any address that takes an id, and
    changes nothing there."""
    outsider = caller("outsider")
    ids = _ids(world)
    checked, found = 0, []
    for path, method, operation in operations(document):
        if "{" not in path or path.endswith(FOR_ALL):
            continue
        address = _address(path, ids)
        body = None
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            assert kind == "application/json"
            body = content["example"]
        answer = outsider(method.upper(), address, body)
        if answer.status_code != 404:
            found.append(f"{method} {path}: {answer.status_code}")
        checked += 1
    assert found == []
    assert checked > 50


FOR_ALL = ("/ritual-scripts/{kind}",)
"""What is no organisation's own."""


FOR_VIEWERS = {
    "/recipients/me$": {404},  # a viewer may leave, and gets none
    "imports": {403, 422},  # a file is missing, before anybody asks who sends it
    "/kpi-measurements$": {415},  # no stream was sent; who may is asked for each KPI in it
    "/text-reviews$": {200},  # stores nothing
    "/files$": {202},  # to have a file made of what one reads changes nothing
    "/follow$": {200, 204},  # changes nothing but what they hear of
    "/me/reminders$": {200},  # as this, and when they are away
    "/me/absences$": {201},
    "/me/absences/{absence_id}$": {404},
    "/me/feeds/{feed_id}$": {404},
    "/notices/readings$": {201},
    "/help-requests$": {422},  # of which unit, before anybody asks who may
    "/help-requests/": {403, 404},  # between who asks, the owner and the coaches
    "/suggestions$": {422},
    "/suggestions/": {403, 404},
    "/cards/{card_id}$": {404},  # a private card is its author's alone
    "/notices/{notice_id}$": {404},  # an inbox is its reader's alone
}
"""What somebody who only reads is answered where it is no refusal, by a part of the address ("$" is
its end)."""


def test_a_viewer_changes_nothing(world: World, caller: CallerOf, document: dict[str, Any]) -> None:
    """Every change is refused to somebody who only reads, whatever the token's scopes."""
    viewer = caller("viewer")
    ids, found = _ids(world), []
    for path, method, operation in operations(document):
        if method == "get":
            continue
        address = _address(path, ids)
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        answer = viewer(method.upper(), address, content.get("example"))
        usual = {403, 404} if "_id" in str(content.get("example")) else {403}
        expected = next((codes for part, codes in FOR_VIEWERS.items() if part in f"{path}$"), usual)
        if answer.status_code not in expected:
            found.append(f"{method} {path}: {answer.status_code}")
    assert found == []


def newest_event(world: World) -> int:
    """Its number: Bramble has had far fewer."""
    from headway.activity.models import Event

    return Event.objects.filter(organisation=world.organisation).count()


def _ids(world: World) -> dict[str, Any]:
    """One of everything in Aster, by the name of the path parameter."""
    from headway.exchange.actions import keep_preview
    from headway.okrs.actions.checkins import check_in
    from headway.okrs.actions.dependencies import request_dependency
    from headway.okrs.actions.initiatives import add_initiative
    from headway.okrs.actions.key_results import update_key_result
    from headway.okrs.actions.links import link_objective
    from headway.rituals.models import Acknowledgement
    from headway.strategy.models import Perspective
    from tests.api.test_idempotency import PLAN

    plan = world.publish()
    key_result_id = world.key_results[0].pk
    checked_in = check_in(world.actor("owner"), key_result_id, value=50)
    work = add_initiative(world.system, key_result_id=key_result_id, title="Work")
    link = link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    need = request_dependency(
        world.system, key_result_id, unit_id=world.units["green"].pk, title="Prices"
    )
    asked = update_key_result(
        world.actor("owner"), world.key_results[1].pk, target=6.0, reason="Fewer people."
    )
    assert asked is not None
    preview = keep_preview(world.actor("admin"), PLAN, "o.yaml")
    return {
        "unit_id": world.units["blue"].pk,
        "person_id": world.people["mate"].pk,
        "perspective_id": Perspective.objects.get(organisation=world.organisation).pk,
        "goal_id": world.goal.pk,
        "cause_effect_link_id": world.add_arrow().pk,
        "cycle_id": world.cycle.pk,
        "objective_id": world.objective.pk,
        "key_result_id": key_result_id,
        "check_in_id": checked_in.check_in.pk,
        "initiative_id": work.pk,
        "link_id": link.pk,
        "dependency_id": need.pk,
        "request_id": asked.pk,
        "import_id": preview.pk,
        "frame_id": world.add_frame()[1].pk,
        "plan_id": plan.pk,
        "sequence": newest_event(world),
        "acknowledgement_id": Acknowledgement.objects.values_list("pk", flat=True)[0],
        **_kpi_ids(world),
        **_pack_ids(world),
        **talk_ids(world),
        **reminder_ids(world),
        **meeting_ids(world),
        **coaching_ids(world),
    }


def _address(path: str, ids: Mapping[str, Any]) -> str:
    """With ids in the place of their names; of a meeting that of the kind it belongs to."""
    part = path.partition("{meeting_id}/")[2].split("/")[0]
    known = {**ids, "meeting_id": ids.get(_KIND_OF.get(part, ""), ids["meeting_id"])}
    return re.sub(r"{(\w+)}", lambda found: str(known[found[1]]), path)


_KIND_OF = {
    **dict.fromkeys(("walk", "focus"), "review"),
    **dict.fromkeys(("cut", "plan-confidence"), "planning"),
    **dict.fromkeys(("board", "cards", "votes", "learnings", "data"), "retrospective"),
}


def _pack_ids(world: World) -> dict[str, Any]:
    """A board pack that somebody commented on, and its file."""
    from headway.packs.actions import add_comment, add_pack, ask_file
    from headway.packs.models import PackFile

    pack = add_pack(world.actor("lead"), kinds=["map"])
    page = pack.pages.get()
    comment = add_comment(world.actor("lead"), page.pk, text="Why?")
    file = ask_file(world.actor("admin"), pack.pk, kind="xlsx")
    PackFile.objects.filter(pk=file.id).update(body=b"PK", made_at=clock.now())
    return {
        "pack_id": pack.pk,
        "pack_page_id": page.pk,
        "pack_comment_id": comment.pk,
        "pack_file_id": file.id,
    }


def _kpi_ids(world: World) -> dict[str, int]:
    """A KPI that signalled, began anew and was remarked on."""
    from headway.kpis.actions.rebases import ANSWERS, rebase
    from headway.kpis.actions.remarks import annotate
    from headway.kpis.actions.segments import add_segment
    from headway.kpis.tests.values import STEADY, first_pass_yield, month, raised
    from headway.strategy.actions import add_measure

    response = raised(world, first_pass_yield(world), [*STEADY, 90.1])
    kpi_id, answers = response.kpi_id, dict.fromkeys(ANSWERS, "Yes.")
    anew = rebase(world.system, kpi_id, starts_on=month(12), **answers)
    remark = annotate(world.system, kpi_id, on=month(3), text="Strike")
    segment = add_segment(world.system, kpi_id, name="North")
    measure = add_measure(world.system, world.goal.pk, kpi_id=kpi_id)
    return {
        "measure_id": measure.pk,
        "segment_id": segment.pk,
        "kpi_id": kpi_id,
        "response_id": response.pk,
        "rebase_id": anew.pk,
        "annotation_id": remark.pk,
    }
