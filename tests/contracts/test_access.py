"""Who gets what at every address: each page for each kind of person, and nothing for outsiders.

The tables name every address of the pages; one that is missing from them fails the first test, so a
new page is classified on the day it appears.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from headway.activity.actions import Told, notify
from headway.activity.models import Event, Notice
from headway.discussion.actions import add_comment as say
from headway.exchange.actions import commit_import
from headway.kit import clock
from headway.kit.testing.scenes import Scene
from headway.kit.testing.world import NOW, World, make_world
from headway.kpis.actions.segments import add_segment
from headway.kpis.tests.values import STEADY, connected, first_pass_yield, raised
from headway.okrs.actions.dependencies import request_dependency
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.packs.actions import add_comment, add_pack, ask_file, freeze_pack
from headway.packs.models import PackFile
from headway.people.actions import create_token
from headway.reminders.actions.feeds import make_feed
from tests.contracts.rooms import room_ids

pytestmark = pytest.mark.once

SAMPLE = b"""schema: okr-research/1
organisation: {id: elsewhere, name: Elsewhere}
cycles: [{id: C1, start: "2025-01-01", end: "2025-03-31"}]
objectives:
- {id: O1, cycle: C1, level: company, owner_role: CEO, title: Imported, key_results: []}
"""

INSIDERS = ("admin", "lead", "owner", "mate", "coach", "viewer", "stranger")
ADMIN = {"admin"}
LEADS = {"admin", "lead"}
KEEPERS = {"admin", "lead", "owner"}
UNIT = {"admin", "lead", "owner", "mate"}
ALL = set(INSIDERS)
MEMBERS = ALL - {"viewer"}

OPEN = {"web:health", "web:components", "people:demo", "people:accept_invitation", "packs:left",
        "reminders:quick", "reminders:left", "reminders:feed"}  # fmt: skip
"""Pages without a session; the demo, invitations and links of letters answer 404 here."""

OWN = {
    "reports:check_ins", "reports:scope", "people:switch_organisation", "people:theme",
    "people:account", "people:token_new", "reports:preview", "reports:check_in_row",
    "reports:branch", "reports:choices", "reports:map_part", "reports:map_relatives",
    "reminders:read", "reminders:absence_add", "reminders:feed_make",
    "rituals:news", "rituals:weekly_start", "rituals:weekly_plan",
    "rituals:retrospective_hold", "rituals:retrospective_plan",
}  # fmt: skip
"""Addresses about oneself, or parts of pages; their own tests cover them."""


@dataclass(frozen=True)
class Read:
    """A page to read: who gets it; ``foreign`` is what an outsider gets, ``hidden`` that others are
    not told either that there is one."""

    name: str
    who: set[str]
    about: str = ""
    foreign: int = 404
    hidden: bool = False


READS = [
    Read("reports:home", ALL, foreign=200),
    Read("reports:line_of_sight", ALL, foreign=200),
    Read("reports:map", ALL, foreign=200),
    Read("reports:matrix", ALL, foreign=200),
    Read("reports:loose_ends", ALL, foreign=200),
    Read("reports:find", ALL, foreign=200),
    Read("reports:changes", ALL, foreign=200),
    Read("reports:objective_changes", ALL, "objective"),
    Read("reports:event", ALL, "event"),
    Read("people:units", ALL, foreign=200),
    Read("people:unit", ALL, "unit"),
    Read("people:people", ALL, foreign=200),
    Read("people:person_new", ALL, foreign=200),
    Read("people:person", ALL, "person"),
    Read("people:settings", ALL, foreign=200),
    Read("people:audit", ADMIN, foreign=200),
    Read("strategy:index", ALL, foreign=200),
    Read("strategy:goal_new", LEADS, foreign=200),
    Read("strategy:goal", ALL, "goal"),
    Read("strategy:measures", ALL, "goal"),
    Read("strategy:scorecard", ALL, foreign=200),
    Read("strategy:units", ALL, foreign=200),
    Read("strategy:copies", {"admin", "lead"}, foreign=200),
    Read("reminders:inbox", ALL, foreign=200),
    Read("reminders:settings", ALL, foreign=200),
    Read("reminders:working", ADMIN, foreign=200),
    Read("reminders:channels", ALL, foreign=200),
    Read("packs:packs", ALL, foreign=200),
    Read("packs:pack", ALL, "pack"),
    Read("packs:present", ALL, "pack"),
    Read("packs:file", ALL, "frozen_pack pack_file"),
    Read("packs:content", ALL, "frozen_pack pack_file"),
    Read("packs:edit", LEADS, "pack"),
    Read("packs:email", LEADS, "pack"),
    Read("packs:leave", ALL, "pack"),
    Read("discussion:activity", ALL, foreign=200),
    Read("discussion:comments", ALL, "subject objective"),
    Read("discussion:late", ALL, "unit"),
    Read("strategy:map", ALL, foreign=200),
    Read("strategy:map_file", ALL, foreign=200),
    Read("strategy:link", ALL, "cause_effect_link"),
    Read("okrs:objectives", ALL, foreign=200),
    Read("okrs:wording", ALL, foreign=200),
    Read("okrs:rules", ALL, foreign=200),
    Read("okrs:objective_new", MEMBERS - {"coach"}, foreign=200),
    Read("okrs:objective", ALL, "objective"),
    Read("okrs:objective_edit", ALL, "objective"),
    Read("okrs:objective_close", ALL, "objective"),
    Read("okrs:objective_history", ALL, "objective"),
    Read("okrs:key_result_new", ALL, "objective"),
    Read("okrs:key_result", ALL, "key_result"),
    Read("okrs:key_result_edit", ALL, "key_result"),
    Read("okrs:check_in", ALL, "key_result"),
    Read("okrs:link_edit", ALL, "link"),
    Read("reports:check_in_on_several", ALL, "objective"),
    Read("okrs:initiative_edit", ALL, "initiative"),
    Read("okrs:dependencies", ALL, foreign=200),
    Read("okrs:dependency", ALL, "dependency"),
    Read("okrs:goal_posts", ALL, foreign=200),
    Read("okrs:goal_post_request", ALL, "goal_post_request"),
    Read("okrs:cycles", ALL, foreign=200),
    Read("okrs:cycle_new", ADMIN, foreign=200),
    Read("okrs:cycle", ALL, "cycle"),
    Read("okrs:cycle_edit", ADMIN, "cycle"),
    Read("okrs:cycle_calendar", ADMIN, "cycle"),
    Read("okrs:cycle_close_rest", ALL, "cycle"),
    Read("okrs:cycle_report", ALL, "cycle"),
    Read("okrs:cycle_close_one", ALL, "cycle objective"),
    Read("okrs:cycle_phase", ADMIN, "review"),
    Read("rituals:weekly", ALL, foreign=200),
    Read("rituals:meetings", ALL, foreign=200),
    Read("rituals:actions", ALL, foreign=200),
    Read("rituals:action", ALL, "action"),
    Read("rituals:meeting", ALL, "meeting"),
    Read("rituals:four_square", ALL, "meeting"),
    Read("rituals:minutes", ALL, "meeting"),
    Read("rituals:retrospectives", ALL, foreign=200),
    Read("rituals:learning", ALL, "learning"),
    Read("rituals:learnings", ALL, foreign=200),
    Read("rituals:planning", ALL, foreign=200),
    Read("rituals:alignment", ALL, foreign=200),
    Read("rituals:publish", LEADS),
    Read("rituals:plan", ALL, "plan"),
    Read("rituals:plan_changes", ALL, "plan"),
    Read("rituals:frame_new", ALL, foreign=200),
    Read("rituals:frame", ALL, "frame"),
    Read("rituals:present", ALL, "review_room"),
    Read("kpis:kpis", ALL, foreign=200),
    Read("kpis:enter", ALL, foreign=200),
    Read("kpis:new", LEADS, foreign=200),
    Read("kpis:library", ALL, foreign=200),
    Read("kpis:kpi", ALL, "kpi"),
    Read("kpis:history", ALL, "kpi"),
    Read("kpis:edit", KEEPERS, "kpi"),
    Read("kpis:target", KEEPERS, "kpi"),
    Read("kpis:rebase", KEEPERS, "kpi"),
    Read("kpis:segments", KEEPERS, "kpi"),
    Read("kpis:connector", KEEPERS, "kpi"),
    Read("kpis:connectors", ADMIN, foreign=200),
    Read("coaching:desk", ALL, foreign=200),
    Read("coaching:unit", UNIT | {"coach"}, "unit", hidden=True),
    Read("coaching:calendar", ALL, foreign=200),
    Read("coaching:scripts", ALL, foreign=200),
    Read("coaching:script", ALL, "ritual", foreign=200),
    Read("coaching:requests", ALL, foreign=200),
    Read("coaching:ask", ALL, foreign=200),
    Read("coaching:help", {"owner", "coach"}, "help_request", hidden=True),
    Read("coaching:suggest", set(), hidden=True),  # of what it names; its own tests cover it
    Read("coaching:suggestion", KEEPERS | {"coach"}, "suggestion", hidden=True),
    Read("exchange:import", MEMBERS, foreign=200),
    Read("exchange:run", ADMIN, "run", hidden=True),
]

Fields = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Write:
    """A form to send: who may, with which fields; ``foreign`` and ``hidden`` as of a page."""

    name: str
    who: set[str]
    about: str
    fields: dict[str, Any]
    foreign: int = 404
    case: str = ""
    hidden: bool = False


KEY_RESULT = {
    "title": "Measured", "kind": "increase", "start": "0", "target": "9", "reason": "Because.",
}  # fmt: skip

WRITES = [
    Write("people:unit_change", ADMIN, "unit", {"do": "change", "name": "Blau", "kind": "team"}),
    Write("people:person_new", ADMIN, "", {"name": "New", "role": "member"}, 302),
    Write("people:person_change", ADMIN, "person", {"do": "change", "name": "X", "role": "member"}),
    Write("people:organisation", ADMIN, "", {"name": "Aster", "time_zone": "UTC"}, 302),
    Write("people:token_revoke", ADMIN | {"owner"}, "token", {}),
    Write("strategy:statement", LEADS, "", {"kind": "mission", "text": "Onwards."}, 302),
    Write("strategy:perspective", LEADS, "", {"do": "add", "name": "Planet"}, 302),
    Write(
        "strategy:goal_new",
        LEADS,
        "",
        {"title": "G", "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
        302,
    ),
    Write(
        "strategy:goal",
        LEADS,
        "goal",
        {"title": "G", "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
    ),
    Write("strategy:goal_step", LEADS, "goal", {"do": "archive"}),
    Write("strategy:review", LEADS, "goal", {"outcome": "kept"}),
    Write("strategy:measures", LEADS, "goal", {"do": "add", "kpi_id": "@kpi"}),
    Write("strategy:map_step", LEADS, "", {"do": "test"}, 302),
    Write("strategy:link", LEADS, "cause_effect_link", {"sign": "1", "lag": "2", "per": "monthly",
          "strength": "small", "rationale": "Why not?"}),
    Write("strategy:scorecard_step", LEADS, "", {"do": "mean", "mean": "geometric"}, 302),
    Write("strategy:copies", {"admin", "lead"}, "", {"to": "@unit", "goal": "@goal"}),
    Write("packs:packs", LEADS, "", {"title": "November"}, 302),
    Write("packs:step", LEADS, "pack", {"do": "copy"}, case="copy"),
    Write("packs:step", LEADS, "pack", {"do": "freeze"}, case="freeze"),
    Write("packs:files", ALL, "pack", {"kind": "xlsx"}),
    Write("packs:edit", LEADS, "pack", {"title": "November"}),
    Write("packs:page_add", LEADS, "pack", {"kind": "map"}),
    Write("packs:page_step", LEADS, "pack pack_page", {"do": "note", "note": "Look."}),
    Write("packs:email", LEADS, "pack", {"cadence": "none", "send_day": "1"}),
    Write("packs:comment_add", MEMBERS, "pack pack_page", {"text": "Why?"}),
    Write("packs:comment_step", LEADS, "pack pack_comment", {"do": "resolve"}),
    Write("discussion:comments", MEMBERS, "subject objective", {"text": "Why?"}),
    Write("discussion:comment_step", {"mate"}, "comment", {"do": "edit", "text": "Why so?"},
          case="edit"),
    Write("discussion:comment_step", {"admin", "lead", "mate"}, "comment",
          {"do": "remove", "reason": "Rude."}, case="remove"),
    Write("discussion:comment_step", MEMBERS, "comment", {"do": "react", "kind": "agree"},
          case="react"),
    Write("discussion:follow", ALL, "subject objective", {"do": "follow"}),
    Write("discussion:nudge", MEMBERS, "subject objective", {}),
    Write("discussion:late", {"admin", "lead", "coach"}, "unit", {}),
    Write("okrs:objective_new", UNIT, "", {"title": "New", "cycle_id": "@cycle",
          "unit_id": "@unit", "owner_id": "@person"}),
    Write("okrs:objective_edit", KEEPERS, "objective",
          {"title": "Else", "owner_id": "@person", "reason": "Because."}),
    Write("okrs:objective_step", KEEPERS, "draft", {"do": "archive"}, case="archive"),
    Write("okrs:objective_step", ADMIN, "draft_complete", {"do": "sign", "for_everybody": "1"},
          case="sign for everybody"),
    Write("okrs:objective_step", KEEPERS | {"coach"}, "draft_complete", {"do": "sign"},
          case="sign"),
    Write("okrs:objective_step", KEEPERS | {"coach"}, "draft_complete",
          {"do": "unsign", "why": "Too soon."}, case="unsign"),
    Write("okrs:status_step", KEEPERS, "key_result",
          {"do": "set", "status": "watch", "reason": "Not yet in the figures."}, case="set"),
    Write("okrs:status_step", KEEPERS, "key_result", {"do": "withdraw"}, case="withdraw"),
    Write("okrs:objective_close", KEEPERS, "objective", {"outcome": "missed"}),
    Write("okrs:link_add", KEEPERS, "objective", {"goal_id": "@goal"}),
    Write("okrs:link_edit", KEEPERS, "link", {"kind": "drives_score", "weight": "2"}),
    Write("okrs:link_remove", KEEPERS, "link", {}),
    Write("okrs:key_result_new", KEEPERS, "objective", {**KEY_RESULT, "owner_id": "@person"}),
    Write("okrs:key_result_edit", KEEPERS, "key_result", {**KEY_RESULT, "owner_id": "@person"}),
    Write("okrs:key_result_step", KEEPERS, "key_result", {"do": "cancel", "reason": "Over."}),
    Write("okrs:check_in", KEEPERS, "key_result", {"value": "45", "confidence": "6"}),
    Write("okrs:dependency_new", KEEPERS, "key_result", {"need": "Prices", "unit_id": "@green"}),
    Write("okrs:dependency_step", LEADS, "dependency", {"do": "accept"}, case="accept"),
    Write("okrs:dependency_step", LEADS, "dependency", {"do": "decline", "answer": "No."},
          case="decline"),
    Write("okrs:dependency_step", KEEPERS, "dependency", {"do": "withdraw"}, case="withdraw"),
    Write("okrs:goal_post_request_step", LEADS, "goal_post_request", {"do": "approve"},
          case="approve"),
    Write("okrs:goal_post_request_step", LEADS, "goal_post_request",
          {"do": "decline", "answer": "No."}, case="decline"),
    Write("okrs:goal_post_request_step", KEEPERS, "goal_post_request", {"do": "withdraw"},
          case="withdraw"),
    Write("okrs:initiative_new", KEEPERS, "key_result", {"title": "Work"}),
    Write("okrs:initiative_edit", KEEPERS, "initiative", {"title": "Other work"}),
    Write("okrs:initiative_step", KEEPERS, "initiative", {"state": "done"}),
    Write("okrs:cycle_new", ADMIN, "",
          {"name": "Q9", "starts_on": "2028-01-01", "ends_on": "2028-03-31"}, 302),
    Write("okrs:cycle_edit", ADMIN, "cycle",
          {"name": "Q4", "starts_on": "2026-10-05", "ends_on": "2027-01-03"}),
    Write("okrs:cycle_calendar", ADMIN, "cycle", {"mid_cycle-last": "2026-11-29"}),
    Write("okrs:cycle_step", ADMIN, "cycle", {"do": "phase", "phase": "review"}),
    Write("okrs:cycle_close_one", KEEPERS, "cycle objective", {"outcome": "missed"}),
    Write("okrs:cycle_close_one", KEEPERS, "cycle draft", {"do": "archive"}, case="archive"),
    Write("okrs:cycle_close_rest", MEMBERS, "cycle", {}),  # of it, what one may close
    Write("okrs:cycle_step", ADMIN, "cycle", {"do": "undo"}, case="undo"),
    Write("rituals:meeting_step", UNIT | {"coach"}, "meeting",
          {"do": "line", "line": "Decision: we stay"}, case="line"),
    Write("rituals:meeting_step", KEEPERS | {"coach"}, "meeting",
          {"do": "next", "from_stage": "0"}, case="next"),
    Write("rituals:meeting_step", KEEPERS, "meeting",
          {"do": "confidence", "key_result_id": "@key_result", "confidence": "9"}, case="sure"),
    Write("rituals:meeting_step", UNIT | {"coach"}, "meeting",
          {"do": "priority", "priority": "Ours", "person_id": "@person"}, case="priority"),
    Write("rituals:meeting_step", {"owner", "mate", "coach"}, "retrospective",
          {"do": "card", "column": "targets", "text": "Too easy"}, case="card"),
    Write("rituals:actions_step", UNIT | {"coach"}, "",
          {"do": "settle", "action_id": "@action", "state": "done"}, case="settle"),
    Write("rituals:action", KEEPERS | {"coach"}, "action",
          {"do": "change", "title": "Write to them"}, case="change"),
    Write("rituals:planning_step", KEEPERS, "",
          {"do": "return", "objective_id": "@draft"}, case="return"),
    Write("rituals:planning_step", KEEPERS | {"coach"}, "",
          {"do": "sign", "objective_id": "@draft_complete"}, case="sign"),
    Write("rituals:planning_step", LEADS, "",
          {"do": "accept_frame", "frame_id": "@frame"}, case="accept a frame"),
    Write("rituals:alignment_step", KEEPERS, "",
          {"do": "local", "objective_id": "@objective"}, case="local"),
    Write("rituals:alignment_step", KEEPERS, "",
          {"do": "merge", "objective_id": "@draft", "other_id": "@draft_complete"}, case="merge"),
    Write("rituals:meeting_begin", UNIT | {"coach"}, "",
          {"kind": "planning", "unit_id": "@unit", "cycle_id": "@planned"}),
    Write("rituals:publish", LEADS, "", {"note": "Ours."}),
    Write("rituals:frame_new", LEADS, "",
          {"title": "Ask", "cycle_id": "@planned", "unit_id": "@unit"}),
    Write("rituals:frame_answer", LEADS, "frame",
          {"do": "decline", "reason": "No."}, case="decline"),
    Write("rituals:frame_answer", LEADS, "frame", {"do": "withdraw"}, case="withdraw"),
    Write("rituals:frame_answer", LEADS, "frame",
          {"do": "accept", "owner_id": "@person"}, case="accept"),
    Write("rituals:frame_answer", LEADS, "frame",
          {"do": "reshape", "title": "Ours", "owner_id": "@person"}, case="reshape"),
    Write("reports:loose_ends", KEEPERS, "",
          {"do": "local", "objective_id": "@objective", "why": "Housekeeping."}, case="local"),
    Write("kpis:new", LEADS, "", {"name": "New", "unit_id": "@unit", "owner_id": "@person"}),
    Write("kpis:enter", ALL, "", {}, 302),  # of it, what one may enter
    Write("kpis:edit", KEEPERS, "kpi", {"name": "Else", "owner_id": "@person"}),
    Write("kpis:target", KEEPERS, "kpi", {"kind": "at_least", "low": "95"}),
    Write("kpis:rebase", KEEPERS, "kpi", {
        "starts_on": "2026-01-15", "different": "a", "reason": "b", "wanted": "c", "lasting": "d",
    }),
    Write("kpis:segments", KEEPERS, "kpi", {"do": "add", "name": "West"}, case="add"),
    Write("kpis:segments", KEEPERS, "kpi", {"do": "archive", "segment_id": "@segment"},
          case="archive"),
    Write("kpis:segments", KEEPERS, "kpi", {"do": "segmenting", "partial": "1"},
          case="segmenting"),
    Write("kpis:step", KEEPERS, "kpi", {"do": "archive"}, case="archive"),
    Write("kpis:step", KEEPERS, "kpi", {"do": "restore"}, case="restore"),
    Write("kpis:step", ALL, "kpi", {"do": "follow"}, case="follow"),
    Write("kpis:library_step", ALL, "kpi", {"do": "follow"}),
    Write("kpis:step", UNIT, "kpi", {"do": "remark", "on": "2026-01-15", "text": "Closed"},
          case="remark"),
    Write("kpis:response_step", KEEPERS, "kpi_response", {"do": "acknowledge"},
          case="acknowledge"),
    Write("kpis:response_step", KEEPERS, "kpi_response", {"do": "cause", "cause": "Jig."},
          case="cause"),
    Write("kpis:connector", KEEPERS, "kpi", {"do": "save", "kind": "json"}),
    Write("kpis:connector_step", UNIT, "kpi", {"do": "run"}, case="run"),
    Write("kpis:connector_step", KEEPERS, "kpi", {"do": "pause"}, case="pause"),
    Write("kpis:connector_step", KEEPERS, "kpi", {"do": "resume"}, case="resume"),
    Write("kpis:connector_step", KEEPERS, "kpi", {"do": "remove"}, case="remove"),
    Write("reminders:step", {"owner"}, "notice", {"do": "read"}, hidden=True),
    Write("reminders:absence_remove", {"owner"}, "absence", {}, hidden=True),
    Write("reminders:feed_revoke", {"owner"}, "feed", {}, hidden=True),
    Write("reminders:working", ADMIN, "",
          {"do": "holiday", "on": "2026-12-24", "name": "Eve"}, 302),
    Write("reminders:channels", LEADS | {"coach"}, "", {
        "unit_id": "@unit", "name": "#blue", "kind": "slack", "topics": "due", "at": "08:30",
        "url": "https://hooks.slack.com/services/x",
    }, 404),
    Write("reminders:channel_step", LEADS | {"coach"}, "channel", {"do": "remove"}),
    Write("coaching:ask", UNIT, "", {"question": "How?", "unit_id": "@unit"}),
    Write("coaching:help_step", {"owner", "coach"}, "help_request",
          {"do": "write", "text": "So."}, case="write", hidden=True),
    Write("coaching:help_step", {"owner", "coach"}, "help_request", {"do": "close"},
          case="close", hidden=True),
    Write("coaching:suggestion_step", KEEPERS, "suggestion", {"do": "accept", "reason": "Better."},
          case="accept", hidden=True),
    Write("coaching:suggestion_step", KEEPERS, "suggestion", {"do": "decline", "answer": "No."},
          case="decline", hidden=True),
    Write("coaching:suggestion_step", {"coach"}, "suggestion", {"do": "withdraw"},
          case="withdraw", hidden=True),
    Write("coaching:calendar_step", UNIT | {"coach"}, "",
          {"do": "plan", "unit_id": "@unit", "kind": "review", "day": "2026-12-01",
           "at": "09:00"}, case="plan"),
    Write("coaching:calendar_step", LEADS | {"coach"}, "",
          {"do": "series", "unit_id": "@unit", "weekday": "1", "at": "09:00", "weeks": "1"},
          case="series"),
    Write("exchange:undo", ADMIN, "run", {}),
    Write("exchange:discard", ADMIN, "run", {}, hidden=True),
    Write("exchange:commit", ADMIN, "run", {}, hidden=True),
]  # fmt: skip

STEPS = {"review"}
"""Steps of the cycle that have a page each."""

PASSED = {200, 302, 409, 422}
"""Past the door: done, or refused for the content, not for the person."""


def _pages(resolver: URLResolver, name: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{name}:{pattern.name}"
        elif pattern.namespace and not pattern.namespace.startswith("api"):
            yield from _pages(pattern, pattern.namespace)


def test_every_address_is_in_the_tables():
    served = {name for name in _pages(get_resolver()) if not name.startswith(":")}
    named = {read.name for read in READS} | {write.name for write in WRITES} | OPEN | OWN
    assert served == named


def _world_and_ids() -> tuple[World, dict[str, Any]]:
    """The world with one object of each kind, all of its organisation, and their ids."""
    world = make_world()
    with clock.frozen(NOW):
        return world, _make_ids(world)


_scene = Scene(_world_and_ids)
"""Made once in a process: some two hundred tests begin with it."""


@pytest.fixture
def scene(db: None) -> Iterator[tuple[World, dict[str, Any]]]:
    with clock.frozen(NOW):
        yield _scene.set()


@pytest.fixture
def world(scene: tuple[World, dict[str, Any]]) -> World:
    return scene[0]


@pytest.fixture
def ids(scene: tuple[World, dict[str, Any]]) -> dict[str, Any]:
    return scene[1]


def _make_ids(world: World) -> dict[str, Any]:
    owner = world.actor("owner")
    draft = world.add_objective("Draft")
    complete = world.add_objective("Draft with a key result")
    for objective in (draft, complete):
        type(objective).objects.filter(pk=objective.pk).update(state="proposed")
    other = world.add_objective("Linked")
    link = link_objective(owner, other.pk, parent_objective_id=world.objective.pk)
    work = add_initiative(owner, key_result_id=world.key_results[0].pk, title="Work")
    need = request_dependency(
        owner, world.key_results[0].pk, unit_id=world.units["green"].pk, title="Prices by region"
    )
    asked = update_key_result(owner, world.key_results[1].pk, target=6.0, reason="Fewer people.")
    token, _secret = create_token(owner, name="Script", scopes=["read"])
    planned, frame = world.add_frame()
    kpi = first_pass_yield(world)
    response = raised(world, kpi, [*STEADY, 92.0])
    connected(kpi)
    run = commit_import(world.actor("admin"), SAMPLE, "f.yaml")
    pack = add_pack(world.actor("lead"), kinds=["map"])
    page = pack.pages.get()
    frozen = freeze_pack(world.actor("lead"), pack.pk, as_copy=True)
    file = ask_file(world.actor("lead"), frozen.pk, kind="xlsx")
    PackFile.objects.filter(pk=file.id).update(body=b"PK", made_at=clock.now())
    notify(world.system, [world.people["owner"].pk], Told("nudge", "Please look", "/"))
    return {
        "notice": Notice.objects.latest("pk").pk,
        "feed": make_feed(owner)[0].pk,
        **room_ids(world),
        "frozen_pack": frozen.pk,
        "pack_file": file.id,
        "pack": pack.pk,
        "pack_page": page.pk,
        "pack_comment": add_comment(world.actor("lead"), page.pk, text="Why?").pk,
        "subject": "objective",
        "comment": say(
            world.actor("mate"), "objective", world.objective.pk, text="Why?"
        ).comment.pk,
        "unit": world.units["blue"].pk,
        "person": world.people["owner"].pk,
        "goal": world.goal.pk,
        "cause_effect_link": world.add_arrow().pk,
        "cycle": world.cycle.pk,
        "planned": planned.pk,
        "frame": frame.pk,
        "objective": world.objective.pk,
        "draft": draft.pk,
        "draft_complete": complete.pk,
        "key_result": world.key_results[0].pk,
        "link": link.pk,
        "initiative": work.pk,
        "dependency": need.pk,
        "goal_post_request": asked.pk if asked else 0,
        "green": world.units["green"].pk,
        "token": token.pk,
        "kpi": kpi.pk,
        "segment": add_segment(world.system, kpi.pk, name="North").pk,
        "kpi_response": response.pk,
        "run": run.pk,
        "plan": world.publish().pk,
        "event": Event.objects.get(verb="objective.created", subject_id=draft.pk).sequence,
    }


def _address(name: str, about: str, ids: dict[str, Any]) -> str:
    if about in STEPS:
        return reverse(name, args=[ids["cycle"], about])
    return reverse(name, args=[ids[word] for word in about.split()])


@pytest.mark.parametrize("read", READS, ids=lambda read: read.name)
def test_who_may_read(world: World, ids: dict[str, int], read: Read):
    address = _address(read.name, read.about, ids)
    for name in INSIDERS:
        found = world.client(name).get(address).status_code
        refused = {403, 404} if read.hidden else {403}
        assert found in ({200} if name in read.who else refused), name
    assert world.client("outsider").get(address).status_code == read.foreign
    stranger = world.client(None).get(address)
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/account/login/")


@pytest.mark.parametrize("write", WRITES, ids=lambda write: f"{write.name} {write.case}".strip())
def test_who_may_write(world: World, ids: dict[str, int], write: Write):
    address = _address(write.name, write.about, ids)
    fields = {
        key: ids[value[1:]] if isinstance(value, str) and value.startswith("@") else value
        for key, value in write.fields.items()
    }
    for name in INSIDERS:
        with transaction.atomic():
            found = world.client(name).post(address, fields).status_code
            transaction.set_rollback(True)
        refused = {403, 404} if write.hidden else {403}
        assert found in (PASSED if name in write.who else refused), f"{name} got {found}"
    with transaction.atomic():
        assert world.client("outsider").post(address, fields).status_code == write.foreign
        transaction.set_rollback(True)
    assert world.client(None).post(address, fields).status_code == 302


def test_pages_without_a_session_tell_nothing(world: World):
    client = world.client(None)
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/demo/").status_code == 302  # to the sign-in: this server is no demo
    assert client.get("/invitation/made-up/").status_code == 404
    assert client.get("/packs/leave/made-up").status_code == 404
    assert client.get("/reminders/leave/made-up").status_code == 404
    assert client.get("/quick/made-up").status_code == 404
    assert client.get("/feeds/made-up.ics").status_code == 404
    assert client.get("/components").status_code == 200
