"""Whatever opens on the page of an objective is in the API, word for word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any, NamedTuple

import pytest

from headway.api import api
from headway.api.openapi import operations
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.models import KeyResult, Objective
from tests.api.conftest import Caller, CallerOf


class Told(NamedTuple):
    """An explanation as people read it."""

    title: str
    rule: str
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def plain(text: str) -> str:
    return " ".join(text.split())


class Popovers(HTMLParser):
    """The explanations of a page: heading, rule, lines of the table, notes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Told] = []
        self._texts: list[tuple[str, str]] | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and dict(attrs).get("class") == "pop":
            self._texts, self._depth = [], 0
        if self._texts is None:
            return
        self._depth += tag == "div"
        if tag in ("h3", "p", "tr", "th", "td"):
            self._texts.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self._texts:
            tag, text = self._texts[-1]
            self._texts[-1] = tag, text + data

    def handle_endtag(self, tag: str) -> None:
        if self._texts is None or tag != "div":
            return
        self._depth -= 1
        if not self._depth:
            self.found.append(self._told(self._texts))
            self._texts = None

    @staticmethod
    def _told(texts: list[tuple[str, str]]) -> Told:
        rows: list[list[str]] = []
        words: dict[str, list[str]] = {"h3": [], "p": []}
        for tag, text in texts:
            if tag == "tr":
                rows.append([])
            elif tag in words:
                words[tag].append(plain(text))
            else:
                rows[-1].append(plain(text))
        (title,), (rule, *notes) = words["h3"], words["p"]
        return Told(title, rule, tuple(map(tuple, rows)), tuple(notes))


def of_page(world: World, path: str) -> set[Told]:
    parser = Popovers()
    parser.feed(world.client("viewer").get(path).content.decode())
    return set(parser.found)


def inside(answer: Any) -> Iterator[Told]:
    """Every explanation in an answer, however deep it lies."""
    if isinstance(answer, dict):
        if {"title", "rule", "columns", "rows", "total", "notes"} <= answer.keys():
            lines = [answer["columns"], *answer["rows"], *filter(None, [answer["total"]])]
            yield Told(
                plain(answer["title"]),
                plain(answer["rule"]),
                tuple(tuple(map(plain, line)) for line in lines) if answer["rows"] else (),
                tuple(map(plain, answer["notes"])),
            )
        answer = list(answer.values())
    if isinstance(answer, list):
        for part in answer:
            yield from inside(part)


def of_api(reader: Caller, objective: int, key_results: list[int]) -> set[Told]:
    """What every read below the objective and its key results explains."""
    found: set[Told] = set()
    for path, method, operation in operations(api.document()):
        needed = [one for one in operation.get("parameters", ()) if one.get("required")]
        if method.upper() != "GET" or len(needed) != 1:
            continue
        for name, ids in (("objective_id", [objective]), ("key_result_id", key_results)):
            if f"s/{{{name}}}" in path:
                for one in ids:
                    answer = reader("GET", path.replace(f"{{{name}}}", str(one)))
                    assert answer.status_code in (200, 404, 422), path
                    found |= set(inside(json.loads(answer.content)))
    return found


def read(world: World, key_result: int, values: tuple[float, ...]) -> None:
    """One reading a week, the last one today."""
    for ago, value in enumerate(reversed(values)):
        check_in(
            world.system, key_result, value=value, confidence=7,
            effective_on=TODAY - timedelta(weeks=ago),
        )  # fmt: skip


@pytest.fixture
def whole(world: World) -> Objective:
    """An aspirational objective with a forecast, a health metric, and links both ways."""
    Objective.objects.filter(pk=world.objective.pk).update(ambition="aspirational")
    read(world, world.key_results[0].pk, (40, 42, 41, 44, 46, 45, 47))
    metric = add_key_result(
        world.system, objective_id=world.objective.pk, title="Few complaints", kind="stay_below",
        target=10.0, is_health=True, owner_id=world.people["owner"].pk,
    ).key_result  # fmt: skip
    read(world, metric.pk, (8, 9))
    below = world.add_objective("Green helps", unit="green")
    above = world.add_objective("The whole gets better", unit="works")
    link_objective(
        world.system, below.pk, parent_objective_id=world.objective.pk, kind="drives_score",
        weight=1.0, why="It matters",
    )  # fmt: skip
    link_objective(world.system, world.objective.pk, parent_objective_id=above.pk)
    return world.objective


def test_everything_that_opens_on_the_page_is_in_the_api(
    world: World, caller: CallerOf, whole: Objective
) -> None:
    found = KeyResult.objects.filter(objective=whole).order_by("pk")
    ids = list(found.values_list("pk", flat=True))
    shown = {
        told for one in ids for told in of_page(world, f"/objectives/{whole.pk}?key_result={one}")
    }
    for start in ("Expected 0", "Lowest confidence 7", "Expected final score", "Score "):
        assert any(told.title.startswith(start) for told in shown), start
    missing = shown - of_api(caller("viewer", "read"), whole.pk, ids)
    assert not missing
