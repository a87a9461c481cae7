"""Activity reads as sentences, whatever happened."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import headway
from headway.discussion.queries.feed_words import sentence_of
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.people.access import Permission
from headway.rituals.actions.rooms import close_meeting, open_weekly

KINDS = (
    "objective", "key_result", "goal", "unit", "frame", "plan", "initiative", "action", "check_in",
    "goal_post", "response", "segment", "connector", "target", "measure", "link", "kpi",
)  # fmt: skip
"""What events that a feed shows are named after."""
ELSEWHERE = {
    "kpi.computed", "kpi.followed", "kpi.unfollowed", "unit.finding_acknowledged",
    "unit.finding_reopened", "key_result.milestone_",
}  # fmt: skip
"""Events that no feed shows, and the beginning of others."""


def test_every_event_of_a_feed_has_a_sentence() -> None:
    """Whoever adds an event adds what activity says of it."""
    found: set[str] = set()
    for file in Path(headway.__file__).parent.rglob("actions/**/*.py"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(rf'"((?:{"|".join(KINDS)})\.[a-z_]+)"', text))
    verbs = found - {str(one) for one in Permission} - ELSEWHERE
    assert len(verbs) > 70, "they were looked for where they are"
    assert sorted(verb for verb in verbs if sentence_of(verb) is None) == []


def feed(world: World, address: str = "/activity?unit=all") -> str:
    return " ".join(text_of(world.client("admin").get(address)).split())


def test_a_meeting_is_named_by_what_it_was(world: World) -> None:
    meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    close_meeting(world.actor("owner"), meeting.pk)
    shown = feed(world)
    assert "Owner Person closed the weekly of Blue" in shown
    assert "Meeting closed" not in shown


def test_a_check_in_names_its_day_only_where_it_is_another(world: World) -> None:
    key_result = world.key_results[0]
    check_in(world.actor("owner"), key_result.pk, value=44)
    here = f"/activity?about=objective&id={world.objective.pk}"
    assert f"Owner Person checked in on {key_result.title}" in feed(world, here)
    assert "As of" not in feed(world, here)
    check_in(world.actor("owner"), key_result.pk, value=45, effective_on=TODAY - timedelta(days=1))
    assert "As of: 23 Nov 2026" in feed(world, here)
    assert "Effective on" not in feed(world, here)
