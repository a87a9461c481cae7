"""Lists come in pages that neither repeat nor skip, whatever happens in between."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.kit.pagination import decode_cursor, encode_cursor
from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.people.actions import add_person
from tests.api.conftest import Caller, CallerOf


def walk(caller: Caller, path: str, **query: Any) -> list[Any]:
    """All items, page by page."""
    items: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        page = caller.get(path, **query, **cursor)
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_all_people_are_listed_once_whatever_the_page_size(caller: CallerOf, limit: int) -> None:
    people = walk(caller("owner"), "people", limit=limit)
    names = [person["name"] for person in people]
    assert len(names) == 7
    assert names == sorted(set(names))


def test_objectives_go_on_where_the_page_before_ended(world: World, caller: CallerOf) -> None:
    for number in range(4):
        world.add_objective(f"Objective {number}", unit="green" if number % 2 else "blue")
    owner = caller("owner")
    whole = walk(owner, "objectives", limit=200)
    assert len(whole) == 5
    assert [row["id"] for row in walk(owner, "objectives", limit=2)] == [r["id"] for r in whole]


def test_a_row_added_in_between_shifts_nothing(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    first = admin.get("people", limit=3)
    add_person(world.actor("admin"), name="Aaron First")
    rest = admin.get("people", limit=200, cursor=first["next_cursor"])
    names = [row["name"] for row in [*first["items"], *rest["items"]]]
    assert len(names) == len(set(names)) == 7


def test_the_next_page_is_linked_in_body_and_header(caller: CallerOf) -> None:
    owner = caller("owner")
    answer = owner("GET", "people", limit=2, q="person")
    following = owner.get("people", limit=2, q="person")["next"]
    assert answer.headers["Link"] == f'<{following}>; rel="next"'
    assert "q=person" in following
    further = owner.get(following.removeprefix("http://testserver"))
    assert len(further["items"]) == 2
    assert "Link" not in owner("GET", "people", limit=200).headers


@pytest.mark.parametrize("path", ["people", "units", "cycles", "events", "objectives", "imports"])
def test_a_cursor_of_another_list_is_refused(caller: CallerOf, path: str) -> None:
    foreign = encode_cursor(["x", "y", "z", "w"])
    refusal = caller("admin").refused("GET", path, cursor=foreign)
    assert (refusal["status"], refusal["errors"][0]["field"]) == (422, "cursor")


@pytest.mark.parametrize("limit", [0, 201, -1, "many"])
def test_a_page_has_between_1_and_200_rows(caller: CallerOf, limit: object) -> None:
    assert caller("owner").refused("GET", "people", limit=limit)["status"] == 422


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
KEYS = st.tuples(NAMES, st.integers(-(2**63) + 1, 2**63 - 1))


@given(KEYS)
def test_a_cursor_keeps_its_key(key: tuple[str, int]) -> None:
    """Decoding undoes encoding, for every key a list can have."""
    assert decode_cursor(encode_cursor(key), str, int) == key


@given(st.text(max_size=60))
def test_any_other_text_is_refused_and_never_fails(text: str) -> None:
    """A cursor either is one of ours, or is refused as input."""
    try:
        name, number = decode_cursor(text, str, int)
    except InvalidInput:
        return
    assert (type(name), type(number)) == (str, int)
