"""Every prepared read that the main pages make answers what its query set would, whoever asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model

from headway.kit.prepared import Prepared
from headway.kit.testing.world import PEOPLE, World
from headway.okrs.models import Objective, State, Visibility
from headway.rituals.actions.rooms import open_weekly

PAGES = (
    "/", "/objectives?unit=all", "/objectives?unit=all&state=draft&q=back",
    "/objectives/{objective}", "/key-results/{key_result}", "/line-of-sight?unit=all", "/cycles",
    "/cycles/{cycle}", "/people", "/people?q=a&role=member", "/units", "/strategy",
    "/find?q=back", "/weekly?unit={unit}", "/meetings/{meeting}", "/planning?unit={unit}",
    "/inbox", "/activity", "/activity?unit=all", "/learnings", "/coach",
    "/coach/calendar", "/actions?unit=all", "/actions?whose=mine", "/meetings",
)  # fmt: skip


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of the reads that were made and compared."""
    made: set[str] = set()
    answer = Prepared.__call__

    def compare(self: Any, *args: Any) -> list[Any]:
        given = answer(self, *args)
        expected = self.answer(self.queryset(*args))
        assert _plain(given) == _plain(expected), f"{self!r} with {args}"
        made.add(repr(self))
        return given

    monkeypatch.setattr(Prepared, "__call__", compare)
    return made


def _plain(results: list[Any]) -> list[str]:
    """Comparable, in any order: some reads have none."""
    return sorted(repr(_fields(one)) for one in results)


def _fields(result: Any) -> Any:
    if not isinstance(result, Model):
        return result
    return {name: value for name, value in vars(result).items() if name != "_state"}


@pytest.mark.parametrize(
    "visibility",
    [
        Visibility.PEOPLE,
        pytest.param(Visibility.UNIT, marks=pytest.mark.once),
        pytest.param(Visibility.ORGANISATION, marks=pytest.mark.once),
    ],
)
def test_they_answer_what_their_query_sets_would(
    world: World, compared: set[str], visibility: str
) -> None:
    hidden = world.add_objective("Told to few", unit="green")
    drafted = world.add_objective("Still a draft", unit="green")
    Objective.objects.filter(pk=hidden.pk).update(visibility=visibility)
    Objective.objects.filter(pk=drafted.pk).update(visibility=visibility, state=State.DRAFT)
    world.add_frame()
    unit = world.units["blue"].pk
    names = {
        "unit": unit, "meeting": open_weekly(world.actor("owner"), unit).pk,
        "objective": world.objective.pk, "key_result": world.key_results[0].pk,
        "cycle": world.cycle.pk,
    }  # fmt: skip
    for who in PEOPLE:
        client = world.client(who)
        for page in PAGES:
            assert client.get(page.format(**names)).status_code == 200, (who, page)
    for who in ("admin", "owner", "coach"):
        assert world.client(who).get(f"/coach/units/{unit}").status_code == 200
    assert len(compared) > 40
