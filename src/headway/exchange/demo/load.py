"""Load the demo organisation. Every record is written by the action a person would have used, on
the day it would have happened, so that the audit trail tells the same story."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import Any

import yaml
from django.db import transaction

from headway.core.courses import profile_of
from headway.exchange.demo.curves import confidences, readings
from headway.exchange.demo.endings import close_as_told, goes_on
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.approvals import approve_goal_post, decline_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import create_cycle, set_phase
from headway.okrs.actions.dependencies import (
    accept_dependency,
    decline_dependency,
    request_dependency,
)
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.key_results import MilestoneInput, add_key_result, update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import (
    agree_objective,
    create_objective,
    propose_objective,
)
from headway.okrs.actions.overrides import override_status
from headway.okrs.models import Cycle, Dependency, KeyResult, Objective, State
from headway.okrs.queries.agreement import agreement_of
from headway.people.access import Actor, actor_for, system_actor
from headway.people.actions import (
    add_person,
    assign,
    create_organisation,
    create_unit,
    set_lead,
)
from headway.people.models import Organisation, Person, Unit
from headway.rituals.actions.frames import (
    accept_frame,
    decline_frame,
    hand_down,
    reshape_frame,
)
from headway.rituals.actions.plans import publish_plan
from headway.rituals.models import Frame
from headway.strategy.actions import add_goal, add_perspective, set_statement

SLUG = "tidewell"
WEEKS = 13
WEEK_NOW = 8
Progress = Callable[[str, int, int], None]


def load_demo(today: date, *, progress: Progress | None = None) -> Organisation:
    """Create the demo organisation as of ``today``; the same day gives the same organisation.

    Raises Conflict when it is there already.
    """
    story = yaml.safe_load(
        resources.files(__package__).joinpath("tidewell.yaml").read_text(encoding="utf-8")
    )
    if Organisation.objects.filter(slug=SLUG).exists():
        raise Conflict("The demo organisation is loaded already.")
    with transaction.atomic():
        return _Teller(story, today, progress or (lambda *_: None)).tell()


class _Teller:
    """Walks through the story; keeps what was created by its key."""

    def __init__(self, story: Mapping[str, Any], today: date, progress: Progress) -> None:
        self.story = story
        self.today = today
        self.progress = progress
        self.people: dict[str, Person] = {}
        self.actors: dict[str, Actor] = {}
        self.units: dict[str, Unit] = {}
        self.goals: dict[str, int] = {}
        self.objectives: dict[str, Objective] = {}
        self.carried: dict[str, Objective] = {}
        self.key_results: dict[str, KeyResult] = {}
        self.running_start = today - timedelta(days=today.weekday(), weeks=WEEK_NOW - 1)

    def tell(self) -> Organisation:
        founded = self.running_start - timedelta(weeks=WEEKS * 3 + 2)
        with self._on(founded):
            self._found()
            self._strategy()
        for back in self.story["past"]:
            self._past_cycle(back["name_back"], back["objectives"])
        self._running_cycle()
        self._planning_cycle()
        return self.organisation

    # -- people ------------------------------------------------------------------------------

    def _found(self) -> None:
        facts = self.story["organisation"]
        first = next(p for p in self.story["people"] if p.get("admin"))
        self.organisation = create_organisation(
            **facts, slug=SLUG, admin_name=first["name"], admin_email=_email(first["key"])
        )
        self.system = system_actor(self.organisation, "Tidewell set-up")
        for entry in self.story["people"]:
            role = "admin" if entry.get("admin") else "viewer" if entry.get("viewer") else "member"
            email = _email(entry["key"])
            existing = Person.objects.filter(organisation=self.organisation, email=email).first()
            self.people[entry["key"]] = existing or add_person(
                self.system, name=entry["name"], email=email, role=role
            )
        for entry in self.story["units"]:
            self._unit(entry)
        self.actors = {key: actor_for(person) for key, person in self.people.items()}

    def _unit(self, entry: Mapping[str, Any]) -> None:
        if "parent" not in entry:
            unit = Unit.objects.get(organisation=self.organisation, parent=None)
        else:
            unit = create_unit(
                self.system,
                parent_id=self.units[entry["parent"]].pk,
                name=entry["name"],
                kind=entry.get("kind", "team"),
            )
        self.units[entry["key"]] = unit
        set_lead(self.system, unit.pk, person_id=self.people[entry["lead"]].pk)
        for member in entry["members"]:
            assign(self.system, unit.pk, person_id=self.people[member].pk, kind="member")
        if coach := entry.get("coach"):
            assign(self.system, unit.pk, person_id=self.people[coach].pk, kind="coach")

    def _strategy(self) -> None:
        for kind, versions in self.story["statements"].items():
            for version in versions:
                set_statement(
                    self.system,
                    kind=kind,
                    text=version["text"],
                    effective_on=_years_before(self.today, version["years_ago"]),
                )
        perspectives = {
            name: add_perspective(self.system, name=name).pk for name in self.story["perspectives"]
        }
        year = (self.running_start + timedelta(weeks=6)).year
        for entry in self.story["goals"]:
            goal = add_goal(
                self.system,
                title=entry["title"],
                description=entry.get("why", ""),
                perspective_id=perspectives[entry["perspective"]],
                owner_id=self.people[entry["owner"]].pk,
                starts_on=date(year, 1, 1),
                ends_on=date(year + 1, 3, 31),
            )
            self.goals[entry["key"]] = goal.pk

    # -- cycles ------------------------------------------------------------------------------

    def _cycle(self, start: date) -> Cycle:
        """The cycle that starts then: made for what is carried over to it, or now."""
        found = Cycle.objects.filter(organisation=self.organisation, starts_on=start).first()
        return found or create_cycle(
            self.system,
            name=_season(start),
            kind="quarter",
            starts_on=start,
            ends_on=start + timedelta(weeks=WEEKS, days=-1),
        )

    def _past_cycle(self, back: int, entries: Sequence[Mapping[str, Any]]) -> None:
        start = self.running_start - timedelta(weeks=WEEKS * back)
        with self._on(start - timedelta(days=10)):
            cycle = self._cycle(start)
            told = [
                (self._objective(cycle, entry), entry)
                for entry in entries
                if "carries" not in entry
            ]
        with self._on(start - timedelta(days=1), minute=18 * 60):
            carried = [entry for entry in entries if "carries" in entry]
            told += [(self._objective(cycle, entry), entry) for entry in carried]
        with self._on(start):
            set_phase(self.system, cycle.pk, phase="running")
        self._check_ins(cycle, told, weeks=WEEKS)
        with self._on(cycle.ends_on, minute=8 * 60):
            set_phase(self.system, cycle.pk, phase="review")
        self._close(cycle, told)
        with self._on(cycle.ends_on + timedelta(days=5)):
            set_phase(self.system, cycle.pk, phase="retrospective")
            set_phase(self.system, cycle.pk, phase="closed")

    def _running_cycle(self) -> None:
        with self._on(self.running_start - timedelta(days=12)):
            cycle = self._cycle(self.running_start)
            told = [(self._objective(cycle, entry), entry) for entry in self.story["running"]]
        with self._on(self.running_start - timedelta(days=3)):
            for objective, entry in told:
                self._link(objective, entry)
        with self._on(self.running_start):
            set_phase(self.system, cycle.pk, phase="running")
        self._dependencies(cycle, self.story["dependencies"], asked=2, answered=6)
        with self._on(self.running_start + timedelta(days=10)):
            for unit in dict.fromkeys(entry["unit"] for entry in self.story["running"]):
                self._publish(cycle, unit, "The plan as we agreed it.")
        self._check_ins(cycle, told, weeks=WEEK_NOW)

    def _planning_cycle(self) -> None:
        start = self.running_start + timedelta(weeks=WEEKS)
        with self._on(self.today - timedelta(days=9)):
            cycle = self._cycle(start)
        frames = self._hand_down(cycle)
        with self._on(self.today - timedelta(days=4)):
            for entry in self.story["planning"]:
                objective = self._objective(cycle, entry, state=entry["state"])
                if "changed" in entry:
                    self._agree_again(cycle, objective, entry)
        for frame, entry in frames:
            self._answer_frame(frame, entry)
        days_ago = (self.today - cycle.starts_on).days
        self._dependencies(
            cycle, self.story["planned_needs"], asked=days_ago - 2, answered=days_ago - 1
        )

    # -- planning ----------------------------------------------------------------------------

    def _hand_down(self, cycle: Cycle) -> list[tuple[Frame, Mapping[str, Any]]]:
        told = []
        for number, entry in enumerate(self.story["frames"]):
            with self._on(self.today - timedelta(days=8), minute=9 * 60 + number * 7):
                frame = hand_down(
                    self.actors[entry["by"]],
                    cycle_id=cycle.pk,
                    unit_id=self.units[entry["unit"]].pk,
                    title=entry["title"],
                    why=entry.get("why", ""),
                    goal_id=self.goals[entry["goal"]],
                )
            told.append((frame, entry))
        return told

    def _answer_frame(self, frame: Frame, entry: Mapping[str, Any]) -> None:
        if "answer" not in entry:
            return
        lead = self.actors[entry["answered_by"]]
        with self._on(self.today - timedelta(days=6)):
            if entry["answer"] == "declined":
                decline_frame(lead, frame.pk, reason=entry["reason"])
                return
            if entry["answer"] == "reshaped":
                done = reshape_frame(
                    lead,
                    frame.pk,
                    title=entry["new_title"],
                    owner_id=lead.person_id,
                    why=entry["why_reshaped"],
                )
            else:
                done = accept_frame(lead, frame.pk)
        objective = Objective.objects.get(frame=done)
        with self._on(self.today - timedelta(days=3)):
            for position, key_result in enumerate(entry["key_results"]):
                self._key_result(objective, key_result, f"{objective.title} {position}")
            propose_objective(lead, objective.pk)

    def _agree_again(self, cycle: Cycle, objective: Objective, entry: Mapping[str, Any]) -> None:
        """All had signed; a target moved, so all sign again. Then the plan is published."""
        changed, owner = entry["changed"], self.actors[entry["owner"]]
        with self._on(self.today - timedelta(days=2)):
            key_result = self._stored(objective, changed["position"])
            update_key_result(owner, key_result.pk, target=float(changed["target"]))
        with self._on(self.today - timedelta(days=1)):
            objective.refresh_from_db()
            self._agree(objective)
            self._publish(cycle, entry["unit"], changed["published"])

    def _publish(self, cycle: Cycle, unit: str, note: str) -> None:
        """The unit's lead publishes what is agreed, with its warnings, unless something blocks."""
        lead = next(entry["lead"] for entry in self.story["units"] if entry["key"] == unit)
        with contextlib.suppress(InvalidInput):
            publish_plan(
                self.actors[lead],
                unit_id=self.units[unit].pk,
                cycle_id=cycle.pk,
                note=note,
                acknowledge=True,
            )

    # -- objectives --------------------------------------------------------------------------

    def _objective(
        self, cycle: Cycle, entry: Mapping[str, Any], *, state: str = "agreed"
    ) -> Objective:
        actor = self.actors[entry["owner"]]
        if "carries" in entry:
            objective = self.carried[entry["carries"]]
            propose_objective(actor, objective.pk)
            self._agree(objective)
            return objective
        objective = create_objective(
            actor if entry["unit"] != "root" else self.system,
            cycle_id=cycle.pk,
            unit_id=self.units[entry["unit"]].pk,
            title=entry["title"],
            owner_id=self.people[entry["owner"]].pk,
            ambition=entry["ambition"],
            origin=entry.get("origin", "bottom_up"),
        )
        if "key" in entry:
            self.objectives[entry["key"]] = objective
        for position, key_result in enumerate(_measures(entry)):
            self._key_result(objective, key_result, f"{objective.title} {position}")
        for goal in entry["serves"]:
            link_objective(self.system, objective.pk, goal_id=self.goals[goal])
        if state in ("proposed", "agreed"):
            propose_objective(actor, objective.pk)
        if state == "agreed":
            self._agree(objective)
        return objective

    def _agree(self, objective: Objective) -> None:
        """Everybody who is asked signs; the set-up does for whom nobody leads."""
        by_id = {person.pk: self.actors[key] for key, person in self.people.items()}
        for asked in agreement_of(objective).asked:
            for person_id, _name in asked.people[:1]:
                sign_objective(by_id[person_id], objective.pk)
        objective.refresh_from_db()
        if objective.state == State.PROPOSED:
            agree_objective(self.system, objective.pk)

    def _key_result(
        self, objective: Objective, entry: Mapping[str, Any], fallback_key: str
    ) -> None:
        fields = ("start", "target", "fail", "measure", "aggregation", "cadence")
        definition = {name: entry[name] for name in fields if name in entry}
        if "course" in entry:
            definition["profile"] = profile_of(entry["course"], steps=entry.get("steps"))
        if entry.get("is_health"):
            guards = self.key_results.get(entry.get("guards", ""))
            definition |= {"is_health": True, "paired_with_id": guards.pk if guards else None}
        weights = entry.get("weights", ())
        key_result = add_key_result(
            self.system,
            objective_id=objective.pk,
            title=entry["title"],
            kind=entry.get("kind", "increase"),
            owner_id=self.people[entry["owner"]].pk,
            milestones=[
                MilestoneInput(title=title, weight=float(weight))
                for title, weight in zip(entry.get("milestones", ()), weights, strict=False)
            ],
            **definition,
        )
        self.key_results[entry.get("key", fallback_key)] = key_result
        for work in entry.get("initiatives", ()):
            add_initiative(self.system, key_result_id=key_result.pk, title=work)

    def _link(self, objective: Objective, entry: Mapping[str, Any]) -> None:
        for said in entry.get("under", ()):
            terms = {"to": said} if isinstance(said, str) else said
            parent, kind = terms["to"], dict[str, Any]()
            if "drives" in terms:
                kind = {
                    "kind": "drives_score", "weight": terms["drives"],
                    "own_weight": terms.get("own"),
                }  # fmt: skip
            elif "value_of" in terms:
                given = self.key_results[terms["value_of"]].pk
                kind = {"kind": "contributes_value", "child_key_result_id": given}
            if parent in self.objectives:
                kind["parent_objective_id"] = self.objectives[parent].pk
            else:
                kind["key_result_id"] = self.key_results[parent].pk
            link_objective(self.system, objective.pk, **kind)

    def _dependencies(
        self, cycle: Cycle, entries: Sequence[Mapping[str, Any]], *, asked: int, answered: int
    ) -> None:
        """Needs of key results; ``asked`` and ``answered`` are days since the cycle began."""
        for number, entry in enumerate(entries):
            with self._on(cycle.starts_on + timedelta(days=asked), minute=10 * 60 + number):
                need = request_dependency(
                    self.actors[entry["asked_by"]],
                    self.key_results[entry["key_result"]].pk,
                    unit_id=self.units[entry["unit"]].pk,
                    title=entry["title"],
                    due_on=cycle.starts_on + timedelta(weeks=entry["due_week"], days=-3),
                )
            if "answered_by" in entry:
                with self._on(cycle.starts_on + timedelta(days=answered), minute=11 * 60 + number):
                    self._answer(need, entry)

    def _answer(self, need: Dependency, entry: Mapping[str, Any]) -> None:
        lead, answer = self.actors[entry["answered_by"]], entry["answer"]
        if "delivered_by" in entry:
            delivers = self.objectives[entry["delivered_by"]].pk
            accept_dependency(lead, need.pk, objective_id=delivers, answer=answer)
        elif entry.get("accepted"):
            accept_dependency(lead, need.pk, answer=answer)
        else:
            decline_dependency(lead, need.pk, answer=answer)

    # -- check-ins ---------------------------------------------------------------------------

    def _check_ins(
        self,
        cycle: Cycle,
        told: Sequence[tuple[Objective, Mapping[str, Any]]],
        *,
        weeks: int,
    ) -> None:
        plans = [
            (self._stored(objective, position), entry, objective_entry)
            for objective, objective_entry in told
            for position, entry in enumerate(_measures(objective_entry))
        ]
        in_turn = sorted(enumerate(plans), key=lambda plan: _when_of_week(plan[0]))
        for week in range(1, weeks + 1):
            self.progress(cycle.name, week, weeks)
            for number, (key_result, entry, objective_entry) in in_turn:
                silent_since = objective_entry.get("silent_since_week", WEEKS + 1)
                still_due = entry.get("due_now") and week == weeks
                if week < silent_since and not still_due:
                    self._check_in(cycle, key_result, entry, week, weeks, number)
                self._move_goal_post(cycle, key_result, entry, week)
                self._set_by_hand(cycle, key_result, entry, week)

    def _check_in(
        self,
        cycle: Cycle,
        key_result: KeyResult,
        entry: Mapping[str, Any],
        week: int,
        weeks: int,
        number: int,
    ) -> None:
        reading = self._reading(key_result, entry, week, weeks)
        if reading is None:
            return
        first, last = entry.get("sure", (6, 7))
        if week % entry.get("every", 1):
            return
        weekday, minute = _when_of_week(number)
        day = cycle.starts_on + timedelta(weeks=week - 1, days=weekday)
        note = entry.get("notes", {}).get(week, "")
        with self._on(min(day, self.today), minute=minute):
            check_in(
                self.actors[entry["owner"]],
                key_result.pk,
                confidence=None
                if entry.get("is_health")
                else confidences(first, last, weeks)[week - 1],
                note=note,
                **reading,
            )

    def _reading(
        self, key_result: KeyResult, entry: Mapping[str, Any], week: int, weeks: int
    ) -> dict[str, Any] | None:
        kind = entry.get("kind", "increase")
        if kind == "milestone":
            done = sum(by <= week for by in entry["done_by_week"])
            steps = key_result.milestones.order_by("position").values_list("id", flat=True)
            return {"milestones_done": list(steps[:done])}
        if kind == "baseline":
            return {"value": float(week >= entry["done_week"])}
        for series in ("readings", "increments"):
            if series in entry:
                given = entry[series]
                return {"value": float(given[week - 1])} if week <= len(given) else None
        values = readings(
            start=entry["start"],
            target=entry["target"],
            reached=entry["reached"],
            weeks=weeks,
            shape=entry.get("shape", "steady"),
            noise=entry.get("noise", 0.02),
            digits=entry.get("digits"),
            key=f"{key_result.title} {weeks}",
        )
        return {"value": values[week - 1]}

    def _move_goal_post(
        self, cycle: Cycle, key_result: KeyResult, entry: Mapping[str, Any], week: int
    ) -> None:
        moved = entry.get("moved")
        if not moved or moved["week"] != week:
            return
        asked_on = cycle.starts_on + timedelta(weeks=week - 1, days=2)
        with self._on(asked_on, minute=15 * 60):
            asked = update_key_result(
                self.actors[moved["asked_by"]],
                key_result.pk,
                reason=moved["reason"],
                **{moved["field"]: moved["after"]},
            )
        if asked is not None:
            with self._on(asked_on + timedelta(days=1), minute=10 * 60):
                self._answer_goal_post(asked.pk, moved)

    def _answer_goal_post(self, request_id: int, moved: Mapping[str, Any]) -> None:
        """Without an answer it still waits."""
        if lead := moved.get("approved_by"):
            approve_goal_post(self.actors[lead], request_id, answer=moved["answer"])
        elif lead := moved.get("declined_by"):
            decline_goal_post(self.actors[lead], request_id, answer=moved["answer"])

    def _set_by_hand(
        self, cycle: Cycle, key_result: KeyResult, entry: Mapping[str, Any], week: int
    ) -> None:
        """The owner knows something that the figures do not show yet."""
        told = entry.get("by_hand")
        if not told or told["week"] != week:
            return
        day = min(cycle.starts_on + timedelta(weeks=week - 1, days=2), self.today)
        with self._on(day, minute=16 * 60):
            override_status(
                self.actors[entry["owner"]],
                key_result.pk,
                status=told["status"],
                reason=told["reason"],
            )

    # -- closing -----------------------------------------------------------------------------

    def _close(self, cycle: Cycle, told: Sequence[tuple[Objective, Mapping[str, Any]]]) -> None:
        """On the last two days: what is carried over is agreed before the next cycle starts."""
        next_id: int | None = None
        if any(goes_on(entry) for _objective, entry in told):
            with self._on(cycle.ends_on - timedelta(days=1), minute=8 * 60):
                next_id = self._cycle(cycle.ends_on + timedelta(days=1)).pk
        for number, (objective, entry) in enumerate(told):
            with self._on(cycle.ends_on, minute=9 * 60 + number * 11):
                actor = self.actors[entry["owner"]]
                draft = close_as_told(actor, objective, entry, next_id)
            if draft is not None:
                self.carried[entry["key"]] = draft

    # -- small helpers -----------------------------------------------------------------------

    def _stored(self, objective: Objective, position: int) -> KeyResult:
        return objective.key_results.order_by("position", "id")[position]

    def _on(self, day: date, *, minute: int = 9 * 60) -> Any:
        instant = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
        return clock.frozen(instant)


def _measures(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What an objective is measured by: its key results, then its health metrics."""
    health = [{"kind": "stay_below", **one, "is_health": True} for one in entry.get("health", ())]
    return [*entry["key_results"], *health]


_SEASONS = ("Winter", "Spring", "Summer", "Autumn")


def _when_of_week(number: int) -> tuple[int, int]:
    """Weekday (0 or 1) and minute of the day at which the key result of this number is checked
    in. Entered in this order, so that histories read from the newest down."""
    return number % 2, 8 * 60 + number * 7 % 180


def _season(start: date) -> str:
    """The name of a cycle by the season around its middle: "Autumn 2026"."""
    middle = start + timedelta(weeks=WEEKS / 2)
    return f"{_SEASONS[middle.month % 12 // 3]} {middle.year}"


def _years_before(day: date, years: int) -> date:
    return day - timedelta(days=365 * years)


def _email(key: str) -> str:
    return f"{key}@tidewell.example"
