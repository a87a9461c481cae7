"""What led to something, or came of it, is named by no page either: one objective that somebody may
not read in every relation that an open one can have, also those that are over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from headway.activity.models import Event
from headway.api import api
from headway.exchange.actions import commit_import
from headway.kit.testing.world import World
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.dependencies import request_dependency
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    archive_objective,
    propose_objective,
    restore_objective,
    update_objective,
)
from headway.okrs.models import KeyResult, Objective
from headway.people.actions import create_token
from headway.rituals.actions.frames import hand_down, reshape_frame
from headway.rituals.actions.merging import merge_objective
from tests.contracts.test_hidden import WORD, _around

FILE = f"""schema: okr-research/1
organisation: {{id: elsewhere, name: Elsewhere}}
cycles: [{{id: C1, start: "2025-01-01", end: "2025-03-31"}}]
objectives:
- {{id: O1, cycle: C1, level: company, owner_role: CEO, title: {WORD} imported, key_results: []}}
- {{id: O2, cycle: C1, level: company, owner_role: CEO, title: Open import, parent: O1,
   key_results: []}}
""".encode()

pytestmark = pytest.mark.once

READERS = ("viewer", "mate")
"""Of no unit, and of the unit whose objectives these relations begin at."""


class Relations:
    """What is open, each beside something hidden. An objective is hidden once it was linked, named
    and moved as an open one: what was written down then must not tell it now."""

    def __init__(self, world: World) -> None:
        self.world, self.system = world, world.system
        self.open: list[Objective] = []
        self.secret: list[Objective] = []
        self.plans: list[int] = []
        self.frames: list[int] = []
        for relate in (
            self.merged, self.unlinked, self.relinked, self.carried, self.asked,
            self.needed, self.drafted, self.put_away, self.moved, self.imported, self.published,
        ):  # fmt: skip
            relate()
        for one in self.secret:
            self._hide(one)

    def _hide(self, one: Objective) -> None:
        """For its administrator alone from now on."""
        admin = self.world.people["admin"].pk
        KeyResult.objects.filter(objective=one).update(owner_id=admin)
        Objective.objects.filter(pk=one.pk).update(visibility="people", owner_id=admin)

    def shown(self, title: str, **where: Any) -> Objective:
        """A draft of the next cycle that everybody reads."""
        made = self.world.add_draft(title, **where)
        if not where.get("draft"):
            propose_objective(self.system, made.pk, focus_reason="Much at once.")
        self.open.append(made)
        return made

    def hidden(self, title: str, **where: Any) -> Objective:
        made = self.world.add_draft(f"{WORD} {title}", **where)
        propose_objective(self.system, made.pk, focus_reason="Much at once.")
        self.secret.append(made)
        return made

    def merged(self) -> None:
        """Both ways; what was merged away is back."""
        one, into = self.shown("Doubled"), self.hidden("it doubles")
        link_objective(self.system, self.shown("Below both").pk, parent_objective_id=one.pk)
        merge_objective(self.system, one.pk, into_id=into.pk)
        restore_objective(self.system, one.pk)
        merge_objective(self.system, self.hidden("merged away").pk, into_id=self.shown("Stays").pk)

    def unlinked(self) -> None:
        """Above, below, by a key result, by a value, from a goal."""
        one, above = self.shown("Was linked"), self.hidden("above")
        below, measured = self.hidden("below"), one.key_results.get()
        for link in (
            link_objective(self.system, one.pk, parent_objective_id=above.pk),
            link_objective(self.system, below.pk, parent_objective_id=one.pk, kind="drives_score"),
            link_objective(self.system, self.hidden("beside").pk, key_result_id=measured.pk),
            link_objective(
                self.system, self.hidden("adds").pk, key_result_id=measured.pk,
                kind="contributes_value",
                child_key_result_id=self.secret[-1].key_results.get().pk,
            ),
            link_objective(self.system, below.pk, goal_id=self.world.goal.pk),
        ):  # fmt: skip
            unlink_objective(self.system, link.pk)

    def relinked(self) -> None:
        """A link that counts, made, changed and taken away after plan lock."""
        below = self.world.add_objective(f"{WORD} drives")
        self.secret.append(below)
        above = self.world.objective.pk
        link = link_objective(
            self.system, below.pk, parent_objective_id=above, kind="drives_score", why="Late."
        )
        change_link(self.system, link.pk, kind="drives_score", weight=3.0, why="More.")
        unlink_objective(self.system, link.pk, why="Gone.")
        self.open.append(self.world.objective)

    def carried(self) -> None:
        """A hidden one went on as an open one, and an open one as a hidden one."""
        then = self.world.next_cycle().pk
        for is_open, title in ((True, "Went on in the open"), (False, "Went on behind a door")):
            one = self.world.add_objective(title)
            closing = close_objective(
                self.system, one.pk, outcome="carried_over", carry_to_cycle_id=then
            )
            copy = closing.carried_to
            assert copy is not None
            if is_open:
                propose_objective(self.system, copy.pk, focus_reason="Much at once.")
            self.open.append(copy if is_open else one)
            self._name(one if is_open else copy, title)

    def _name(self, one: Objective, title: str) -> None:
        """The word is put in where no history of the open one holds it."""
        Objective.objects.filter(pk=one.pk).update(title=f"{WORD} {title}")
        KeyResult.objects.filter(objective=one).update(title=f"{WORD} {title}, measured")
        self.secret.append(one)

    def asked(self) -> None:
        """A frame that serves what is hidden, and one that became it."""
        world, cycle = self.world, self.world.next_cycle().pk
        serves = hand_down(
            self.system, cycle_id=cycle, unit_id=world.units["blue"].pk, title="Serve it",
            parent_objective_id=self.hidden("served").pk,
        )  # fmt: skip
        _cycle, became = world.add_frame("Make something of it")
        reshape_frame(
            self.system, became.pk, title=f"{WORD} reshaped", owner_id=world.people["admin"].pk
        )
        became.refresh_from_db()
        assert became.objective is not None
        self.secret.append(became.objective)
        self.frames = [serves.pk, became.pk]

    def needed(self) -> None:
        """Something that another unit is to give."""
        needs = self.hidden("needs").key_results.get()
        root = self.world.units["root"].pk
        request_dependency(self.system, needs.pk, unit_id=root, title=f"{WORD} prices")

    def drafted(self) -> None:
        """A draft of another unit, linked to what everybody reads."""
        draft = self.world.add_draft(f"{WORD} draft", unit="green", owner="admin")
        link_objective(self.system, draft.pk, parent_objective_id=self.open[0].pk)
        link_objective(self.system, draft.pk, goal_id=self.world.goal.pk)
        measured = self.open[0].key_results.get()
        beside = self.world.add_draft(f"{WORD} draft beside", unit="green", owner="admin")
        link_objective(self.system, beside.pk, key_result_id=measured.pk)

    def put_away(self) -> None:
        """Archived, and back."""
        one = self.hidden("put away")
        link_objective(self.system, one.pk, parent_objective_id=self.open[0].pk)
        archive_objective(self.system, one.pk)
        restore_objective(self.system, one.pk)
        gone = self.hidden("put away for good")
        link_objective(self.system, gone.pk, parent_objective_id=self.open[0].pk)
        archive_objective(self.system, gone.pk)

    def moved(self) -> None:
        """To another unit, and to other words."""
        one = self.hidden("moved")
        update_objective(self.system, one.pk, unit_id=self.world.units["green"].pk)
        update_objective(self.system, one.pk, title=f"{WORD} moved and renamed")

    def imported(self) -> None:
        """Out of a file, above what is open."""
        commit_import(self.world.actor("admin"), FILE, "f.yaml")
        self.secret.append(Objective.objects.get(title=f"{WORD} imported"))
        self.open.append(Objective.objects.get(title="Open import"))

    def published(self) -> None:
        """In a plan of when it was open, and gone from the next version."""
        one = self.world.add_objective(f"{WORD} in the plan")
        link_objective(self.system, self.world.objective.pk, parent_objective_id=one.pk)
        self.plans = [self.world.publish().pk]
        add_key_result(
            self.system, objective_id=one.pk, title=f"{WORD} more", kind="binary",
            owner_id=self.world.people["admin"].pk, reason="It was missing.",
        )  # fmt: skip
        self.plans.append(self.world.publish().pk)
        self.secret.append(one)


@pytest.fixture
def relations(world: World) -> Relations:
    return Relations(world)


def _pages(relations: Relations) -> Iterator[str]:
    """Of all that is open, and every list and event."""
    world = relations.world
    yield from _of_objectives(relations.open)
    for cycle in {world.cycle.pk, world.next_cycle().pk, *(one.cycle_id for one in relations.open)}:
        for unit in ("all", *(unit.pk for unit in world.units.values())):
            yield from _of_scope(cycle, f"unit={unit}&cycle={cycle}")
    yield from (f"/people/{world.people[name].pk}" for name in ("admin", "owner", "mate", "lead"))
    yield from (f"/units/{unit.pk}" for unit in world.units.values())
    yield from (
        f"/strategy/goals/{world.goal.pk}", "/strategy", "/find?q=zebr", "/find/parents?q=zebr",
    )  # fmt: skip
    first, latest = relations.plans
    yield from (f"/plans/{first}", f"/plans/{latest}", f"/plans/{latest}/changes")
    yield from (f"/frames/{frame}" for frame in relations.frames)
    yield from (f"/events/{number}" for number in range(1, _newest(world) + 1))


def _of_objectives(objectives: list[Objective]) -> Iterator[str]:
    for one in objectives:
        for page in ("", "/edit", "/close", "/history", "/key-results/new", "?as_of=2026-11-23",
                     "/changes?since=2026-09-01"):  # fmt: skip
            yield f"/objectives/{one.pk}{page}"
        for key_result in one.key_results.all():
            for page in ("", "/edit", "/check-in"):
                yield f"/key-results/{key_result.pk}{page}"


def _of_scope(cycle: int, scope: str) -> Iterator[str]:
    for page in (
        "/", "/objectives", "/line-of-sight", "/line-of-sight/map", "/line-of-sight/matrix",
        "/line-of-sight/loose-ends", "/planning", "/planning/alignment", "/goal-posts",
        "/dependencies", f"/cycles/{cycle}", f"/cycles/{cycle}/report",
        f"/cycles/{cycle}/close-rest",
    ):  # fmt: skip
        yield f"{page}?{scope}"
    yield f"/changes?since=2026-09-01&{scope}"
    yield f"/cycles/{cycle}?view=plan&{scope}"
    yield f"/cycles/{cycle}?view=review&{scope}"
    yield f"/goal-posts?{scope}&format=csv"
    yield f"/line-of-sight/map/part?{scope}&x=0&y=0&w=9000&h=9000&z=1"


def _newest(world: World) -> int:
    return Event.objects.filter(organisation=world.organisation).count()


def _calls(relations: Relations) -> Iterator[str]:
    """Every read of the API, of all that is open."""
    world = relations.world
    then = world.next_cycle().pk
    given: dict[str, list[int]] = {
        "objective": [one.pk for one in relations.open],
        "key_result": [part.pk for one in relations.open for part in one.key_results.all()],
        "cycle": [world.cycle.pk, then], "unit": [unit.pk for unit in world.units.values()],
        "goal": [world.goal.pk], "plan": relations.plans, "frame": relations.frames,
        "import": [1], "sequence": list(range(1, _newest(world) + 1)),
        "person": [world.people["admin"].pk, world.people["owner"].pk],
    }  # fmt: skip
    for path, operations in api.document()["paths"].items():
        name = next(iter(re.findall(r"{(\w+?)(?:_id)?}", path)), None)
        if "get" not in operations or path.count("{") > 1:
            continue
        for known in given.get(name, [0]) if name else [0]:
            address = re.sub(r"{\w+}", str(known), path)
            yield address
            if not name or name == "cycle":
                root = f"unit_id={world.units['root'].pk}&since=2026-09-01"
                yield f"{address}?cycle_id={world.cycle.pk}&{root}"
                yield f"{address}?cycle_id={then}&{root}"


def _telling(client: Client, addresses: Iterator[str]) -> dict[str, str]:
    """The addresses that name what is hidden, each with the words around it."""
    told, served = {}, 0
    for address in addresses:
        answer: Any = client.get(address)
        assert answer.status_code < 500, address
        served += answer.status_code == 200
        if WORD in (text := answer.content.decode()):
            told[address] = _around(text)
    assert served > 100, "most of these addresses are served, or this proves nothing"
    return told


@pytest.mark.by_hand
@pytest.mark.parametrize("name", READERS)
def test_no_page_names_what_it_had_to_do_with(relations: Relations, name: str) -> None:
    told = _telling(relations.world.client(name), _pages(relations))
    assert not told, "\n".join(f"{address}: {words}" for address, words in told.items())


@pytest.mark.by_hand
@pytest.mark.parametrize("name", READERS)
def test_no_read_of_the_api_does(relations: Relations, name: str) -> None:
    person_id = relations.world.people[name].pk
    _token, secret = create_token(
        relations.system, name="Script", scopes=["read"], person_id=person_id
    )
    script = Client(headers={"Authorization": f"Bearer {secret}"})
    told = _telling(script, _calls(relations))
    assert not told, "\n".join(f"{address}: {words}" for address, words in told.items())


@pytest.mark.by_hand
def test_an_administrator_reads_it(relations: Relations) -> None:
    """Or the tests above prove nothing."""
    assert len(_telling(relations.world.client("admin"), _pages(relations))) > 100
