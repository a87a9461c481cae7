"""An alignment board with much on it begins with the first of each list."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.rituals.tests.test_alignment import proposal


def test_each_list_shows_its_beginning_and_the_way_to_all_of_it(world: World) -> None:
    for number in range(23):
        proposal(world, f"Nothing serves this one {number}", goal=False)
    cycle, client = world.next_cycle(), world.client("lead")
    address = f"/planning/alignment?unit={world.units['root'].pk}&cycle={cycle.pk}"
    first = html_of(client.get(address))
    assert first.count('class="linkup"') == 20, "an orphan is linked where it stands"
    assert "and 3 more" in first
    assert "all=orphans#orphans" in first
    whole = html_of(client.get(f"{address}&all=orphans"))
    assert whole.count('class="linkup"') == 23
    assert "all=below-none#below-none" in whole, "the other lists stay short"


def test_who_settles_one_of_a_whole_list_comes_back_to_it(world: World) -> None:
    made = proposal(world, "Nothing serves it", goal=False)
    cycle = world.next_cycle()
    unit = world.units["root"].pk
    answer = world.client("lead").post(
        f"/planning/alignment/step?unit={unit}&cycle={cycle.pk}&all=orphans",
        {"do": "local", "objective_id": made.pk},
    )
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked == {"unit": [str(unit)], "cycle": [str(cycle.pk)], "all": ["orphans"]}
