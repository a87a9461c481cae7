"""Two organisations that hold the same values, in one process: what one reads, changes and keeps is
never in an answer of the other; nor does anybody get in whose token is narrow or who has left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from headway.activity.models import Event
from headway.api import api
from headway.api.examples import example_of
from headway.discussion.actions import add_comment
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, World, on
from headway.kpis.tests.values import connected, first_pass_yield
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.packs.actions import add_pack
from headway.people.access import system_actor
from headway.people.actions import create_token, create_unit, deactivate_person, update_person
from headway.people.models import Unit
from headway.strategy.actions import add_goal
from tests.contracts.test_access import READS, _address

pytestmark = pytest.mark.django_db

WORD = "Zebra"


@pytest.fixture
def twin(world: World) -> Client:
    """A script of the administrator of Bramble, which holds what Aster does."""
    system, admin = system_actor(world.other), world.people["outsider"]
    root = Unit.objects.get(organisation=world.other, parent=None)
    works = create_unit(system, parent_id=root.pk, name="Works", kind="department")
    blue = create_unit(system, parent_id=works.pk, name="Blue")
    cycle = create_cycle(
        system, name=world.cycle.name, starts_on=START,
        ends_on=START + timedelta(weeks=13, days=-1),
    )  # fmt: skip
    goal = add_goal(
        system, title=world.goal.title, perspective_id=None, owner_id=admin.pk,
        starts_on=world.goal.starts_on, ends_on=world.goal.ends_on,
    )  # fmt: skip
    with on(START):
        made = create_objective(
            system, cycle_id=cycle.pk, unit_id=blue.pk, title=world.objective.title,
            owner_id=admin.pk,
        )  # fmt: skip
        for one in world.key_results:
            key_result = add_key_result(
                system, objective_id=made.pk, title=one.title, kind=one.kind, start=one.start,
                target=one.target, owner_id=admin.pk, measure=one.measure,
            ).key_result  # fmt: skip
        sign_objective(system, made.pk, for_everybody=True)
        set_phase(system, cycle.pk, phase="running", confirmed=True)
        check_in(system, key_result.pk, value=6, confidence=7)
        check_in(world.system, world.key_results[1].pk, value=6, confidence=7)
    link_objective(system, made.pk, goal_id=goal.pk)
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    return _script(world, "outsider", "admin")


@pytest.fixture
def ids(world: World, twin: Client) -> dict[str, Any]:
    """What Aster has, by the names of the tables."""
    owner, measured = world.actor("owner"), world.key_results[0].pk
    asked = update_key_result(owner, world.key_results[1].pk, target=6.0, reason="Fewer people.")
    planned, frame = world.add_frame()
    pack = add_pack(world.actor("lead"), title=f"{WORD} pack", kinds=["map"])
    return {
        "pack": pack.pk, "pack_page": pack.pages.get().pk,
        "unit": world.units["blue"].pk, "person": world.people["lead"].pk, "goal": world.goal.pk,
        "cause_effect_link": world.add_arrow().pk, "subject": "objective",
        "comment": add_comment(owner, "objective", world.objective.pk, text=WORD).comment.pk,
        "cycle": world.cycle.pk, "planned": planned.pk, "frame": frame.pk,
        "objective": world.objective.pk, "key_result": measured,
        "link": world.objective.parent_links.get().pk,
        "initiative": add_initiative(owner, key_result_id=measured, title="Work").pk,
        "goal_post_request": asked.pk if asked else 0, "request": asked.pk if asked else 0,
        "plan": world.publish().pk, "kpi": connected(first_pass_yield(world)).kpi_id,
    }  # fmt: skip


def _script(world: World, name: str, *scopes: str) -> Client:
    person = world.people[name]
    _token, secret = create_token(
        system_actor(person.organisation), name="Script", scopes=scopes, person_id=person.pk
    )
    return Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)


def _calls(ids: dict[str, Any], *methods: str) -> Iterator[tuple[str, str, str, Any]]:
    """(method, path as described, address among what Aster has, body) of the operations."""
    document = api.document()
    for path, operations in document["paths"].items():
        path = path.replace("{subject_type}/{subject_id}", "objective/{objective_id}")
        names = re.findall(r"{(\w+)_id}", path)
        if "{" in re.sub(r"{\w+_id}", "", path) or not set(names) <= set(ids):
            continue
        address = re.sub(r"{(\w+)_id}", lambda found: str(ids[found[1]]), path)
        for method in methods:
            if method in operations:
                content = operations[method].get("requestBody", {}).get("content", {})
                schema = content.get("application/json", {}).get("schema", {})
                body = example_of(schema, document["components"]["schemas"]) if schema else None
                yield method, path, address, body


def _pages(ids: dict[str, Any], *, alone: bool) -> Iterator[str]:
    """The pages of the tables; ``alone`` those that are about nothing that Aster has."""
    for read in READS:
        if (not read.about) if alone else set(read.about.split()) <= set(ids):
            yield reverse(read.name) if not read.about else _address(read.name, read.about, ids)


def test_nothing_of_one_is_in_an_answer_of_the_other(
    world: World, twin: Client, ids: dict[str, Any]
) -> None:
    """Neither by the addresses of what it has, nor out of what is kept from one answer to the
    next: the other reads the same before and after everything of the first was read and changed."""
    mine, browser = _script(world, "admin", "admin"), world.client("outsider")
    ours_too = world.client("admin")
    lists = [address for _m, path, address, _b in _calls(ids, "get") if "{" not in path]
    pages = list(_pages(ids, alone=True))

    def read_all() -> dict[str, str]:
        found: dict[str, Any] = {address: twin.get(address) for address in lists}
        told = {address: answer.content.decode() for address, answer in found.items()}
        return told | {page: text_of(browser.get(page)) for page in pages}

    before = read_all()
    assert len(before) > 40
    update_person(world.system, world.people["lead"].pk, name=f"{WORD} Person")
    update_objective(world.system, world.objective.pk, title=f"{WORD} finds it", reason=WORD)
    check_in(world.actor("owner"), world.key_results[0].pk, value=60, note=f"{WORD} note")
    told, got = 0, set[str]()
    for _method, path, address, _body in _calls(ids, "get"):
        ours: Any = mine.get(address)
        theirs: Any = twin.get(address)
        told += WORD in ours.content.decode()
        if "{" in path and theirs.status_code != 404:
            got.add(f"{path}: {theirs.status_code}")
    assert told > 20, "the one that has it reads it, or this proves nothing"
    assert not got
    for page in _pages(ids, alone=False):
        ours_too.get(page)
    after = read_all()
    assert [address for address in before if before[address] != after[address]] == []
    assert not any(WORD in text for text in after.values())


@pytest.mark.parametrize("who", ["other organisation", "narrow token", "viewer", "who left"])
def test_no_write_gets_in(world: World, twin: Client, ids: dict[str, Any], who: str) -> None:
    """Every change that the API describes, with the body that it gives for example."""
    script = {
        "other organisation": lambda: twin,
        "narrow token": lambda: _script(world, "admin", "read"),
        "viewer": lambda: _script(world, "viewer", "admin"),
        "who left": lambda: _script(world, "mate", "admin"),
    }[who]()
    if who == "who left":
        deactivate_person(world.system, world.people["mate"].pk)
    own = {"/api/v1/me/theme"} if who != "who left" else set[str]()
    if who in ("narrow token", "viewer"):
        own.add("/api/v1/kpis/{kpi_id}/follow")  # what one wants to hear of
        own.add("/api/v1/discussions/objective/{objective_id}/follow")
        own.add("/api/v1/packs/{pack_id}/files")  # made of what one reads, for oneself
        own.add("/api/v1/text-reviews")  # stores nothing
    if who == "viewer":  # when one is away, and what one wants to hear of
        own |= {"/api/v1/me/absences", "/api/v1/me/reminders", "/api/v1/notices/readings",
                "/api/v1/me/absences/{absence_id}", "/api/v1/me/feeds/{feed_id}",
                "/api/v1/notices/{notice_id}"}  # fmt: skip
    events = Event.objects.filter(organisation=world.organisation)
    known, let_in = events.count(), set[str]()
    calls = list(_calls(ids, "post", "put", "patch", "delete"))
    assert len(calls) > 60
    for method, path, address, body in calls:
        with transaction.atomic():
            answer: Any = getattr(script, method)(address, body, content_type="application/json")
            wrote = events.count() != known and path not in own
            transaction.set_rollback(True)
        of_ours = "{" in path or who != "other organisation"
        fits = answer.status_code < (300 if of_ours and path not in own else 0)
        if wrote or answer.status_code >= 500 or fits:
            let_in.add(f"{method} {path}: {answer.status_code}")
    assert not let_in, "\n".join(sorted(let_in))


def test_who_left_reads_nothing(world: World, twin: Client, ids: dict[str, Any]) -> None:
    script, browser = _script(world, "mate", "admin"), world.client("mate")
    assert script.get("/api/v1/me").status_code == 200
    assert browser.get("/").status_code == 200
    deactivate_person(world.system, world.people["mate"].pk)
    codes = {script.get(address).status_code for _m, _p, address, _b in _calls(ids, "get")}
    assert codes == {401}
    shown = {page: browser.get(page).status_code for page in _pages(ids, alone=False)}
    assert {code for code in shown.values() if code not in (302, 403)} == set()
