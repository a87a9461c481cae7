"""The desk says in words which habits are weak: a phone shows two of its thirteen columns."""

from __future__ import annotations

import re
from datetime import timedelta

from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, World


def test_every_unit_with_a_poor_habit_says_which(world: World) -> None:
    """Nobody checks in for four weeks after the world began."""
    with clock.frozen(NOW + timedelta(days=28)):
        html = world.client("coach").get("/coach").content.decode()
    rows = re.findall(r"<tr>\s*<th scope=\"row\"><a class=\"k\".*?</tr>", html, re.DOTALL)
    poor = [row for row in rows if "cellv off" in row]
    assert poor
    for row in poor:
        head, _cells = row.split("</th>", 1)
        assert "Poor: " in text_of(head)
    assert "Freshness" in text_of(poor[0].split("</th>", 1)[0])
