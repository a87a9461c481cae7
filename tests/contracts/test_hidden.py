"""No address names what somebody may not read: every page and every read of the API is searched
for the words of an objective that is for others, linked in every way to what is open to all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from headway.activity.models import Event
from headway.api import api
from headway.discussion.actions import add_comment, follow, react
from headway.kit import clock
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.tests.values import STEADY, first_pass_yield, raised
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.dependencies import request_dependency
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.okrs.actions.overrides import override_status
from headway.okrs.models import Cycle, Objective, ObjectiveLink, Phase
from headway.packs.actions import add_pack, add_page, ask_file, freeze_pack
from headway.packs.models import PackFile
from headway.people.access import system_actor
from headway.people.actions import create_token
from headway.people.models import Organisation
from tests.contracts.rooms import room_ids
from tests.contracts.test_access import READS, _address

WORD = "Zebra"
"""Stands in every text of what is hidden; searched for as "zebr", which no answer may echo."""


def _hide(world: World, title: str, *, unit: str) -> Objective:
    """An objective for named people, of whom there are none, with all that can hang on one."""
    system, owner = world.system, world.people["admin"].pk
    made = create_objective(
        system,
        cycle_id=world.cycle.pk,
        unit_id=world.units[unit].pk,
        title=f"{WORD} {title}",
        description=f"{WORD} description",
        ambition="committed",
        owner_id=owner,
    )
    update_objective(system, made.pk, visibility="people")
    measured = add_key_result(
        system, objective_id=made.pk, title=f"{WORD} result", kind="increase", start=0.0,
        target=10.0, owner_id=owner,
    ).key_result  # fmt: skip
    add_key_result(
        system, objective_id=made.pk, title=f"{WORD} guard", kind="stay_below", target=3.0,
        owner_id=owner, is_health=True, paired_with_id=measured.pk,
    )  # fmt: skip
    Objective.objects.filter(pk=made.pk).update(state="running")
    check_in(system, measured.pk, value=4, confidence=9, note=f"{WORD} note")
    check_in(system, measured.pk, value=5, confidence=3, note=f"{WORD} fall")
    add_initiative(system, key_result_id=measured.pk, title=f"{WORD} work")
    update_key_result(system, measured.pk, target=8.0, reason=f"{WORD} reason")
    update_key_result(world.actor("lead"), measured.pk, target=7.0, reason=f"{WORD} wish")
    override_status(system, measured.pk, status="watch", reason=f"{WORD} by hand")
    request_dependency(system, measured.pk, unit_id=world.units["root"].pk, title=f"{WORD} need")
    admin = world.actor("admin")
    for kind, pk in (("objective", made.pk), ("key_result", measured.pk)):
        said = add_comment(admin, kind, pk, text=f"{WORD} comment, @viewer").comment
        react(admin, said.pk, "agree")
        follow(admin, kind, pk, wanted=False)
    return made


@pytest.fixture
def hidden(world: World) -> list[Objective]:
    """Above and beside what is open to all, driving it, contributing to it, and served by it."""
    above = _hide(world, "above", unit="works")
    beside = _hide(world, "beside", unit="blue")
    below = _hide(world, "below", unit="green")
    measured = world.key_results[0]
    link_objective(
        world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score",
        weight=1.0,
    )  # fmt: skip
    link_objective(
        world.system, below.pk, parent_objective_id=world.objective.pk, kind="drives_score",
        weight=3.0,
    )  # fmt: skip
    link_objective(world.system, beside.pk, key_result_id=measured.pk)
    link_objective(world.system, above.pk, goal_id=world.goal.pk)
    check_in(world.actor("owner"), measured.pk, value=45)
    return [above, beside, below]


@pytest.fixture
def ids(world: World, hidden: list[Objective]) -> dict[str, Any]:
    """What is open to all, by the names of the tables."""
    owner = world.actor("owner")
    other = world.add_objective("Linked")
    link = link_objective(owner, other.pk, parent_objective_id=world.objective.pk)
    need = request_dependency(
        owner, world.key_results[0].pk, unit_id=world.units["green"].pk, title="Prices"
    )
    asked = update_key_result(owner, world.key_results[1].pk, target=6.0, reason="Fewer people.")
    change_link(  # waits, and is told to who reads the objective above
        world.actor("lead"), ObjectiveLink.objects.get(child=hidden[2]).pk, kind="drives_score",
        weight=2.0, why="It weighs less.",
    )  # fmt: skip
    planned, frame = world.add_frame()
    kpi = first_pass_yield(world)
    response = raised(world, kpi, [*STEADY, 92.0])
    measured = hidden[0].key_results.get(is_health=False)
    update_key_result(world.system, measured.pk, kpi_id=kpi.pk, reason="It is measured already.")
    Objective.objects.filter(pk=hidden[0].pk).update(recovers=response)
    pack = add_pack(world.actor("admin"))  # who sees all of it, and freezes it
    add_page(world.actor("admin"), pack.pk, kind="goal", subject_id=world.goal.pk)
    add_page(world.actor("admin"), pack.pk, kind="kpi", subject_id=kpi.pk)
    frozen = freeze_pack(world.actor("admin"), pack.pk, as_copy=True)
    file = ask_file(world.actor("admin"), frozen.pk, kind="xlsx")
    PackFile.objects.filter(pk=file.id).update(body=frozen.content.encode(), made_at=clock.now())
    return {
        **room_ids(world),
        "pack": pack.pk,
        "frozen": frozen.pk,
        "frozen_pack": frozen.pk,
        "pack_file": file.id,
        "kpi": kpi.pk,
        "subject": "objective",
        "unit": world.units["blue"].pk,
        "person": world.people["admin"].pk,
        "goal": world.goal.pk,
        "cause_effect_link": world.add_arrow().pk,
        "cycle": world.cycle.pk,
        "planned": planned.pk,
        "frame": frame.pk,
        "objective": world.objective.pk,
        "key_result": world.key_results[0].pk,
        "link": link.pk,
        "initiative": add_initiative(owner, key_result_id=world.key_results[0].pk, title="W").pk,
        "dependency": need.pk,
        "goal_post_request": asked.pk if asked else 0,
        "run": 1,
        "plan": world.publish().pk,
        "event": Event.objects.filter(organisation=world.organisation).count(),
    }


READERS = ("viewer", "mate", "coach")


def _pages(world: World, ids: dict[str, Any], units: tuple[object, ...] = ()) -> Iterator[str]:
    """Every page of the tables, of the reader's own unit and of the whole organisation."""
    cycle = world.cycle.pk
    for read in READS:
        address = _address(read.name, read.about, ids)
        yield f"{address}?cycle={cycle}"
        for unit in units or ("all", world.units["works"].pk, world.units["blue"].pk):
            yield f"{address}?unit={unit}&cycle={cycle}"
    for more in ("q=zebr", "q=zebr&only=objectives"):
        yield f"/find?{more}"
    for kind in ("parents", "people", "units", "own-units"):
        yield f"/find/{kind}?q=zebr"
    for node in (f"g{world.goal.pk}", f"o{world.objective.pk}", "orphans", "unseen", "mission"):
        yield f"/line-of-sight/branch?node={node}&level=1&unit=all&cycle={cycle}"
    yield f"/line-of-sight/map/part?unit=all&cycle={cycle}&x=0&y=0&w=4000&h=4000&z=1"
    yield f"/line-of-sight/map/relatives?unit=all&cycle={cycle}&node={world.objective.pk}"
    yield f"/line-of-sight?unit=all&cycle={cycle}&as_of=2026-11-20&compare=2026-11-01"
    yield f"/cycles/{cycle}?view=review&unit=all"
    yield f"/goal-posts?unit=all&cycle={cycle}&format=csv"
    yield f"/changes?since=2026-09-01&unit=all&cycle={cycle}"
    yield f"/objectives/{world.objective.pk}/changes?since=2026-09-01"
    for kind in ("objective", "key_result", "goal", "unit"):
        yield f"/discussions/{kind}/{ids[kind]}"
        yield f"/activity?about={kind}&id={ids[kind]}"
    yield f"/packs/{ids['pack']}?as_of=2026-11-20"
    yield f"/packs/{ids['frozen']}"
    yield f"/packs/{ids['frozen']}/present?page=5"


@pytest.mark.once
@pytest.mark.parametrize("phase", [Phase.RUNNING, Phase.REVIEW])
def test_no_page_names_it(world: World, ids: dict[str, Any], phase: Phase) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(phase=phase)
    units = () if phase == Phase.RUNNING else ("all",)  # scopes are the same in each phase
    told = set()
    for name in READERS:
        client = world.client(name)
        for address in _pages(world, ids, units):
            answer = client.get(address)
            assert answer.status_code < 500, address
            if WORD in answer.content.decode():
                told.add(f"{name}: {address}: {_around(answer.content.decode())}")
    assert not told, "\n".join(sorted(told))


@pytest.mark.once
def test_no_page_or_read_of_a_past_day_names_it(
    world: World, ids: dict[str, Any], hidden: list[Objective]
) -> None:
    """Who reads what is a matter of today: an objective that was open to all then, too."""
    cycle, secret = world.cycle.pk, world.add_objective(f"{WORD} once open")
    link_objective(world.system, secret.pk, parent_objective_id=world.objective.pk)
    with clock.frozen(NOW + timedelta(days=2)):
        update_objective(world.system, secret.pk, visibility="people", reason="Quiet.")
    paths = [
        f"/objectives/{world.objective.pk}", f"/key-results/{ids['key_result']}",
        f"/cycles/{cycle}", f"/cycles/{cycle}?view=plan", f"/cycles/{cycle}/report",
        *(f"/{page}?cycle={cycle}" for page in (
            "objectives", "line-of-sight", "line-of-sight/map", "line-of-sight/matrix",
            "line-of-sight/loose-ends", "goal-posts", "objectives?q=zebr",
        )),
        f"/line-of-sight/map/part?cycle={cycle}&x=0&y=0&w=4000&h=4000&z=1",
        f"/line-of-sight/branch?node=o{world.objective.pk}&level=1&cycle={cycle}",
        f"/api/v1/objectives/{world.objective.pk}", f"/api/v1/objectives/{secret.pk}",
        f"/api/v1/objectives/{world.objective.pk}/explanation", "/api/v1/objectives?q=zebr",
        "/api/v1/goal-post-changes", f"/api/v1/cycles/{cycle}/learnings",
    ]  # fmt: skip
    with clock.frozen(NOW + timedelta(days=3)):
        for name in (*READERS, "admin"):
            script = Client(headers={"Authorization": f"Bearer {_token(world, name)}"})
            told = set()
            for path in paths:
                client = script if path.startswith("/api") else world.client(name)
                joint = "&" if "?" in path else "?"
                answer: Any = client.get(f"{path}{joint}unit=all&as_of={TODAY}")
                assert answer.status_code < 500, path
                if WORD in answer.content.decode():
                    told.add(f"{name}: {path}: {_around(answer.content.decode())}")
            if name == "admin":
                assert len(told) > 10, "an administrator reads it, or this proves nothing"
            else:
                assert not told, "\n".join(sorted(told))


def _token(world: World, name: str) -> str:
    _made, secret = create_token(
        world.system, name="Script", scopes=["read"], person_id=world.people[name].pk
    )
    return secret


@pytest.mark.once
def test_the_search_would_find_it(world: World, ids: dict[str, Any]) -> None:
    """An administrator does read it on most of these pages, or the test above proves nothing."""
    client = world.client("admin")
    read = [
        address for address in _pages(world, ids) if WORD in client.get(address).content.decode()
    ]
    assert len(read) > 40


def test_no_event_names_it(world: World, ids: dict[str, Any], hidden: list[Objective]) -> None:
    """Each event by its number: what happened to it is not there, what leads to it is unnamed."""
    change_link(
        world.system, world.objective.parent_links.get().pk, kind="drives_score", weight=2.0
    )
    unlink_objective(world.system, hidden[2].parent_links.get().pk)
    newest = Event.objects.filter(organisation=world.organisation).count()
    readers = {name: world.client(name) for name in READERS}
    _token, secret = create_token(
        world.system, name="Script", scopes=["read"], person_id=world.people["viewer"].pk
    )
    script = Client(headers={"Authorization": f"Bearer {secret}"})
    told = {f"{name}: {number}" for name, client in readers.items()
            for number in range(1, newest + 1)
            if WORD in client.get(f"/events/{number}").content.decode()}  # fmt: skip
    told |= {f"API: {number}" for number in range(1, newest + 1)
             if WORD in script.get(f"/api/v1/events/{number}").content.decode()}  # fmt: skip
    assert not told
    read = [WORD in world.client("admin").get(f"/events/{newest - back}").content.decode()
            for back in range(2)]  # fmt: skip
    assert any(read)


def test_its_own_addresses_are_not_there(world: World, hidden: list[Objective]) -> None:
    for name in READERS:
        client = world.client(name)
        for objective in hidden:
            for page in ("objective", "objective_edit", "objective_close", "objective_history"):
                assert client.get(reverse(f"okrs:{page}", args=[objective.pk])).status_code == 404
            assert client.get(f"/objectives/{objective.pk}/changes").status_code == 404
            for key_result in objective.key_results.all():
                for page in ("key_result", "key_result_edit", "check_in"):
                    address = reverse(f"okrs:{page}", args=[key_result.pk])
                    assert client.get(address).status_code == 404


def _calls(world: World, ids: dict[str, Any], hidden: list[Objective]) -> Iterator[str]:
    """Every read of the API: of what is open, and of the hidden objects themselves."""
    secret = hidden[0]
    given = [
        {**ids, "request": ids["goal_post_request"], "import": 1, "perspective": 1},
        {**ids, "objective": secret.pk, "key_result": secret.key_results.order_by("pk")[0].pk},
    ]
    for path, operations in api.document()["paths"].items():
        if "get" not in operations:
            continue
        for known in given:
            path = path.replace("{subject_type}/{subject_id}", "objective/{objective_id}")
            names = re.findall(r"{(\w+)_id}", path)
            if all(name in known for name in names):
                address = path
                for name in names:
                    address = address.replace(f"{{{name}_id}}", str(known[name]))
                yield address
                yield f"{address}?cycle_id={world.cycle.pk}&unit_id={world.units['root'].pk}&q=zebr"
                yield f"{address}?node=orphans&objective_id={known['objective']}&column=none"


@pytest.mark.once
def test_no_read_of_the_api_names_it(
    world: World, ids: dict[str, Any], hidden: list[Objective]
) -> None:
    told = set()
    for name in READERS:
        actor = system_actor(Organisation.objects.get(pk=world.organisation.pk))
        _token, secret = create_token(
            actor, name="Script", scopes=["read"], person_id=world.people[name].pk
        )
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        for address in _calls(world, ids, hidden):
            answer: Any = client.get(address)
            assert answer.status_code < 500, address
            if WORD in answer.content.decode():
                told.add(f"{name}: {address}: {_around(answer.content.decode())}")
    assert not told, "\n".join(sorted(told))


def _around(text: str) -> str:
    at = text.index(WORD)
    return " ".join(text[max(0, at - 90) : at + 60].split())
