"""What the demo's people say to each other: comments, reactions and nudges on goals, questions to
their coach and what the coach suggests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from headway.coaching.actions import ask_coach, write_message
from headway.coaching.actions.suggesting import suggest
from headway.discussion.actions import add_comment, follow, nudge, react
from headway.exchange.demo.stage import Stage


def tell_talk(stage: Stage) -> None:
    """Threads on goals in the order in which they were written, then who was nudged."""
    for entry in stage.rituals["talk"]:
        kind, subject_id = _subject(stage, entry["about"])
        first: int | None = None
        for name in entry.get("followed_by", ()):
            with stage.on(stage.today - timedelta(days=8)):
                follow(stage.actors[name], kind, subject_id, wanted=True)
        for said in entry["said"]:
            day = stage.today - timedelta(days=said["days_ago"])
            with stage.on(day, minute=said["at"]):
                made = add_comment(
                    stage.actors[said["by"]], kind, subject_id, text=said["text"], reply_to_id=first
                )
                for place, (name, word) in enumerate(said.get("reactions", {}).items()):
                    with stage.on(day, minute=said["at"] + 9 + place):
                        react(stage.actors[name], made.comment.pk, word)
            first = first or made.comment.pk
    for number, told in enumerate(stage.rituals["nudges"]):
        with stage.on(stage.today, minute=8 * 60 + number):
            nudge(stage.actors[told["by"]], *_subject(stage, told["about"]))


def _subject(stage: Stage, about: Mapping[str, str]) -> tuple[str, int]:
    """What is talked about: {objective: its key}, {kpi: its name} and so on."""
    [(kind, key)] = about.items()
    if kind == "kpi":
        return kind, next(one.kpi.pk for one in stage.kpis if one.kpi.name == key)
    if kind == "goal":
        return kind, stage.goals[key]
    if kind == "unit":
        return kind, stage.units[key].pk
    return kind, (stage.key_results if kind == "key_result" else stage.objectives)[key].pk


def tell_questions(stage: Stage) -> None:
    """What was asked of the coaches, what they said, and what they suggest."""
    for number, entry in enumerate(stage.story["questions"]):
        with stage.on(stage.today - timedelta(days=entry["days_ago"]), minute=10 * 60 + number):
            asked = ask_coach(
                stage.actors[entry["by"]],
                question=entry["question"],
                unit_id=stage.units[entry["unit"]].pk,
            )
        for place, said in enumerate(entry.get("thread", ())):
            day = stage.today - timedelta(days=said["days_ago"])
            with stage.on(day, minute=13 * 60 + place * 20):
                write_message(stage.actors[said["by"]], asked.pk, text=said["text"])
    for number, told in enumerate(stage.rituals["suggestions"]):
        changes: dict[str, Any] = told["changes"]
        with stage.on(stage.today - timedelta(days=told["days_ago"]), minute=14 * 60 + number):
            suggest(
                stage.actors[told["by"]],
                changes=changes,
                key_result_id=stage.key_results[told["key_result"]].pk,
                why=told["why"],
            )
