"""The API keeps its published description, whatever is thrown at it.

schemathesis makes requests that fit the description and requests that do not, with ids of things
that exist, and holds every answer against it: no 5xx, documented statuses and content types, bodies
that fit their schema, nothing that does not fit accepted, no answer without a token.

Left out is ``positive_data_acceptance``: a request that fits the schema may still break a rule of
the field (an owner who left, a cycle that is closed), and is then refused as documented. And
``ignored_auth``, which sends everything twice: test_document asks every operation without a token.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks
from schemathesis.generation import GenerationMode
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from headway.api import api
from headway.exchange.actions import keep_preview
from headway.kit import clock
from headway.kit.rest.schemas import LARGEST_ID
from headway.kit.testing.scenes import Scene
from headway.kit.testing.world import NOW, World, figures_follow, make_world
from headway.kpis.actions.remarks import annotate
from headway.kpis.actions.segments import add_segment
from headway.kpis.tests.values import STEADY, connected, first_pass_yield, month, raised
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.links import link_objective
from headway.people.actions import create_token
from headway.strategy.models import Perspective
from tests.api.test_idempotency import PLAN

EXAMPLES = 3  # beside those that try each field's own edges, which are most
SNAPSHOT = Path(__file__).with_name("openapi.json")  # test_document holds it against the API


def _operations() -> Iterator[Any]:
    """Every operation. The edges of a parameter (``limit``, ``as_of``) are tried where it first
    stands, those of a body always. What hands no text to the database is asked on one only."""
    tried: set[str] = set()
    for path, operations in json.loads(SNAPSHOT.read_text("utf-8"))["paths"].items():
        for method, operation in operations.items():
            parameters = operation.get("parameters", [])
            asked = {one.get("name", one.get("$ref")): json.dumps(one) for one in parameters}
            has_body = "requestBody" in operation
            texts = [name for name, one in asked.items() if '"string"' in one and name != "cursor"]
            name = f"{method.upper()} {path}"
            yield pytest.param(
                name,
                has_body or not tried.issuperset(asked),
                marks=() if has_body or texts else pytest.mark.once,
                id=name,
            )
            tried |= set(asked)


@pytest.fixture(scope="session")
def schema() -> BaseSchema:
    """The description, and the application that must keep it."""
    load_all_checks()
    schema = schemathesis.openapi.from_dict(deepcopy(api.document()))
    schema.app = get_wsgi_application()
    schema.config.phases.coverage.unexpected_methods = set()  # test_problems asks for those
    if connection.vendor == "postgresql":  # only what fits comes as far as the database
        schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    schema.auth(refresh_interval=None, retry_on=[])(Bearer)  # each test has a token of its own
    return schema


def _world_and_ids() -> tuple[World, dict[str, list[int]], str]:
    """The world, its things by the name under which a request refers to them, and the secret of a
    token of its administrator."""
    world = make_world()
    with clock.frozen(NOW):
        _token, secret = create_token(
            world.system, name="Script", scopes=["admin"], person_id=world.people["admin"].pk
        )
        return world, {**_ids(world), **_ids_of_kpis(world)}, secret


def _ids(world: World) -> dict[str, list[int]]:
    first, second = (key_result.pk for key_result in world.key_results)
    done = check_in(world.actor("owner"), first, value=50, confidence=7)
    work = add_initiative(world.system, key_result_id=first, title="Work")
    link = link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    preview = keep_preview(world.actor("admin"), PLAN, "o.yaml")
    people = [world.people[name].pk for name in ("owner", "mate", "stranger")]
    units = [unit.pk for unit in world.units.values()]
    objectives = [world.objective.pk, world.add_objective("Another").pk]
    return {
        "person_id": people,
        "owner_id": people,
        "updater_id": people,
        "lead_id": people,
        "unit_id": units,
        "parent_id": units,
        "goal_id": [world.goal.pk],
        "cause_effect_link_id": [world.add_arrow().pk],
        "perspective_id": [Perspective.objects.get(organisation=world.organisation).pk],
        "cycle_id": [world.cycle.pk],
        "carry_to_cycle_id": [world.cycle.pk],
        "objective_id": objectives,
        "parent_objective_id": objectives,
        "key_result_id": [first, second],
        "check_in_id": [done.check_in.pk],
        "supersedes_id": [done.check_in.pk],
        "initiative_id": [work.pk],
        "link_id": [link.pk],
        "import_id": [preview.pk],
        "frame_id": [world.add_frame()[1].pk],
    }


def _ids_of_kpis(world: World) -> dict[str, list[int]]:
    """A KPI that signalled, with a remark."""
    response = raised(world, first_pass_yield(world), [*STEADY, 90.1])
    remark = annotate(world.system, response.kpi_id, on=month(3), text="Strike")
    segment = add_segment(world.system, response.kpi_id, name="North")
    connected(response.kpi)
    return {
        "segment_id": [segment.pk],
        "kpi_id": [response.kpi_id],
        "leads_id": [response.kpi_id],
        "response_id": [response.pk],
        "annotation_id": [remark.pk],
    }


_scene = Scene(_world_and_ids)


@pytest.fixture
def ids(db: None) -> Iterator[dict[str, list[int]]]:
    """Things that exist, in a world whose administrator asks; afterwards its figures follow."""
    with clock.frozen(NOW):
        world, ids, Token.secret = _scene.set()
        yield ids
        figures_follow(world)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Requests share the test's transaction, as they do with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def refer_to_existing(holder: Any, ids: dict[str, list[int]], dice: random.Random) -> None:
    """Let most made-up ids name something that exists; a few stay, to be not found."""
    if not isinstance(holder, dict):
        return
    for name, value in holder.items():
        made_up = name in ids and isinstance(value, int) and 1 <= value <= LARGEST_ID
        if made_up and dice.random() < 0.8:
            holder[name] = dice.choice(ids[name])


def leave_host_alone(case: schemathesis.Case[Any]) -> None:
    """A made-up host is turned away before any operation is asked, with a page that is no JSON."""
    for name in [name for name in case.headers or {} if name.lower() == "host"]:
        del case.headers[name]


@schemathesis.serializer("application/x-ndjson")
def lines(_context: Any, value: Any) -> bytes:
    """A stream is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


class Token:
    """The token of the present test, as schemathesis asks for it."""

    secret = ""


class Bearer:
    def get(self, case: schemathesis.Case[Any], context: Any) -> str:
        return Token.secret

    def set(self, case: schemathesis.Case[Any], data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.mark.parametrize(("name", "tries_edges"), list(_operations()))
def test_the_api_keeps_its_description(
    schema: BaseSchema, name: str, tries_edges: bool, ids: dict[str, list[int]]
) -> None:
    """Requests are made up here, not while tests are collected, as ``schema.parametrize`` would:
    for all operations that takes as long as to collect every other test, in each worker."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_described(case: schemathesis.Case[Any]) -> None:
        dice = random.Random(repr(case.path_parameters))
        for holder in (case.path_parameters, case.query, case.body):
            refer_to_existing(holder, ids, dice)
        leave_host_alone(case)
        case.call_and_validate(excluded_checks=[positive_data_acceptance, ignored_auth])

    schema.config.phases.coverage.enabled = tries_edges and connection.vendor == "sqlite"
    operation = schema.find_operation_by_label(name)
    assert operation is not None
    build_operation_test(
        config=schema.config,
        operation=operation,
        test_func=answers_as_described,
        given_kwargs={},
        feedback=FeedbackSources(),
    )()
